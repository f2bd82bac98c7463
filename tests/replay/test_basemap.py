"""The basemap of a playback: metres, outlines, places, and whose data it is."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from analysis.replay import playback_of
from analysis.replay.columns import packed, unpacked
from analysis.replay.header import header_of
from analysis.replay.plane import plane_of
from simulation.demand.orders import Orders
from simulation.region import CONSUMER, PRODUCER, embedded_region
from simulation.region.geometry import haversine_m
from simulation.scenario import load_scenario
from simulation.simulation import Simulation
from tests.replay.reading import columns
from tests.replay.street_grid import street_regions
from tests.strategies import Case, cases

REGION = embedded_region()


def basemap_of_case(case):
    return playback_of(case.run(), case.region).basemap()


@pytest.fixture(scope="module")
def basemap():
    case = Case({"demand": {"duration_min": 1}}, REGION)
    return playback_of(case.run(), REGION).basemap()


@pytest.mark.parametrize("kind", ["f8", "f4", "i4", "u1"])
def test_a_packed_column_comes_back(kind):
    values = np.array([0, 1, 2, 250])
    assert unpacked(packed(values, kind)).dtype == np.dtype(f"<{kind}")
    assert unpacked(packed(values, kind)).tolist() == values.tolist()
    assert unpacked(packed([], kind)).size == 0


def test_numbers_are_packed_little_endian():
    assert packed(np.array([1], dtype=">i4"), "i4") == {"t": "i4", "d": "AQAAAA=="}


def test_distances_on_the_ground_are_those_on_the_globe(basemap):
    x, y = (unpacked(basemap["places"][name]).astype(float) for name in "xy")
    places = REGION.places
    rng = np.random.default_rng(1)
    one, other = rng.integers(0, len(places), (2, 200))
    on_globe_m = haversine_m(
        places.lon[one], places.lat[one], places.lon[other], places.lat[other]
    )
    on_ground_m = np.hypot(x[one] - x[other], y[one] - y[other])
    np.testing.assert_allclose(on_ground_m, on_globe_m, rtol=1e-3, atol=1.0)


def test_everything_lies_on_the_ground(basemap):
    width_m, height_m = basemap["extent_m"]
    corners = unpacked(basemap["tracts"]["points"]).reshape(-1, 2)
    places = np.column_stack([unpacked(basemap["places"][name]) for name in "xy"])
    for points in (corners, places):
        assert (points >= 0).all()
        assert (points <= np.array([width_m, height_m]) + 0.5).all()
    assert corners.min() == 0 or places.min() == 0


def test_tracts_and_places_are_those_of_the_region(basemap):
    tracts = basemap["tracts"]
    assert tracts["ids"] == list(REGION.tracts.ids)
    rings = unpacked(tracts["rings"])
    lengths = [len(ring) for each in REGION.tracts.polygons for ring in each]
    assert np.diff(rings).tolist() == lengths
    of_ring = [
        number for number, each in enumerate(REGION.tracts.polygons) for _ in each
    ]
    assert unpacked(tracts["tract_of_ring"]).tolist() == of_ring
    assert basemap["hotspots"] == REGION.hotspots
    np.testing.assert_array_equal(
        unpacked(basemap["places"]["kind"]), REGION.places.kind
    )
    np.testing.assert_array_equal(
        unpacked(basemap["places"]["tract"]), REGION.places.tract
    )
    assert (basemap["region"], basemap["synthetic"]) == (REGION.name, REGION.synthetic)


@given(cases(region=street_regions()))
def test_streets_are_on_the_ground_of_a_region_that_has_some(case):
    streets = basemap_of_case(case)["streets"]
    starts = unpacked(streets["starts"])
    assert starts[-1] == unpacked(streets["points"]).size // 2 > 0
    assert (np.diff(starts) >= 2).all()


def test_credit_is_plain_text():
    source = {"origin": "Smith & Sons <Maps>, a page", "licence": "ODbL"}
    region = replace(REGION, manifest={"sources": [source]})
    case = Case({"demand": {"duration_min": 1}}, region)
    assert basemap_of_case(case)["credit"] == "Data: © Smith & Sons <Maps> (ODbL)"


def test_places_that_a_trace_named_are_on_the_ground_too():
    region = REGION.with_points(
        REGION.places.lon[:2], REGION.places.lat[:2], [PRODUCER, CONSUMER], ["a", "b"]
    )
    known = len(REGION.places)
    trace = Orders(np.array([0.0]), np.array([known]), np.array([known + 1]))
    run = Case({"service": {"mode": "direct"}}, region, trace).run()
    playback = playback_of(run, REGION)
    x = unpacked(playback.basemap()["places"]["x"])
    assert x.size == known + 2
    assert x[known:].tolist() == x[:2].tolist()
    legs = columns(list(playback.slices()))["legs"]
    assert legs["to_place"].tolist() == [known + 1]


def test_the_plane_begins_at_the_corner():
    plane = plane_of(REGION)
    assert plane.x(np.array([plane.west]))[0] == 0
    assert plane.y(np.array([plane.south]))[0] == 0


@pytest.mark.parametrize(
    ("keys", "bays", "seats"),
    [
        ([], None, 2),
        (["hotspots.docks=3"], 3, 2),
        (["hotspots.handover_s=30"], None, 2),
        (["hotspots.docks=3", "service.mode=direct"], None, 1),
    ],
)
def test_the_header_says_what_is_limited(keys, bays, seats):
    scenario = load_scenario("paper/deliverai_2", ["routing.policy=exact", *keys])
    run = Simulation(scenario)
    header = header_of(run.outline())
    assert header["bays"] == bays
    assert header["capacity"] == seats
    assert header["promise_s"] == 900
    assert header["horizon_s"] is None
    assert header["label"] == "paper/deliverai_2"
    words = header["measures"][2]["label"]
    assert ("bays" if bays else "vehicles") in words
