"""Cancelled on the way, nobody at the door, drivers who do not come: by hand.

The world of `test_operation`: 80 s from shopA to homeB, 140 s to homeC, 80 s between.
"""

import numpy as np
import pytest

from analysis.metrics import kpis
from simulation.errors import InputError
from simulation.scenario import load_scenario
from tests.world.test_operation import LINE, NEVER, ONE, PLANNED, SIZE, told
from tests.worlds import play

BACK = {"cancellations.after_pickup": "return"}
ABSENT = {"attempts.absent_share": 1, "attempts.wait_s": 60, "attempts.retry_s": 600}


@pytest.mark.parametrize("keys", [ONE, PLANNED])
def test_an_order_that_is_cancelled_on_the_way_goes_back_to_its_producer(keys):
    """Nobody is diverted on a leg: it reaches homeB, and is at shopA 80 s later."""
    story = play(LINE, [(0, "A", "B")], keys | BACK, cancelled_s=[30.0])
    assert told(story)[2:] == [
        "10 arrived p1 at shopA",
        "10 departed p1 shopA->homeB [d1]",
        "30 recalled d1 at shopA",
        "90 arrived p1 at homeB",
        "90 departed p1 homeB->shopA [d1]",
        "170 arrived p1 at shopA",
        "170 returned d1 at shopA",
    ]
    found = kpis(story.run)
    assert (found["orders_returned"], found["orders_recalled"]) == (1, 1)
    assert (found["delivered"], found["open"], found["orders_cancelled"]) == (0, 0, 0)
    assert found["success_ratio"] is None  # its consumer did not want it
    assert found["distance_all_km"] == 1.7


def test_other_orders_aboard_are_delivered_first():
    orders = [(0, "A", "B"), (0, "A", "C")]
    story = play(LINE, orders, PLANNED | BACK, cancelled_s=[30.0, NEVER])
    assert told(story)[5:] == [
        "90 arrived p1 at homeB",
        "90 departed p1 homeB->homeC [d1 d2]",
        "170 arrived p1 at homeC",
        "170 delivered d2 by p1 at homeC",
        "170 departed p1 homeC->shopA [d1]",
        "310 arrived p1 at shopA",
        "310 returned d1 at shopA",
    ]


@pytest.mark.parametrize("keys", [ONE, PLANNED, {"service.mode": "relayed"}])
def test_unless_it_is_to_return_it_is_delivered_all_the_same(keys):
    story = play(LINE, [(0, "A", "B")], keys, cancelled_s=[30.0])
    assert not story.of("recalled", "returned", "cancelled")
    assert len(story.of("delivered")) == 1


def test_an_order_that_is_cancelled_as_it_is_taken_up_goes_back_once_it_is_aboard():
    keys = ONE | BACK | {"producers.door_s": 60}
    story = play(LINE, [(0, "A", "B")], keys, cancelled_s=[30.0])
    assert story.of("door_finished")[0] == "70 door_finished p1 at shopA [d1]"
    (recalled,) = story.of("recalled")
    assert 70 <= float(recalled.split()[0]) < 70.01
    assert len(story.of("returned")) == 1


def test_a_relayed_order_goes_back_from_the_next_hotspot_and_leaves_its_partner():
    """Cancelled as it rides from A to B with d2, which goes on to C alone."""
    orders = [(0, "A", "C"), (0, "A", "C")]
    keys = BACK | {"service.mode": "relayed"}
    story = play(LINE, orders, keys, cancelled_s=[15.0, NEVER])
    assert story.of("recalled") == ["15 recalled d1 at shopA"]
    assert [line.split()[2] for line in story.of("sharing_ended")][:2] == ["d1", "d2"]
    (departed,) = [
        line for line in story.of("departed") if line.endswith("->shopA [d1]")
    ]
    assert departed.split()[2].startswith("p")
    assert [line.split()[2] for line in story.of("delivered")] == ["d2"]
    assert len(story.of("returned")) == 1


@pytest.mark.parametrize("keys", [ONE, PLANNED])
def test_where_nobody_is_an_order_is_tried_again_from_the_hotspot_then_returned(keys):
    """60 s at the door, 10 s to B, 600 s there, 10 s to the door; back 80 s."""
    story = play(LINE, [(0, "A", "B")], keys | ABSENT)
    assert story.of("attempt_failed", "returned") == [
        "150 attempt_failed d1 at homeB",
        "830 attempt_failed d1 at homeB",
        "910 returned d1 at shopA",
    ]
    assert "150 departed p1 homeB->B [d1]" in story.lines
    assert "760 vehicle_requested d1 at B peripheral" in story.lines
    assert "830 departed p1 homeB->shopA [d1]" in story.lines
    found = kpis(story.run)
    assert (found["attempts_failed"], found["orders_returned"]) == (2, 1)
    assert found["success_ratio"] == 0  # it was wanted, and nobody has it


