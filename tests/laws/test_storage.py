"""Storage of hotspots: never more lie there than may, and nobody waits without need.

Whatever the service, and whatever goes wrong. Who lies where is told from the log
alone: a load from the start of its handover on, until it leaves or its way ends there.
"""

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.record.kinds import Kind
from simulation.simulation import Simulation
from tests.laws import test_choice, test_lines, test_rounds, test_through
from tests.laws.bad_days import bad_days
from tests.laws.replay import hotspots_under, rows_of
from tests.laws.test_incidents import ends_are_one_each, every_order_is_with_somebody
from tests.strategies import cases

LIMITS = st.sampled_from([2, 1, 3, 5])
TIGHT = st.just(1)  # for days on which little else comes to hotspots
LONGEST_S = 1e6  # of worlds whose orders come within minutes


@st.composite
def limited(draw, of, limits=LIMITS):
    """Draw how many may lie in hotspots, and in the first one, of a case."""
    case = draw(of)
    keys = {"hotspots__storage": draw(limits)}
    if draw(st.booleans()):
        keys["hotspots__storage_at"] = {"tract 0": draw(st.sampled_from([1, 4, 0]))}
    if draw(st.booleans()):
        keys["hotspots__handover_s"] = draw(st.sampled_from([5.0, 30.25]))
    if draw(st.booleans()):
        keys["requests__max_wait_s"] = draw(st.sampled_from([60.0, 300.0]))
    return case.but(**keys)


@st.composite
def changing(draw, service):
    """Draw a bad day on which storage changes, and all else may."""
    case = draw(limited(bad_days(service), TIGHT))
    changes = [
        {
            "what": f"storage {number}",
            "at_min": draw(st.sampled_from([0.5, 2.0, 4.5])),
            "until_min": draw(st.sampled_from([5.0, 9.0, None])),
            "set": {f"hotspots.{key}": draw(TIGHT) for key in keys},
        }
        for number, keys in enumerate(
            draw(st.lists(st.sampled_from(CHANGED), min_size=1, max_size=2))
        )
    ]
    return case.but(interventions=[*case.keys["interventions"], *changes])


CHANGED = [("storage",), ("storage_at.tract 0",), ("storage", "storage_at.tract 0")]
ALL = {
    "relayed": limited(cases(service__mode="relayed")),
    "through": limited(test_through.with_everything()),
    "rounds": limited(test_rounds.with_everything()),
    "choice": limited(test_choice.with_everything()),
    "lines": limited(test_lines.with_lines()),
    "bad day, relayed": changing("relayed"),
    "bad day, through": changing("through"),
    "bad day, rounds": changing("rounds"),
    "bad day, choice": changing("choice"),
}


def finished(case):
    """Return a run, which comes to its end."""
    simulation = Simulation(case.scenario, prepared=case.prepared())
    simulation.run(LONGEST_S)
    assert simulation.finished
    return simulation.result()


@pytest.mark.parametrize("service", ALL)
def test_nothing_is_lost_or_too_much_and_no_run_goes_on_for_ever(service):
    seen = set()

    @given(ALL[service])
    def holds(case):
        run = finished(case)
        ends_are_one_each_or_open(case, run)
        every_order_is_with_somebody(case, run)
        Stored(case, run).check()
        assert case.run().log_hash == run.log_hash
        seen.update(run.events.kind.tolist())

    holds()
    assert "through" in service or Kind.ROOM_AWAITED in seen


def ends_are_one_each_or_open(case, run):
    """Each order ends once; open without a horizon is only who is left for a reason."""
    if run.events.rows(Kind.STORAGE_BLOCKED).size:
        case = case.but(horizon_s=run.end_s)  # cut off, as by a horizon
    ends_are_one_each(case, run)


class Stored:
    """Who lies where, and who waits for room, by the rows of a log."""

    def __init__(self, case, run):
        self.run = run
        self.ids = run.tract_ids
        self.spec = case.scenario.hotspots.model_dump()
        self.lies = defaultdict(set)  # by hotspot, handovers under way included
        self.waits = defaultdict(list)  # by hotspot, (vehicle, orders), the first first

    def limit(self, place, now_s):
        """Return how many may lie at a hotspot."""
        now = hotspots_under(self.spec, self.run.interventions, now_s)
        limit = now["storage_at"].get(self.ids[place], now["storage"])
        return float("inf") if limit == "unlimited" else limit

    def check(self):
        """Play the rows."""
        before_s, blocked = 0.0, []
        for row in rows_of(self.run.events):
            if row.time_s > before_s:
                self._nobody_waits_without_need(before_s)
                before_s = row.time_s
            if row.kind == "room_awaited":
                self.waits[row.place].append((row.vehicle, row.orders))
            elif row.kind == "handover_started":
                self._comes_in(row)
            elif row.kind == "departed":
                self.lies[row.place].difference_update(row.orders)
            elif row.kind == "returned":
                self.lies[row.place].discard(row.order)
            elif row.kind == "storage_blocked":
                blocked.append((row.place, row.vehicle, row.orders))
        waiting = [(at, *each) for at in sorted(self.waits) for each in self.waits[at]]
        assert blocked in ([], waiting)  # all of them, or a horizon came before
        if self.run.scenario.horizon_s is None:
            assert blocked == waiting

    def _comes_in(self, row):
        waits, lies = self.waits[row.place], self.lies[row.place]
        if waits:  # the first goes first, nobody passes
            assert waits.pop(0) == (row.vehicle, row.orders)
        assert lies.isdisjoint(row.orders)
        lies.update(row.orders)
        assert len(lies) <= self.limit(row.place, row.time_s)

    def _nobody_waits_without_need(self, now_s):
        for place, waits in self.waits.items():
            if waits:
                room = self.limit(place, now_s) - len(self.lies[place])
                assert room < len(waits[0][1])


@given(limited(cases(service__mode="through")))
def test_vehicles_that_meet_wait_for_room_only_where_that_was_taken_away(case):
    """Whoever plans knows of the room, and of all that is on its way there."""
    run = case.run()
    assert not run.events.rows(Kind.ROOM_AWAITED).size


@given(limited(cases(service__mode="relayed", horizon_s=None)))
def test_with_room_for_all_nobody_waits_and_all_happens_as_without_a_limit(case):
    """But for the rows of docks, which there are where storage is counted."""
    roomy = case.but(hotspots__storage=10**6, hotspots__storage_at={})
    free = roomy.but(hotspots__storage="unlimited", hotspots__docks=10**6)
    roomy = roomy.but(hotspots__docks=10**6)
    assert roomy.run().log_hash == free.run().log_hash
