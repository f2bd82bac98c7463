"""The map of a region: every place where it is, and nothing fetched."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.plots import plot_region
from simulation.region import Tracts, load_region
from tests.plots.frames import points, texts, traces
from tests.region.worlds import street_region

OUTER = np.array([[0.0, -0.01], [0.02, -0.01], [0.02, 0.01], [0.0, 0.01]])
HOLE = OUTER * 0.25 + np.array([0.005, 0.0])
APART = OUTER * 0.1 + np.array([0.05, 0.0])


def area(corners):
    x, y = np.asarray(corners).T
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum()) / 2


def with_rings(*rings):
    region = street_region()
    return replace(
        region, tracts=Tracts(region.tracts.ids, (rings, region.tracts.polygons[1]))
    )


def test_every_place_is_drawn_where_it_is():
    region = load_region("embedded")
    figure = plot_region(region)
    for name, numbers in (
        ("992 consumers", region.consumers),
        ("356 producers", region.producers),
        ("30 hotspots", np.arange(30)),
    ):
        (marks,) = traces(figure, name=name)
        assert np.array_equal(marks.x, region.places.lon[numbers])
        assert np.array_equal(marks.y, region.places.lat[numbers])


def test_every_tract_is_a_closed_shape_that_says_its_name():
    region = load_region("embedded")
    shapes = traces(plot_region(region), fill="toself")
    assert len(shapes) == 30
    for shape, name, (ring,) in zip(
        shapes, region.tracts.ids, region.tracts.polygons, strict=True
    ):
        assert shape.text.startswith(f"<b>Tract {name}</b>")
        assert set(points(shape)) == {tuple(corner) for corner in ring.tolist()}
        assert points(shape)[0] == points(shape)[-1]


def test_a_tract_says_how_many_producers_and_consumers_it_has():
    west, east = traces(plot_region(street_region()), fill="toself")
    assert west.text.endswith("1 producers, 2 consumers")
    assert east.text.endswith("1 producers, 1 consumers")


@pytest.mark.parametrize("turn", [1, -1])
def test_a_hole_runs_the_other_way_round_than_its_ring(turn):
    """Browsers fill what is wound around, so that opposite senses leave a hole."""
    shape = traces(plot_region(with_rings(OUTER, HOLE[::turn], APART)), fill="toself")[
        0
    ]
    ends = np.flatnonzero(np.isnan(np.asarray(shape.x)))
    corners = np.column_stack((shape.x, shape.y))
    outer, hole, apart = np.split(corners, ends)
    assert area(outer) > 0
    assert area(hole[1:]) < 0
    assert area(apart[1:]) > 0


def test_a_kilometre_is_as_long_to_the_north_as_to_the_east():
    """A degree of longitude at 41.868 degrees north is cos(41.868°) of one north."""
    axis = next(plot_region(load_region("embedded")).select_yaxes())
    assert axis.scaleanchor == "x"
    assert axis.scaleratio == pytest.approx(1 / np.cos(np.radians(41.868)), rel=1e-4)


def test_the_scale_bar_has_the_length_it_says():
    (bar,) = plot_region(load_region("embedded")).layout.shapes
    length_km = (bar.x1 - bar.x0) * np.cos(np.radians(41.868)) * 6371.0088 * np.pi / 180
    assert "1 km" in texts(plot_region(load_region("embedded")))
    assert length_km == pytest.approx(1.0, rel=1e-4)


def test_a_synthetic_region_says_so_and_a_real_one_does_not():
    region = street_region()
    assert any("synthetic" in text for text in texts(plot_region(region)))
    real = replace(region, synthetic=False)
    assert not any("synthetic" in text for text in texts(plot_region(real)))


def test_sources_are_credited_once_each_and_openstreetmap_with_its_sign():
    sources = [
        {"file": "a", "origin": "City of X, tracts", "licence": "MIT"},
        {"file": "b", "origin": "City of X, places", "licence": "MIT"},
        {"file": "c", "origin": "OpenStreetMap contributors, 2013", "licence": "ODbL"},
    ]
    region = replace(street_region(), manifest={"sources": sources})
    assert "Data: City of X (MIT); © OpenStreetMap contributors (ODbL)" in texts(
        plot_region(region)
    )


def test_without_sources_nobody_is_credited():
    region = replace(street_region(), manifest={})
    assert not any(text.startswith("Data") for text in texts(plot_region(region)))
    assert not any(
        text.startswith("Data") for text in texts(plot_region(load_region("embedded")))
    )


@pytest.mark.parametrize("polygons", [(), ((), ())])
def test_without_polygons_the_places_are_still_drawn(polygons):
    region = street_region()
    bare = replace(region, tracts=Tracts(region.tracts.ids, polygons))
    figure = plot_region(bare)
    assert not traces(figure, fill="toself")
    (marks,) = traces(figure, name="3 consumers")
    assert np.array_equal(marks.x, region.places.lon[region.consumers])


def test_names_from_outside_are_text_and_no_markup():
    region = street_region()
    named = replace(
        region,
        name="<a href=x>",
        tracts=Tracts(("<script>", "e"), region.tracts.polygons),
        manifest={"sources": [{"origin": "<a href=x>", "licence": "<b>"}]},
    )
    text = plot_region(named).to_json()
    for markup in ("<a", "<script", "\\u003ca", "\\u003cscript"):
        assert markup not in text
