"""Storage of hotspots, solved by hand: 60 s from A to D, doors 10 s from theirs."""

import pytest

from analysis.metrics import kpis
from analysis.metrics.storage import storage_deadlock
from tests.worlds import Wishes, clique, play, play_on

WORLD = clique("AD")
ONE_VAN = {  # which is at A when it begins, and carries one after the other
    "requests.handler": "refuse",
    "fleet.core.size": 1,
}
ROOM_FOR_ONE = ONE_VAN | {"hotspots.storage": 1}
THREE = [(0, "A", "D")] * 3


def test_a_load_waits_in_its_vehicle_until_there_is_room_for_it():
    """d1 leaves at once, so d2 is let in; d3 is when the van comes back for d2."""
    story = play(WORLD, THREE, ROOM_FOR_ONE)
    assert story.of("room_awaited", "handover_finished", "delivered") == [
        "10 handover_finished p1 at A [d1]",
        "10 room_awaited p2 at A [d2]",
        "10 room_awaited p3 at A [d3]",
        "10 handover_finished p2 at A [d2]",
        "70 handover_finished v1 at D [d1]",
        "80 delivered d1 by p4 at homeD",
        "130 handover_finished p3 at A [d3]",
        "190 handover_finished v1 at D [d2]",
        "210 delivered d2 by p4 at homeD",
        "310 handover_finished v1 at D [d3]",
        "330 delivered d3 by p4 at homeD",
    ]


def test_it_waits_in_its_bay_and_the_handover_begins_when_there_is_room():
    """One bay, 5 s each: p3 has the bay from 20 s on, and room from 140 s on."""
    keys = ROOM_FOR_ONE | {"hotspots.docks": 1, "hotspots.handover_s": 5}
    story = play(WORLD, THREE, keys)
    assert [line for line in story.about("p3") if " at A " in line] == [
        "10 dock_requested p3 at A [d3]",
        "20 room_awaited p3 at A [d3]",
        "140 handover_started p3 at A [d3]",
        "145 handover_finished p3 at A [d3]",
    ]


def test_without_a_limit_nobody_waits_and_with_enough_room_nobody_does_either():
    free = play(WORLD, THREE, ONE_VAN)
    roomy = play(WORLD, THREE, ONE_VAN | {"hotspots.storage": 3})
    assert not roomy.of("room_awaited")
    assert not free.of("dock_requested")
    assert roomy.of("delivered") == free.of("delivered")


def test_a_single_hotspot_has_its_own_storage():
    keys = ONE_VAN | {"hotspots.storage": 1, "hotspots.storage_at": {"A": 3}}
    assert not play(WORLD, THREE, keys).of("room_awaited")


# What cannot go on ------------------------------------------------------------

BOTH_WAYS = [(0, "A", "D"), (0, "D", "A"), (0, "A", "D"), (0, "D", "A")]
CIRCLE = {"requests.handler": "refuse", "fleet.core.size": 2, "hotspots.storage": 1}


def test_a_circle_of_full_hotspots_is_told_when_nothing_more_can_happen():
    """Both vans are on the way at 10 s, and d3 and d4 lie where they are to arrive.

    At 70 s each of them waits for the other's end: there is room at D when a van takes
    d4, and no van is empty.
    """
    story = play(WORLD, BOTH_WAYS, CIRCLE)
    assert story.of("room_awaited", "storage_blocked", "delivered", "still_open") == [
        "10 room_awaited p3 at A [d3]",
        "10 room_awaited p4 at D [d4]",
        "70 room_awaited v1 at D [d1]",
        "70 room_awaited v2 at A [d2]",
        "70 storage_blocked v2 at A [d2]",
        "70 storage_blocked v1 at D [d1]",
        "70 still_open d1 in v1",
        "70 still_open d2 in v2",
        "70 still_open d3 at A",
        "70 still_open d4 at D",
    ]


