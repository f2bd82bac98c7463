"""Comparisons of runs written by hand, and runs that cannot be compared."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.compare.comparison import compare_runs
from analysis.compare.stories import worst_served
from analysis.compare.wording import answer
from simulation.errors import RunError
from simulation.record.log import EventLog
from simulation.scenario import scenario_from_dict
from tests.metrics.runs import C5, C6, P3, P4, TRACT_IDS, leg, run_of, shared_run

LABELS = ("before", "after")


def direct_run(promise_s=100, **scenario):
    """Return the orders of `shared_run`, each driven to the door at once.

    Order 0 waits 2 s for its vehicle and rides 40 s; order 1 rides 130 s.
    """
    log = EventLog()
    for order, (start_s, place) in enumerate(((0.0, P3), (6.0, P4))):
        log.vehicle_joined(0.0, order, place, 1)
        log.released(start_s, order, place)
        log.vehicle_requested(start_s, order, place, 1)
    leg(log, 0, (P3, C5), (2.0, 42.0), 500.0, [0])
    log.delivered(42.0, 0, 0, C5)
    leg(log, 1, (P4, C6), (6.0, 136.0), 900.0, [1])
    log.delivered(136.0, 1, 1, C6)
    return run_of(log, [C5, C6], promise_s=promise_s, **scenario)


def open_run(end_s):
    """Return a run that ends before order 1 is released, order 0 under way."""
    log = EventLog()
    log.vehicle_joined(0.0, 0, P3, 1)
    log.released(0.0, 0, P3)
    log.vehicle_requested(0.0, 0, P3, 1)
    log.departed(0.0, 0, P3, C5, 500.0, [0])
    log.still_open(end_s, 0, vehicle=0)
    return run_of(log, [C5], end_s, horizon_s=end_s)


@pytest.fixture
def found():
    """From the shared run (82 s and 114 s) to the direct one (42 s and 130 s)."""
    return compare_runs(shared_run(), direct_run(), LABELS, every_min=0.1)


def test_changes_of_orders_are_as_by_hand(found):
    orders = found.orders
    assert orders["change_s"].tolist() == [42 - 82, 130 - 114]
    assert orders["ride_change_s"].tolist() == [40 - 48, 130 - 78]
    assert orders["decision_wait_change_s"].tolist() == [-7, -7]
    assert orders["partner_wait_change_s"].tolist() == [-4, 0]
    assert orders["vehicle_wait_change_s"].tolist() == [2 - 7, -7]
    assert orders["bay_wait_change_s"].tolist() == [0, -6]
    assert orders["handover_change_s"].tolist() == [-16, -16]
    assert orders["producer_tract"].tolist() == [TRACT_IDS[0]] * 2
    assert orders["consumer_tract"].tolist() == [TRACT_IDS[2]] * 2
    assert orders["from_min"].tolist() == [0.0, 0.1]


def test_totals_are_as_by_hand(found):
    parts = found.parts.set_index("part")
    assert parts.loc["time_s", ["first_s", "second_s", "change_s"]].tolist() == [
        *(196, 172, -24)
    ]
    assert parts.loc["ride_s", ["first_s", "second_s", "change_s"]].tolist() == [
        *(126, 170, 44)
    ]
    assert found.distribution["p50_s"] == -12
    kpi = found.kpis.set_index("kpi")
    assert kpi.loc["delivery_time_mean_s", "change"] == -12
    assert kpi.loc["hops_mean", "change"] == -3


def test_winners_and_losers_tell_their_story_in_a_line(found):
    (gained,), (lost,) = found.winners(), found.losers()
    tracts = f"tract {TRACT_IDS[0]} to {TRACT_IDS[2]}"
    assert gained.line == (
        f"order 0 at 0:00:00, {tracts}: 82 to 42 s (\N{MINUS SIGN}40): handing over "
        "\N{MINUS SIGN}16, riding \N{MINUS SIGN}8.0, waiting for a decision "
        "\N{MINUS SIGN}7.0; legs 4 to 1"
    )
    assert lost.line == (
        f"order 1 at 0:00:06, {tracts}: 114 to 130 s (+16): riding +52, handing over "
        "\N{MINUS SIGN}16, waiting for a decision \N{MINUS SIGN}7.0; legs 4 to 1"
    )


def test_the_worst_served_tract_is_that_of_the_fewest_successes(found):
    producer, consumer = found.worst["first"]
    assert (producer.tract, consumer.tract) == (TRACT_IDS[0], TRACT_IDS[2])
    assert consumer.success_ratio == 0.5  # 82 s within 100 s, 114 s not
    assert consumer.time_mean_s == 98


def test_of_two_orders_nobody_can_tell(found):
    assert found.verdict == "cannot tell"
    said = " ".join(answer(found))
    assert "B delivers 1 sooner, 1 later, 0 at the same time" in said
    assert "we cannot tell" in said
    assert "handing over \N{MINUS SIGN}16 s" in said


def test_orders_after_the_others_horizon_are_left_out_and_open_ones_counted():
    found = compare_runs(direct_run(), open_run(6.0), LABELS)
    counts = found.counts
    assert (counts.orders, counts.released_only_first) == (1, 1)
    assert (counts.delivered_both, counts.only_first) == (0, 1)
    assert found.orders["change_s"].isna().all()
    assert found.orders["time_second_s"].tolist() == [6.0]
    assert found.verdict == "cannot tell"
    assert "no times can be compared" in " ".join(answer(found))
    assert found.document()["change"]["mean_s"] is None


def test_fewer_orders_without_a_horizon_to_explain_it_are_others():
    short = open_run(6.0)
    for tables in ({"promise_s": 900}, {"promise_s": 900, "horizon_s": 7.0}):
        scenario = scenario_from_dict(tables)
        with pytest.raises(RunError) as caught:
            compare_runs(direct_run(), replace(short, scenario=scenario), LABELS)
        assert str(caught.value) == (
            "after: has 1 order, expected 2 as in before: the runs did not serve the "
            "same orders."
        )


def test_a_run_on_another_region_is_refused():
    other = replace(direct_run(), region_checksum="1" * 64)
    with pytest.raises(RunError) as caught:
        compare_runs(shared_run(), other, LABELS)
    assert "only runs on the same region can be compared" in str(caught.value)


def test_the_first_order_that_differs_is_named():
    run = direct_run()
    other = replace(run, orders=replace(run.orders, consumer=np.array([C5, C5])))
    with pytest.raises(RunError) as caught:
        compare_runs(run, other, LABELS)
    assert str(caught.value) == (
        "after: order 1 starts at 6 s from place 4 (node/2) to place 5 (way/3), "
        "expected at 6 s from place 4 (node/2) to place 6 (way/4) as in before: the "
        "runs did not serve the same orders."
    )


def test_one_number_for_two_different_points_is_noticed():
    """Two traces with points of their own on one region."""
    run = direct_run()
    moved = replace(run.places, lon=run.places.lon + (np.arange(7) == C6) * 0.001)
    with pytest.raises(RunError, match=r"order 1 starts .* the same orders"):
        compare_runs(run, replace(run, places=moved), LABELS)


def test_a_run_without_orders_is_refused():
    empty = run_of(EventLog())
    with pytest.raises(RunError, match="after: released no order, expected one"):
        compare_runs(shared_run(), empty, LABELS)


def test_an_order_at_the_door_at_the_promised_second_is_a_success():
    found = compare_runs(shared_run(), direct_run(promise_s=42), LABELS)
    assert found.orders["success_second"].tolist() == [True, False]


def served(*tracts):
    """Return a table of orders delivered in both runs: tract, time, success."""
    return pd.DataFrame(
        [
            {
                **{f"{side}_tract": tract for side in ("producer", "consumer")},
                "delivered": "both",
                "time_first_s": time_s,
                "success_first": success,
                "decided_first": True,
            }
            for tract, orders in tracts
            for time_s, success in orders
        ]
    )


def test_of_equal_success_the_slower_tract_is_the_worst_and_few_orders_are_chance():
    quick = [(100.0, True)] * 4 + [(1000.0, False)]
    slow = [(200.0, True)] * 4 + [(1000.0, False)]
    few = [(2000.0, False)] * 4
    worst = worst_served(served(("a", quick), ("b", slow), ("c", few)), "first")
    assert [each.tract for each in worst] == ["b", "b"]
    assert worst[0].time_mean_s == 360
    assert worst_served(served(("c", few)), "first")[0].tract == "c"


def test_an_order_that_may_still_be_on_time_is_neither_on_time_nor_late():
    """At 5 s order 0 is open, of a promise of 900 s."""
    found = compare_runs(open_run(5.0), shared_run(), LABELS)
    assert found.orders["decided_first"].tolist() == [False]
    (tract,) = found.tracts[found.tracts["side"] == "consumer"].to_dict("records")
    assert tract["success_first"] is None or np.isnan(tract["success_first"])
    assert tract["success_second"] == 1
    assert found.worst["first"] == ()
    assert [each.success_ratio for each in found.worst["second"]] == [1.0, 1.0]
