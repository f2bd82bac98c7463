"""Figures of lines: what is drawn is what the frame says."""

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from analysis.plots import (
    plot_by_load,
    plot_episodes,
    plot_futures,
    plot_load,
    plot_training,
    plot_utilisation_over_time,
)
from analysis.plots.marks import number
from analysis.plots.over_time import plot_over_time
from tests.plots.frames import (
    CHANGES,
    LEVELS,
    POLICIES,
    WINDOW_MIN,
    by_load,
    demand,
    episodes,
    futures,
    over_time,
    points,
    texts,
    traces,
    training,
)

LABELS = ("Baseline 1", "Baseline 2", "DeliverAI-I", "DeliverAI-II")


def panel_of(trace):
    """Return the number of the panel a trace is drawn in, from 0."""
    return int((trace.xaxis or "x").removeprefix("x") or 1) - 1


def test_every_profile_and_load_is_a_line_of_its_demand():
    frame = demand()
    figure = plot_load(frame)
    assert len(figure.data) == 4
    for trace in figure.data:
        profile, load = trace.name.split(", ")
        rows = frame[
            (frame["profile"] == profile) & (frame["load_per_min"] == float(load))
        ].sort_values("minute")
        expected = list(
            zip(rows["minute"], rows["orders_per_min"].astype(float), strict=True)
        )
        assert points(trace) == [*expected, (6.0, expected[-1][1])]
        assert trace.line.shape == "hv"  # for all of the minute
        assert panel_of(trace) == ("uniform", "gaussian").index(profile)


def test_a_load_is_written_over_the_middle_of_its_first_peak():
    figure = plot_load(demand())
    places = [
        (note.text, note.xref, note.x, note.y)
        for note in figure.layout.annotations
        if note.text.startswith("load")
    ]
    # Gaussian demand of `frames.demand` is highest in minutes 2 and 5.
    assert places == [
        ("load 5", "x", 3.0, 5.0),
        ("load 30", "x", 3.0, 30.0),
        ("load 5", "x2", 2.5, 6.0),
        ("load 30", "x2", 2.5, 31.0),
    ]


@pytest.mark.parametrize(
    ("frame", "x", "metrics", "draw"),
    [
        (by_load(), "load_per_min", LEVELS, plot_by_load),
        (episodes(), "episodes", CHANGES, plot_episodes),
    ],
)
def test_every_mean_and_interval_is_drawn_in_the_panel_of_its_metric(
    frame, x, metrics, draw
):
    figure = draw(frame, metrics)
    policies = [policy for policy in POLICIES if policy in set(frame["policy"])]
    assert len(figure.data) == len(metrics) * len(policies)
    for trace in figure.data:
        metric, label = metrics[panel_of(trace)]
        policy = POLICIES[LABELS.index(trace.name)]
        rows = frame[(frame["metric"] == metric) & (frame["policy"] == policy)]
        rows = rows.sort_values(x)
        mean = rows["mean"].to_numpy()
        assert points(trace) == list(zip(rows[x].astype(float), mean, strict=True))
        assert np.array_equal(mean + trace.error_y.array, rows["high"])
        assert np.array_equal(mean - trace.error_y.arrayminus, rows["low"])
        assert all(label in text for text in trace.hovertext)
    titles = [axis.title.text for axis in figure.select_yaxes()]
    assert titles == [label for _, label in metrics]


@pytest.mark.parametrize("draw", [plot_by_load, plot_episodes])
def test_each_policy_is_in_the_legend_once(draw):
    frame, metrics = (
        (by_load(), LEVELS) if draw is plot_by_load else (episodes(), CHANGES)
    )
    named = traces(draw(frame, metrics), showlegend=True)
    ranked = sorted(named, key=lambda trace: trace.legendrank)
    assert [trace.name for trace in ranked] == [
        label
        for label, policy in zip(LABELS, POLICIES, strict=True)
        if policy in set(frame["policy"])
    ]


