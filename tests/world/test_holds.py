"""Who is held for a better partner, until when, and that it ends: by hand."""

import pytest

from simulation.contracts import check_handler
from simulation.sharing.greedy import GreedyHandler
from simulation.specs import NonNegativeFloat, Spec
from tests.worlds import play, play_on, tiny_world

WORLD = tiny_world(
    """
         A    B    C
    A    0   60  120
    B   60    0   60
    C  120   60    0
    """
)


class Keeper(GreedyHandler):
    """Holds everybody who finds nobody, every time for as long."""

    class Options(Spec):
        """How long."""

        hold_s: NonNegativeFloat = 60.0

    def __init__(self, capacity, options):
        super().__init__(capacity)
        self._hold_s = options.hold_s

    def hold_until_s(self, decider, now_s):  # noqa: ARG002 - whoever it is
        """Return when it may go."""
        return now_s + self._hold_s


def keys_of(hold_s=60.0, **keys):
    said = {f"requests.{key}": value for key, value in keys.items()}
    return said | {
        "requests.handler": f"{__name__}:Keeper",
        "requests.options": {"hold_s": hold_s},
        "routing.preferred_share": WORLD.share_of(1),
    }


def rides(story):
    """Return the rides between hotspots."""
    return [line for line in story.overlay if line.split()[1] == "departed"]


def test_a_handler_that_holds_keeps_its_contract():
    check_handler(Keeper, cases=20)


def test_who_is_held_is_found_by_who_comes():
    """d1 stands at A from 10 s, held until 70 s; d2 stands there at 65 s.

    The vehicle of d1's first mile has 10 s to the shop and 10 s back.
    """
    story = play(WORLD, [(0, "A", "C"), (45, "A", "C")], keys_of(count_inbound=False))
    assert story.of("sharing_accepted", "decided") == [
        "65 sharing_accepted d1 d2 to C 2",
        "65 decided d1 at A to C with d2",
        "65 decided d2 at A to C with d1",
    ]
    assert rides(story) == ["65 departed v1 A->C [d1 d2]"]


@pytest.mark.parametrize(
    ("keys", "leaves_s"),
    [
        (keys_of(), 70),
        (keys_of(0.0), 10),
        (keys_of(1e9, max_wait_s=20), 30),
        (keys_of(30.0, max_wait_s=200), 40),
        (keys_of(max_wait_s=0), 10),
        (keys_of(25.0, decision_interval_s=20), 60),  # from 20 s to 45 s, and the beat
    ],
)
def test_a_hold_ends_once_and_for_all(keys, leaves_s):
    """The handler would hold it again and again."""
    story = play(WORLD, [(0, "A", "C")], keys)
    assert rides(story) == [f"{leaves_s} departed v1 A->C [d1]"]


def test_at_the_next_place_there_is_another_hold():
    """d1 and d2 meet nobody at A; at B, where d1 parts with d2, it is held anew."""
    keys = keys_of() | {"routing.preferred_share": WORLD.share_of(2)}
    story = play(WORLD, [(0, "A", "B"), (0, "A", "C")], keys)
    assert rides(story) == [
        "10 departed v1 A->B [d1 d2]",
        "130 departed v1 B->C [d2]",
    ]


def test_other_rules_end_a_hold_at_once():
    story = play_on(
        WORLD, [(0, "A", "C")], keys_of(), 40, {"requests.handler": "greedy"}
    )
    assert rides(story) == ["40 departed v1 A->C [d1]"]


def test_a_hold_of_another_length_counts_from_where_it_is_given():
    story = play_on(
        WORLD, [(0, "A", "C")], keys_of(), 40, {"requests.options.hold_s": 5}
    )
    assert rides(story) == ["45 departed v1 A->C [d1]"]
