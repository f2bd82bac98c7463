"""Agents that know the times of the moment, in worlds solved by hand.

D, A, B and C lie in a row, a tract wide each. From A to D it takes 200 s straight on,
120 s by C and 140 s by B; t_norm = t / 200, so for D C is worth -0.3 + 0.99 * 0.7 =
0.393, B -0.35 + 0.99 * 0.65 = 0.2935, and the way straight on 0.
"""

import numpy as np
import pytest

from simulation import load_scenario, simulate
from simulation.errors import ScenarioError
from simulation.record.kinds import Kind
from simulation.routing import exact, offers
from simulation.scenario.effects import without_effect
from tests.worlds import play, play_on, tiny_world

WORLD = tiny_world(
    """
         D    A    B    C
    D    0  200   70   60
    A  200    0   70   60
    B   70   70    0  100
    C   60   60  100    0
    """
)
SLOW_C = {  # the quarter of A-C and the sixth of C-D that lie in C, a tenth as fast
    "traffic.closures.works.tracts": ["C"],
    "traffic.closures.works.speed_factor": 0.1,
    "traffic.closures.works.until_min": 10.0,
    "requests.handler": "refuse",
}
OUT = {"hotspots.docks_at": {"C": 0}, "requests.handler": "refuse"}
NOW = {"routing.times": "now"}
ORDER = [(0, "A", "D")]
AFTER = 650  # s, when C is as fast as ever


def decided(keys, orders=ORDER):
    return play(WORLD, orders, keys).of("decided")


def test_agents_that_do_not_know_send_it_into_the_jam():
    """Into C for 60 * (3/4 + 10/4) = 195 s, out of it for 60 * (5/6 + 10/6) = 150 s."""
    story = play(WORLD, ORDER, SLOW_C)
    assert story.of("decided") == [
        "10 decided d1 at A to C",
        "205 decided d1 at C to D",
    ]
    assert story.lines[-1] == "365 delivered d1 by p2 at homeD"


@pytest.mark.parametrize("times", ["known", "now"])
def test_agents_that_know_take_the_other_way(times):
    """By B: 10 + 70 + 70 + 10 s. On average a hop takes longer by what C costs.

    To or from C a leg of A takes 195 - 60 s more, of D 150 - 60 s, and of B, whose half
    lies in C, 100 * (1/2 + 10/2) - 100 s; two ways each, over twelve hops.
    """
    story = play(WORLD, ORDER, {**SLOW_C, "routing.times": times})
    assert story.of("decided") == ["10 decided d1 at A to B", "80 decided d1 at B to D"]
    assert story.lines[-1] == "160 delivered d1 by p2 at homeD"
    assert story.of("times_learnt") == ["10 times_learnt  [d1]"]
    events = story.run.events
    (row,) = events.rows(Kind.TIMES_LEARNT)
    assert events.lost_s[row] == pytest.approx((135 + 90 + 450) * 2 / 12, abs=1e-3)


def test_they_go_back_when_the_jam_is_over():
    story = play(WORLD, [*ORDER, (AFTER, "A", "D")], {**SLOW_C, **NOW})
    assert story.of("decided")[2:] == [
        "670 decided d2 at A to C",
        "730 decided d2 at C to D",
    ]
    assert story.of("times_learnt")[1:] == ["670 times_learnt  [d2]"]
    rows = story.run.events.rows(Kind.TIMES_LEARNT)
    assert story.run.events.lost_s[rows][-1] == 0


def test_by_a_late_feed_they_learn_of_it_late_and_that_it_is_over_late():
    """The jam begins at 60 s, ends at 600 s, and is told of three minutes later."""
    keys = {**SLOW_C, **NOW, "traffic.closures.works.from_min": 1.0}
    orders = [(at, "A", "D") for at in (100, 260, 650, 800)]
    late = decided({**keys, "traffic.feed.delay_min": 3.0}, orders)
    punctual = decided(keys, orders)
    assert [each[-1] for each in late if " at A " in each] == ["C", "B", "B", "C"]
    assert [each[-1] for each in punctual if " at A " in each] == ["B", "B", "C", "C"]


def test_in_large_sets_nothing_is_solved_for_whom_nobody_looks_at(monkeypatch):
    """At 70 s d1 decides at C, with a jam in D; d2 is not there yet to be asked.

    When it is, at 129.4 s, the jam is over. Built, the agents have solved all four.
    """
    solve, solved = exact.value_of, []

    def counted(destination, *problem):
        solved.append("DABC"[destination])
        return solve(destination, *problem)

    monkeypatch.setattr(offers, "MOST_AS_TUPLES", 0)
    monkeypatch.setattr(exact, "value_of", counted)
    jam = {
        "traffic.closures.works.tracts": ["D"],
        "traffic.closures.works.from_min": 1.1,
        "traffic.closures.works.until_min": 1.5,
        "requests.handler": "greedy",
        "requests.lookahead_s": 0,
    }
    story = play(WORLD, [*ORDER, (45, "D", "A")], {**SLOW_C, **NOW, **jam})
    assert story.of("times_learnt") == [
        "70 times_learnt  [d1 d2]",
        "129.4 times_learnt  [d2]",
    ]
    assert "".join(solved) == "DABC" + "D"


