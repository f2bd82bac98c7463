"""Who may share and who does: model 4 and 5, one rule after the other.

Hotspots lie 60 s (600 m) apart, all within range. What agents want is written down:
the best hop is worth 1, another what is said, all others nothing.
"""

import pytest

from tests.worlds import Wishes, clique, play

WORLD = clique("ABCDEFGH")


def keys(hops, **others):
    """Return the keys for preferred sets of so many hops."""
    return {"routing.preferred_share": WORLD.share_of(hops)} | others


def shared(orders, hops, wishes, **others):
    """Return the lines about who shares, and where everybody goes."""
    story = play(WORLD, orders, keys(hops, **others), Wishes(WORLD, wishes))
    return story.of("sharing_accepted", "decided", "sharing_ended")


def from_a(*destinations):
    """Return orders that stand at A at 10 s."""
    return [(0, "A", destination) for destination in destinations]


# Three and more at one hotspot -------------------------------------------------

THREE = {"A>F": "B 1, F 0.5", "A>G": "G 1, B 0.75", "A>H": "B 1, H 0.875"}


def test_of_three_at_one_hotspot_the_best_pair_shares_and_the_third_goes_alone():
    """B is common to all: 1 + 0.75 for (d1, d2) and (d2, d3), 1 + 1 for (d1, d3)."""
    assert shared(from_a("F", "G", "H"), 2, THREE)[:4] == [
        "10 sharing_accepted d1 d3 to B 2",
        "10 decided d2 at A to G",
        "10 decided d1 at A to B with d3",
        "10 decided d3 at A to B with d1",
    ]


def test_conflicting_requests_are_handled_in_descending_q_sum():
    """(d1, d2) 0.5 + 1 at B, (d2, d3) 1 + 1 at C, (d3, d4) 0.75 + 1 at E.

    The best takes d2 and d3; d1 and d4 have nothing in common. Alone, d4 finds D and
    E worth the same and takes the lower index.
    """
    wishes = {
        "A>F": "F 1, B 0.5",
        "A>G": "C 1, B 1",
        "A>H": "C 1, E 0.75",
        "A>D": "D 1, E 1",
    }
    assert shared(from_a("F", "G", "H", "D"), 2, wishes)[:5] == [
        "10 sharing_accepted d2 d3 to C 2",
        "10 decided d1 at A to F",
        "10 decided d4 at A to D",
        "10 decided d2 at A to C with d3",
        "10 decided d3 at A to C with d2",
    ]


def test_a_tie_of_q_sums_goes_to_the_lower_and_then_to_the_higher_order():
    """All four want F: every pair is worth 2. (d1, d2) first, then (d3, d4)."""
    assert shared(from_a("F", "F", "F", "F"), 1, {})[:2] == [
        "10 sharing_accepted d1 d2 to F 2",
        "10 sharing_accepted d3 d4 to F 2",
    ]


def test_with_equal_lower_orders_the_lower_of_the_higher_orders_is_first():
    """(d1, d3) and (d1, d4) tie; d2 wants something else. d4 is left."""
    wishes = {"A>F": "B 1", "A>G": "G 1", "A>H": "B 1", "A>E": "B 1"}
    assert shared(from_a("F", "G", "H", "E"), 1, wishes)[:3] == [
        "10 sharing_accepted d1 d3 to B 2",
        "10 decided d2 at A to G",
        "10 decided d4 at A to B",
    ]


def test_a_tie_of_common_hops_goes_to_the_lower_index():
    """C and B are worth 1 to either; C is named first and B has the lower index."""
    wishes = {"A>F": "C 1, B 1", "A>G": "C 1, B 1"}
    assert shared(from_a("F", "G"), 2, wishes)[0] == "10 sharing_accepted d1 d2 to B 2"


def test_the_common_hop_has_the_largest_sum_not_the_best_of_either():
    """B 1 + 0.25, C 0.75 + 0.75, E 0.25 + 1."""
    wishes = {"A>F": "B 1, C 0.75, E 0.25", "A>G": "E 1, C 0.75, B 0.25"}
    assert shared(from_a("F", "G"), 3, wishes)[0] == (
        "10 sharing_accepted d1 d2 to C 1.5"
    )


def test_a_hop_outside_either_preferred_set_is_not_common():
    """With sets of one hop, d1's is B and d2's is E: no request."""
    wishes = {"A>F": "B 1, C 0.75", "A>G": "E 1, C 0.75"}
    assert shared(from_a("F", "G"), 1, wishes)[:2] == [
        "10 decided d1 at A to B",
        "10 decided d2 at A to E",
    ]


# Riding on and parting ---------------------------------------------------------


def test_a_pair_rides_on_while_it_has_a_common_hop_though_others_would_suit_better():
    """At B, d1 and d2 have C in common (0.25 + 1), d3, who stands there, has E with d1.

    E is worth 1 + 1, but sharing deliveries decide first: the pair stays together and
    d3 goes alone.
    """
    wishes = {
        "A>F": "B 1",
        "A>G": "B 1",
        "B>F": "E 1, C 0.25",
        "B>G": "C 1, D 0.25",
        "B>H": "E 1, H 0.5",
    }
    orders = [*from_a("F", "G"), (60, "B", "H")]
    assert [line for line in shared(orders, 2, wishes) if line.startswith("70")] == [
        "70 decided d3 at B to E",
        "70 decided d1 at B to C with d2",
        "70 decided d2 at B to C with d1",
    ]


