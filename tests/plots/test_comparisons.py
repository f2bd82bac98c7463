"""The tornado and the gap to the optimum: what is drawn is what the frame says."""

import numpy as np
import pandas as pd
import pytest

from analysis.plots import plot_gap, plot_tornado
from tests.plots.frames import CHANGES, gap, points, tornado, traces

# The first metric moves by 20, 8, 4 and 0.5 (see `frames.tornado`).
READINGS = [
    "Empty driving counts",
    "Range of 500 m",
    "Partners on their way do not count",
    "Patience of a minute",
]


def rows_by_reading(frame, metric):
    rows = frame[frame["metric"] == metric].set_index("reading")
    return rows.loc[READINGS]


def drawn(figure, axis, **wanted):
    """Return the traces of one panel with these properties."""
    return [trace for trace in traces(figure, **wanted) if (trace.xaxis or "x") == axis]


def test_readings_stand_in_the_order_of_how_far_they_move_the_first_metric():
    axis = next(plot_tornado(tornado(), CHANGES).select_yaxes(col=1))
    labels = [text.replace("<br>", " ") for text in axis.ticktext]
    assert labels == READINGS
    assert axis.tickvals == (0, 1, 2, 3)
    assert axis.range[0] > axis.range[1]  # the first on top


def test_the_order_follows_the_metric_named_first():
    frame = tornado()
    last = (frame["metric"] == "success_ratio") & (frame["reading"] == READINGS[-1])
    frame.loc[last, "value"] = 10.0
    figure = plot_tornado(frame, CHANGES[::-1])
    assert next(figure.select_yaxes(col=1)).ticktext[0] == READINGS[-1]


@pytest.mark.parametrize(
    ("metric", "axis"), [("distance_km", "x"), ("success_ratio", "x2")]
)
def test_every_bar_runs_from_base_to_value_and_ends_in_its_interval(metric, axis):
    frame = tornado()
    rows = rows_by_reading(frame, metric)
    figure = plot_tornado(frame, CHANGES)
    bars = {
        int(row): (start, start + length)
        for trace in drawn(figure, axis, type="bar")
        for row, start, length in zip(trace.y, trace.base, trace.x, strict=True)
    }
    assert bars == dict(enumerate(zip(rows["base"], rows["value"], strict=True)))
    whiskers = {
        int(row): (value - below, value, value + above)
        for trace in drawn(figure, axis, mode="markers")
        for row, value, below, above in zip(
            trace.y, trace.x, trace.error_x.arrayminus, trace.error_x.array, strict=True
        )
    }
    for row, (low, value, high) in whiskers.items():
        expected = rows.iloc[row][["low", "value", "high"]].astype(float)
        assert (low, value, high) == pytest.approx(tuple(expected), abs=1e-12)
    assert sorted(whiskers) == [0, 1, 2, 3]


def test_the_change_as_shipped_is_a_line_through_all_rows():
    figure = plot_tornado(tornado(), CHANGES)
    (line,) = drawn(figure, "x", name="as shipped")
    assert points(line) == [
        (-3.0, row + half) for row in range(4) for half in (-0.5, 0.5)
    ]


def test_a_sign_that_turns_or_is_no_longer_sure_is_marked():
    panel = drawn(plot_tornado(tornado(), CHANGES), "x", mode="markers")
    marked = {trace.name: [READINGS[int(row)] for row in trace.y] for trace in panel}
    assert marked == {
        "sign turned": ["Empty driving counts"],
        "interval includes zero": ["Partners on their way do not count"],
        "sign as shipped": ["Range of 500 m", "Patience of a minute"],
    }
    for look in ("color", "symbol"):
        assert len({trace.marker[look] for trace in panel}) == len(panel), look


def test_every_panel_is_named_by_its_metric():
    axes = plot_tornado(tornado(), CHANGES).select_xaxes()
    titles = [axis.title.text.replace("<br>", " ") for axis in axes]
    assert titles == [label for _, label in CHANGES]


def test_every_panel_shows_zero():
    for axis in plot_tornado(tornado(), CHANGES).select_xaxes():
        low, high = axis.range
        assert low < 0 < high
        assert axis.zeroline


def test_hovering_tells_all_in_words():
    figure = plot_tornado(tornado(), CHANGES)
    (turned,) = traces(figure, name="sign turned", mode="markers")
    assert turned.hovertext == (
        "<b>Empty driving counts</b><br>deadheading = driven<br>"
        "Distance [%], against Baseline 1: 17.00<br>"
        "95 % interval 16.00 to 18.00<br>as shipped: \N{MINUS SIGN}3.000",
    )


