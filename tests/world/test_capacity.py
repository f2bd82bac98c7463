"""Three in a vehicle (model 5, capacity beyond 2).

Hotspots lie 60 s (600 m) apart; unless said otherwise sets hold one hop, which is
worth 1 to each, so a request is worth the number of its deliveries.
"""

import pytest

from simulation.errors import InputError
from tests.worlds import Wishes, clique, play

WORLD = clique("ABCDEFGH")
TO_B = {"A>F": "B 1", "A>G": "B 1", "A>H": "B 1"}
THREE = [(0, "A", "F"), (0, "A", "G"), (0, "A", "H")]


def told(orders, wishes, capacity=3, sets=1, world=WORLD, **others):
    """Return the lines about sharing, hops and core vehicles on their way."""
    keys = {
        "routing.preferred_share": world.share_of(sets),
        "fleet.core.capacity": capacity,
    } | others
    story = play(world, orders, keys, Wishes(world, wishes))
    kinds = ("sharing", "decided", "departed")
    return [line for line in story.overlay if line.split()[1].startswith(kinds)]


def at(time_s, lines):
    """Return the lines of one instant."""
    return [line for line in lines if line.startswith(f"{time_s} ")]


def test_three_of_one_mind_ride_in_one_vehicle():
    """(d1, d2) first; by (d1, d3) the third joins: 1 + 1 + 1. At B they part."""
    assert told(THREE, TO_B) == [
        "10 sharing_accepted d1 d2 to B 2",
        "10 sharing_accepted d3 d1 to B 3",
        "10 decided d1 at A to B with d2",
        "10 decided d2 at A to B with d1",
        "10 decided d3 at A to B with d1",
        "10 departed v1 A->B [d1 d2 d3]",
        "70 sharing_ended d1 at B",
        "70 sharing_ended d2 at B",
        "70 sharing_ended d3 at B",
        "70 decided d1 at B to F",
        "70 decided d2 at B to G",
        "70 decided d3 at B to H",
        "70 departed v1 B->F [d1]",
        "70 departed v2 B->G [d2]",
        "70 departed v3 B->H [d3]",
    ]


def test_a_full_group_is_nobodys_partner():
    """Four of one mind: the seats are taken by (1, 2), (1, 3); d4 is left."""
    lines = told([*THREE, (0, "A", "H")], TO_B)
    assert [line for line in lines if line.startswith("10 departed")] == [
        "10 departed v1 A->B [d1 d2 d3]",
        "10 departed v2 A->B [d4]",
    ]


def test_at_capacity_2_the_third_goes_alone():
    assert [line for line in told(THREE, TO_B, capacity=2) if "A->" in line] == [
        "10 departed v1 A->B [d1 d2]",
        "10 departed v2 A->B [d3]",
    ]


def test_at_capacity_1_nobody_shares():
    assert [line for line in told(THREE, TO_B, capacity=1) if "A->" in line] == [
        "10 departed v1 A->B [d1]",
        "10 departed v2 A->B [d2]",
        "10 departed v3 A->B [d3]",
    ]


def test_joining_recomputes_the_common_hop():
    """(d1, d2): B 1 + 1. With d3 only C is common: 0.875 + 0.875 + 1."""
    wishes = {"A>F": "B 1, C 0.875", "A>G": "B 1, C 0.875", "A>H": "C 1, D 0.5"}
    lines = told(THREE, wishes, sets=2)
    assert lines[0].startswith("10 sharing_accepted d1 d2")
    assert lines[1:6] == [
        "10 sharing_accepted d3 d1 to C 2.75",
        "10 decided d1 at A to C with d2",
        "10 decided d2 at A to C with d1",
        "10 decided d3 at A to C with d1",
        "10 departed v1 A->C [d1 d2 d3]",
    ]


def test_who_has_no_hop_in_common_with_all_of_a_group_does_not_join():
    """(d1, d2) B 1 + 1; d3 has only C in common with d1, and d2 does not want it."""
    wishes = {"A>F": "B 1, C 0.875", "A>G": "B 1, E 0.875", "A>H": "C 1, H 0.5"}
    assert at(10, told(THREE, wishes, sets=2)) == [
        "10 sharing_accepted d1 d2 to B 2",
        "10 decided d3 at A to C",
        "10 decided d1 at A to B with d2",
        "10 decided d2 at A to B with d1",
        "10 departed v1 A->B [d1 d2]",
        "10 departed v2 A->C [d3]",
    ]