@pytest.mark.parametrize(("seen_by", "hop"), [("planners", "B"), ("vehicles", "C")])
def test_agents_believe_what_is_told_whether_it_is_so_or_not(seen_by, hop):
    keys = {**SLOW_C, **NOW, "traffic.closures.works.seen_by": seen_by}
    assert decided(keys)[0] == f"10 decided d1 at A to {hop}"


def test_they_keep_away_from_a_hotspot_that_is_out_of_service():
    assert decided(OUT)[0] == "10 decided d1 at A to C"
    story = play(WORLD, ORDER, {**OUT, **NOW})
    assert story.of("decided") == ["10 decided d1 at A to B", "80 decided d1 at B to D"]
    assert story.of("hotspot_shunned") == ["10 hotspot_shunned  at C"]


def test_an_order_that_is_bound_for_it_goes_there_all_the_same():
    keys = {**OUT, **NOW, "horizon_s": 600}
    assert decided(keys, [(0, "A", "C")]) == ["10 decided d1 at A to C"]


def test_a_fork_closes_and_an_intervention_opens_it_again():
    free = {"requests.handler": "refuse", **NOW}
    slow = {key: each for key, each in SLOW_C.items() if key.startswith("traffic")}
    two = [*ORDER, (100, "A", "D")]
    story = play_on(WORLD, two, free, 50.0, slow)
    assert story.of("decided") == [
        "10 decided d1 at A to C",
        "70 decided d1 at C to D",
        "120 decided d2 at A to B",
        "190 decided d2 at B to D",
    ]
    # Agents that learn of it by a fork: from then on.
    story = play_on(WORLD, two, SLOW_C, 50.0, NOW)
    assert story.of("decided")[1:] == [
        "120 decided d2 at A to B",
        "190 decided d2 at B to D",
        "205 decided d1 at C to D",
    ]
    out = {"what": "C", "at_min": 1, "until_min": 3, "set": {"hotspots.docks_at.C": 0}}
    story = play(WORLD, [*two, (200, "A", "D")], {**free, "interventions": [out]})
    assert [line for line in story.of("decided") if "at A" in line] == [
        "10 decided d1 at A to C",
        "120 decided d2 at A to B",
        "220 decided d3 at A to C",
    ]


def test_hours_alone_change_no_preference_and_leave_the_log_as_it_is():
    keys = {"traffic.hours": ["00:00-24:00 0.5"], "requests.handler": "greedy"}
    logs = {play(WORLD, ORDER, {**keys, **more}).run.log_hash for more in ({}, NOW)}
    assert len(logs) == 1


def test_knowing_the_plan_is_not_knowing_chance():
    keys = {"traffic.noise": 0.5, "requests.handler": "refuse"}
    rows = {
        times: play(WORLD, ORDER, {**keys, "routing.times": times}).of("times_learnt")
        for times in ("known", "now")
    }
    assert (len(rows["known"]), len(rows["now"])) == (0, 1)


@pytest.mark.parametrize("handler", ["saved_distance", "matching", "guarded"])
def test_a_handler_that_weighs_metres_weighs_those_of_the_moment(handler):
    """Two from A, to D and to C, would save 600 m by riding to C if it were not slow.

    As it is they save 1400 + 600 - 1200 m, and the one for D loses 345 - 140 s at 5 m.
    """
    orders = [(0, "A", "D"), (0, "A", "C")]
    keys = {
        **SLOW_C,
        "requests.handler": handler,
        "requests.value_of_time_m_per_s": 5,
        "routing.preferred_share": 1.0,
    }
    told = {
        times: play(WORLD, orders, {**keys, "routing.times": times}).of("decided")[:2]
        for times in ("free_flow", "now")
    }
    assert told["free_flow"] == [
        "10 decided d1 at A to C with d2",
        "10 decided d2 at A to C with d1",
    ]
    assert told["now"] == ["10 decided d1 at A to B", "10 decided d2 at A to C"]


class Own:
    """A policy of one's own: straight on."""

    def __init__(self, travel_time_s):
        self.hotspots = len(travel_time_s)

    def values(self, destination, here):  # noqa: ARG002
        """Return 1 for the destination."""
        return np.eye(self.hotspots)[destination]


def test_agents_of_ones_own_are_refused():
    keys = {
        "routing.policy": "tests.world.test_adapting:Own",
        "demand.duration_min": 1,
        **NOW,
    }
    with pytest.raises(ScenarioError, match=r'times: is "now" where routing.policy'):
        simulate(load_scenario("paper/hotspots_only", keys))


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (NOW, "no hotspot is out of service"),
        ({**NOW, "traffic.noise": 0.1}, None),
        ({"routing.times": "known", "hotspots.docks_at.17031010100": 0}, None),
    ],
)
def test_where_nothing_changes_it_is_said_that_the_key_has_no_effect(keys, said):
    scenario = load_scenario("paper/hotspots_only", keys)
    why = without_effect(scenario, ["routing.times"]).get("routing.times")
    assert why is None if said is None else said in why
