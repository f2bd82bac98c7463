"""A smaller fleet in flight, solved by hand: the surplus leaves when it is idle.

Hotspots are 60 s apart, doors 10 s from theirs; a core vehicle that carries from A
to D is back at A 120 s after it left.
"""

import pytest

from tests.worlds import clique, play, play_on

WORLD = clique("ABCD")
ALONE = {"requests.handler": "refuse"}
TWO = ALONE | {"fleet.core.size": 2}
THREE = ALONE | {"fleet.core.size": 3}


def left(story):
    """Return who left, when and where."""
    return [line.replace("vehicle_left ", "") for line in story.of("vehicle_left")]


def core(story):
    """Return the departures of core vehicles with somebody aboard."""
    lines = [line for line in story.of("departed") if line.split()[2][0] == "v"]
    return [line.replace("departed ", "") for line in lines if "[]" not in line]


def test_an_idle_vehicle_leaves_at_the_moment_the_highest_number_first():
    """v1 carries d1 from 10 s on; v2 and v3 are idle: v3 leaves."""
    story = play_on(WORLD, [(0, "A", "D")], THREE, 20, {"fleet.core.size": 2})
    assert [line[:5] for line in left(story)] == ["20 v3"]
    story = play_on(WORLD, [(0, "A", "D")], THREE, 20, {"fleet.core.size": 1})
    assert [line[:5] for line in left(story)] == ["20 v3", "20 v2"]


def test_a_busy_vehicle_leaves_when_its_job_is_done_and_before_it_takes_another():
    """v1 and v2 carry d1 and d2 to D until 70 s; d3, waiting at A, gets v1.

    Both are free at 70 s: v2, the higher number, leaves.
    """
    orders = [(0, "A", "D")] * 3
    assert core(play(WORLD, orders, TWO))[-1] == "130 v1 A->D [d3]"
    story = play_on(WORLD, orders, TWO, 20, {"fleet.core.size": 1})
    assert left(story) == ["70 v2 at D"]
    assert core(story) == ["10 v1 A->D [d1]", "10 v2 A->D [d2]", "130 v1 A->D [d3]"]


def test_a_surplus_of_several_leaves_one_after_the_other_and_one_serves_all():
    """Three are busy until 70, 70 and 110 s; d4 waits at A from 60 s on.

    v1 and v2 go at 70 s; v3 is back at A at 170 s.
    """
    orders = [(0, "A", "D"), (0, "A", "D"), (30, "A", "D"), (40, "A", "D")]
    story = play_on(WORLD, orders, THREE, 55, {"fleet.core.size": 1})
    assert left(story) == ["70 v2 at D", "70 v1 at D"]
    assert core(story)[-1] == "170 v3 A->D [d4]"
    assert len(story.of("delivered")) == len(orders)


def test_a_vehicle_on_its_empty_way_takes_its_job_first():
    """At 80 s v1 is on its way back from D to A for d3: it is not idle."""
    orders = [(0, "A", "D")] * 3
    story = play_on(WORLD, orders, TWO, 80, {"fleet.core.size": 1})
    assert left(story) == ["80 v2 at D"]
    assert core(story)[-1] == "130 v1 A->D [d3]"
    orders = [(0, "A", "D")] * 4
    story = play_on(WORLD, orders, TWO, 80, {"fleet.core.size": 1})
    assert core(story)[-2:] == ["130 v1 A->D [d3]", "130 v2 A->D [d4]"]
    assert left(story) == ["190 v2 at D"]


def test_a_moment_is_before_all_of_its_instant_and_leaving_at_its_end():
    """At 70 s v1 and v2 arrive; of all that are idle then the highest goes."""
    orders = [(0, "A", "D")] * 2
    story = play_on(WORLD, orders, THREE, 70, {"fleet.core.size": 2})
    assert [line[:5] for line in left(story)] == ["70 v3"]
    story = play_on(WORLD, orders, TWO, 70, {"fleet.core.size": 1})
    assert left(story) == ["70 v2 at D"]


