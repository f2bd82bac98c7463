"""Runs with doors, due times, cancellations and prices compared, solved by hand."""

import numpy as np
import pytest

from analysis.compare.comparison import compare_runs
from analysis.compare.naming import PART_LABELS, column
from analysis.compare.validation import validate
from analysis.compare.wording import answer
from simulation.record.kinds import Kind
from simulation.record.log import EventLog
from tests.metrics.runs import C5, C6, P3, P4, leg, run_of, shared_run
from tests.metrics.test_doors import DUE_S, READY_S, courier_run

PRICES = {"peripheral_km": 1.0, "currency": "EUR", "peripheral_g_co2_per_km": 100.0}


def without_doors(**scenario):
    """Return the same orders, of which one vehicle each takes the first two at 44 s."""
    log = EventLog()
    for vehicle in (0, 1):
        log.vehicle_joined(0.0, vehicle, P3, 1)
    for order, place in ((0, P3), (1, P3), (2, P4)):
        log.released(0.0, order, place)
        log.vehicle_requested(0.0, order, place, 1)
    for order in (0, 1):
        log.departed(44.0, order, P3, C5, 400.0, [order])
    log.add(Kind.CANCELLED, 70.0, 2, P4)
    for order in (0, 1):
        log.arrived(74.0, order, C5)
        log.delivered(74.0, order, order, C5)
    details = {"ready_s": READY_S, "due_s": DUE_S}
    return run_of(log, [C5, C5, C6], details=details, **scenario)


@pytest.fixture(scope="module")
def found():
    return compare_runs(courier_run(costs=PRICES), without_doors(costs=PRICES))


def test_the_change_of_an_order_is_told_by_parts_that_sum_to_it(found):
    first = found.orders.loc[0]
    changes = {part: first[column(part, "change")] for part in PART_LABELS}
    assert {part: change for part, change in changes.items() if change} == {
        "vehicle_wait_s": 24,
        "food_wait_s": -24,
        "door_s": -16,
    }
    assert sum(changes.values()) == first["change_s"] == -16
    assert "waiting for food" in found.winners()[0].line
    assert "at doors" in found.winners()[0].line


def test_each_order_is_on_time_against_its_own_due_time(found):
    assert found.orders["success_first"].tolist() == [True, False, False]
    assert found.orders["success_second"].tolist() == [True, True, False]
    assert found.orders["decided_first"].tolist() == [True, True, False]


def test_the_answer_says_what_was_cancelled_what_it_costs_and_what_it_emits(found):
    """0.5 km and 0.8 km for two orders."""
    text = " ".join(answer(found))
    assert "Cancelled orders (1 of A, 1 of B)" in text
    assert "An order costs 0.40 EUR in B against 0.25 EUR in A: +60.0 %." in text
    assert "An order's CO2 is 40.00 g in B against 25.00 g in A: +60.0 %." in text
    units = found.kpis.set_index("kpi")["unit"]
    assert units["cost_per_order"] == "EUR"


def test_without_prices_nothing_is_said_of_cost():
    text = " ".join(answer(compare_runs(courier_run(), without_doors())))
    assert "costs" not in text
    assert "CO2" not in text


def test_costs_in_different_money_are_not_said_to_compare():
    other = without_doors(costs=PRICES | {"currency": "USD"})
    text = " ".join(answer(compare_runs(courier_run(costs=PRICES), other)))
    assert "different money (EUR, USD)" in text


def test_by_another_clock_the_time_that_parts_sum_to_is_called_otherwise():
    ready = {"report": {"clock": "ready"}}
    found = compare_runs(courier_run(**ready), without_doors(**ready))
    assert found.parts["label"].iloc[-1] == "Click to door"
    assert found.parts["first_mean_s"].iloc[-1] == (90 + 95) / 2
    assert compare_runs(courier_run(), courier_run()).time_label == "Delivery time"


def test_runs_without_doors_have_no_columns_of_them():
    table = compare_runs(shared_run(), shared_run()).orders
    assert not [name for name in table if name.startswith(("food_", "door_"))]


def test_one_run_with_doors_is_enough_for_both_to_have_their_parts(found):
    assert found.orders["door_first_s"].tolist()[:2] == [16, 21]
    assert np.array_equal(found.orders["door_second_s"], [0, 0, 0])


def test_a_cancelled_order_has_a_reason_of_its_own_to_be_left_out(tmp_path):
    path = tmp_path / "actual.csv"
    path.write_text("order,delivery_time_s\n0,80\n2,60\n")
    found = validate(courier_run(), path)
    assert found.reasons["cancelled in the run"] == 1
    assert not any("still open" in reason for reason in found.reasons)


def test_leaving_at_once_is_no_stay():
    log = EventLog()
    log.vehicle_joined(0.0, 0, P3, 1)
    log.released(0.0, 0, P3)
    leg(log, 0, (P3, C5), (2.0, 5.0), 8.0, [0])
    log.delivered(5.0, 0, 0, C5)
    run = run_of(log, [C5])
    assert compare_runs(run, run).verdict == "same"
