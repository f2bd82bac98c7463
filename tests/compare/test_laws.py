"""What holds for any two runs of the same orders; sums are exact, on the time grid."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.compare.changes import BOTH
from analysis.compare.comparison import compare_runs
from analysis.metrics import kpis
from analysis.tables import deliveries
from analysis.tables.spells import DOOR_PARTS, PARTS
from simulation import load_scenario, simulate
from simulation.units import TICKS_PER_S
from tests.strategies import cases

LABELS = ("A", "B")
IN_USE = [part for part in PARTS if part not in DOOR_PARTS]
SUMS = ["change_sum_s", *(f"{part[:-2]}_change_sum_s" for part in IN_USE)]


def runs(case):
    """Return a run, and one of the same orders that nobody shares, cut off at 400 s."""
    return case.run(), case.but(requests__handler="refuse", horizon_s=400.0).run()


def compared(case):
    first, second = runs(case)
    if not len(first.orders) or not len(second.orders):
        return None
    return compare_runs(first, second, LABELS, every_min=0.5)


@given(cases(trained=False))
def test_the_sum_of_changes_is_the_difference_of_totals(case):
    found = compared(case)
    if found is None:
        return
    tables = [deliveries(side.run) for side in (found.pairs.first, found.pairs.second)]
    done = [set(each.loc[each["delivered"], "order"]) for each in tables]
    both = sorted(done[0] & done[1])
    totals = [each["delivery_time_s"][both].sum() for each in tables]
    whole = found.parts.iloc[-1]
    assert whole["change_s"] == totals[1] - totals[0]
    assert (whole["first_s"], whole["second_s"]) == tuple(totals)
    assert found.orders["change_s"].sum() == totals[1] - totals[0]


@given(cases(trained=False))
def test_the_parts_of_every_change_sum_to_it(case):
    found = compared(case)
    if found is None:
        return
    changes = [f"{part[:-2]}_change_s" for part in IN_USE]
    both = found.orders[found.orders["delivered"] == BOTH]
    assert both[changes].sum(axis="columns").equals(both["change_s"])
    sums = found.parts[["first_s", "second_s", "change_s"]]
    assert sums.iloc[:-1].sum().equals(sums.iloc[-1].astype(float))


@given(cases(trained=False))
def test_tracts_of_either_side_and_hours_sum_to_the_whole(case):
    found = compared(case)
    if found is None:
        return
    parts = found.parts.set_index("part")["change_s"]
    whole = [parts["time_s"], *parts[IN_USE]]
    for side in ("producer", "consumer"):
        tracts = found.tracts[found.tracts["side"] == side]
        assert tracts[SUMS].sum().tolist() == whole
        assert tracts["orders"].sum() == found.counts.orders
    assert found.hours[SUMS].sum().tolist() == whole
    assert found.hours["orders"].sum() == found.counts.orders


@given(cases(trained=False))
def test_swapping_the_runs_negates_every_change(case):
    first, second = runs(case)
    if not len(first.orders) or not len(second.orders):
        return
    there, back = (
        compare_runs(first, second, LABELS),
        compare_runs(second, first, LABELS),
    )
    assert (there.orders["change_s"] == -back.orders["change_s"]).sum() == len(
        there.changes_s
    )
    for frame, other in ((there.tracts, back.tracts), (there.hours, back.hours)):
        assert frame[SUMS].equals(-other[SUMS])
        assert frame["faster"].tolist() == other["slower"].tolist()
        # No share where nothing is decided yet, on both sides.
        np.testing.assert_array_equal(frame["success_first"], other["success_second"])
    pd.testing.assert_series_equal(
        there.parts["change_low_s"].astype(float),
        -back.parts["change_high_s"].astype(float),
        check_names=False,
    )
    assert there.worst["first"] == back.worst["second"]
    gained, lost = there.winners(), back.losers()
    assert [each.order for each in gained] == [each.order for each in lost]
    words = {"faster": "slower", "slower": "faster"}
    assert there.verdict == words.get(back.verdict, back.verdict)


@given(cases(trained=False))
def test_a_run_compared_with_itself_has_not_changed(case):
    run = case.run()
    if not len(run.orders):
        return
    found = compare_runs(run, run, LABELS)
    assert not found.changes_s.any()
    assert not found.parts["change_s"].any()
    assert found.counts.same == found.counts.delivered_both
    assert found.winners() == found.losers() == ()
    assert found.verdict == ("same" if found.counts.delivered_both else "cannot tell")
    changes = found.kpis["change"].dropna().astype(float)
    assert (changes == 0).all()


@given(cases(trained=False))
def test_every_order_of_either_run_is_counted_once(case):
    found = compared(case)
    if found is None:
        return
    counts = found.counts
    states = (
        counts.delivered_both,
        counts.only_first,
        counts.only_second,
        counts.neither,
    )
    assert sum(states) == counts.orders
    assert counts.faster + counts.slower + counts.same == counts.delivered_both
    for side, more in (
        (found.pairs.first, counts.released_only_first),
        (found.pairs.second, counts.released_only_second),
    ):
        assert counts.orders + more == len(side.run.orders)


@given(cases(trained=False))
def test_changes_lie_on_the_time_grid_so_that_sums_are_exact(case):
    """The premise of this module."""
    found = compared(case)
    if found is not None:
        ticks = found.changes_s * TICKS_PER_S
        assert np.array_equal(ticks, np.rint(ticks))


@pytest.mark.parametrize("seed", [1, 2])
def test_orders_of_another_seed_are_others(seed):
    from simulation import load_scenario, simulate  # noqa: PLC0415
    from simulation.errors import RunError  # noqa: PLC0415

    small = {"demand.load_per_min": 2, "demand.duration_min": 3}
    drawn = [
        simulate(load_scenario("paper/hotspots_only", small | {"seed": each}))
        for each in (seed, seed + 1)
    ]
    with pytest.raises(RunError, match="did not serve the same orders"):
        compare_runs(*drawn, LABELS)


@settings(max_examples=settings.default.max_examples // 4)
@given(horizon_s=st.integers(5, 60).map(lambda minutes: 60.0 * minutes))
def test_the_share_on_time_over_all_tracts_is_that_of_the_run(horizon_s):
    keys = {"demand.load_per_min": 4, "demand.duration_min": 40}
    pair = [
        simulate(load_scenario(f"paper/{name}", keys | {"horizon_s": horizon_s}))
        for name in ("point_to_point", "hotspots_only")
    ]
    found = compare_runs(*pair, LABELS)
    for run, which in zip(pair, ("first", "second"), strict=True):
        known = found.orders[f"decided_{which}"]
        values = kpis(run)
        assert known.sum() == values["orders"] - values["undecided"]
        kept = found.orders[f"success_{which}"].sum()
        wanted = values["success_ratio"]
        assert wanted == (pytest.approx(kept / known.sum()) if known.any() else None)
        for worst in found.worst[which]:
            tract = found.orders[f"{worst.side}_tract"] == worst.tract
            assert worst.orders == (known & tract).sum()
