"""The decision beat: the undecided wait for its next multiple (model 4, when)."""

from tests.worlds import Wishes, clique, play

WORLD = clique("ABCDE", times_s={"A>B": 70})
EVERY_MINUTE = {
    "routing.preferred_share": WORLD.share_of(1),
    "requests.decision_interval_s": 60,
    "requests.interaction_range_m": 0,
    "fleet.peripheral.deadheading": "ignored",  # first miles of 10 s, whoever drives
}


def decisions(orders, wishes, **others):
    """Return the lines about sharing and hops."""
    story = play(WORLD, orders, EVERY_MINUTE | others, Wishes(WORLD, wishes))
    return story.of("decided", "sharing_accepted", "sharing_ended")


def test_the_undecided_wait_for_the_beat_and_who_comes_on_it_decides_then():
    """d1 stands at A at 10 s, d2 at 60 s: both decide at 60 s, and share.

    d3 comes at 61 s and waits for 120 s.
    """
    orders = [(0, "A", "D"), (50, "A", "D"), (51, "A", "D")]
    off = {"requests.count_inbound": False}
    assert decisions(orders, {}, **off) == [
        "60 sharing_accepted d1 d2 to D 2",
        "60 decided d1 at A to D with d2",
        "60 decided d2 at A to D with d1",
        "120 sharing_ended d1 at D",
        "120 sharing_ended d2 at D",
        "120 decided d3 at A to D",
    ]


def test_who_waits_for_the_beat_is_asked_then_with_those_on_their_way():
    """On the beat at 60 s, d1 stands at A and d2 is on its first mile until 65 s.

    They meet off the beat and ride on at once.
    """
    assert decisions([(0, "A", "D"), (55, "A", "D")], {}) == [
        "60 sharing_accepted d1 d2 to D 2",
        "60 decided d1 at A to D with d2",
        "65 decided d2 at A to D with d1",
        "125 sharing_ended d1 at D",
        "125 sharing_ended d2 at D",
    ]


def test_sharing_deliveries_go_on_at_once_and_who_parts_waits_for_the_beat():
    """A - B takes 70 s: from 60 s to 130 s. On to C at once, there at 190 s.

    At C they have nothing in common: undecided, they wait until 240 s.
    """
    wishes = {"A>D": "B 1", "A>E": "B 1", "B>D": "C 1", "B>E": "C 1"}
    assert decisions([(0, "A", "D"), (0, "A", "E")], wishes) == [
        "60 sharing_accepted d1 d2 to B 2",
        "60 decided d1 at A to B with d2",
        "60 decided d2 at A to B with d1",
        "130 decided d1 at B to C with d2",
        "130 decided d2 at B to C with d1",
        "190 sharing_ended d1 at C",
        "190 sharing_ended d2 at C",
        "240 decided d1 at C to D",
        "240 decided d2 at C to E",
    ]


def test_waiting_for_the_beat_is_waiting_for_a_decision():
    """d1 waits 50 s at A; alone, nothing else: 10 + 50 + 60 + 10 s."""
    story = play(WORLD, [(0, "A", "D")], EVERY_MINUTE)
    assert story.lines[4:6] == ["10 arrived p1 at A", "60 decided d1 at A to D"]
    assert story.lines[-1] == "130 delivered d1 by p2 at homeD"