def test_without_metrics_all_of_the_frame_are_shown_with_a_unit():
    figure = plot_episodes(episodes().sort_values("metric"))
    titles = [axis.title.text for axis in figure.select_yaxes()]
    assert titles == [
        "distance_km, difference [% or pp]",
        "success_ratio, difference [% or pp]",
    ]


def test_episodes_stand_at_their_logarithm():
    figure = plot_episodes(episodes(), CHANGES)
    for axis in figure.select_xaxes():
        assert axis.type == "log"
        assert axis.ticktext == ("100", "1,000", "6,000")


def test_levels_are_shown_from_zero():
    figure = plot_by_load(by_load(), LEVELS)
    assert {axis.rangemode for axis in figure.select_yaxes()} == {"tozero"}


def test_an_interval_that_is_not_known_is_not_spoken_of():
    frame = by_load()
    frame.loc[frame["load_per_min"] == 10, ["low", "high"]] = None
    words = plot_by_load(frame, LEVELS).data[0].hovertext
    assert ["interval" in text for text in words] == [True, False, True]


def test_where_the_interval_is_not_known_the_band_is_open():
    frame = over_time()
    frame.loc[frame["minute"] == 1, ["low", "high"]] = None
    figure = plot_utilisation_over_time(frame, WINDOW_MIN)
    for band in traces(figure, fill="toself"):
        ends = np.flatnonzero(np.isnan(band.x))
        stretches = np.split(np.asarray(band.x), ends + 1)
        minutes = [set(stretch[:-1]) for stretch in stretches if stretch.size]
        assert minutes == [{0.0}, {2.0, 3.0}]


