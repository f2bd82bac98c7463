"""What holds for every figure, whatever it shows."""

import json
import re
from functools import cache

import numpy as np
import pytest

from analysis.plots import plot_region
from analysis.plots.style import NOTHING, POLICIES, TEMPLATE, as_drawn, in_order
from simulation.region import load_region
from tests.plots.frames import FIGURES, VALUES, points, texts

UNIT = re.compile(r"\[[^\[\]]+\]$")
OWN_POLICY = [name for name, (frame, _) in FIGURES.items() if "policy" in frame()]


@cache
def drawn(name):
    """Return a figure of all rows; nobody may change it."""
    frame, draw = FIGURES[name]
    return draw(frame())


@pytest.fixture(scope="module", params=[*FIGURES, "region"])
def figure(request):
    """Every figure, one after the other."""
    if request.param == "region":
        return plot_region(load_region("embedded"))
    return drawn(request.param)


def named_axes(figure):
    """Return the axes with numbers at their ticks."""
    return [
        axis
        for kind in ("xaxes", "yaxes")
        for axis in getattr(figure, f"select_{kind}")()
        if axis.showticklabels is not False and axis.ticktext is None
    ]


def test_every_axis_with_numbers_has_a_unit(figure):
    axes = named_axes(figure)
    assert axes
    for axis in axes:
        assert UNIT.search(axis.title.text or ""), axis.plotly_name


def test_a_figure_names_no_address(figure):
    assert "://" not in figure.to_html(include_plotlyjs=False, include_mathjax=False)


@pytest.mark.parametrize("name", FIGURES)
def test_the_same_rows_give_the_same_figure_whatever_their_order(name):
    frame, draw = FIGURES[name]
    rows = frame()
    turned = draw(rows.iloc[::-1]).to_json()
    assert rows.equals(frame())  # and drawing leaves them alone
    assert turned == drawn(name).to_json()


def test_figures_share_one_look_and_leave_title_and_width_to_the_page(figure):
    layout = figure.layout
    assert layout.template == TEMPLATE
    assert layout.height > 200
    assert layout.width is None
    assert layout.title.text is None


@pytest.mark.parametrize("name", FIGURES)
def test_an_empty_frame_says_so(name):
    frame, draw = FIGURES[name]
    figure = draw(frame().iloc[:0])
    assert NOTHING in texts(figure)
    assert not any(points(trace) for trace in figure.data)


@pytest.mark.parametrize("name", FIGURES)
def test_a_full_frame_does_not_say_that_it_is_empty(name):
    assert NOTHING not in texts(drawn(name))


@pytest.mark.parametrize("name", OWN_POLICY)
def test_one_policy_alone_is_drawn_alone(name):
    frame, draw = FIGURES[name]
    rows = frame()
    figure = draw(rows[rows["policy"] == "deliverai_2"])
    assert figure.data
    for other in ("Baseline 1", "Baseline 2", "DeliverAI-I"):
        assert other not in {trace.name for trace in figure.data}
        assert not any(f"<b>{other}</b>" in text for text in texts(figure))


@pytest.mark.parametrize("missing", [None, np.nan])
@pytest.mark.parametrize("name", VALUES)
def test_where_every_second_value_is_missing_the_others_stay(name, missing):
    frame, draw = FIGURES[name]
    rows = frame()
    every_second = np.arange(len(rows)) % 2 == 0
    for column in VALUES[name]:
        rows[column] = rows[column].astype(object)
        rows.loc[every_second, column] = missing
    figure = draw(rows)
    json.loads(figure.to_json())
    there = {at for trace in drawn(name).data for at in points(trace)}
    found = {at for trace in figure.data for at in points(trace)}
    assert found
    assert len(found) < len(there)


@pytest.mark.parametrize("name", VALUES)
def test_a_frame_without_a_single_value_is_drawn_without_points(name):
    frame, draw = FIGURES[name]
    rows = frame()
    for column in VALUES[name]:
        rows[column] = None
    figure = draw(rows)
    json.loads(figure.to_json())
    marks = [trace for trace in figure.data if getattr(trace, "mode", "") != "lines"]
    assert not any(points(trace) for trace in marks)


def test_no_two_policies_look_alike_in_any_one_respect():
    for looks in ("label", "colour", "dash", "symbol"):
        values = {getattr(style, looks) for style in POLICIES.values()}
        assert len(values) == len(POLICIES), looks


def test_deliverai_2_stays_visible_where_it_lies_upon_deliverai_1():
    under, over = POLICIES["deliverai_1"], POLICIES["deliverai_2"]
    assert under.width_px > 2 * over.width_px
    assert "open" in over.symbol
    assert over.marker_px > under.marker_px
    order = as_drawn(POLICIES)
    assert order.index("deliverai_1") < order.index("deliverai_2")


def test_a_policy_of_another_name_comes_last():
    assert in_order(["own", "deliverai_1", "baseline_2", "own"]) == [
        "baseline_2",
        "deliverai_1",
        "own",
    ]


@pytest.mark.parametrize("policy", POLICIES)
def test_lines_are_told_from_white_paper(policy):
    """Contrast as WCAG 2.1 computes it, above 2 for the broad line, else above 3."""

    def linear(share):
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    style = POLICIES[policy]
    red, green, blue = (
        linear(int(style.colour[at : at + 2], 16) / 255) for at in (1, 3, 5)
    )
    contrast = 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
    assert contrast > (2 if policy == "deliverai_1" else 3)