def test_words_of_a_reading_are_text_and_no_markup():
    frame = tornado()
    frame["reading"] = frame["reading"].str.replace("Empty", "<b>Empty & a <a href=x>")
    figure = plot_tornado(frame, CHANGES)
    assert "&lt;a href=x&gt;" in next(figure.select_yaxes(col=1)).ticktext[0]
    assert "<a " not in figure.to_json()


def test_changes_against_two_baselines_at_once_are_refused():
    frame = tornado()
    frame["against"] = ["baseline_1", "baseline_2"] * 4
    with pytest.raises(ValueError, match="baseline_1, baseline_2, expected one"):
        plot_tornado(frame, CHANGES)


def test_other_columns_of_the_frame_do_not_matter():
    frame = tornado()
    more = frame.assign(row=7, place="here", unit="%")
    assert plot_tornado(more, CHANGES) == plot_tornado(frame, CHANGES)


def test_a_reading_without_a_result_keeps_its_row_at_the_end():
    frame = tornado()
    numbers = ["base", "value", "low", "high"]
    frame.loc[frame["reading"] == READINGS[0], numbers] = None
    figure = plot_tornado(frame, CHANGES)
    axis = next(figure.select_yaxes(col=1))
    assert axis.ticktext[-1] == READINGS[0]
    marks = drawn(figure, "x", mode="markers")
    assert sorted(row for trace in marks for row in trace.y) == [0, 1, 2]


def test_a_setting_may_be_absent():
    frame = tornado()
    frame["setting"] = None
    axis = next(plot_tornado(frame, CHANGES).select_yaxes(col=1))
    assert axis.tickvals == (0, 1, 2, 3)


def test_two_settings_of_one_reading_have_a_row_each():
    frame = tornado()
    frame["reading"] = "Deliveries may go back"
    axis = next(plot_tornado(frame, CHANGES).select_yaxes(col=1))
    assert axis.ticktext == ("Deliveries may go back",) * 4


def test_twenty_readings_have_room_for_two_lines_each():
    """Type is 12 px, two lines of it take 12 * 1.3 * 2 px."""
    frames = [
        tornado().assign(setting=lambda f, n=n: f["setting"] + str(n)) for n in range(5)
    ]
    figure = plot_tornado(pd.concat(frames), CHANGES)
    axis = next(figure.select_yaxes(col=1))
    assert len(axis.ticktext) == 20
    inside_px = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    assert inside_px / 20 >= 12 * 1.3 * 2 - 1


def test_distances_are_shown_in_percent_of_driving_unshared():
    frame = gap()
    figure = plot_gap(frame)
    for name, column in (
        ("greedy, as in the paper", "greedy_km"),
        ("best pairing, all known in advance", "pairing_km"),
        ("lower bound on any plan", "bound_km"),
    ):
        panels = traces(figure, name=name)
        assert len(panels) == 2
        for trace, question in zip(panels, ("as_greedy", "promise"), strict=True):
            rows = frame[frame["question"] == question]
            rows = rows.sort_values(["deliveries", "instance"])
            # Unshared is 50 km everywhere: a kilometre is two percent.
            assert [y for _, y in points(trace)] == (2 * rows[column]).tolist()
            assert "10 deliveries, instance 0" in trace.hovertext[0]


def test_instances_stand_together_by_size_and_at_one_place_in_both_panels():
    figure = plot_gap(gap())
    one, two = traces(figure, name="greedy, as in the paper")
    assert np.array_equal(one.x, two.x)
    steps = np.diff(one.x)
    assert np.flatnonzero(steps > steps.min()).tolist() == [2]  # between 10 and 20
    axis = next(figure.select_xaxes())
    assert axis.ticktext == ("10", "20")
    assert axis.tickvals == (np.mean(one.x[:3]), np.mean(one.x[3:]))


def test_an_instance_without_a_core_distance_has_no_share():
    frame = gap()
    frame.loc[frame["deliveries"] == 20, ["unshared_km", "greedy_km"]] = 0.0
    (greedy, _) = traces(plot_gap(frame), name="greedy, as in the paper")
    assert len(points(greedy)) == 3


def test_a_bound_that_was_not_found_leaves_the_instance_without_it():
    frame = gap()
    frame.loc[frame["deliveries"] == 20, "bound_km"] = None
    figure = plot_gap(frame)
    (bound, _) = traces(figure, name="lower bound on any plan")
    (greedy, _) = traces(figure, name="greedy, as in the paper")
    assert len(points(bound)) == 3
    assert len(points(greedy)) == 6
    (stems, _) = traces(figure, name="range")
    # Down to the pairing's 36 of 50 km.
    assert min(y for x, y in points(stems) if x > bound.x[2]) == 72.0
