"""`mesa.batch_run` makes the replications of a model, in one process or in more."""

import warnings
from inspect import signature
from typing import ClassVar

import mesa
import pytest

from simulation import DeliveryModel, load_scenario, simulate
from simulation.model import HotspotView

SCENARIO = load_scenario(
    "paper/deliverai_2", ["routing.policy=exact", "demand.load_per_min=1"]
)
LOADS = [1, 2]


class Hashed(DeliveryModel):
    """Says which log its run has, once it has one."""

    model_reporters: ClassVar = {
        "replication": "replication",
        "log_hash": lambda model: None if model.running else model.result().log_hash,
    }

    def __init__(self, **given):
        super().__init__(**given)


def batch(model=Hashed, processes=1, iterations=2, **parameters):
    with warnings.catch_warnings():  # from Mesa 3.4 on, iterations have another name
        warnings.simplefilter("ignore", DeprecationWarning)
        rows = mesa.batch_run(
            model,
            {"scenario": [SCENARIO], **parameters},
            number_processes=processes,
            iterations=iterations,
            display_progress=False,
        )
    return sorted(rows, key=lambda row: row["RunId"])


@pytest.mark.parametrize("processes", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_an_iteration_is_a_replication(processes):
    """The same one for all values of the parameters, which then can be compared."""
    rows = batch(processes=processes, **{"demand.load_per_min": LOADS})
    assert [(row["iteration"], row["demand.load_per_min"]) for row in rows] == [
        (iteration, load) for iteration in (0, 1) for load in LOADS
    ]
    for row in rows:
        scenario = load_scenario(
            "paper/deliverai_2",
            {
                "routing.policy": "exact",
                "demand.load_per_min": row["demand.load_per_min"],
            },
        )
        assert row["replication"] == row["iteration"]
        assert row["log_hash"] == simulate(scenario, row["iteration"]).log_hash


def test_a_replication_that_is_given_is_made():
    rows = batch(iterations=1, replication=[4, 5])
    assert [row["replication"] for row in rows] == [4, 5]
    assert rows[0]["log_hash"] == simulate(SCENARIO, 4).log_hash
    by_rng = batch(iterations=1, rng=[4]) if not _batches_name_rng() else _by_rng([4])
    assert by_rng[0]["log_hash"] == rows[0]["log_hash"]


def _batches_name_rng():
    return "rng" in signature(mesa.batch_run).parameters


def _by_rng(numbers):
    return mesa.batch_run(
        Hashed, {"scenario": [SCENARIO]}, rng=numbers, display_progress=False
    )


def test_the_last_row_is_the_end_of_the_run():
    rows = batch(DeliveryModel, iterations=1)
    assert [row["delivered"] for row in rows] == [60]
    assert rows[0]["open_orders"] == 0
    assert rows[0]["now_s"] == simulate(SCENARIO).end_s


def test_agents_are_reported_too():
    class Lying(DeliveryModel):
        agent_reporters: ClassVar = {"kind": lambda agent: type(agent).__name__}

    rows = batch(Lying, iterations=1)
    hotspots = [row for row in rows if row["kind"] == HotspotView.__name__]
    assert len(hotspots) == 30
    assert len({row["AgentID"] for row in rows}) == len(rows)


def test_outside_a_batch_the_replication_is_the_first():
    iteration = 7  # as a caller may name it
    assert DeliveryModel(SCENARIO).replication == 0 != iteration
