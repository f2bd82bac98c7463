"""The page of a region: its map, what was left out, what is odd about it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis.plots import plot_streets
from analysis.report.region_page import region_page
from simulation.region import embedded_region, load_region, save_region
from simulation.region.left_out import KINDS, LeftOut, Mark
from tests.region.worlds import street_region

MARKS = [
    Mark("street_unconnected", "way/7", "12 m", [(0.01, 0.0), (0.011, 0.0)]),
    Mark("tag_unread", "way/<8>", "maxspeed=fast", [(0.02, 0.0), (0.021, 0.001)]),
    Mark("place_far_from_street", "p9", "producers, 900 m", [(0.005, 0.005)]),
    Mark("place_outside_tracts", "p10", "consumers", [(0.05, 0.0)]),
    Mark("tract_left_out", "sea", "", [(0.0, 0.0), (0.0, 0.01), (0.01, 0.01)]),
]


def marked():
    region = replace(street_region(), left_out=LeftOut.of(MARKS))
    manifest = dict(region.manifest) | {"unread_tags": {"maxspeed=fast": 3}}
    return replace(region, manifest=manifest)


def named(figure):
    return {each.name: each for each in figure.data if each.name}


def test_what_was_left_out_is_kept_with_the_region(tmp_path):
    save_region(marked(), tmp_path / "region")
    again = load_region(tmp_path / "region")
    for column in LeftOut.__dataclass_fields__:
        expected = getattr(marked().left_out, column)
        assert np.array_equal(getattr(again.left_out, column), expected), column
    assert again.manifest["unread_tags"] == {"maxspeed=fast": 3}


def test_every_kind_of_what_was_left_out_is_drawn_and_counted():
    drawn = named(plot_streets(marked()))
    for mark in MARKS:
        trace = drawn[f"1 {KINDS[mark.kind]}"]
        line = [
            (x, y) for x, y in zip(trace.x, trace.y, strict=True) if not np.isnan(x)
        ]
        assert line == list(mark.line)
        assert mark.detail in trace.hovertext[0]
    assert "&lt;8&gt;" in drawn["1 tags not acted on"].hovertext[0]


def test_each_street_is_drawn_once_and_apart_where_no_door_is():
    region = marked()
    graph = region.router.graph
    stops = graph.stops.copy()
    stops[0] = False
    router = replace_graph(region.router, stops)
    drawn = named(plot_streets(replace(region, router=router)))
    assert f"{len(graph) - 1} streets" in drawn
    assert "1 streets without doors" in drawn


def replace_graph(router, stops):
    from simulation.region import StreetRouter  # noqa: PLC0415

    return StreetRouter(
        replace(router.graph, stops=stops),
        router.lon,
        router.lat,
        access_speed_mps=router.access_speed_mps,
        max_access_m=router.max_access_m,
    )


def texts_of(page):
    return repr([(section.name, section.blocks) for section in page.sections])


def test_the_page_says_which_tags_changed_nothing():
    said = texts_of(region_page(marked(), Path("somewhere/city")))
    assert "maxspeed=fast" in said
    assert "deliverai region show city --map map.html" in said


@pytest.mark.parametrize("region", [embedded_region(), street_region()])
def test_a_region_of_which_nothing_was_left_out_has_a_page_too(region):
    page = region_page(region, Path("city"))
    assert page.sections[0].name == "map"
    assert not any(
        name.endswith(label)
        for name in named(page.figures()[0].figure)
        for label in KINDS.values()
    )
