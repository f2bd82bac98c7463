"""How far the greedy request handler is from the best a clairvoyant could do."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from analysis.experiments.campaign import Results
from analysis.experiments.runs import shared_prepared
from analysis.experiments.tasks import Row, Task
from analysis.optimum import Due, measure_gap
from analysis.reproduction.datasets import ExperimentSetup, rows_of
from analysis.reproduction.published import DELIVERAI_2
from simulation.scenario import scenario_from_dict, scenario_to_dict
from simulation.simulation import simulate

if TYPE_CHECKING:
    from pandas import DataFrame

# Orders a minute, for five minutes: few enough to be solved to the end, so that the
# result is the same on every machine. The later deliveries may be, the harder.
MINUTES = 5
LOADS: dict[Due, tuple[int, ...]] = {
    "as_greedy": (2, 3, 4, 6, 12),
    "promise": (2, 3, 4),
}
_LIMIT_S = 30.0  # of a solver's run; four times what the slowest instance took


class Optimality:
    """The gap on small instances of the setup, a data set each."""

    def __init__(self, setup: ExperimentSetup) -> None:
        self._tasks = {
            (question, load, number): _task(setup, question, load, number)
            for question, loads in LOADS.items()
            for load in loads
            for number in range(setup.datasets)
        }

    def tasks(self) -> Iterator[Task]:
        """Yield every task, the hardest first."""
        yield from reversed(self._tasks.values())

    def frame(self, results: Results) -> "DataFrame":
        """Return one row per instance and question.

        Columns: ``question``, ``load_per_min``, ``instance``, and the numbers of
        :class:`analysis.optimum.Gap`.
        """
        import pandas as pd  # noqa: PLC0415 - heavy

        return pd.DataFrame(
            [
                {
                    "question": question,
                    "load_per_min": load,
                    "instance": f"{load}/min, data set {number + 1}",
                    **rows_of([task], results)[0],
                }
                for (question, load, number), task in self._tasks.items()
            ]
        )


def measured_gap(
    scenario: dict[str, Any],
    replication: int,
    question: Due,
    region_checksum: str,  # noqa: ARG001 - part of what the result depends on
) -> Row:
    """Run one small instance and return its gap."""
    parsed = scenario_from_dict(scenario)
    prepared = shared_prepared(parsed)
    run = simulate(parsed, replication, prepared=prepared)
    gap = asdict(
        measure_gap(run, due=question, time_limit_s=_LIMIT_S, overlay=prepared.overlay)
    )
    return {name: gap[name] for name in gap if name not in {"due", "solve_s"}}


def _task(setup: ExperimentSetup, question: Due, load: int, number: int) -> Task:
    scenario = setup.scenario(
        DELIVERAI_2,
        "routing.policy=exact",  # what both learn, without learning it
        f"demand.load_per_min={load}",
        f"demand.duration_min={MINUTES}",
    )
    return Task(
        f"gap ({question}) at {load} orders a minute, data set {number + 1}",
        measured_gap,
        {
            "scenario": scenario_to_dict(scenario),
            "replication": number,
            "question": question,
            "region_checksum": setup.checksum,
        },
    )
