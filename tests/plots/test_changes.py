"""The figures of a comparison show the numbers they are given."""

import json
import re

import numpy as np
import pandas as pd
import pytest

from analysis.plots import plot_change_map, plot_changes, plot_waterfall
from analysis.plots.style import BLUE, NOTHING, TEMPLATE, VERMILION
from simulation.region import load_region
from tests.plots.frames import points, texts, traces

UNIT = re.compile(r"\[[^\[\]]+\]$")


def parts():
    return pd.DataFrame(
        {
            "label": ["Riding", "Waiting for a bay", "Handing over"],
            "first_mean_s": [300.0, 50.0, 20.0],
            "second_mean_s": [360.0, 10.0, 20.0],
            "change_low_s": [50.0, -np.inf, 0.0],
            "change_high_s": [70.0, np.inf, 0.0],
        }
    )


def changes():
    return pd.DataFrame({"change_s": [30.0, -10.0, np.nan, 0.0, 20.0]})


def tracts():
    return pd.DataFrame(
        {
            "tract": ["grid-r1c1", "grid-r1c2", "grid-r1c3"],
            "orders": [10, 20, 3],
            "change_mean_s": [-60.0, 30.0, np.nan],
            "change_low_s": [-70.0, -np.inf, np.nan],
            "change_high_s": [-50.0, np.inf, np.nan],
        }
    )


def drawn():
    return (
        plot_waterfall(parts(), ("A", "B")),
        plot_changes(changes()),
        plot_change_map(load_region("embedded"), tracts()),
    )


def test_the_waterfall_leads_from_one_total_over_the_parts_to_the_other():
    (bars,) = plot_waterfall(parts(), ("A", "B")).data
    assert list(bars.x) == [370, 60, -40, 0, 390]
    assert list(bars.base) == [0, 370, 430, 390, 0]
    assert bars.base[-2] + bars.x[-2] == bars.x[-1]
    assert [bars.marker.color[at] for at in (1, 2)] == [VERMILION, BLUE]


def test_the_waterfall_names_every_bar_and_writes_its_value():
    figure = plot_waterfall(parts(), ("A <b>", "B"))
    labels = list(figure.layout.yaxis.ticktext)
    assert labels == ["A &lt;b&gt;", *parts()["label"], "B"]
    assert texts(figure) == [
        "370.0 s",
        "+60.0 s",
        "\N{MINUS SIGN}40.0 s",
        "0.0 s",
        "390.0 s",
    ]
    assert "95 % interval +50.0 to +70.0 s" in figure.data[0].hovertext[1]
    assert "interval" not in figure.data[0].hovertext[2]


def test_the_curve_rises_at_every_change_and_counts_gains_and_losses():
    figure = plot_changes(changes())
    (curve,) = figure.data
    assert points(curve) == [(-10, 25), (0, 50), (20, 75), (30, 100)]
    assert texts(figure) == ["25.0 % faster", "50.0 % slower"]


def test_the_map_colours_tracts_by_their_change_to_one_scale_for_both_sides():
    figure = plot_change_map(load_region("embedded"), tracts())
    gained, lost, unknown, missing = (
        traces(figure, name=f"tract grid-r1c{number}")[0] for number in (1, 2, 3, 4)
    )
    assert gained.fillcolor == "rgb(0, 114, 178)"  # BLUE, the largest change
    red, green, blue = map(int, re.findall(r"\d+", lost.fillcolor))
    assert red > green > blue  # half-way to orange
    assert unknown.fillcolor == missing.fillcolor == "#ffffff"
    assert "10 orders, mean change \N{MINUS SIGN}60.0 s" in gained.text
    assert "too few orders for an interval" in lost.text
    assert "no order to compare" in unknown.text
    (scale,) = traces(figure, name="scale")
    assert (scale.marker.cmin, scale.marker.cmax) == (-60, 60)


def test_a_map_where_nothing_changed_is_pale():
    figure = plot_change_map(
        load_region("embedded"), tracts().assign(change_mean_s=0.0)
    )
    shape = traces(figure, name="tract grid-r1c1")[0]
    assert shape.fillcolor == "rgb(247, 247, 245)"


@pytest.mark.parametrize("number", range(3))
def test_axes_have_units_and_figures_the_common_look(number):
    figure = drawn()[number]
    assert figure.layout.template == TEMPLATE
    assert figure.layout.height > 200
    assert figure.layout.width is None
    json.loads(figure.to_json())
    assert "://" not in figure.to_html(include_plotlyjs=False, include_mathjax=False)
    axes = [*figure.select_xaxes(), *figure.select_yaxes()]
    assert any(UNIT.search(axis.title.text or "") for axis in axes)
    for axis in axes:
        assert axis.ticktext is not None or UNIT.search(axis.title.text or "")


def test_nothing_to_show_is_said():
    nothing = parts().assign(first_mean_s=np.nan)
    for figure in (plot_waterfall(nothing, ("A", "B")), plot_changes(changes()[:0])):
        assert NOTHING in texts(figure)
        assert not figure.data
