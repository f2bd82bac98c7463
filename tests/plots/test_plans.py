"""Figures of plans beside each other: what is drawn for which number."""

import numpy as np
import pytest

from analysis.plots.basemap import basemap_of_places, basemap_of_region
from analysis.plots.distributions import shortened
from analysis.plots.flow_map import plot_flows
from analysis.plots.style import NOTHING, plan_styles
from simulation.region import load_region
from tests.plots.frames import FIGURES, points, texts, traces
from tests.plots.plan_frames import (
    BASEMAP,
    PLANS,
    draw_flows,
    draw_parts,
    flows,
    parts,
    waiting,
)


def test_no_two_of_28_plans_look_alike():
    styles = plan_styles([str(number) for number in range(28)]).values()
    assert len({(each.colour, each.dash) for each in styles}) == 28
    seven = plan_styles([str(number) for number in range(7)]).values()
    for looks in ("colour", "symbol"):
        assert len({getattr(each, looks) for each in seven}) == 7


@pytest.mark.parametrize("name", ["plans_over_time", "delivery_times", "effects"])
def test_names_that_look_like_markup_are_shown_as_they_are(name):
    frame, draw = FIGURES[name]
    names = {trace.name for trace in draw(frame()).data}
    assert "&lt;b&gt;third&lt;/b&gt;" in names
    assert "<b>third</b>" not in names


def test_a_broader_arc_carries_more_and_flows_within_a_tract_have_none():
    """Of the six pairs, the four that carry four fifths; 2 * 3 points each plan."""
    frame = flows()
    figure = draw_flows(frame)
    heads = [each for each in traces(figure, name="flows") if each.mode == "markers"]
    assert len(heads) == len(PLANS)
    for trace in heads:
        sizes = np.asarray(trace.marker.size)
        kilometres = [
            float(text.split("<br>")[1].split()[0]) for text in trace.hovertext
        ]
        assert (np.diff(kilometres) >= 0).all()  # broadest last, so on top
        assert (np.diff(sizes) >= 0).all()
        assert 0 < len(sizes) <= 6
    widths = {trace.line.width for trace in traces(figure, name="flows", mode="lines")}
    assert len(widths) > 1


def test_tracts_are_darker_the_longer_orders_wait_there():
    figure = draw_flows(flows())
    fills = {
        trace.text.split("<br>")[1]: trace.fillcolor
        for trace in figure.data
        if (trace.name or "").startswith("tract")
    }
    assert list(fills) == [
        f"{minutes:.1f} min of waiting per order" for minutes in (1, 2, 3)
    ]
    greens = [int(fill[4:-1].split(",")[1]) for fill in fills.values()]
    assert greens == sorted(greens, reverse=True)


def test_rows_in_another_order_give_the_same_map():
    frame = flows()
    assert draw_flows(frame).to_json() == draw_flows(frame.iloc[::-1]).to_json()
    assert sum("synthetic" in text for text in texts(draw_flows(frame))) == 1


def test_a_map_of_nothing_says_so():
    figure = plot_flows(flows().iloc[:0], waiting().iloc[:0], BASEMAP, PLANS)
    assert NOTHING in texts(figure)


def test_the_parts_of_a_plan_stand_one_behind_the_other():
    figure = draw_parts(parts())
    assert [trace.name for trace in figure.data] == [
        "riding",
        "waiting for a vehicle",
        "handing over",
    ]
    assert figure.layout.barmode == "stack"
    for trace in figure.data:
        assert points(trace) == [(1.0, 0.0), (2.0, 1.0), (3.0, 2.0)]
    assert NOTHING in texts(draw_parts(parts().iloc[:0]))


def test_a_long_name_keeps_its_end():
    assert shortened("a" * 34) == "a" * 34
    assert shortened("x" * 40 + "end").endswith("end")
    assert len(shortened("x" * 40 + "end")) == 34


def test_the_hull_of_a_tract_lies_within_its_bounds_and_holds_its_places():
    """On the embedded region, whose tracts are convex; to 1e-5 degrees, as drawn."""
    region = load_region("embedded")
    exact = basemap_of_region(region)
    hulls = basemap_of_places(region.places, region.tracts.ids)
    assert exact.exact
    assert not hulls.exact
    for number, hull in enumerate(hulls.outlines):
        here = region.places.tract == number
        places = np.column_stack((region.places.lon[here], region.places.lat[here]))
        outline = exact.outlines[number]
        for least, most in ((hull.min(axis=0), hull.max(axis=0)),):
            assert np.allclose(least, places.min(axis=0), atol=1e-5)
            assert np.allclose(most, places.max(axis=0), atol=1e-5)
            assert (least >= outline.min(axis=0) - 1e-5).all()
            assert (most <= outline.max(axis=0) + 1e-5).all()