TO_C = {"A>F": "B 1", "A>G": "B 1", "B>F": "C 1", "B>G": "C 1", "B>H": "C 1"}
JOINS_AT_B = [(0, "A", "F"), (0, "A", "G"), (60, "B", "H")]


def test_a_complete_group_with_a_free_seat_is_a_peer():
    """At 70 s d1 and d2 come to B and would ride on to C; d3 stands there."""
    assert at(70, told(JOINS_AT_B, TO_C)) == [
        "70 sharing_accepted d3 d1 to C 3",
        "70 decided d1 at B to C with d2",
        "70 decided d2 at B to C with d1",
        "70 decided d3 at B to C with d1",
        "70 departed v1 B->C [d1 d2 d3]",
    ]


def test_at_capacity_2_a_pair_is_nobodys_peer():
    assert at(70, told(JOINS_AT_B, TO_C, capacity=2)) == [
        "70 decided d3 at B to C",
        "70 decided d1 at B to C with d2",
        "70 decided d2 at B to C with d1",
        "70 departed v1 B->C [d1 d2]",
        "70 departed v2 B->C [d3]",
    ]


def test_a_group_and_a_delivery_at_another_hotspot_meet_at_the_common_hop():
    """At 70 s the group is at B and d3 at C; from 130 s on all three are at E."""
    wishes = {
        "A>F": "B 1",
        "A>G": "B 1",
        "B>F": "E 1",
        "B>G": "E 1",
        "C>H": "E 1",
        "E>F": "D 1",
        "E>G": "D 1",
        "E>H": "D 1",
    }
    lines = told([(0, "A", "F"), (0, "A", "G"), (60, "C", "H")], wishes)
    assert [line for line in lines if line.startswith(("70", "130 departed"))] == [
        "70 sharing_accepted d3 d1 to E 3",
        "70 decided d1 at B to E with d2",
        "70 decided d2 at B to E with d1",
        "70 decided d3 at C to E with d1",
        "70 departed v1 B->E [d1 d2]",
        "70 departed v2 C->E [d3]",
        "130 departed v1 E->D [d1 d2 d3]",
    ]


def test_a_group_without_a_common_hop_first_pairs_its_own_members_anew():
    """At B, d1 and d2 want C, d3 wants H; d4, who stands there, wants H too.

    (d1, d2) pair anew; d3 decides with everyone, and d4 is there for it.
    """
    wishes = TO_B | {"B>F": "C 1", "B>G": "C 1", "B>D": "H 1"}
    assert at(70, told([*THREE, (60, "B", "D")], wishes)) == [
        "70 sharing_ended d1 at B",
        "70 sharing_ended d2 at B",
        "70 sharing_ended d3 at B",
        "70 sharing_accepted d1 d2 to C 2",
        "70 sharing_accepted d3 d4 to H 2",
        "70 decided d1 at B to C with d2",
        "70 decided d2 at B to C with d1",
        "70 decided d3 at B to H with d4",
        "70 decided d4 at B to H with d3",
        "70 departed v1 B->C [d1 d2]",
        "70 departed v2 B->H [d3 d4]",
    ]


def test_members_paired_anew_have_a_seat_for_others():
    """As before, but d4 wants C: it joins d1 and d2, and d3 goes alone."""
    wishes = TO_B | {"B>F": "C 1", "B>G": "C 1", "B>D": "C 1"}
    lines = told([*THREE, (60, "B", "D")], wishes)
    assert [line for line in at(70, lines) if "accepted" in line or "->" in line] == [
        "70 sharing_accepted d1 d2 to C 2",
        "70 sharing_accepted d4 d1 to C 3",
        "70 departed v1 B->C [d1 d2 d4]",
        "70 departed v2 B->H [d3]",
    ]


def test_members_at_their_destination_leave_and_the_rest_rides_on():
    """B is d1's destination; d2 and d3 have C in common there."""
    wishes = {"A>F": "B 1", "A>G": "B 1", "B>F": "C 1", "B>G": "C 1"}
    orders = [(0, "A", "B"), (0, "A", "F"), (0, "A", "G")]
    assert at(70, told(orders, wishes)) == [
        "70 sharing_ended d1 at B",
        "70 decided d2 at B to C with d3",
        "70 decided d3 at B to C with d2",
        "70 departed v1 B->C [d2 d3]",
    ]


