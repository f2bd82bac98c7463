"""What goes wrong in rounds, and where each order's mode is chosen: by hand.

60 s from hotspot to hotspot, doors 10 s from theirs, shopA and shopX, homeC and homeY
4 s from each other; p1 and p2 stand at A, the third one at C.
"""

import numpy as np
import pytest

from analysis.metrics import kpis
from tests.world.test_choice import CHEAP, CHOICE
from tests.world.test_rounds import LINE, NEAR, ROUNDS, TWO, near_by
from tests.worlds import play, play_on, tiny_world

THREE = near_by(
    tiny_world(
        """
        A  B  C
        A  0 60 120
        B 60  0  60
        C 120 60  0
        """,
        shops={"shopX": ("A", 10), "shopZ": ("A", 10)},
    ),
    "shopA>shopX",
)
FAILS = ROUNDS | {
    "requests.handler": "greedy",
    "fleet.peripheral.size": 3,
    "fleet.peripheral.capacity": 2,
    "breakdowns.named": ["0.3 min peripheral 1"],
    "breakdowns.repair_s": 600,
}
ORDERS = [(0, "shopA", "homeC"), (0, "shopX", "homeC"), (0, "shopZ", "homeC")]
BACK = {"cancellations.after_pickup": "return"}
ABSENT = {"attempts.absent_share": 1.0, "attempts.wait_s": 0, "attempts.retry_s": 60}


def test_a_round_that_breaks_down_is_rescued_by_another_one():
    """At 18 s p1 is 4 s past shopX; p2 is at A at 20 s, at shopX at 30 s, back at 40 s.

    A leg of 60 s to B and of 60 s to C, together; p3 takes two to homeC and then one.
    """
    story = play(THREE, ORDERS, FAILS)
    rows = story.of("departed", "broke_down", "vehicle_requested", "repaired")
    ours = [line for line in rows if "[d3]" not in line and " d3 " not in line]
    assert ours[2:13] == [
        "0 departed p1 A->shopA []",
        "0 departed p2 A->shopZ []",
        "10 departed p1 shopA->shopX [d1]",
        "14 departed p1 shopX->A [d1 d2]",
        "18 broke_down p1 at shopX [d1 d2]",
        "18 vehicle_requested d1 at shopX peripheral",
        "18 vehicle_requested d2 at shopX peripheral",
        "20 departed p2 A->shopX []",
        "30 departed p2 shopX->A [d1 d2]",
        "40 vehicle_requested d1 at A core",
        "40 vehicle_requested d2 at A core",
    ]
    assert "618 repaired p1 at shopX []" in story.lines
    found = kpis(story.run)
    assert (found["breakdowns"], found["orders_rescued"]) == (1, 2)
    assert found["delivered"] == 3


def test_nobody_counts_on_those_at_the_roadside_until_a_vehicle_sets_out_with_them():
    """As d3 decides at 20 s, d1 and d2 lie there; at 30 s they are on their way."""
    story = play(THREE, ORDERS, FAILS)
    assert story.of("sharing_accepted")[0] == "40 sharing_accepted d1 d2 to C 2"
    assert "20 departed v1 A->C [d3]" in story.lines


def test_who_waits_for_the_repair_is_counted_on_as_before():
    """Of 60 s, and the 6 s that are left: they are at A at 84 s."""
    keys = FAILS | {"breakdowns.rescue_after_s": "never", "breakdowns.repair_s": 60}
    story = play(THREE, ORDERS, keys)
    assert story.of("sharing_accepted")[0].startswith("20 sharing_accepted d1 d3")
    assert story.of("departed")[5] == "84 departed v1 A->C [d1 d3]"


def test_a_round_that_is_repaired_first_goes_on_with_its_load_and_says_so():
    """p2, busy until 100 s, comes for nobody: p1 is repaired at 23 s, at A at 29 s.

    From 23 s on it is known that they come, so d3, at A at 24 s, waits for d1.
    """
    keys = FAILS | {"breakdowns.repair_s": 5}
    late = [*ORDERS[:2], (4, "shopZ", "homeC")]
    story = play(THREE, late, keys)
    assert story.of("repaired") == ["23 repaired p1 at shopX [d1 d2]"]
    assert story.of("sharing_accepted")[0].startswith("24 sharing_accepted d1 d3")
    assert "29 departed v1 A->C [d1 d3]" in story.lines


def test_one_that_leaves_its_group_in_a_round_is_counted_on_when_it_heads_there():
    """d1 waits for d2 from 10 s to 15 s, which p2 has left at 12 s and p4 takes on.

    p4 goes by shopX for d4, so d3, at A at 15.5 s, does not wait for d2.
    """
    keys = FAILS | {
        "fleet.peripheral.size": "elastic",
        "breakdowns.named": ["0.2 min peripheral 2"],
        "requests.max_wait_s": 5.0,
        "dispatch.new_vehicle_m": 100.0,
    }
    shops = [(0, "shopZ"), (5, "shopA"), (5.5, "shopZ"), (12, "shopX")]
    story = play(THREE, [(at_s, shop, "homeC") for at_s, shop in shops], keys)
    assert story.of("sharing_accepted") == [
        "10 sharing_accepted d1 d2 to C 2",
        "26 sharing_accepted d2 d4 to C 2",
    ]
    assert story.of("departed")[3:8] == [
        "12 departed p4 shopA->shopX [d2]",
        "15 departed v1 A->C [d1]",
        "15.5 departed v2 A->C [d3]",
        "16 departed p4 shopX->A [d2 d4]",
        "26 departed v3 A->C [d2 d4]",
    ]


