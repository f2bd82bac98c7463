"""The reason for every decision (``record.decisions``)."""

import numpy as np
import pytest

from simulation import load_scenario, simulate
from simulation.record.kinds import Kind
from simulation.record.run import Run


def run_of(capacity, *, decisions=True):
    keys = {
        "routing.policy": "exact",
        "demand.load_per_min": 20,
        "demand.duration_min": 20,
        "fleet.core.capacity": capacity,
        "record.decisions": decisions,
    }
    return simulate(load_scenario("paper/deliverai_2", keys))


@pytest.mark.parametrize("capacity", [2, 3, 4])
def test_every_acceptance_has_an_accepted_request_of_its_instant(capacity):
    run = run_of(capacity)
    table = run.decisions.to_pandas()
    requests = table[(table.kind == "requested") & (table.accepted == True)]  # noqa: E712
    named = {
        (time_s, order)
        for time_s, *orders in zip(
            requests.time_s, requests.order, requests.partner, strict=True
        )
        for order in orders
    }
    events = run.events
    rows = events.rows(Kind.SHARING_ACCEPTED)
    assert rows.size > 50
    for row in rows:
        assert (events.time_s[row], events.order[row]) in named


def test_at_capacity_2_the_accepted_requests_are_the_acceptances():
    run = run_of(2)
    table = run.decisions.to_pandas()
    requests = table[(table.kind == "requested") & (table.accepted == True)]  # noqa: E712
    events = run.events
    rows = events.rows(Kind.SHARING_ACCEPTED)
    logged = {
        (events.time_s[row], *sorted((events.order[row], events.partner[row])))
        for row in rows
    }
    asked = {
        (time_s, *sorted((order, partner)))
        for time_s, order, partner in zip(
            requests.time_s, requests.order, requests.partner, strict=True
        )
    }
    assert logged == asked
    assert np.isclose(sorted(requests.q), sorted(events.q_sum[rows])).all()


def test_watching_changes_nothing():
    assert run_of(3).log_hash == run_of(3, decisions=False).log_hash


def test_decisions_survive_in_the_run_folder(tmp_path):
    run = run_of(2)
    run.write(tmp_path / "run")
    assert Run.read(tmp_path / "run").decisions.equals(run.decisions)