def test_a_deadlock_is_told_in_words_and_numbers():
    run = play(WORLD, BOTH_WAYS, CIRCLE).run
    found = kpis(run)
    assert (found["orders_blocked"], found["open"], found["stored_most"]) == (2, 4, 1)
    assert storage_deadlock(run) == (
        "Storage deadlock: 2 vehicles with 2 orders aboard wait for room at full "
        "hotspots (A since 0:01:10 and D since 0:01:10) when nothing more can happen. "
        "Of 2 orders that lie there, 2 wait for a vehicle and 0 for other orders. All "
        "of these end open. What may resolve it: more room (hotspots.storage) and more "
        "vehicles."
    )


def test_a_horizon_that_comes_before_leaves_open_whether_it_is_one():
    """At 75 s a patience has not ended yet, at 500 s nothing is left to happen."""
    keys = CIRCLE | {"requests.max_wait_s": 300}
    busy = [*BOTH_WAYS, (400, "A", "D")]
    assert not play(WORLD, busy, keys | {"horizon_s": 75}).of("storage_blocked")
    late = play(WORLD, BOTH_WAYS, keys | {"horizon_s": 500})
    assert len(late.of("storage_blocked")) == 2


def test_time_that_vehicles_wait_for_room_is_counted():
    """As above: p3 waits for room from 20 s to 140 s, and p2 for none after 15 s."""
    keys = ROOM_FOR_ONE | {"hotspots.docks": 1, "hotspots.handover_s": 5}
    assert kpis(play(WORLD, THREE, keys).run)["room_wait_h"] == 120 / 3600


@pytest.mark.parametrize("more", [{"hotspots.storage": 2}, {"fleet.core.size": 4}])
def test_more_room_or_more_vans_resolve_it(more):
    story = play(WORLD, BOTH_WAYS, CIRCLE | more)
    assert len(story.of("delivered")) == 4
    assert not story.of("storage_blocked")


def test_room_that_comes_in_flight_resolves_it():
    """From 60 s on two may lie at D: v1 is free there and drives back for d3.

    That makes room at A for d2 at 130 s, and v2 sets out for d4.
    """
    story = play_on(
        WORLD, BOTH_WAYS, CIRCLE | {"horizon_s": 500}, 60, {"hotspots.storage_at.D": 2}
    )
    assert not story.of("storage_blocked")
    assert story.of("delivered") == [
        "80 delivered d1 by p2 at homeD",
        "140 delivered d2 by p1 at homeA",
        "200 delivered d3 by p4 at homeD",
        "260 delivered d4 by p3 at homeA",
    ]


def test_a_load_larger_than_the_storage_never_has_room():
    """d1 and d2 share from A to D; one of them could lie there."""
    keys = {"hotspots.storage_at": {"D": 1}}
    story = play(WORLD, [(0, "A", "D"), (0, "A", "D")], keys)
    assert story.of("storage_blocked") == ["70 storage_blocked v1 at D [d1 d2]"]


TO_MEET = {"requests.lookahead_s": 600, "hotspots.storage_at": {"B": 1}}
WISHES = {"A>D": "B 1", "C>D": "B 1, D 0.9"}


@pytest.mark.parametrize(
    ("patience", "expected"),
    [
        ({}, ["100 storage_blocked v2 at B [d2]"]),
        (
            {"requests.max_wait_s": 100},
            ["170 departed v1 B->D [d1]", "170 departed v2 B->D [d2]"],
        ),
    ],
)
def test_partners_where_there_is_room_for_one_go_on_by_patience_or_never(
    patience, expected
):
    """d1 lies at B from 70 s and waits for d2, who comes at 100 s and has no room."""
    world = clique("ABCD")
    orders = [(0, "A", "D"), (30, "C", "D")]
    story = play(world, orders, TO_MEET | patience, Wishes(world, WISHES))
    assert "100 room_awaited v2 at B [d2]" in story.lines
    last = [line for line in story.of("storage_blocked", "departed") if " v2 " in line]
    assert last[-1] == expected[-1]
    assert {*expected} <= {*story.lines}