@pytest.mark.parametrize(
    ("draw", "frame"),
    [
        (lambda frame: plot_by_load(frame, LEVELS), by_load()),
        (lambda frame: plot_utilisation_over_time(frame, WINDOW_MIN), over_time()),
    ],
)
def test_two_profiles_at_once_are_refused(draw, frame):
    frame["profile"] = ["uniform", "gaussian"] * (len(frame) // 2)
    with pytest.raises(ValueError, match="gaussian, uniform, expected one"):
        draw(frame)


def test_utilisation_is_a_line_in_its_band_in_the_panel_of_its_load():
    frame = over_time()
    figure = plot_utilisation_over_time(frame, WINDOW_MIN)
    headings = [text for text in texts(figure) if "orders/min" in text]
    assert headings == ["<b>5 orders/min</b>", "<b>30 orders/min</b>"]
    for load, panel in ((5, 0), (30, 1)):
        for policy, label in zip(POLICIES, LABELS, strict=True):
            chosen = (frame["load_per_min"] == load) & (frame["policy"] == policy)
            rows = frame[chosen].sort_values("minute")
            line, band = (
                next(
                    trace
                    for trace in traces(figure, name=name)
                    if panel_of(trace) == panel
                )
                for name in (label, f"{label}, interval")
            )
            minutes = rows["minute"].tolist()
            assert points(line) == list(zip(minutes, rows["mean"], strict=True))
            assert points(band) == [
                *zip(minutes, rows["high"], strict=True),
                *zip(minutes[::-1], rows["low"][::-1], strict=True),
            ]
            assert band.fill == "toself"


def test_the_window_of_the_mean_is_shaded_in_every_panel():
    figure = plot_utilisation_over_time(over_time(), WINDOW_MIN)
    shades = [(shape.xref, shape.x0, shape.x1) for shape in figure.layout.shapes]
    assert shades == [("x", 1.0, 2.0), ("x2", 1.0, 2.0)]
    assert texts(figure).count("window of the mean") == 1


def test_bands_lie_below_all_lines_of_their_panel():
    figure = plot_utilisation_over_time(over_time(), WINDOW_MIN)
    filled = [trace.fill == "toself" for trace in figure.data]
    assert filled == ([True] * 4 + [False] * 4) * 2


def test_every_agent_and_value_is_a_line_of_error_and_of_agreement():
    frame = training()
    figure = plot_training(frame)
    lines = [trace for trace in figure.data if points(trace)]
    groups = frame.groupby(["policy", "parameter", "value", "agent"])
    assert len(lines) == 2 * len(groups)
    for (policy, parameter, value, agent), rows in groups:
        one = rows.sort_values("episode")
        symbol = {"T": "T", "epsilon": "ε"}[parameter]
        title = f"<b>{symbol} = {value:g}, agent {agent}</b>"
        column = ("deliverai_1", "deliverai_2").index(policy)
        for measure, panel in (("error", column), ("agreement", 2 + column)):
            (line,) = (
                trace
                for trace in lines
                if trace.hovertemplate.startswith(title) and panel_of(trace) == panel
            )
            expected = zip(one["episode"].astype(float), one[measure], strict=True)
            assert points(line) == list(expected)


def test_colour_says_the_value_and_dashes_say_the_agent():
    figure = plot_training(training())
    lines = [trace for trace in figure.data if points(trace)]
    colours = {(line.legendgroup, line.line.color) for line in lines}
    assert len(colours) == 2 + 3
    for policy in ("deliverai_1", "deliverai_2"):
        of_policy = [colour for group, colour in colours if group.startswith(policy)]
        assert len(set(of_policy)) == len(of_policy)
    assert {line.line.dash for line in lines if "agent 5<" in line.hovertemplate} == {
        "solid"
    }
    assert len({line.line.dash for line in lines}) == 2


def test_each_policy_has_its_own_legend_of_values_and_agents():
    figure = plot_training(training())
    shown = [trace for trace in figure.data if trace.showlegend is not False]
    named = {
        legend: [trace.name for trace in shown if (trace.legend or "legend") == legend]
        for legend in ("legend", "legend2")
    }
    assert named == {
        "legend": ["T = 1", "T = 10", "agent 5", "agent 18"],
        "legend2": ["ε = 0.2", "ε = 0.8", "ε = 1", "agent 5", "agent 18"],
    }


def test_errors_that_are_only_rounding_are_below_the_axis():
    """Q-values are rounded to 1e-9 before they are ranked (paper fidelity, row 1)."""
    frame = training()
    frame.loc[frame["episode"] == 100, "error"] = 1e-15
    axis = next(plot_training(frame).select_yaxes(row=1, col=1))
    assert axis.range[0] == -9


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (12345.678, "12,346"),
        (-999.96, "\N{MINUS SIGN}1,000.0"),
        (42.123, "42.12"),
        (0.29649, "0.296"),
        (0.0, "0.000"),
    ],
)
def test_numbers_are_written_to_about_four_digits(value, words):
    assert number(value) == words


def test_where_orders_have_clocks_they_stand_along_the_axis_and_in_hover_texts():
    """Minute 30 of a night in which clocks skip from 2 to 3 is 3:10."""
    zero = datetime(2026, 3, 8, 1, 40, tzinfo=ZoneInfo("America/Chicago"))
    frame = pd.DataFrame({"plan": "a", "measure": "open", "minute": [0.0, 30.0]})
    frame = frame.assign(mean=1.0, low=0.0, high=2.0)
    figure = plot_over_time(frame, [("open", "Open")], ["a"], zero)
    times = ("2026-03-08 01:40:00", "2026-03-08 03:10:00")
    band, line = figure.data
    assert line.x == times
    assert band.x == (*times, *times[::-1], None)
    assert line.hovertemplate.startswith("<b>a</b><br>%{x|%a %Y-%m-%d %H:%M}: ")
    axis = figure.layout.xaxis
    assert axis.title.text == "Time on the clock [America/Chicago]"
    assert (axis.type, axis.range[0]) == ("date", times[0])


def test_the_moment_of_a_fork_stands_on_the_clock():
    figure = plot_futures(futures(), 2.5, datetime(2026, 11, 20, 18, 0))  # noqa: DTZ001 - as written
    lines = [each for each in figure.layout.shapes if each.x0 == each.x1]
    assert {each.x0 for each in lines} == {"2026-11-20 18:02:30"}
    assert figure.layout.xaxis.title.text == "Time on the clock"