# Three from A, B and C meet at E: d1 at 70 s, d2 at 80 s, d3 at 210 s.
FAR = clique("ABCDEF", times_s={"B>E": 70, "C>E": 200})
MEET_AT_E = {"A>F": "E 1", "B>F": "E 1", "C>F": "E 1"}
FROM_ABC = [(0, "A", "F"), (0, "B", "F"), (0, "C", "F")]


def test_all_wait_for_the_last():
    """The vehicle that came last, v3, takes all three on."""
    lines = told(FROM_ABC, MEET_AT_E, world=FAR)
    assert lines[:2] == [
        "10 sharing_accepted d1 d2 to E 2",
        "10 sharing_accepted d3 d1 to E 3",
    ]
    assert [line for line in lines if "E->F" in line] == [
        "210 departed v3 E->F [d1 d2 d3]"
    ]


def test_patience_drops_the_late_one_only():
    """d1's patience ends at 100 s: d3 is dropped, d1 and d2 ride on in v2."""
    lines = told(FROM_ABC, MEET_AT_E, world=FAR, **{"requests.max_wait_s": 30})
    assert [line for line in lines if not line.startswith("10 ")] == [
        "100 sharing_ended d3 at E",
        "100 decided d1 at E to F with d2",
        "100 decided d2 at E to F with d1",
        "100 departed v2 E->F [d1 d2]",
        "160 sharing_ended d1 at F",
        "160 sharing_ended d2 at F",
        "210 decided d3 at E to F",
        "210 departed v3 E->F [d3]",
    ]


def test_late_ones_who_still_have_each_other_stay_together():
    """d3 stands at E from 80 s to 110 s; d1 and d2 come in one vehicle at 210 s."""
    world = clique("ABCDEF", times_s={"A>E": 200, "B>E": 70})
    wishes = {"A>F": "E 1", "B>F": "E 1"}
    orders = [(0, "A", "F"), (0, "A", "F"), (0, "B", "F")]
    lines = told(orders, wishes, world=world, **{"requests.max_wait_s": 30})
    assert [line for line in lines if not line.startswith("10 ")] == [
        "110 sharing_ended d3 at E",
        "110 decided d3 at E to F",
        "110 departed v2 E->F [d3]",
        "210 decided d1 at E to F with d2",
        "210 decided d2 at E to F with d1",
        "210 departed v1 E->F [d1 d2]",
        "270 sharing_ended d1 at F",
        "270 sharing_ended d2 at F",
    ]


@pytest.mark.parametrize(
    ("seats", "capacity", "loads"),
    [
        ([1, 1, 1], 3, ["d1 d2 d3"]),
        ([2, 1, 1], 3, ["d1 d2", "d3"]),
        ([2, 2, 1], 3, ["d1 d3", "d2"]),
        ([3, 1, 1], 3, ["d1", "d2 d3"]),
        ([2, 1, 1], 2, ["d1", "d2 d3"]),
        ([2, 1, 1], 4, ["d1 d2 d3"]),
        ([2, 3, 1], 4, ["d1 d3", "d2"]),
    ],
)
def test_a_vehicle_has_so_many_seats_and_orders_take_as_many_as_they_say(
    seats, capacity, loads
):
    """The best pairs first: (d1, d2), (d1, d3), (d2, d3), those that fit."""
    keys = {
        "routing.preferred_share": WORLD.share_of(1),
        "fleet.core.capacity": capacity,
    }
    story = play(WORLD, THREE, keys, Wishes(WORLD, TO_B), seats=seats)
    first = [line for line in story.of("departed") if "A->B" in line]
    assert [line.partition("[")[2][:-1] for line in first] == loads
    assert len(story.of("delivered")) == 3


@pytest.mark.parametrize(("seats", "leaves_s"), [(1, 11), (2, 10)])
def test_nobody_waits_for_one_that_takes_the_whole_vehicle(seats, leaves_s):
    """d1 decides at 10 s, while d2, of one mind, is on its way to A until 11 s."""
    keys = {"routing.preferred_share": WORLD.share_of(1), "fleet.core.capacity": 2}
    orders = [(0, "A", "F"), (1, "A", "G")]
    story = play(WORLD, orders, keys, Wishes(WORLD, TO_B), seats=[1, seats])
    (first, *_) = [line for line in story.of("departed") if "A->B" in line]
    assert first.startswith(f"{leaves_s} departed v1 A->B [d1")


def test_an_order_that_no_core_vehicle_can_hold_is_refused():
    with pytest.raises(InputError, match="order 1: needs 3 seats, expected at most 2"):
        play(WORLD, THREE, {"fleet.core.capacity": 2}, seats=[1, 3, 1])
