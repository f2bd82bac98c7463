"""No hotspot twice, and the two variants that allow it (model 4, termination)."""

import pytest

from tests.worlds import Wishes, clique, play

WORLD = clique("ABCD")
THERE_AND_BACK = {"A>D": "B 1", "B>D": "A 1, C 0.5"}


def hops(orders, wishes, revisit, sets=1):
    """Return the decisions about the next hop."""
    keys = {
        "routing.preferred_share": WORLD.share_of(sets),
        "requests.revisit": revisit,
        "requests.interaction_range_m": 0,
    }
    story = play(WORLD, orders, keys, Wishes(WORLD, wishes))
    return story.of("decided", "sharing_accepted")


@pytest.mark.parametrize("revisit", ["never", "either_side"])
def test_alone_a_delivery_never_goes_back_but_takes_the_best_unvisited(revisit):
    """At B it would rather go back to A, its source; of the rest C is the best."""
    assert hops([(0, "A", "D")], THERE_AND_BACK, revisit) == [
        "10 decided d1 at A to B",
        "70 decided d1 at B to C",
        "130 decided d1 at C to D",
    ]


def test_without_the_rule_a_delivery_hops_to_and_fro_until_its_last_hop_is_due():
    """With H = 4 hotspots, the fourth core hop must be the one to D."""
    assert hops([(0, "A", "D")], THERE_AND_BACK, "off") == [
        "10 decided d1 at A to B",
        "70 decided d1 at B to A",
        "130 decided d1 at A to B",
        "190 decided d1 at B to D",
    ]


def test_without_the_rule_a_pair_hops_to_and_fro_until_its_last_hop_is_due():
    """As above; D must be in the set to be a common hop: sets of three, D worth 0."""
    wishes = {"A>D": "B 1", "B>D": "A 1, C 0.5"}
    lines = hops([(0, "A", "D"), (0, "A", "D")], wishes, "off", sets=3)
    assert [line for line in lines if "d1 at" in line] == [
        "10 decided d1 at A to B with d2",
        "70 decided d1 at B to A with d2",
        "130 decided d1 at A to B with d2",
        "190 decided d1 at B to D with d2",
    ]


# d1 comes from A, d2 is at B first; at B both want A, and at A both want B.
TO_A = {"A>D": "B 1, C 0.5", "B>D": "A 1, C 0.5"}
AT_B = [(0, "A", "D"), (60, "B", "D")]


def test_never_a_shared_hop_is_new_to_both():
    """A is struck from d1's set of one hop: nothing in common; each goes alone."""
    assert hops(AT_B, TO_A, "never")[:3] == [
        "10 decided d1 at A to B",
        "70 decided d1 at B to C",
        "70 decided d2 at B to A",
    ]


def test_either_side_a_shared_hop_is_new_to_one():
    """To A both may go, for d2 is new there; back at B both have been.

    Then each takes the best unvisited alone: C.
    """
    assert hops(AT_B, TO_A, "either_side") == [
        "10 decided d1 at A to B",
        "70 sharing_accepted d1 d2 to A 2",
        "70 decided d1 at B to A with d2",
        "70 decided d2 at B to A with d1",
        "130 decided d1 at A to C",
        "130 decided d2 at A to C",
        # At C together: D is the best hop of both.
        "190 sharing_accepted d1 d2 to D 2",
        "190 decided d1 at C to D with d2",
        "190 decided d2 at C to D with d1",
    ]


def test_off_a_shared_hop_need_not_be_new():
    """d1 has gone A - B - A - B after three hops: at 190 s it goes to D.

    d2, one hop behind, wants A alone and then has its last hop left.
    """
    assert hops(AT_B, TO_A, "off") == [
        "10 decided d1 at A to B",
        "70 sharing_accepted d1 d2 to A 2",
        "70 decided d1 at B to A with d2",
        "70 decided d2 at B to A with d1",
        "130 decided d1 at A to B with d2",
        "130 decided d2 at A to B with d1",
        "190 decided d1 at B to D",
        "190 decided d2 at B to A",
        "250 decided d2 at A to D",
    ]


def test_the_set_is_formed_first_and_visited_hotspots_are_struck_from_it():
    """At B, d1's set of two hops is {A, C}; A struck, {C} is left, not {C, D}.

    d2 at B wants D and then A: nothing in common though D would be new to d1.
    """
    wishes = {"A>D": "B 1", "B>D": "A 1, C 0.5, D 0.25", "B>C": "D 1, A 0.5"}
    lines = hops([(0, "A", "D"), (60, "B", "C")], wishes, "never", sets=2)
    assert lines[:3] == [
        "10 decided d1 at A to B",
        "70 decided d1 at B to C",
        "70 decided d2 at B to D",
    ]
