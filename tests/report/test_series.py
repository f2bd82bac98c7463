"""What happens when, of plans side by side: by minutes, by steps, on one clock."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.plots.over_time import plot_over_time
from analysis.report.run_page import contents_of
from analysis.report.run_page.series import series_frame
from analysis.statistics import interval
from tests.report.run_folders import kept_runs


@pytest.fixture(scope="module")
def contents(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    kept_runs(folder, 3)
    return contents_of([folder])


def test_time_series_of_an_evening_begin_with_it(contents):
    """One plan's orders two hours after the other's: from the first to the last."""
    first, other = contents.plans
    (late, *_) = other.runs
    late = replace(late, series=late.series.assign(minute=late.series["minute"] + 120))
    (run, *_) = first.runs
    run = replace(run, series=run.series.assign(minute=run.series["minute"] + 60))
    plans = [replace(first, runs=(run,)), replace(other, runs=(late,))]
    frame, step = series_frame(replace(contents, plans=plans))
    assert (step, frame["minute"].min()) == (1, 60)
    opened = frame[(frame["plan"] == other.label) & (frame["measure"] == "open_orders")]
    assert opened["minute"].min() == 60
    assert set(opened["mean"][opened["minute"] < 120]) == {0.0}
    axis = plot_over_time(frame, [("open_orders", "Open")], contents.labels).layout
    assert axis.xaxis.range == (60, frame["minute"].max())


def test_a_long_run_is_drawn_by_steps_with_means_of_what_a_minute_counts(contents):
    (first, *_), (run, *_) = contents.plans, contents.plans[0].runs
    count = 1500
    columns = {"open_orders": 1.0, "utilisation": 0.5, "dock_queue": 0.0}
    minute = np.arange(count)
    series = pd.DataFrame({"minute": minute, **columns, "released": minute % 5 == 0})
    series = series.assign(delivered=series["released"]).astype(float)
    shown = replace(
        contents, plans=[replace(first, runs=(replace(run, series=series),))]
    )
    frame, step = series_frame(shown)
    assert step == 5
    rates = frame[frame["measure"] == "delivered"]
    assert rates["mean"].tolist() == pytest.approx([0.2] * 300)
    assert rates["minute"].tolist() == list(range(0, count, 5))


def test_time_series_are_means_over_the_runs(contents):
    frame, step = series_frame(contents)
    assert step == 1
    rows = frame[
        (frame["plan"] == contents.plans[1].label) & (frame["measure"] == "released")
    ]
    wanted = interval(contents.plans[1].values("orders")).mean
    assert rows["mean"].sum() == pytest.approx(wanted)
