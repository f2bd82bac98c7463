"""Inbound partners: who waits for whom, and where (model 4 and 5).

Hotspots lie 60 s (600 m) apart. With one hop in a set, a request is worth 2.
"""

import pytest

from tests.worlds import Wishes, clique, play

WORLD = clique("ABCD")
OWN_HOTSPOT = {"requests.interaction_range_m": 0}


def told(orders, wishes, **others):
    """Return the lines about the overlay network."""
    keys = {"routing.preferred_share": WORLD.share_of(1)} | others
    return play(WORLD, orders, keys, Wishes(WORLD, wishes)).overlay


def test_a_partner_bound_for_the_same_hotspot_is_waited_for():
    """d1 rides B - A, 10 s to 70 s; d2 stands at A at 30 s and waits for it.

    Both are bound for D, where the vehicle that came to A takes them.
    """
    orders = [(0, "B", "D"), (20, "A", "D")]
    assert told(orders, {"B>D": "A 1"}, **OWN_HOTSPOT) == [
        "10 decided d1 at B to A",
        "10 vehicle_joined v1 at B",
        "10 departed v1 B->A [d1]",
        "30 sharing_accepted d1 d2 to D 2",
        "30 decided d2 at A to D with d1",
        "70 arrived v1 at A",
        "70 decided d1 at A to D with d2",
        "70 departed v1 A->D [d1 d2]",
        "130 arrived v1 at D",
        "130 sharing_ended d1 at D",
        "130 sharing_ended d2 at D",
        "140 delivered d1 by p3 at homeD",
        "140 delivered d2 by p4 at homeD",
    ]


def test_a_partner_bound_for_another_hotspot_in_range_is_met_at_the_common_hop():
    """d1 stands at A at 10 s; d2 is on its first mile to B until 15 s. Both want C.

    d1 leaves at once and is at C at 70 s, d2 leaves at 15 s and is there at 75 s.
    """
    orders = [(0, "A", "D"), (5, "B", "D")]
    assert told(orders, {"A>D": "C 1", "B>D": "C 1"}) == [
        "10 sharing_accepted d1 d2 to C 2",
        "10 decided d1 at A to C with d2",
        "10 vehicle_joined v1 at A",
        "10 departed v1 A->C [d1]",
        "15 decided d2 at B to C with d1",
        "15 vehicle_joined v2 at B",
        "15 departed v2 B->C [d2]",
        "70 arrived v1 at C",
        "75 arrived v2 at C",
        "75 decided d1 at C to D with d2",
        "75 decided d2 at C to D with d1",
        "75 departed v2 C->D [d1 d2]",
        "135 arrived v2 at D",
        "135 sharing_ended d1 at D",
        "135 sharing_ended d2 at D",
        "145 delivered d1 by p3 at homeD",
        "145 delivered d2 by p4 at homeD",
    ]


def test_a_partner_riding_between_hotspots_is_met_at_the_common_hop_too():
    """d1 rides D - B, 10 s to 70 s; d2 decides at A at 30 s. From B, d1 wants C.

    d2 is at C at 90 s, d1 goes on from B at 70 s and is there at 130 s.
    """
    world = clique("ABCDE")
    story = play(
        world,
        [(0, "D", "E"), (20, "A", "E")],
        {"routing.preferred_share": world.share_of(1)},
        Wishes(world, {"D>E": "B 1", "B>E": "C 1", "A>E": "C 1"}),
    )
    assert story.of("sharing_accepted", "decided", "departed")[2:10] == [
        "10 departed v1 D->B [d1]",
        "20 departed p2 shopA->A [d2]",
        "30 sharing_accepted d1 d2 to C 2",
        "30 decided d2 at A to C with d1",
        "30 departed v2 A->C [d2]",
        "70 decided d1 at B to C with d2",
        "70 departed v1 B->C [d1]",
        "130 decided d1 at C to E with d2",
    ]
    assert "130 departed v1 C->E [d1 d2]" in story.lines