def test_a_vehicle_hands_its_load_over_before_it_leaves():
    """Two loads at D, one bay, 50 s each: v1 is free at 120 s, v2 at 170 s."""
    keys = TWO | {"hotspots.docks": 1, "hotspots.handover_s": 50}
    orders = [(0, "A", "D"), (60, "A", "D")]
    story = play_on(WORLD, orders, keys, 121, {"fleet.core.size": 1})
    assert left(story)[0].split()[1] in {"v1", "v2"}
    assert len(story.of("delivered")) == len(orders)
    loaded = play_on(WORLD, [(0, "A", "D")] * 2, keys, 115, {"fleet.core.size": 1})
    finished = loaded.of("handover_finished")
    at_s = float(left(loaded)[0].split()[0])
    assert any(float(line.split()[0]) == at_s for line in finished)
    assert len(loaded.of("delivered")) == 2


@pytest.mark.parametrize("size", [3, "elastic"])
def test_a_surplus_that_is_wanted_after_all_stays(size):
    """At 20 s one is too many, at 40 s no more: v1 and v2 are busy until 70 s."""
    orders = [(0, "A", "D")] * 3
    story = play_on(
        WORLD, orders, TWO, 20, {"fleet.core.size": 1}, (40, {"fleet.core.size": size})
    )
    assert left(story) == []
    assert core(story)[-1] == "40 v3 A->D [d3]"


def test_a_vehicle_that_joins_later_has_a_number_of_its_own():
    """v2 leaves at 20 s; another joins at 40 s: it is the third."""
    story = play_on(
        WORLD,
        [(0, "A", "D")],
        TWO,
        20,
        {"fleet.core.size": 1},
        (40, {"fleet.core.size": 2}),
    )
    assert [line[:5] for line in left(story)] == ["20 v2"]
    assert story.about("v3")[0].startswith("40 vehicle_joined v3")


def test_another_speed_does_not_keep_a_surplus():
    orders = [(0, "A", "D")] * 3
    story = play_on(
        WORLD,
        orders,
        TWO,
        20,
        {"fleet.core.size": 1},
        (40, {"fleet.core.speed_factor": 2.0}),
    )
    assert left(story) == ["70 v2 at D"]
    assert core(story)[-1] == "100 v1 A->D [d3]"


def test_an_elastic_fleet_that_becomes_smaller_keeps_who_is_busy():
    """v1 and v2 joined for d1 and d2; with one only, d3 waits for v1."""
    orders = [(0, "A", "D"), (0, "A", "D"), (90, "A", "D")]
    story = play_on(WORLD, orders, ALONE, 20, {"fleet.core.size": 1})
    assert left(story) == ["70 v2 at D"]
    assert core(story)[-1] == "170 v1 A->D [d3]"


def test_peripheral_vehicles_leave_too_and_the_others_serve_every_door():
    """p1 brings d1 to A until 20 s; p2, on its way from D, serves all that is left."""
    keys = ALONE | {"fleet.peripheral.size": 2}
    orders = [(0, "A", "D"), (0, "A", "D")]
    story = play_on(WORLD, orders, keys, 15, {"fleet.peripheral.size": 1})
    assert left(story) == ["20 p1 at A"]
    assert [line.split()[-3] for line in story.of("delivered")] == ["p2", "p2"]


def test_in_direct_service_too():
    """p1 and p2 start at A and are both at homeD at 90 s: p1 goes back for d3."""
    keys = {"service.mode": "direct", "fleet.peripheral.size": 2}
    orders = [(0, "A", "D"), (0, "A", "D"), (5, "A", "D")]
    story = play_on(WORLD, orders, keys, 15, {"fleet.peripheral.size": 1})
    assert left(story) == ["90 p2 at homeD"]
    assert [line.split()[-3] for line in story.of("delivered")] == ["p1", "p2", "p1"]
