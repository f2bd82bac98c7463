"""Three hotspots on a line, A - B - C, a minute apart: every event, by hand."""

from tests.worlds import play, tiny_world

WORLD = tiny_world(
    """
         A    B    C
    A    0   60  120
    B   60    0   60
    C  120   60    0
    """
)
KEYS = {"routing.preferred_share": WORLD.share_of(2)}


def test_one_order_goes_straight_to_its_hotspot():
    """A first mile of 10 s, A to C 120 s (two hops cost 1 % of the reward more), 10 s.

    Docks are unlimited and handing over takes no time: no rows about docks.
    """
    assert play(WORLD, [(0, "A", "C")], KEYS).lines == [
        "0 released d1 at shopA",
        "0 vehicle_requested d1 at shopA peripheral",
        "0 vehicle_joined p1 at shopA",
        "0 departed p1 shopA->A [d1]",
        "10 arrived p1 at A",
        "10 decided d1 at A to C",
        "10 vehicle_requested d1 at A core",
        "10 vehicle_joined v1 at A",
        "10 departed v1 A->C [d1]",
        "130 arrived v1 at C",
        "130 vehicle_requested d1 at C peripheral",
        "130 vehicle_joined p2 at C",
        "130 departed p2 C->homeC [d1]",
        "140 arrived p2 at homeC",
        "140 delivered d1 by p2 at homeC",
    ]


def test_a_partner_whose_destination_is_the_common_hop_leaves_there_at_once():
    """d1 to B and d2 to C ride to B together; there d2 is a decider like any other.

    t_norm = t / 120. At A, bound for B: B 1 - 0.5 = 0.5; C and staying are worst,
    -1 + 0.99 * 0.5 = -0.505. Bound for C: C 0, B -0.5 + 0.99 * 0.5 = -0.005, staying
    -1. Over their rows: B is worth 1 + 0.995, C 0 + 1. B it is, d2's second best.
    """
    assert play(WORLD, [(0, "A", "B"), (0, "A", "C")], KEYS).lines == [
        "0 released d1 at shopA",
        "0 vehicle_requested d1 at shopA peripheral",
        "0 released d2 at shopA",
        "0 vehicle_requested d2 at shopA peripheral",
        "0 vehicle_joined p1 at shopA",
        "0 departed p1 shopA->A [d1]",
        "0 vehicle_joined p2 at shopA",
        "0 departed p2 shopA->A [d2]",
        "10 arrived p1 at A",
        "10 arrived p2 at A",
        "10 sharing_accepted d1 d2 to B 1.995",
        "10 decided d1 at A to B with d2",
        "10 decided d2 at A to B with d1",
        "10 vehicle_requested d1 at A core",
        "10 vehicle_requested d2 at A core",
        "10 vehicle_joined v1 at A",
        "10 departed v1 A->B [d1 d2]",
        "70 arrived v1 at B",
        "70 sharing_ended d1 at B",
        "70 sharing_ended d2 at B",
        "70 vehicle_requested d1 at B peripheral",
        "70 vehicle_joined p3 at B",
        "70 departed p3 B->homeB [d1]",
        "70 decided d2 at B to C",
        "70 vehicle_requested d2 at B core",
        "70 departed v1 B->C [d2]",
        "80 arrived p3 at homeB",
        "80 delivered d1 by p3 at homeB",
        "130 arrived v1 at C",
        "130 vehicle_requested d2 at C peripheral",
        "130 vehicle_joined p4 at C",
        "130 departed p4 C->homeC [d2]",
        "140 arrived p4 at homeC",
        "140 delivered d2 by p4 at homeC",
    ]


def test_a_partner_left_alone_pairs_anew_at_that_instant():
    """d3 starts at B and stands there at 70 s, when d1 is at its destination.

    Both d2 and d3 want C: at B bound for C, C is the best hop. Sets of one hop would
    do, but B is not d2's first: sets of two; over their rows C is worth 1 to both.
    """
    story = play(WORLD, [(0, "A", "B"), (0, "A", "C"), (60, "B", "C")], KEYS)
    assert [line for line in story.overlay if line.startswith(("70", "130"))] == [
        "70 arrived v1 at B",
        "70 sharing_ended d1 at B",
        "70 sharing_ended d2 at B",
        "70 sharing_accepted d2 d3 to C 2",
        "70 decided d2 at B to C with d3",
        "70 decided d3 at B to C with d2",
        "70 departed v1 B->C [d2 d3]",
        "130 arrived v1 at C",
        "130 sharing_ended d2 at C",
        "130 sharing_ended d3 at C",
    ]


def test_an_order_within_one_tract_takes_two_legs_and_no_core_leg():
    assert play(WORLD, [(0, "B", "B")], KEYS).lines == [
        "0 released d1 at shopB",
        "0 vehicle_requested d1 at shopB peripheral",
        "0 vehicle_joined p1 at shopB",
        "0 departed p1 shopB->B [d1]",
        "10 arrived p1 at B",
        "10 vehicle_requested d1 at B peripheral",
        "10 departed p1 B->homeB [d1]",
        "20 arrived p1 at homeB",
        "20 delivered d1 by p1 at homeB",
    ]


def test_an_order_within_one_tract_is_nobodys_peer():
    """d2 comes into B, its destination, at 15 s; d1 stands at B at 10 s and goes on."""
    story = play(WORLD, [(0, "B", "C"), (5, "B", "B")], KEYS)
    assert story.of("sharing_accepted") == []
    assert "10 departed v1 B->C [d1]" in story.lines