def test_a_partner_on_its_first_mile_is_waited_for():
    """d2 is released at 4 s and at A at 14 s."""
    assert told([(0, "A", "D"), (4, "A", "D")], {})[:4] == [
        "10 sharing_accepted d1 d2 to D 2",
        "10 decided d1 at A to D with d2",
        "14 decided d2 at A to D with d1",
        "14 vehicle_joined v1 at A",
    ]


@pytest.mark.parametrize(("mile_s", "meet"), [(14, False), (16, True)])
def test_an_order_is_a_peer_once_a_vehicle_has_it_aboard(mile_s, meet):
    """p1, at A from 10 s on, drives empty to shopA and has d3 aboard at 20 s.

    d2, bound for D like d3, stands at A at 19 s or at 21 s: only then d3 is a peer.
    """
    world = clique("ABCD", shops={"other shop": ("A", mile_s)})
    story = play(
        world,
        [(0, "A", "B"), (5, "other shop", "D"), (10, "A", "D")],
        {"routing.preferred_share": world.share_of(1)},
    )
    assert [line for line in story.about("p1") if "departed" in line][:3] == [
        "0 departed p1 shopA->A [d1]",
        "10 departed p1 A->shopA []",
        "20 departed p1 shopA->A [d3]",
    ]
    accepted = ["21 sharing_accepted d2 d3 to D 2"]
    assert story.of("sharing_accepted") == (accepted if meet else [])


@pytest.mark.parametrize(("lookahead_s", "meet"), [(15, True), (14, False), (0, False)])
def test_lookahead_bounds_how_far_ahead_an_inbound_leg_may_end(lookahead_s, meet):
    """At 10 s, d2's first mile ends in 15 s."""
    world = clique("ABCD", shops={"far": ("A", 20)})
    story = play(
        world,
        [(0, "A", "D"), (5, "far", "D")],
        {
            "routing.preferred_share": world.share_of(1),
            "requests.lookahead_s": lookahead_s,
        },
    )
    accepted = ["10 sharing_accepted d1 d2 to D 2"]
    assert story.of("sharing_accepted") == (accepted if meet else [])


def test_who_stands_is_found_whatever_the_lookahead():
    lines = told([(0, "A", "D"), (0, "A", "D")], {}, **{"requests.lookahead_s": 0})
    assert lines[0] == "10 sharing_accepted d1 d2 to D 2"


def test_without_inbound_partners_only_those_who_stand_are_asked():
    off = {"requests.count_inbound": False}
    together = told([(0, "A", "D"), (0, "A", "D")], {}, **off)
    assert together[0] == "10 sharing_accepted d1 d2 to D 2"
    apart = told([(0, "A", "D"), (4, "A", "D")], {}, **off)
    assert [line for line in apart if "decided" in line or "sharing" in line] == [
        "10 decided d1 at A to D",
        "14 decided d2 at A to D",
    ]


def test_a_delivery_carried_to_its_destination_is_no_peer():
    """d1 rides to C, its destination, when d2 decides there: d2 goes at once.

    (The agent of C has a set at C, too: there all hops are worth nothing, the lowest
    index is A, and A is what d2 wants.)
    """
    assert told([(0, "B", "C"), (20, "C", "D")], {"C>D": "A 1"})[3:6] == [
        "30 decided d2 at C to A",
        "30 vehicle_joined v2 at C",
        "30 departed v2 C->A [d2]",
    ]


def test_who_is_picked_up_at_the_very_instant_of_a_decision_is_inbound_already():
    """d2 is released at 10 s, when d1 decides, and boards at once; it comes at 20 s.

    The vehicle that brought d1 is put at d2's producer: its empty way is ignored.
    """
    at_once = {"fleet.peripheral.deadheading": "ignored"}
    lines = told([(0, "A", "D"), (10, "A", "D")], {}, **at_once)
    assert lines[:3] == [
        "10 sharing_accepted d1 d2 to D 2",
        "10 decided d1 at A to D with d2",
        "20 decided d2 at A to D with d1",
    ]
