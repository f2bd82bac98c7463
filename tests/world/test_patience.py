"""Patience: how long the first at a meeting place waits (model 5)."""

from tests.worlds import Wishes, clique, play

# d1 is at C at 70 s, d2 leaves B at the same time and is there at 110 s.
WORLD = clique("ABCDE", times_s={"B>C": 100})
MEET_AT_C = {"A>D": "C 1", "B>D": "C 1"}
ORDERS = [(0, "A", "D"), (0, "B", "D")]


def told(orders, max_wait_s, wishes=MEET_AT_C, world=WORLD, **others):
    """Return the lines about the overlay network after 10 s."""
    keys = {
        "routing.preferred_share": world.share_of(1),
        "requests.max_wait_s": max_wait_s,
    } | others
    story = play(world, orders, keys, Wishes(world, wishes))
    return [line for line in story.overlay if not line.startswith("10 ")]


def test_when_patience_ends_the_first_goes_alone_and_the_late_one_decides_on_arrival():
    """30 s of patience from 70 s on; d2 comes at 110 s to nobody."""
    assert told(ORDERS, 30) == [
        "70 arrived v1 at C",
        "100 sharing_ended d1 at C",
        "100 sharing_ended d2 at C",
        "100 decided d1 at C to D",
        "100 departed v1 C->D [d1]",
        "110 arrived v2 at C",
        "110 decided d2 at C to D",
        "110 departed v2 C->D [d2]",
        "160 arrived v1 at D",
        "170 arrived v2 at D",
        "170 delivered d1 by p3 at homeD",
        "190 delivered d2 by p3 at homeD",  # p3 comes back from the door, 10 s
    ]


def test_a_partner_who_comes_at_the_instant_patience_ends_is_in_time():
    assert told(ORDERS, 40)[1:5] == [
        "110 arrived v2 at C",
        "110 decided d1 at C to D with d2",
        "110 decided d2 at C to D with d1",
        "110 departed v2 C->D [d1 d2]",
    ]


def test_a_partner_who_comes_one_tick_later_is_late():
    """Time has 1024 ticks a second."""
    assert told(ORDERS, 40 - 1 / 1024)[1:3] == [
        "109.999 sharing_ended d1 at C",
        "109.999 sharing_ended d2 at C",
    ]


def test_without_patience_nobody_waits():
    assert told(ORDERS, 0)[:4] == [
        "70 arrived v1 at C",
        "70 sharing_ended d1 at C",
        "70 sharing_ended d2 at C",
        "70 decided d1 at C to D",
    ]


def test_who_loses_patience_takes_no_requests_and_the_late_one_is_a_peer_again():
    """d3 stands at C at 100 s and wants D as d1 does; d1 neither asks nor is asked.

    d2, unshared from then on and bound for C, is asked by d3, who waits for it.
    """
    lines = told([*ORDERS, (90, "C", "D")], 30)
    assert [line for line in lines if line.startswith(("100", "110"))] == [
        "100 sharing_ended d1 at C",
        "100 sharing_ended d2 at C",
        "100 decided d1 at C to D",
        "100 sharing_accepted d2 d3 to D 2",
        "100 decided d3 at C to D with d2",
        "100 departed v1 C->D [d1]",
        "110 arrived v2 at C",
        "110 decided d2 at C to D with d3",
        "110 departed v2 C->D [d2 d3]",
    ]


def test_patience_ends_at_the_hotspot_where_the_first_stood_too():
    """d2 stands at A at 30 s and waits for d1, who rides there until 70 s."""
    lines = told(
        [(0, "B", "D"), (20, "A", "D")],
        25,
        {"B>D": "A 1"},
        **{"requests.interaction_range_m": 0},
    )
    assert lines[:7] == [
        "30 sharing_accepted d1 d2 to D 2",
        "30 decided d2 at A to D with d1",
        "55 sharing_ended d1 at A",
        "55 sharing_ended d2 at A",
        "55 decided d2 at A to D",
        "55 vehicle_joined v2 at A",
        "55 departed v2 A->D [d2]",
    ]


def test_who_loses_patience_takes_the_best_unvisited_hop():
    """At C, d1 would go back to A; its best unvisited hop is E."""
    wishes = MEET_AT_C | {"C>D": "A 1, E 0.5"}
    assert told(ORDERS, 30, wishes)[3] == "100 decided d1 at C to E"


def test_handing_over_takes_patience_too():
    """With 5 s at the docks a delivery has arrived when it is handed over.

    d1 stands at A at 15 s and at C at 80 s, d2 at B at 15 s and at C at 120 s: late
    for a patience of 39 s, in time for one of 40 s.
    """
    docking = {"hotspots.handover_s": 5}
    late = told(ORDERS, 39, **docking)
    assert "119 sharing_ended d1 at C" in late
    in_time = told(ORDERS, 40, **docking)
    assert "120 departed v2 C->D [d1 d2]" in in_time


def test_patience_counts_from_arrival_even_if_the_beat_brings_the_partner_later():
    """d1 stands at A from 10 s, meets d2 on the beat of 20 s, and leaves at 25 s.

    d2 boards at 12 s and is at A at 32 s; it decides on the beat of 40 s.
    """
    world = clique("ABCD", shops={"far shop": ("A", 20)})
    keys = {
        "routing.preferred_share": world.share_of(1),
        "requests.decision_interval_s": 20,
        "requests.max_wait_s": 15,
        "fleet.peripheral.deadheading": "ignored",
    }
    story = play(world, [(0, "A", "D"), (12, "far shop", "D")], keys)
    assert story.of("sharing_accepted", "sharing_ended", "decided") == [
        "20 sharing_accepted d1 d2 to D 2",
        "20 decided d1 at A to D with d2",
        "25 sharing_ended d1 at A",
        "25 sharing_ended d2 at A",
        "25 decided d1 at A to D",
        "40 decided d2 at A to D",
    ]
