"""Simulated against actual times: what is drawn is what the frame says."""

import numpy as np
import pytest

from analysis.plots import plot_agreement, plot_errors_over_time
from tests.plots.agreement_frames import TOLERANCE_S, orders, slots
from tests.plots.frames import points, traces


@pytest.mark.parametrize(
    ("name", "off_s"),
    [("too slow", 100.0), ("within the tolerance", 0.0), ("too fast", -100.0)],
)
def test_every_order_is_drawn_once_on_its_side_of_the_tolerance(name, off_s):
    (marks,) = traces(plot_agreement(orders(), TOLERANCE_S), name=f"{name}: 33 %")
    frame = orders().sort_values("order")
    chosen = frame[frame["simulated_s"] - frame["actual_s"] == off_s]
    assert points(marks) == list(
        zip(chosen["actual_s"], chosen["simulated_s"], strict=True)
    )


def test_an_error_of_just_the_tolerance_is_within_it():
    frame = orders().assign(simulated_s=lambda rows: rows["actual_s"] + TOLERANCE_S)
    figure = plot_agreement(frame, TOLERANCE_S)
    assert len(points(traces(figure, name="within the tolerance: 100 %")[0])) == 9


def test_both_axes_show_the_same_times_so_that_the_line_is_the_diagonal():
    figure = plot_agreement(orders(), TOLERANCE_S)
    assert figure.layout.xaxis.range == figure.layout.yaxis.range
    (line,) = traces(figure, name="as it happened")
    assert line.x == line.y == figure.layout.xaxis.range


def test_mean_errors_stand_in_the_middle_of_their_slots_with_their_intervals():
    (marks,) = traces(plot_errors_over_time(slots(), TOLERANCE_S), name="mean error")
    assert points(marks) == [(5.0, 90.0), (15.0, 30.0), (25.0, -30.0), (35.0, -90.0)]
    assert set(marks.error_y.array) == {40.0}
    assert set(marks.error_y.arrayminus) == {30.0}
    assert marks.marker.symbol == ("triangle-up",) * 2 + ("triangle-down",) * 2


def test_limits_that_are_infinite_are_not_drawn_and_the_axis_stays_finite():
    frame = slots()
    frame[["error_low_s", "error_high_s"]] = [-np.inf, np.inf]
    figure = plot_errors_over_time(frame, TOLERANCE_S)
    (marks,) = traces(figure, name="mean error")
    assert len(points(marks)) == 4
    assert np.isnan(np.array(marks.error_y.array, dtype=float)).all()
    assert np.isfinite(figure.layout.yaxis.range).all()
