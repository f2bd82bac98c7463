"""Each order relayed or through, as is expected to cost less: worlds solved by hand."""

import pytest

from simulation.errors import ScenarioError
from simulation.record.kinds import Kind
from simulation.scenario import scenario_from_dict
from tests.worlds import play, play_on, tiny_world

# 60 s from hotspot to hotspot, doors 10 s from theirs, ten metres a second.
LINE = tiny_world(
    """
    A  B  C
    A  0 60 120
    B 60  0  60
    C 120 60  0
    """
)
CHOICE = {
    "service.mode": "choice",
    "fleet.peripheral.capacity": 4,
    "dispatch.interval_s": 0.0,
    "dispatch.hold_s": 0.0,
    "dispatch.transfers": 0,
    "requests.handler": "refuse",
    "service.expected_core_load": 1.5,
    "service.expected_core_wait_s": 120.0,
}
CHEAP = CHOICE | {
    "service.expected_core_load": 6.0,
    "service.expected_core_wait_s": 0.0,
}


def excesses(story):
    """Return what relaying costs more, by order [m]."""
    events = story.run.events
    rows = events.rows(Kind.MODE_CHOSEN)
    return dict(
        zip(events.order[rows].tolist(), events.distance_m[rows].tolist(), strict=True)
    )


def test_an_order_is_charged_for_its_vehicle_its_metres_and_its_time():
    """To its door: 1500 m for a vehicle, 1400 m, and 140 s at 7.5 m each: 3950 m.

    Relayed: 1500 m, 100 m and 10 s to A; 1200 m by 1.5 to C, 100 m to the door, and
    120 s, 10 s and a wait of 120 s: 4450 m.
    """
    story = play(LINE, [(0, "A", "C")], CHOICE)
    assert excesses(story) == {0: 500.0}
    assert story.of("mode_chosen", "departed") == [
        "0 mode_chosen d1 at homeC",
        "0 departed p1 shopA->homeC [d1]",
    ]


def test_it_is_relayed_where_that_is_expected_to_cost_less():
    """200 m in place of 800 m between hotspots, and no wait: 2950 m."""
    story = play(LINE, [(0, "A", "C")], CHEAP)
    assert excesses(story) == {0: -1000.0}
    assert story.of("mode_chosen", "departed", "delivered") == [
        "0 mode_chosen d1 at A",
        "0 departed p1 shopA->A [d1]",
        "10 departed v1 A->C [d1]",
        "130 departed p2 C->homeC [d1]",
        "140 delivered d1 by p2 at homeC",
    ]


def test_who_rides_with_another_one_at_little_cost_is_not_relayed():
    """d2 goes the way of d1, who is at its door at once: it adds its time, 1050 m.

    As a mile, it would add 100 m back to the shop besides what is behind its hotspot.
    """
    story = play(LINE, [(0, "A", "C"), (0, "A", "C")], CHOICE)
    assert story.of("departed") == ["0 departed p1 shopA->homeC [d1 d2]"]
    one_after_the_other = play(LINE, [(0, "A", "B"), (5, "A", "C")], CHEAP)
    events = one_after_the_other.run.events
    assert len(events.rows(Kind.MODE_CHOSEN)) == 2


def test_both_ways_share_the_vehicles():
    """p1, the only one, brings d1 to A, and drives d2 of a short way to its door."""
    keys = CHEAP | {"fleet.peripheral.size": 3}
    story = play(LINE, [(0, "A", "C"), (20, "A", "A")], keys)
    chosen = story.of("mode_chosen")
    assert chosen == ["0 mode_chosen d1 at A", "20 mode_chosen d2 at homeA"]
    carried = {line.split()[2] for line in story.of("departed") if "[d" in line}
    assert {"v1"} < carried


def test_an_order_of_too_many_seats_for_core_vehicles_goes_to_its_door():
    keys = CHEAP | {"fleet.core.capacity": 2}
    story = play(LINE, [(0, "A", "C"), (0, "B", "C")], keys, seats=[3, 2])
    assert story.of("mode_chosen")[0] == "0 mode_chosen d1 at homeC"
    assert str(excesses(story)[0]) == "nan"


def test_it_is_decided_on_the_beat_and_may_be_cancelled_until_then():
    keys = CHEAP | {"dispatch.interval_s": 30.0}
    orders = [(5, "A", "C"), (10, "A", "B")]
    story = play(LINE, orders, keys, cancelled_s=(float("nan"), 20.0))
    assert story.of("mode_chosen", "cancelled") == [
        "20 cancelled d2 at shopA",
        "30 mode_chosen d1 at A",
    ]


def test_orders_that_are_chosen_later_meet_other_prices():
    """At 100 s a second costs 60 m instead of 7.5 m: relayed takes as long, so 1 more.

    A wait of 30 s is expected: 30 s dearer than to the door, against 1225 m saved.
    """
    keys = CHEAP | {"service.expected_core_wait_s": 30.0}
    story = play_on(
        LINE,
        [(0, "A", "C"), (200, "A", "C")],
        keys,
        100.0,
        {"dispatch.value_of_time_m_per_s": 60.0},
    )
    assert excesses(story)[0] == -1000 + 30 * 7.5
    assert story.of("mode_chosen")[1].endswith("d2 at homeC")


def test_choice_plans_by_insertion():
    with pytest.raises(ScenarioError, match="no other planner knows meetings"):
        scenario_from_dict(
            {"service": {"mode": "choice"}, "dispatch": {"planner": "rolling"}}
        )
