"""Pairs are drawn, driven by both sides and put where they belong."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.engine.answers import EngineRoute, EngineStreet, no_line
from analysis.engine.check import OnStreets, Pairs, draw_pairs, drive
from analysis.engine.crosscheck import (
    answer,
    apart,
    compared,
    cross_check,
    spread,
    streets_of,
)
from analysis.engine.sides import Ours
from simulation.errors import RegionError
from simulation.region import build_region, embedded_region
from tests.engine.squares import write
from tests.engine.streets import FakeEngine, one_way, street_region

PLACES_M = (0.0, 50.0, 300.0, 540.0, 900.0, 1150.0)


@given(st.integers(2, 40), st.integers(1, 2000), st.integers(0, 2**32))
def test_pairs_are_distinct_and_of_different_places_as_many_as_asked_for(
    places, pairs, seed
):
    origin, destination = draw_pairs(places, pairs, seed)
    assert origin.size == min(pairs, places * (places - 1))
    assert (origin != destination).all()
    assert len(set(zip(origin.tolist(), destination.tolist(), strict=True))) == (
        origin.size
    )
    for each in (origin, destination):
        assert 0 <= each.min() <= each.max() < places


def test_a_seed_names_its_pairs():
    first, again, other = (draw_pairs(500, 100, seed)[0] for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()


def test_one_place_makes_no_pair():
    with pytest.raises(RegionError, match="has 1 place, expected two or more"):
        draw_pairs(1, 10, 0)


def test_the_same_street_driven_by_both_sides_is_no_difference_whatever_the_doors():
    pairs = drive(street_region(PLACES_M), FakeEngine(), 1000, 1)
    assert len(pairs) == 30
    assert pairs.ours_m == pytest.approx(pairs.engine_m, abs=0.1)
    assert pairs.ours_s == pytest.approx(pairs.engine_s, abs=0.01)
    assert np.abs(pairs.distance_percent).max() < 0.2


def test_differences_are_in_per_cent_of_the_engine_and_a_common_factor_is_told_apart():
    region = street_region(PLACES_M, scale=1.1, speed_mps=5.5)
    pairs = drive(region, FakeEngine(), 1000, 1)
    chosen = pairs.compared
    assert pairs.distance_percent[chosen] == pytest.approx(10, abs=0.2)
    assert pairs.time_percent[chosen] == pytest.approx(100, abs=0.4)
    assert pairs.time_factor == pytest.approx(2, abs=0.01)


def test_every_pair_is_compared_short_elsewhere_or_without_a_way_and_only_one_of_them():
    nan = np.nan
    pairs = Pairs(
        origin=np.arange(5),
        destination=np.arange(1, 6),
        ours_s=np.full(5, 60.0),
        ours_m=np.array([500.0, 99.0, 500.0, 500.0, 120.0]),
        engine_s=np.array([60.0, 10.0, 60.0, nan, 10.0]),
        engine_m=np.array([400.0, 100.0, 99.9, nan, 150.0]),
        away_m=np.array([[0, 0], [10, 0], [3, 0], [nan, nan], [0, 10.1]]),
    )
    assert pairs.compared.tolist() == [True, True, False, False, False]
    assert pairs.short.tolist() == [False, False, True, False, False]
    assert pairs.no_way.tolist() == [False, False, False, True, False]
    assert pairs.elsewhere.tolist() == [False, False, False, False, True]
    assert pairs.worst(10).tolist() == [0, 1]
    assert pairs.time_factor == pytest.approx(120 / 70)


def test_a_spread_is_that_of_absolute_differences_and_its_bias_is_signed():
    found = spread(np.array([-10.0, -2.0, 0.0, 1.0, 6.0]))
    assert (found.pairs, found.bias, found.median) == (5, -1.0, 2.0)
    assert (found.mean, found.largest) == (3.8, 10.0)
    assert found.p95 == pytest.approx(9.2)  # between 6 and 10, at 3.8 of 4 steps
    assert spread(np.zeros(0)) is None


def test_a_check_says_what_it_compared_and_what_it_counted_apart():
    # Ours may stand anywhere; the engine has no street from 250 m to 350 m.
    engine = FakeEngine(gap=(250.0, 350.0))
    found = compared(
        street_region(PLACES_M), engine, "s.osm", pairs=1000, seed=1, worst=2
    )
    document = found.document()
    counts = document["pairs"]
    assert counts["drawn"] == 30
    assert counts["elsewhere"] == 10  # to and from place 2, which stands at 300 m
    assert counts["short"] == 2  # 0 to 50 m and back
    assert counts["compared"] == 18
    assert document["elsewhere"] == [
        {"place": "producer 2 (p1)", "away_m": pytest.approx(50, abs=0.1)}
    ]
    # From 0 or 50 m to beyond the gap, both ways, the engine goes 900 m round.
    assert document["distance_percent"]["largest"] == pytest.approx(
        100 * 900 / (490 + 900), abs=0.1
    )
    said = " ".join(apart(found))
    assert "2 pairs below 100 m are compared in metres" in said
    assert "10 pairs are counted apart" in said
    assert "(18 of 30 pairs)" in answer(found)
    assert len(document["worst"]) == 2


def test_the_worst_pair_is_where_the_engine_goes_round_a_one_way_street():
    region = street_region(PLACES_M)
    engine = FakeEngine(rule=one_way)
    found = compared(region, engine, "s.osm", pairs=1000, seed=1, worst=1)
    worst = found.document()["worst"][0]
    # Of the ways up through the one-way street the shortest: from 300 to 540 m.
    assert (worst["from"], worst["to"]) == ("producer 2 (p1)", "producer 3 (p2)")
    assert (worst["ours_m"], worst["engine_m"]) == (
        pytest.approx(240, abs=0.2),
        pytest.approx(1140, abs=0.2),
    )
    assert worst["kind"] == "engine: one-way"


def test_a_region_without_streets_cannot_be_held_against_an_engine(tmp_path):
    with pytest.raises(RegionError, match="follow no streets"):
        cross_check(embedded_region(), tmp_path, pairs=10, seed=1, worst=1)


def test_a_region_whose_manifest_names_no_streets_says_so(tmp_path):
    with pytest.raises(RegionError, match="names no file of streets"):
        cross_check(street_region(PLACES_M), tmp_path, pairs=10, seed=1, worst=1)


def test_a_region_built_from_streets_is_asked_and_its_own_legs_are_no_difference(
    tmp_path,
):
    """The squares' own router stands in for the engine, of further points."""
    extract = write(tmp_path)
    region = build_region(extract.with_suffix(".toml"), tmp_path, tmp_path / "built")
    assert isinstance(region.router, OnStreets)
    assert streets_of(region, tmp_path) == extract
    found = compared(region, Itself(region), "squares.osm", pairs=99, seed=1, worst=2)
    assert found.distance().largest < 0.2
    assert found.time().largest < 0.2
    assert {each.kind for each in found.worst} == {"weighed"}


def test_streets_that_are_not_where_they_are_looked_for_are_told(tmp_path):
    extract = write(tmp_path)
    region = build_region(extract.with_suffix(".toml"), tmp_path, tmp_path / "built")
    extract.unlink()
    with pytest.raises(RegionError, match=r"squares\.osm: no such file"):
        cross_check(region, tmp_path, pairs=10, seed=1, worst=1)


class Itself:
    """A region's router as an engine."""

    title = "the region itself"

    def __init__(self, region):
        self._side, self._region = Ours(region), region

    def route(self, points, *, line=False):
        """Answer as an engine does."""
        time_s, distance_m, cost = (each.sum() for each in self._side.legs(points, 1))
        router = self._region.router.with_points(*points.T)
        numbers = np.array([[len(self._region.places)], [len(router.lon) - 1]])
        ways = router.ways(*numbers)
        shape = np.column_stack((ways.lon, ways.lat))
        away_m = self._side.away_m(points)
        return EngineRoute(
            time_s, distance_m, cost, away_m, shape if line else no_line()
        )

    def nearest(self, lon, lat):
        """Answer as an engine does."""
        return EngineStreet("", float(self._side.away_m(np.array([[lon, lat]]))[0]))