# In flight, and out of service -------------------------------------------------


def changed(*changes):
    """Return interventions: from when to when [min], and the keys."""
    return [
        {"what": f"change {number}", "at_min": at, "until_min": until, "set": values}
        for number, (at, until, values) in enumerate(changes)
    ]


def test_what_lies_in_a_hotspot_counts_from_the_moment_on_that_storage_is_limited():
    """d2 and d3 lie at A from 10 s, from 30 s on one may: p1 waits until both leave."""
    orders = [*THREE, (40, "A", "D")]
    limit = changed((0.5, None, {"hotspots.storage": 1}))
    story = play(WORLD, orders, ONE_VAN | {"interventions": limit})
    assert story.of("room_awaited", "handover_finished") == [
        "60 room_awaited p1 at A [d4]",
        "70 handover_finished v1 at D [d1]",
        "190 handover_finished v1 at D [d2]",
        "250 handover_finished p1 at A [d4]",
        "310 handover_finished v1 at D [d3]",
        "430 handover_finished v1 at D [d4]",
    ]


def test_what_lies_in_a_hotspot_out_of_service_is_loaded_and_nothing_comes_in():
    """A has no bays from 6 s to 300 s: d2 and d3, there by 5 s, go; d4 waits."""
    shop = {"near": ("A", 5)}
    world = clique("AD", shops=shop)
    orders = [*[(0, "near", "D")] * 3, (40, "A", "D")]
    outage = changed((0.1, 5, {"hotspots.docks_at.A": 0}))
    story = play(world, orders, ONE_VAN | {"interventions": outage})
    assert [line for line in story.of("departed") if " v1 A->D" in line] == [
        "5 departed v1 A->D [d1]",
        "125 departed v1 A->D [d2]",
        "245 departed v1 A->D [d3]",
        "365 departed v1 A->D [d4]",
    ]
    assert "300 handover_started p1 at A [d4]" in story.lines


def test_a_hotspot_that_takes_nothing_more_gives_what_it_has():
    """As one without bays, with storage 0; it has room again from 300 s on."""
    closed = changed((0.5, 5, {"hotspots.storage_at.A": 0}))
    story = play(WORLD, [*THREE, (40, "A", "D")], ONE_VAN | {"interventions": closed})
    assert "130 departed v1 A->D [d2]" in story.lines
    assert "250 departed v1 A->D [d3]" in story.lines
    assert "300 handover_started p1 at A [d4]" in story.lines


# Ways in and out that are no handover ---------------------------------------------


def test_an_order_that_ends_at_a_hotspot_takes_no_room_there():
    """Nobody takes d1: it is left at D for good. d2 and d3 pass D after that."""
    absent = {"absent_share": 1.0, "most": 1, "returns_to": "hotspot"}
    keys = ROOM_FOR_ONE | {f"attempts.{key}": each for key, each in absent.items()}
    story = play(WORLD, [(0, "A", "D"), (300, "A", "D"), (600, "A", "D")], keys)
    assert len(story.of("returned")) == 3
    assert not story.of("room_awaited")


def test_a_load_at_the_roadside_lies_in_no_hotspot():
    """v1 breaks down with d1 on the way from A, and v2 takes that up there at 30 s.

    From 210 s on d3 lies at A, and there is no room for d2 until v2 is back at 270 s.
    """
    keys = {
        "requests.handler": "refuse",
        "fleet.core.size": 2,
        "breakdowns.named": ["0.5 min core"],
        "breakdowns.repair_s": 5000,
        "breakdowns.rescue_after_s": 0,
        "hotspots.storage_at": {"A": 1},
    }
    story = play(WORLD, [(0, "A", "D"), (200, "A", "D"), (200, "A", "D")], keys)
    assert story.of("broke_down", "room_awaited") == [
        "30 broke_down v1 at A [d1]",
        "220 room_awaited p1 at A [d2]",
    ]
    assert "270 handover_started p1 at A [d2]" in story.lines
