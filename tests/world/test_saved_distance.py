"""Worlds where sharing saves metres, or does not: every price by hand.

Ten metres a second, and 3 m for a second: a way of 60 s is worth 600 + 180 m to each
that rides it, and its 600 m count once a vehicle.
"""

import pytest

from simulation import fork, load_scenario, simulate
from tests.worlds import play, tiny_world

LINE = """
         A    B    C
    A    0   60  120
    B   60    0   60
    C  120   60    0
"""
WEIGHED_KEYS = {"requests.value_of_time_m_per_s": 50, "requests.hold_s": 20}
WEIGHED = ("saved_distance", "matching", "guarded")


def told(world, orders, handler, **keys):
    """Return the lines of sharing, decisions and rides between hotspots."""
    said = {f"requests.{key}": value for key, value in keys.items()} | {
        "requests.handler": handler,
        "routing.preferred_share": 1.0,
    }
    kinds = ("sharing", "decided", "departed")
    story = play(world, orders, said)
    return [line for line in story.overlay if line.split()[1].startswith(kinds)]


@pytest.mark.parametrize("handler", WEIGHED)
def test_two_of_one_way_share_as_far_as_it_is_the_same(handler):
    """Alone 780 + 1560; together 600 + 2 x 180 to B and 780 from there: 600 saved."""
    assert told(tiny_world(LINE), [(0, "A", "B"), (0, "A", "C")], handler) == [
        "10 sharing_accepted d1 d2 to B 1.995",
        "10 decided d1 at A to B with d2",
        "10 decided d2 at A to B with d1",
        "10 departed v1 A->B [d1 d2]",
        "70 sharing_ended d1 at B",
        "70 sharing_ended d2 at B",
        "70 decided d2 at B to C",
        "70 departed v1 B->C [d2]",
    ]


@pytest.mark.parametrize("handler", WEIGHED)
@pytest.mark.parametrize(
    ("mile_s", "price", "shares"),
    [(209, 3, True), (210, 3, False), (210, 2.9, True), (900, 0, True)],
)
def test_who_waits_pays_for_it(handler, mile_s, price, shares):
    """600 m are saved; d1 stands at A from 10 s on, and d2 comes after its mile."""
    world = tiny_world(LINE, shops={"far": ("A", mile_s)})
    orders = [(0, "A", "B"), (0, "far", "C")]
    lines = told(world, orders, handler, value_of_time_m_per_s=price)
    assert ("10 sharing_accepted d1 d2 to B 1.995" in lines) is shares
    assert (f"{mile_s} departed v1 A->B [d1 d2]" in lines) is shares
    assert ("10 departed v1 A->B [d1]" in lines) is not shares


@pytest.mark.parametrize("handler", WEIGHED)
def test_a_detour_that_costs_more_than_the_ride_is_not_made(handler):
    """Alone 2 x 780; over B 960 + 1430. The paper's rule makes it."""
    world = tiny_world(
        """
             A    B    C
        A    0   60   60
        B   60    0  110
        C   60  110    0
        """
    )
    orders = [(0, "A", "B"), (0, "A", "C")]
    assert any("sharing_accepted" in line for line in told(world, orders, "greedy"))
    assert told(world, orders, handler) == [
        "10 decided d1 at A to B",
        "10 decided d2 at A to C",
        "10 departed v1 A->B [d1]",
        "10 departed v2 A->C [d2]",
    ]


MEETING = """
         A    B    M    Z
    A    0   70   60  640
    B   70    0   60  640
    M   60   60    0  600
    Z  640  640  600    0
"""


@pytest.mark.parametrize("handler", ["saved_distance", "matching"])
def test_two_who_start_apart_meet_for_the_long_way(handler):
    """Alone 2 x 8320; to M 2 x 780, and 6000 + 2 x 1800 from there: 5480 saved."""
    lines = told(tiny_world(MEETING), [(0, "A", "Z"), (0, "B", "Z")], handler)
    assert [line for line in lines if "departed" in line] == [
        "10 departed v1 A->M [d1]",
        "10 departed v2 B->M [d2]",
        "70 departed v1 M->Z [d1 d2]",
    ]


@pytest.mark.parametrize("handler", ["saved_distance", "matching"])
@pytest.mark.parametrize(("late_s", "meets"), [(1826, True), (1828, False)])
def test_the_wait_at_the_meeting_place_is_paid_too(handler, late_s, meets):
    """5480 m / 3 m/s: d2 may be 1826 s later than d1."""
    world = tiny_world(MEETING, shops={"far": ("B", 10 + late_s)})
    lines = told(world, [(0, "A", "Z"), (0, "far", "Z")], handler)
    assert ("10 departed v1 A->M [d1]" in lines) is meets
    assert ("10 departed v1 A->Z [d1]" in lines) is not meets


def test_the_matching_lets_two_pairs_share_where_the_best_pair_leaves_two_alone():
    """Ways from A: B and C lie 60 s on one road, D and E 50 s on from each.

    d1 to B, d2 to D behind it, d3 to E behind C, d4 to C. All wait at A for a beat.
    (d2, d3) have nothing in common; (d1, d2) and (d3, d4) save 600 m each.
    """
    world = tiny_world(
        """
             A    B    C    D    E
        A    0   60   60  110  110
        B   60    0   90   50  140
        C   60   90    0  140   50
        D  110   50  140    0  190
        E  110  140   50  190    0
        """
    )
    orders = [(0, "A", each) for each in "BDEC"]
    for handler in ("saved_distance", "matching"):
        lines = told(world, orders, handler)
        assert [line for line in lines if "A->" in line] == [
            "10 departed v1 A->B [d1 d2]",
            "10 departed v2 A->C [d3 d4]",
        ]


@pytest.mark.parametrize("handler", WEIGHED)
def test_a_third_joins_where_that_saves_more(handler):
    """Three to C in one vehicle: 3 x 1560 alone, 1200 + 3 x 360 together."""
    keys = {
        "requests.handler": handler,
        "routing.preferred_share": 1.0,
        "fleet.core.capacity": 3,
    }
    story = play(tiny_world(LINE), [(0, "A", "C")] * 3, keys)
    assert "10 departed v1 A->C [d1 d2 d3]" in story.lines


def test_the_price_of_time_and_the_hold_matter_where_saved_distance_is_weighed():
    asked = {"demand.load_per_min": 10, "demand.duration_min": 10}
    run = simulate(load_scenario("sharing/reservation", asked))
    for key, value in WEIGHED_KEYS.items():
        assert fork(run, 180.0, {key: value}).log_hash != run.log_hash
