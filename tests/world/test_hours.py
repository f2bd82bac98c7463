"""Speeds by the hour in every service, solved by hand: from 40 s to 70 s, half.

What `tests.world.test_traffic` says by a model of one's own, said by keys.
"""

import pytest

from analysis.metrics import kpis
from simulation import load_scenario
from simulation.errors import ScenarioError
from simulation.record.kinds import Kind
from tests.worlds import clique, play, play_on

WORLD = clique("ABC", seconds=60, times_s={"C>A": 25, "B>A": 50})
JAM = {
    "traffic.closures.jam.speed_factor": 0.5,
    "traffic.closures.jam.from_min": 40 / 60,
    "traffic.closures.jam.until_min": 70 / 60,
    "requests.handler": "refuse",
}
STACKED = {
    "service.mode": "stacked",
    "fleet.peripheral.capacity": 4,
    "dispatch.interval_s": 0.0,
    "dispatch.hold_s": 0.0,
}


def test_a_relayed_delivery_drives_through_the_jam():
    """Of the core leg of 60 s, 30 s lie before the jam, 15 s in it, 15 s after it."""
    story = play(WORLD, [(0, "A", "B")], JAM)
    assert story.of("departed", "arrived") == [
        "0 departed p1 shopA->A [d1]",
        "10 arrived p1 at A",
        "10 departed v1 A->B [d1]",
        "85 arrived v1 at B",
        "85 departed p2 B->homeB [d1]",
        "95 arrived p2 at homeB",
    ]


def test_a_direct_delivery_drives_through_the_jam():
    """80 s of way: 40 s, 15 s in 30 s, 25 s."""
    story = play(WORLD, [(0, "A", "B")], {**JAM, "service.mode": "direct"})
    assert story.lines[-1] == "95 delivered d1 by p1 at homeB"


@pytest.mark.parametrize("mode", ["stacked", "through"])
def test_a_stacked_delivery_drives_through_the_jam(mode):
    story = play(
        WORLD, [(0, "A", "C"), (0, "A", "B")], {**JAM, **STACKED, "service.mode": mode}
    )
    assert story.of("departed", "delivered") == [
        "0 departed p1 shopA->homeB [d1 d2]",
        "95 delivered d2 by p1 at homeB",
        "95 departed p1 homeB->homeC [d1]",
        "175 delivered d1 by p1 at homeC",
    ]


def test_who_is_held_up_waits_until_all_moves_again_and_drives_the_same_metres():
    """Nobody moves from 40 s to 100 s: the way of 80 s takes 140 s."""
    keys = {
        "service.mode": "direct",
        "traffic.closures.storm.from_min": 40 / 60,
        "traffic.closures.storm.until_min": 100 / 60,
    }
    story = play(WORLD, [(0, "A", "B")], keys)
    assert story.lines[-1] == "140 delivered d1 by p1 at homeB"
    assert story.run.events.distance_m[story.run.events.distance_m > 0].tolist() == [
        800.0
    ]


def test_hours_are_those_of_the_clock_at_time_zero():
    """At 60 s it is 17:30, and half as fast: 40 s of way, then 40 s in 80 s."""
    keys = {
        "service.mode": "direct",
        "traffic.clock": "fri 17:29",
        "traffic.hours": ["sat 17:30-17:40 0.1", "fri 17:30-18:00 0.5"],
    }
    story = play(WORLD, [(20, "A", "B")], keys)
    assert story.lines[-1] == "140 delivered d1 by p1 at homeB"


def test_a_class_that_is_spared_drives_at_free_flow():
    keys = {
        **JAM,
        "service.mode": "direct",
        "fleet.peripheral.size": 0,
        "fleet.classes.bicycle.size": 1,
        "traffic.spared": ["bicycle"],
    }
    story = play(WORLD, [(0, "A", "B")], keys)
    drives = story.of("departed", "arrived")
    free = play(
        WORLD,
        [(0, "A", "B")],
        {key: value for key, value in keys.items() if not key.startswith("traffic.")},
    )
    assert drives == free.of("departed", "arrived")
    slow = play(WORLD, [(0, "A", "B")], {**keys, "traffic.spared": []})
    assert drives != slow.of("departed", "arrived")


