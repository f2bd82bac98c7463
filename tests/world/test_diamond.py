"""Four hotspots: A in the west, B north, C south, D east, and a road B - C.

t_norm = t / 100, so bound for D: from A straight on is worth 1 - 1 = 0, by B or by C
-0.6 + 0.99 * 0.4 = -0.204; from B straight on 0.4, by C -0.8 + 0.396 = -0.404, by A
-0.6 + 0 = -0.6.
"""

from analysis.metrics import kpis
from tests.worlds import Wishes, clique, play, tiny_world

WORLD = tiny_world(
    """
         A    B    C    D
    A    0   60   60  100
    B   60    0   80   60
    C   60   80    0   60
    D  100   60   60    0
    """
)
KEYS = {"routing.preferred_share": WORLD.share_of(2)}
MEET_ANYWHERE = KEYS | {"requests.meet_at_destination": True}
TO_D = [(0, "A", "D"), (0, "B", "D")]  # A and B are 600 m apart: within range


def test_at_different_hotspots_the_destination_is_no_meeting_place():
    """d1's set at A is {D, B}, d2's at B is {D, C}: D alone is common, and refused."""
    assert play(WORLD, TO_D, KEYS).overlay == [
        "10 decided d1 at A to D",
        "10 decided d2 at B to D",
        "10 vehicle_joined v1 at A",
        "10 departed v1 A->D [d1]",
        "10 vehicle_joined v2 at B",
        "10 departed v2 B->D [d2]",
        "70 arrived v2 at D",
        "80 delivered d2 by p3 at homeD",
        "110 arrived v1 at D",
        "130 delivered d1 by p3 at homeD",  # p3 comes back from the door, 10 s
    ]


def test_the_literal_reading_lets_them_meet_at_their_destination_for_nothing():
    """D is the best of both rows: 1 + 1. d2 is there at 70 s and leaves at once."""
    story = play(WORLD, TO_D, MEET_ANYWHERE)
    assert story.of("sharing_accepted", "decided", "sharing_ended") == [
        "10 sharing_accepted d1 d2 to D 2",
        "10 decided d1 at A to D with d2",
        "10 decided d2 at B to D with d1",
        "70 sharing_ended d1 at D",
        "70 sharing_ended d2 at D",
    ]
    found = kpis(story.run)
    assert (found["meetings"], found["meetings_without_shared_leg"]) == (1, 1)


def test_a_riding_partner_left_at_the_common_hop_decides_where_it_next_arrives():
    """d2's destination is the common hop C; it is there at 70 s, d1 at 100 s.

    d3 stands at C at 80 s and its way is d1's: since 70 s d1 shares with nobody, so
    d3 asks d1 on its way to C, waits for it, and they ride on together at 100 s.
    """
    world = clique("ABCD", times_s={"A>C": 90})
    keys = {
        "routing.preferred_share": world.share_of(1),
        "requests.meet_at_destination": True,
    }
    orders = [(0, "A", "D"), (0, "B", "C"), (70, "C", "D")]
    story = play(world, orders, keys, Wishes(world, {"A>D": "C 1"}))
    assert story.overlay == [
        "10 sharing_accepted d1 d2 to C 2",
        "10 decided d1 at A to C with d2",
        "10 decided d2 at B to C with d1",
        "10 vehicle_joined v1 at A",
        "10 departed v1 A->C [d1]",
        "10 vehicle_joined v2 at B",
        "10 departed v2 B->C [d2]",
        "70 arrived v2 at C",
        "70 sharing_ended d1 at C",
        "70 sharing_ended d2 at C",
        "80 delivered d2 by p3 at homeC",
        "80 sharing_accepted d1 d3 to D 2",
        "80 decided d3 at C to D with d1",
        "100 arrived v1 at C",
        "100 decided d1 at C to D with d3",
        "100 departed v1 C->D [d1 d3]",
        "160 arrived v1 at D",
        "160 sharing_ended d1 at D",
        "160 sharing_ended d3 at D",
        "170 delivered d1 by p5 at homeD",
        "170 delivered d3 by p6 at homeD",
    ]


def test_at_one_hotspot_the_destination_is_a_common_hop():
    """d2, 8 s later, is on its first mile while d1 decides; d1 waits, both ride on."""
    story = play(WORLD, [(0, "A", "D"), (8, "A", "D")], KEYS)
    assert story.overlay == [
        "10 sharing_accepted d1 d2 to D 2",
        "10 decided d1 at A to D with d2",
        "18 decided d2 at A to D with d1",
        "18 vehicle_joined v1 at A",
        "18 departed v1 A->D [d1 d2]",
        "118 arrived v1 at D",
        "118 sharing_ended d1 at D",
        "118 sharing_ended d2 at D",
        "128 delivered d1 by p3 at homeD",
        "128 delivered d2 by p4 at homeD",
    ]