def test_where_nobody_is_orders_ride_on_in_the_round_and_back_to_their_hotspot():
    """At homeC at 154 s, at homeY at 158 s, at C at 168 s; there for 60 s; and again.

    Then p3 takes both to their producers, 140 s away and 4 s from each other.
    """
    story = play(NEAR, TWO, ROUNDS | ABSENT | {"fleet.peripheral.size": 3})
    rows = story.of("departed", "returned")
    assert rows[rows.index("144 departed p3 C->homeC [d1 d2]") :] == [
        "144 departed p3 C->homeC [d1 d2]",
        "154 departed p3 homeC->homeY [d1 d2]",
        "158 departed p3 homeY->C [d1 d2]",
        "228 departed p3 C->homeC [d1 d2]",
        "238 departed p3 homeC->homeY [d1 d2]",
        "242 departed p3 homeY->shopA [d1 d2]",
        "382 returned d1 at shopA",
        "382 departed p3 shopA->shopX [d2]",
        "386 returned d2 at shopX",
    ]
    assert kpis(story.run)["attempts_failed"] == 4


def test_an_order_that_is_cancelled_in_a_first_mile_goes_back_from_its_hotspot():
    """p1 makes its other stop and is at A at 14 s; d2 goes on alone."""
    story = play(NEAR, TWO, ROUNDS | BACK, cancelled_s=(2.0, np.nan))
    assert story.of("recalled", "departed", "returned", "delivered") == [
        "0 departed p1 shopA->shopX [d1]",
        "2 recalled d1 at shopA",
        "4 departed p1 shopX->A [d1 d2]",
        "14 departed p1 A->shopA [d1]",
        "14 departed v1 A->C [d2]",
        "24 returned d1 at shopA",
        "134 departed p2 C->homeY [d2]",
        "144 delivered d2 by p2 at homeY",
    ]


def test_one_that_is_cancelled_in_a_last_mile_goes_back_behind_the_other_stops():
    """p2 is at homeC at 144 s and at homeY at 148 s, and 140 s later at shopA."""
    story = play(NEAR, TWO, ROUNDS | BACK, cancelled_s=(136.0, np.nan))
    assert story.of("recalled", "returned", "delivered") == [
        "136 recalled d1 at shopA",
        "148 delivered d2 by p2 at homeY",
        "288 returned d1 at shopA",
    ]


@pytest.mark.parametrize(
    ("keys", "first_s"),
    [
        (CHOICE, 140),  # from door to door
        (CHEAP, 140),  # over hotspots
    ],
)
def test_where_nobody_is_an_order_of_either_mode_is_tried_again_then_returned(
    keys, first_s
):
    """10 s to C, 60 s there, 10 s to the door; 140 s back."""
    story = play(LINE, [(0, "A", "C")], keys | ABSENT)
    assert story.of("attempt_failed", "returned") == [
        f"{first_s} attempt_failed d1 at homeC",
        f"{first_s + 80} attempt_failed d1 at homeC",
        f"{first_s + 220} returned d1 at shopA",
    ]


def test_nobody_counts_on_one_that_rides_back_to_a_hotspot_from_its_door():
    """d1 of A, not relayed, is on its way back to C as d2 decides in A."""
    keys = CHEAP | ABSENT | {"requests.handler": "greedy"}
    keys |= {"service.expected_core_wait_s": 30, "dispatch.value_of_time_m_per_s": 60}
    prices = {"dispatch.value_of_time_m_per_s": 7.5}
    story = play_on(LINE, [(0, "A", "C"), (135, "A", "C")], keys, 100.0, prices)
    assert story.of("mode_chosen", "sharing_accepted") == [
        "0 mode_chosen d1 at homeC",
        "135 mode_chosen d2 at A",
    ]
    assert "140 departed p1 homeC->C [d1]" in story.lines
    assert "145 departed v1 A->C [d2]" in story.lines


@pytest.mark.parametrize(
    ("keys", "returned_s"),
    [(CHOICE, 280), (CHEAP, 260)],
)
def test_one_that_is_cancelled_on_the_way_goes_back_as_its_mode_has_it(
    keys, returned_s
):
    """From the door at 140 s; relayed, from C at 130 s, by another vehicle."""
    story = play(LINE, [(0, "A", "C")], keys | BACK, cancelled_s=[30.0])
    assert story.of("returned") == [f"{returned_s} returned d1 at shopA"]


@pytest.mark.parametrize("keys", [CHOICE, CHEAP])
def test_a_vehicle_that_breaks_down_is_rescued_whatever_the_mode(keys):
    """At 3 s; p2 joins at shopA at once and drives the way to homeC, or to A, again."""
    named = {"breakdowns.named": ["0.05 min peripheral 1"]}
    story = play(LINE, [(0, "A", "C")], keys | named)
    assert story.of("broke_down") == ["3 broke_down p1 at shopA [d1]"]
    first = next(line for line in story.of("departed") if " p2 " in line)
    assert first.startswith("3 departed p2 shopA->")
    assert story.of("delivered")[0].split()[0] == "143"
