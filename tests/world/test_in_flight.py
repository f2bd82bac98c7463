"""What each key means that changes while a world is under way, solved by hand.

Hotspots are 60 s apart, doors 10 s from theirs, if not said otherwise.
"""

import pytest

from tests.worlds import clique, play, play_on

WORLD = clique("ABCD")
ALONE = {"requests.handler": "refuse"}
GREEDY = {"requests.handler": "greedy"}
PAIR = [(0, "A", "D"), (5, "A", "D")]  # d1 stands at A at 10 s, d2 at 15 s
FAR = clique("ABCD", shops={"shopF": ("A", 100)})
LATE = [(0, "A", "D"), (0, "shopF", "D")]  # at A at 10 s and at 100 s


def core(story):
    """Return the departures of core vehicles."""
    return [line for line in story.of("departed") if line.split()[2][0] == "v"]


TOGETHER = ["15 departed v1 A->D [d1 d2]"]
APART = ["10 departed v1 A->D [d1]", "15 departed v2 A->D [d2]"]

# Requests ------------------------------------------------------------------------


def test_from_greedy_on_those_under_way_are_found_too():
    """At 7 s both ride to A; at 10 s d1 finds d2 and waits for it."""
    assert core(play(WORLD, PAIR, ALONE)) == APART
    assert core(play_on(WORLD, PAIR, ALONE, 7, GREEDY)) == TOGETHER


def test_from_refuse_on_nobody_new_shares_and_who_shares_rides_on():
    """At 12 s d1 waits for d2: that is agreed. At 7 s it was not yet."""
    assert core(play(WORLD, PAIR, GREEDY)) == TOGETHER
    assert core(play_on(WORLD, PAIR, GREEDY, 12, ALONE)) == TOGETHER
    assert core(play_on(WORLD, PAIR, GREEDY, 7, ALONE)) == APART


def test_a_moment_comes_before_all_that_happens_at_it():
    """At 10 s d1 stands and asks: by the keys of that moment."""
    assert core(play_on(WORLD, PAIR, ALONE, 10, GREEDY)) == TOGETHER
    assert core(play_on(WORLD, PAIR, GREEDY, 10, ALONE)) == APART


@pytest.mark.parametrize(("counted", "found"), [(True, TOGETHER), (False, APART)])
def test_those_under_way_are_posted_or_taken_off_the_board(counted, found):
    keys = GREEDY | {"requests.count_inbound": not counted}
    changes = {"requests.count_inbound": counted}
    assert core(play_on(WORLD, PAIR, keys, 7, changes)) == found


@pytest.mark.parametrize(
    ("patience_s", "at_s", "new_s", "leaves_s"),
    [
        ("unbounded", 30, 50, 60),  # since 10 s
        ("unbounded", 30, 5, 30),  # that is over
        (50, 30, "unbounded", 100),  # the old end at 60 s means nothing
        (50, 30, 70, 80),
        (50, 60, 70, 80),  # at the very moment where it would have ended
        (50, 70, 5, 60),  # too late: it has left
    ],
)
def test_another_patience_holds_for_who_waits_already(
    patience_s, at_s, new_s, leaves_s
):
    keys = GREEDY | {"requests.max_wait_s": patience_s}
    story = play_on(FAR, LATE, keys, at_s, {"requests.max_wait_s": new_s})
    company = "d1 d2" if leaves_s == 100 else "d1"
    assert core(story)[0] == f"{leaves_s} departed v1 A->D [{company}]"


@pytest.mark.parametrize(
    ("beat_s", "at_s", "new_s", "leaves_s"),
    [
        (60, 20, 25, 25),
        (60, 20, 40, 40),
        (60, 20, 90, 90),
        (60, 20, 0, 20),
        (60, 50, 25, 50),
        (0, 5, 25, 25),
        (0, 12, 25, 10),
    ],
)
def test_who_stands_undecided_decides_on_the_next_new_beat(
    beat_s, at_s, new_s, leaves_s
):
    """Counted from the start; d1 has stood at A since 10 s."""
    keys = ALONE | {"requests.decision_interval_s": beat_s}
    changes = {"requests.decision_interval_s": new_s}
    story = play_on(WORLD, [(0, "A", "D")], keys, at_s, changes)
    assert core(story) == [f"{leaves_s} departed v1 A->D [d1]"]


# Fleets --------------------------------------------------------------------------

ONE = ALONE | {"fleet.core.size": 1}
TWO_JOBS = [(0, "A", "D"), (0, "A", "D")]


@pytest.mark.parametrize("size", [2, "elastic"])
def test_a_job_that_waits_is_taken_by_a_vehicle_that_joins(size):
    """Else v1 would come back for d2 and leave at 130 s."""
    assert core(play(WORLD, TWO_JOBS, ONE))[-1] == "130 departed v1 A->D [d2]"
    story = play_on(WORLD, TWO_JOBS, ONE, 20, {"fleet.core.size": size})
    assert story.about("v2")[:2] == [
        "20 vehicle_joined v2 at A",
        "20 departed v2 A->D [d2]",
    ]


def test_the_oldest_job_still_comes_first():
    """d3 waits at A from 10 s on, d1 and d2 from 20 s on: v2 takes d1, not d2."""
    orders = [(0, "A", "D"), (0, "A", "D"), (0, "A", "D")]
    story = play_on(WORLD, orders, ONE, 20, {"fleet.core.size": 2})
    assert core(story)[:2] == [
        "10 departed v1 A->D [d1]",
        "20 departed v2 A->D [d2]",
    ]