def test_planners_take_speeds_to_be_those_of_the_moment():
    """One vehicle would bring the second order after 160 s, in the jam after 320 s.

    The promise is 200 s: who knows of the jam sends a vehicle for each.
    """
    keys = {
        **STACKED,
        "traffic.closures.jam.speed_factor": 0.5,
        "traffic.closures.jam.from_min": 0.5,
        "traffic.closures.jam.until_min": 60.0,
        "dispatch.new_vehicle_m": 1000.0,
        "dispatch.late_m_per_s": 100.0,
        "promise_s": 200.0,
    }
    orders = [(40, "A", "C"), (40, "A", "B")]
    knowing = play(WORLD, orders, keys)
    blind = play(WORLD, orders, {**keys, "traffic.planned": "free_flow"})
    assert knowing.of("departed") == [
        "40 departed p1 shopA->homeC [d1]",
        "40 departed p2 shopA->homeB [d2]",
    ]
    assert blind.of("departed")[0] == "40 departed p1 shopA->homeB [d1 d2]"


def test_the_log_says_what_a_leg_loses_in_traffic():
    """Of 80 s of way 15 s take 30 s; the empty run of 80 s back is over the jam."""
    keys = {**JAM, "service.mode": "direct", "fleet.peripheral.size": 1}
    story = play(WORLD, [(0, "A", "B"), (200, "A", "B")], keys)
    events = story.run.events
    rows = events.rows(Kind.SLOWED)
    assert events.lost_s[rows].tolist() == [15.0]
    assert events.distance_m[rows].tolist() == [0.0]
    assert kpis(story.run)["traffic_lost_h"] == pytest.approx(15 / 3600)
    assert kpis(story.run)["detour_km"] == 0.0


def test_a_jam_begins_with_a_fork():
    story = play_on(
        clique("AB", seconds=40),
        [(0, "A", "B")],
        {"requests.handler": "refuse"},
        20.0,
        {
            "traffic.closures.jam.speed_factor": 0.5,
            "traffic.closures.jam.until_min": 60.0,
        },
    )
    assert story.of("arrived") == [
        "10 arrived p1 at A",
        "50 arrived v1 at B",
        "70 arrived p2 at homeB",
    ]


def test_an_intervention_closes_what_it_names_until_it_ends():
    """From 20 s to 60 s legs that begin are half as fast: at 50 s the last mile.

    At 60 s it is over, and the core leg of the second order, from 65 s on, as ever.
    """
    keys = {
        "requests.handler": "refuse",
        "interventions": [
            {
                "what": "Works",
                "at_min": 20 / 60,
                "until_min": 60 / 60,
                "set": {"traffic": {"closures": {"works": {"speed_factor": 0.5}}}},
            }
        ],
    }
    story = play(clique("AB", seconds=40), [(0, "A", "B"), (45, "B", "A")], keys)
    assert story.of("arrived") == [
        "10 arrived p1 at A",
        "50 arrived v1 at B",
        "65 arrived p2 at B",
        "70 arrived p3 at homeB",
        "105 arrived v1 at A",
        "115 arrived p1 at homeA",
    ]


def test_nothing_changes_where_all_factors_are_one():
    free = play(WORLD, [(0, "A", "B")], {"requests.handler": "refuse"})
    same = play(
        WORLD,
        [(0, "A", "B")],
        {"requests.handler": "refuse", "traffic.hours": ["00:00-24:00 1"]},
    )
    assert same.run.log_hash == free.run.log_hash


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"traffic.hours": ["00:00-24:00 0"]}, "traffic.hours is 0 at all times"),
        (
            {"traffic.hours": ["mon-thu 06:00-06:00 0", "fri-sun 06:00-06:00 0"]},
            "traffic.hours is 0 at all times",
        ),
        (
            {"traffic.closures.all.hours": ["09:00-18:00", "17:00-09:00"]},
            "traffic.closures.all.until_min is missing",
        ),
    ],
)
def test_hours_that_never_open_are_refused_before_the_run(keys, said):
    with pytest.raises(ScenarioError, match=said):
        load_scenario("paper/point_to_point", keys)


def test_hours_that_leave_a_minute_open_are_not_refused():
    for keys in (
        {"traffic.hours": ["00:00-23:59 0"]},
        {"traffic.hours": ["mon-sat 00:00-24:00 0", "sun 00:01-24:00 0"]},
        {"traffic.closures.all.hours": ["09:00-18:00", "18:01-09:00"]},
    ):
        assert load_scenario("paper/point_to_point", keys).traffic.changes