def test_a_vehicle_may_stand_at_the_door_until_the_next_attempt():
    keys = ONE | ABSENT | {"attempts.retry_from": "door", "attempts.most": 3}
    keys |= {"attempts.returns_to": "hotspot"}
    story = play(LINE, [(0, "A", "B")], keys)
    assert story.of("attempt_failed", "returned") == [
        "150 attempt_failed d1 at homeB",
        "810 attempt_failed d1 at homeB",
        "1470 attempt_failed d1 at homeB",
        "1480 returned d1 at B",
    ]


def test_who_is_absent_is_said_by_tract_and_hour(tmp_path):
    """Nobody is in at B in the first hour; in the second one somebody is."""
    file = tmp_path / "absent.csv"
    ids = LINE.region.tracts.ids
    file.write_text(f"tract,hour,share\n{ids[1]},0,1\n{ids[1]},1,0\n")
    keys = ONE | ABSENT | {"attempts.absent_share": 0, "attempts.retry_s": 3600}
    keys |= {"attempts.absent_file": str(file)}
    story = play(LINE, [(0, "A", "B"), (0, "A", "C")], keys | {SIZE: 2})
    assert [line.split()[2] for line in story.of("attempt_failed")] == ["d1"]
    assert sorted(line.split()[2] for line in story.of("delivered")) == ["d1", "d2"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("tract,share\nnowhere,1\n", "tract is 'nowhere', expected"),
        ("tract,share\n{0},2\n", "share is 2, expected 0 to 1"),
        ("tract,hour,share\n{0},24,1\n", "hour is 24, expected"),
        ("tract,share\n{0},1\n{0},0\n", "again, expected"),
        ("share\n1\n", "has no column tract, expected"),
    ],
)
def test_a_file_of_absences_is_held_to_its_columns(tmp_path, rows, said):
    file = tmp_path / "absent.csv"
    file.write_text(rows.format(*LINE.region.tracts.ids))
    with pytest.raises(InputError, match=said):
        play(LINE, [(0, "A", "B")], ONE | {"attempts.absent_file": str(file)})


# Drivers ----------------------------------------------------------------------------

SHIFT = {SIZE: "elastic", "fleet.peripheral.shifts": ["1 00:01-00:10"]}


@pytest.mark.parametrize(
    ("keys", "lines"),
    [
        (
            {
                "drivers.late_share": 1,
                "drivers.late_distribution": "uniform(30, 0.001)",
            },
            ["60 driver_late  at A", "90 vehicle_joined p1 at A"],
        ),
        ({"drivers.no_show_share": 1}, ["60 no_show  at A"]),
        (
            {
                "drivers.early_share": 1,
                "drivers.early_distribution": "uniform(120, 0.001)",
            },
            [
                "60 vehicle_joined p1 at A",
                "480 left_early p1 at A",
                "480 vehicle_left p1 at A",
            ],
        ),
    ],
)
def test_drivers_come_late_or_not_at_all_or_leave_early(keys, lines):
    story = play(LINE, [(700, "A", "A")], ONE | SHIFT | keys)
    found = story.of("driver_late", "no_show", "left_early", "vehicle_joined")
    assert [_rounded(line) for line in found] == [
        line for line in lines if "vehicle_left" not in line
    ]
    left = [_rounded(line) for line in story.of("vehicle_left")]
    on_time = ["600 vehicle_left p1 at A"] if "vehicle_joined" in lines[-1] else []
    assert left == ([each for each in lines if "vehicle_left" in each] or on_time)


def _rounded(line):
    time_s, *rest = line.split(" ")
    return " ".join([f"{round(float(time_s), 1):g}", *rest])


def test_a_share_of_the_orders_is_cancelled_and_those_of_a_trace_that_say_when_not():
    keys = {"cancellations.share": 0.4, "cancellations.after_distribution": "expon(60)"}
    scenario = load_scenario("paper/point_to_point", keys)
    from simulation.assemble import prepare  # noqa: PLC0415 - for this test alone

    orders = prepare(scenario).orders(scenario, 0)
    share = np.mean(~np.isnan(orders.cancelled_s))
    assert abs(share - 0.4) < 3 * np.sqrt(0.24 / len(orders))
    assert np.nanmin(orders.cancelled_s - orders.start_s) >= 60
    other = prepare(scenario).orders(load_scenario("paper/point_to_point"), 0)
    assert other.cancelled_s is None
    assert np.array_equal(other.start_s, orders.start_s)


@pytest.mark.parametrize(
    "key",
    [
        {"fleet.peripheral.breakdowns_per_h": 1},
        {"attempts.absent_share": 0.5},
        {"cancellations.after_pickup": "return"},
    ],
)
def test_a_service_that_knows_nothing_of_it_refuses_what_goes_wrong(key):
    own = {"service.mode": "tests.contracts.services:Own"}
    with pytest.raises(
        InputError, match=r"asks for what goes wrong where service\.mode"
    ):
        load_scenario("paper/hotspots_only", own | key)