def test_an_elastic_fleet_that_becomes_finite_calls_its_vehicles_from_anywhere():
    """v1 and v2 stand at D since 70 s; for d3, at A at 110 s, one comes empty."""
    orders = [*TWO_JOBS, (90, "A", "D")]
    assert core(play(WORLD, orders, ALONE))[-1] == "110 departed v3 A->D [d3]"
    story = play_on(WORLD, orders, ALONE, 80, {"fleet.core.size": 2})
    assert core(story)[-2:] == [
        "110 departed v1 D->A []",
        "170 departed v1 A->D [d3]",
    ]


def test_more_peripheral_vehicles_join_where_so_many_would_start():
    """One, at A (a tie with D); two more at 20 s: at A and D, and both jobs go."""
    keys = ALONE | {"fleet.peripheral.size": 1}
    orders = [(0, "A", "D"), (0, "A", "D")]
    story = play_on(WORLD, orders, keys, 15, {"fleet.peripheral.size": 3})
    joined = [line for line in story.of("vehicle_joined") if line.split()[2] != "v1"]
    assert joined[:3] == [
        "0 vehicle_joined p1 at A",
        "15 vehicle_joined p2 at A",
        "15 vehicle_joined p3 at D",
    ]
    assert "15 departed p2 A->shopA []" in story.lines


@pytest.mark.parametrize(
    ("pool", "arrivals"),
    [
        ("core", "10 p1, 40 p1, 50 p1, 70 v1, 80 p2, 80 v2, 90 p2, 100 p2"),
        ("peripheral", "10 p1, 35 p1, 40 p1, 70 v1, 75 p2, 100 v2, 105 p2, 110 p2"),
    ],
)
def test_another_speed_holds_for_legs_that_begin_later(pool, arrivals):
    """Twice as fast from 20 s on; d1 rides from A to D from 10 to 70 s.

    At 30 s p1 sets out from A to shopA for d2; p2 comes back for it from homeD.
    """
    orders = [(0, "A", "D"), (30, "A", "D")]
    story = play_on(WORLD, orders, ALONE, 20, {f"fleet.{pool}.speed_factor": 2.0})
    found = {tuple(line.split()[::2][:2]) for line in story.of("arrived")}
    assert found == {tuple(each.split()) for each in arrivals.split(", ")}


def test_empty_ways_are_left_out_from_then_on():
    """p2 has been at homeD since 80 s; at 200 s it is called to shopD, 20 s off."""
    orders = [(0, "A", "D"), (200, "D", "A")]
    story = play_on(
        WORLD, orders, ALONE, 100, {"fleet.peripheral.deadheading": "ignored"}
    )
    assert "200 departed p2 homeD->shopD [] ignoring 200 m" in story.lines


# Hotspots ------------------------------------------------------------------------

THREE = [(0, "A", "D"), (5, "A", "D"), (20, "A", "D")]  # at A at 10, 15 and 30 s


def handovers(story):
    """Return when each order's first handover begins and ends."""
    times = {}
    for line in story.of("handover_started", "handover_finished"):
        time, _, _, _, place, order = line.split()
        if place == "A":
            times.setdefault(order, []).append(time)
    return [" ".join(each) for each in times.values()]


@pytest.mark.parametrize(
    ("docks", "at_s", "new", "expected"),
    [
        (1, 40, 1, ["10 60", "60 110", "110 160"]),
        (1, 40, 2, ["10 60", "40 90", "60 110"]),
        (1, 40, 3, ["10 60", "40 90", "40 90"]),
        (1, 40, "unlimited", ["10 60", "40 90", "40 90"]),
        (2, 20, 1, ["10 60", "15 65", "65 115"]),
        ("unlimited", 20, 1, ["10 60", "15 65", "65 115"]),
        ("unlimited", 20, 2, ["10 60", "15 65", "60 110"]),
        ("unlimited", 20, 3, ["10 60", "15 65", "30 80"]),
    ],
)
def test_more_bays_are_taken_at_once_and_none_is_taken_away_under_a_vehicle(
    docks, at_s, new, expected
):
    keys = ALONE | {"hotspots.docks": docks, "hotspots.handover_s": 50}
    story = play_on(WORLD, THREE, keys, at_s, {"hotspots.docks": new})
    assert handovers(story) == expected


@pytest.mark.parametrize(
    ("handover_s", "new_s", "expected"),
    [
        (50, 20, ["10 60", "60 80", "80 100"]),
        (50, 0, ["10 60", "60 60", "60 60"]),
        (0, 50, ["10 10", "15 15", "40 90"]),  # p1, free, fetches d3 from A
    ],
)
def test_another_handover_time_holds_for_those_that_begin_later(
    handover_s, new_s, expected
):
    keys = ALONE | {"hotspots.docks": 1, "hotspots.handover_s": handover_s}
    story = play_on(WORLD, THREE, keys, 20, {"hotspots.handover_s": new_s})
    assert handovers(story) == expected


def test_hotspots_come_to_have_bays_or_lose_them():
    """Without either nothing is written; p1, free at A, brings d3 at 40 s."""
    docked = {"hotspots.docks": 1, "hotspots.handover_s": 50}
    bare = {"hotspots.docks": "unlimited", "hotspots.handover_s": 0}
    assert handovers(play_on(WORLD, THREE, ALONE, 20, docked)) == ["40 90"]
    story = play_on(WORLD, THREE, ALONE | docked, 20, bare)
    assert handovers(story) == ["10 60", "20 20"]
