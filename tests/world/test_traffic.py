"""Traffic in every service, solved by hand: from 40 s to 70 s, half as fast."""

import pytest

from tests.worlds import clique, play, play_on

WORLD = clique("ABC", seconds=60, times_s={"C>A": 25, "B>A": 50})
SLOW = {
    "traffic.model": "tests.world.test_traffic:HalfAsFast",
    "requests.handler": "refuse",
}


class HalfAsFast:
    """Half as fast from 40 s to 70 s: 15 s of a way take 30 s there."""

    def duration_s(self, free_s, depart_s, origin, target):
        done_s, now_s = 0.0, depart_s
        for until_s, speed in ((40.0, 1.0), (70.0, 0.5), (1e9, 1.0)):
            step_s = min((free_s - done_s) / speed, max(0.0, until_s - now_s))
            done_s, now_s = done_s + step_s * speed, now_s + step_s
        return now_s - depart_s


def test_a_relayed_delivery_drives_through_the_jam():
    """Of the core leg of 60 s, 30 s lie before the jam, 15 s in it, 15 s after it."""
    story = play(WORLD, [(0, "A", "B")], SLOW)
    assert story.of("departed", "arrived") == [
        "0 departed p1 shopA->A [d1]",
        "10 arrived p1 at A",
        "10 departed v1 A->B [d1]",
        "85 arrived v1 at B",
        "85 departed p2 B->homeB [d1]",
        "95 arrived p2 at homeB",
    ]


def test_a_first_mile_within_the_jam_takes_twice_as_long():
    story = play(WORLD, [(45, "A", "B")], SLOW)
    assert story.of("departed", "arrived")[:3] == [
        "45 departed p1 shopA->A [d1]",
        "65 arrived p1 at A",
        "65 departed v1 A->B [d1]",
    ]
    assert "127.5 arrived v1 at B" in story.lines  # 2.5 s of way in 5 s, then 57.5 s


def test_a_direct_delivery_drives_through_the_jam():
    """80 s of way: 40 s, 15 s in 30 s, 25 s."""
    story = play(WORLD, [(0, "A", "B")], {**SLOW, "service.mode": "direct"})
    assert story.lines[-1] == "95 delivered d1 by p1 at homeB"


def test_a_stacked_delivery_drives_through_the_jam():
    keys = {
        "service.mode": "stacked",
        "fleet.peripheral.capacity": 4,
        "dispatch.interval_s": 0.0,
        "dispatch.hold_s": 0.0,
    }
    story = play(WORLD, [(0, "A", "C"), (0, "A", "B")], {**SLOW, **keys})
    assert story.of("departed", "delivered") == [
        "0 departed p1 shopA->homeB [d1 d2]",
        "95 delivered d2 by p1 at homeB",
        "95 departed p1 homeB->homeC [d1]",
        "175 delivered d1 by p1 at homeC",
    ]


def test_metres_are_those_of_the_road():
    free = play(WORLD, [(0, "A", "B")], {"requests.handler": "refuse"})
    slow = play(WORLD, [(0, "A", "B")], SLOW)
    kilometres = [
        story.run.events.distance_m[story.run.events.distance_m > 0].tolist()
        for story in (free, slow)
    ]
    assert kilometres[0] == kilometres[1] == [100.0, 600.0, 100.0]


class SlowFromC:
    """From C all legs take three times as long."""

    def duration_s(self, free_s, depart_s, origin, target):
        return free_s * (3 if WORLD.names[origin] == "C" else 1)


@pytest.mark.parametrize(("jam", "comes"), [(False, "C->A []"), (True, "B->A []")])
def test_of_a_finite_fleet_the_nearest_by_the_times_of_the_hour_comes(jam, comes):
    """One core vehicle idles at B, 50 s from A, and one at C, 25 s or in traffic 75."""
    keys = {"requests.handler": "refuse", "fleet.core.size": 2}
    if jam:
        keys["traffic.model"] = "tests.world.test_traffic:SlowFromC"
    orders = [(0, "A", "B"), (0, "A", "C"), (300, "A", "B")]
    story = play(WORLD, orders, keys)
    empty = [line for line in story.of("departed") if "->A []" in line]
    assert empty[-1].endswith(comes)


def test_traffic_begins_with_a_fork():
    """From 20 s on: the leg that began at 10 s stays, the last mile is slower."""
    story = play_on(
        clique("AB", seconds=40),
        [(0, "A", "B")],
        {"requests.handler": "refuse"},
        20.0,
        {"traffic.model": SLOW["traffic.model"]},
    )
    assert story.of("arrived") == [
        "10 arrived p1 at A",
        "50 arrived v1 at B",
        "70 arrived p2 at homeB",
    ]