def test_a_tie_of_hops_to_ride_on_goes_to_the_lower_index():
    """At B, D and C are worth 1 to both."""
    wishes = {"A>F": "B 1", "A>G": "B 1", "B>F": "D 1, C 1", "B>G": "D 1, C 1"}
    lines = shared(from_a("F", "G"), 2, wishes)
    assert [line for line in lines if line.startswith("70")] == [
        "70 decided d1 at B to C with d2",
        "70 decided d2 at B to C with d1",
    ]


def test_who_parts_may_pair_with_others_at_that_instant():
    """At B, d1 and d2 have no common hop; d3 wants E as d1, d4 wants C as d2."""
    wishes = {
        "A>F": "B 1",
        "A>G": "B 1",
        "B>F": "E 1",
        "B>G": "C 1",
        "B>H": "E 1",
        "B>D": "C 1",
    }
    orders = [*from_a("F", "G"), (60, "B", "H"), (60, "B", "D")]
    assert [line for line in shared(orders, 1, wishes) if line.startswith("70")] == [
        "70 sharing_ended d1 at B",
        "70 sharing_ended d2 at B",
        "70 sharing_accepted d1 d3 to E 2",
        "70 sharing_accepted d2 d4 to C 2",
        "70 decided d1 at B to E with d3",
        "70 decided d3 at B to E with d1",
        "70 decided d2 at B to C with d4",
        "70 decided d4 at B to C with d2",
    ]


def test_a_sharing_delivery_is_nobodys_peer():
    """d1 and d2 are on their way to B when d3, who stands there, decides."""
    wishes = {"A>F": "B 1", "A>G": "B 1"}
    lines = shared([*from_a("F", "G"), (20, "B", "F")], 1, wishes)
    assert [line for line in lines if line.startswith("30")] == [
        "30 decided d3 at B to F"
    ]


# Range -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a_to_b", "b_to_a", "meet"),
    [(1000, 5000, True), (5000, 1000, True), (1000.1, 1000.1, False)],
)
def test_the_range_is_the_smaller_of_the_two_road_distances(a_to_b, b_to_a, meet):
    """d1 decides at A at 10 s and may go 1000 m to ask d2, bound for B until 15 s.

    Both want C. Who is not heard from A is at C, where d1 stands at 70 s and d2 is
    on its way to until 75 s.
    """
    world = clique("ABCD", metres={"A>B": a_to_b, "B>A": b_to_a})
    story = play(
        world,
        [(0, "A", "D"), (5, "B", "D")],
        {"routing.preferred_share": world.share_of(1)},
        Wishes(world, {"A>D": "C 1", "B>D": "C 1"}),
    )
    first = "10 sharing_accepted d1 d2 to C 2"
    later = "70 sharing_accepted d1 d2 to D 2"
    assert story.of("sharing_accepted") == [first if meet else later]


def test_the_own_hotspot_is_in_a_range_of_nothing():
    lines = shared(from_a("F", "F"), 1, {}, **{"requests.interaction_range_m": 0})
    assert lines[0] == "10 sharing_accepted d1 d2 to F 2"


# Others ------------------------------------------------------------------------


def test_a_delivery_that_has_decided_and_waits_for_a_vehicle_is_no_peer():
    """One core vehicle, out with d1. d2 decides at 21 s and waits; d3 comes at 40 s.

    Both want F, but d2 is not asked: each goes alone, one after the other. (d2 stays
    first: v1 is at F at 70 s, back at A at 130 s, at F with d2 at 190 s.)
    """
    story = play(
        WORLD,
        [(0, "A", "F"), (11, "A", "F"), (30, "A", "F")],
        keys(1) | {"fleet.core.size": 1, "fleet.peripheral.deadheading": "ignored"},
        Wishes(WORLD, {}),
    )
    assert story.of("sharing_accepted", "decided") + story.about("v1") == [
        "10 decided d1 at A to F",
        "21 decided d2 at A to F",
        "40 decided d3 at A to F",
        "0 vehicle_joined v1 at A",
        "10 departed v1 A->F [d1]",
        "70 arrived v1 at F",
        "70 departed v1 F->A []",
        "130 arrived v1 at A",
        "130 departed v1 A->F [d2]",
        "190 arrived v1 at F",
        "190 departed v1 F->A []",
        "250 arrived v1 at A",
        "250 departed v1 A->F [d3]",
        "310 arrived v1 at F",
    ]


def test_arrivals_without_a_way_belong_to_their_instant():
    """The shop next door is 0 s from A: d2, released at 10 s, stands there with d1."""
    world = clique("ABCD", shops={"next door": ("A", 0)})
    story = play(
        world,
        [(0, "A", "D"), (10, "next door", "D")],
        {"routing.preferred_share": world.share_of(1)},
    )
    assert story.overlay[:5] == [
        "10 sharing_accepted d1 d2 to D 2",
        "10 decided d1 at A to D with d2",
        "10 decided d2 at A to D with d1",
        "10 vehicle_joined v1 at A",
        "10 departed v1 A->D [d1 d2]",
    ]


def test_nobody_shares_where_the_handler_refuses():
    lines = shared(from_a("F", "F"), 1, {}, **{"requests.handler": "refuse"})
    assert lines == ["10 decided d1 at A to F", "10 decided d2 at A to F"]
