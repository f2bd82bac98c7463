"""Preferred sets as arrays, and boards that are scanned, change no log."""

from itertools import product

import pytest

from simulation import prepare, simulate
from simulation.record.kinds import Kind
from simulation.routing import offers
from simulation.scenario import load_scenario
from simulation.sharing import remaining, savings

KEYS = {
    "routing.policy": "exact",
    "requests.interaction_range_m": 1500,
    "demand.load_per_min": 20,
    "demand.duration_min": 10,
}
CASES = [*product([0.1, 1.0], [2, 3], ["never", "either_side", "off"])]


@pytest.mark.parametrize("case", range(len(CASES)))
def test_neither_sets_as_arrays_nor_a_scanned_board_change_a_run(case, monkeypatch):
    share, capacity, revisit = CASES[case]
    scenario = load_scenario(
        "paper/deliverai_2",
        KEYS
        | {
            "routing.preferred_share": share,
            "fleet.core.capacity": capacity,
            "requests.revisit": revisit,
            "requests.meet_at_destination": case % 2 == 0,
            "requests.handler": ("greedy", "guarded", "matching")[case % 3],
            "requests.decision_interval_s": 10 * (case % 4 == 1),
            "record.decisions": case % 5 == 0,
        },
    )
    shelves, scanned, arrays = [], [], []
    for most, few, runs in ((1000, 200, shelves), (1000, 0, scanned), (0, 200, arrays)):
        monkeypatch.setattr(offers, "MOST_AS_TUPLES", most)
        monkeypatch.setattr(offers, "_FORMED_TOGETHER", few)
        monkeypatch.setattr(remaining, "_KEPT", few)
        monkeypatch.setattr(savings, "_FEW", 0 if runs is scanned else 8)
        run = simulate(scenario, prepared=prepare(scenario))
        decisions = run.decisions and run.decisions.to_pylist()
        runs += [run.log_hash, decisions]
        assert (run.events.kind == Kind.SHARING_ACCEPTED).any()
    assert arrays == shelves
    assert scanned == shelves


@pytest.mark.parametrize(("most", "hops"), [(1, 1), (2, 2), (3, 3), (9, 3)])
def test_at_most_so_many_hops_are_preferred_whatever_the_share(most, hops):
    """Three of thirty are a tenth."""
    capped = load_scenario("paper/deliverai_2", KEYS | {"routing.preferred_most": most})
    keys = KEYS | {"routing.preferred_share": hops / 30}
    assert (
        simulate(capped).log_hash
        == simulate(load_scenario("paper/deliverai_2", keys)).log_hash
    )
