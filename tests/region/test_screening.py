"""The rules by which tracts overlap and points lie far off, against rules by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.region.geometry import haversine_m, metres_per_degree
from simulation.region.overlaps import overlaps
from simulation.region.screening import (
    FAR_KM,
    at_one_point,
    far_off,
    later_ones,
)

M_PER_LON, M_PER_LAT = metres_per_degree(0.0)


def box(west, south, east, north):
    """Return a rectangle [m] near 0, 0 as a ring in degrees."""
    corners = [(west, south), (east, south), (east, north), (west, north)]
    return np.array(corners) / (M_PER_LON, M_PER_LAT)


# Overlaps against areas by hand


@given(
    st.tuples(*[st.integers(-500, 500)] * 2),
    st.tuples(*[st.integers(2, 800)] * 4),
)
def test_the_overlap_of_two_rectangles_is_width_times_height(corner, sizes):
    (x, y), (wide, high, wide_2, high_2) = corner, sizes
    found = overlaps([(box(0, 0, wide, high),), (box(x, y, x + wide_2, y + high_2),)])
    across = min(wide, x + wide_2) - max(0, x)
    up = min(high, y + high_2) - max(0, y)
    if min(across, up) > 1.01:
        assert [each.pair for each in found] == [(0, 1)]
        assert found[0].area_m2 == pytest.approx(across * up, rel=1e-3)
    elif min(across, up) < 0.99:
        assert found == []


def test_slivers_holes_and_parts_do_not_overlap():
    outer, hole = box(0, 0, 100, 100), box(20, 20, 80, 80)
    sliver = box(99.2, 0, 200, 100)
    assert overlaps([(outer, hole), (hole,), (sliver,)]) == []
    assert [each.pair for each in overlaps([(outer,), (hole,)])] == [(0, 1)]
    parts = (box(0, 0, 10, 10), box(50, 0, 60, 10))
    assert overlaps([parts, (box(20, 0, 40, 10),)]) == []
    assert overlaps([parts, (box(55, 0, 70, 10),)])[0].area_m2 == pytest.approx(50)


def test_the_largest_of_several_overlaps_comes_first():
    made = [(box(0, 0, 100, 100),), (box(95, 0, 200, 100),), (box(150, 0, 300, 100),)]
    found = overlaps(made)
    assert [each.pair for each in found] == [(1, 2), (0, 1)]
    assert [each.area for each in found] == ["5000 m2", "500 m2"]
    assert overlaps([(box(0, 0, 500, 500),)] * 2)[0].area == "0.25 km2"


# The rule of what is far off

FEW = st.integers(1, 40)


@given(FEW, st.integers(0, 2**32), st.floats(-180, 180), st.floats(-60, 60))
def test_nothing_within_fifty_kilometres_of_each_other_is_far_off(n, seed, lon, lat):
    rng = np.random.default_rng(seed)
    lons = (
        lon + rng.uniform(-0.2, 0.2, n) + 180
    ) % 360 - 180  # over the antimeridian too
    lats = lat + rng.uniform(-0.2, 0.2, n)
    assert not far_off(lons, lats).which.any()


@given(st.integers(3, 40), st.integers(0, 2**32), st.floats(1.0, 90.0))
def test_one_place_far_from_a_town_is_far_off_and_nothing_else_is(n, seed, degrees):
    rng = np.random.default_rng(seed)
    lon, lat = rng.uniform(-0.01, 0.01, n), rng.uniform(-0.01, 0.01, n)
    lon[-1] += degrees
    off = far_off(lon, lat)
    assert np.flatnonzero(off.which).tolist() == [n - 1]
    assert off.limit_m == FAR_KM * 1000
    assert off.away_m[-1] == pytest.approx(haversine_m(0, 0, lon[-1], 0), rel=0.05)


def test_a_country_is_wide_and_nothing_of_it_far_off():
    """Ten times the median distance: villages all over 300 km are no outliers."""
    lon, lat = np.meshgrid(np.linspace(0, 3, 10), np.linspace(45, 47, 10))
    assert not far_off(lon.ravel(), lat.ravel()).which.any()


@given(st.lists(st.sampled_from("abcd")))
def test_later_ones_are_those_whose_id_stood_before(ids):
    again, earlier = later_ones(np.array(ids, dtype=np.str_))
    expected = [
        (at, ids.index(each)) for at, each in enumerate(ids) if each in ids[:at]
    ]
    assert list(zip(again.tolist(), earlier.tolist(), strict=True)) == expected


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3))))
def test_places_at_one_point_are_counted_with_both(where):
    xy = np.array(where, dtype=float).reshape(-1, 2)
    shared, fullest = at_one_point(xy[:, 0], xy[:, 1])
    assert shared == sum(where.count(each) > 1 for each in where)
    most = max(map(where.count, where), default=0)
    assert len(fullest) == most
