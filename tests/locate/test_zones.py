"""Regions with the hotspots of some tracts only: the same doors, legs and orders."""

from dataclasses import replace

import numpy as np
import pytest

from simulation import load_scenario
from simulation.assemble import prepare
from simulation.errors import RegionError
from simulation.region import (
    HOTSPOT,
    MatrixRouter,
    RectilinearRouter,
    check_region,
    embedded_region,
    save_region,
)
from simulation.region.router_kinds import router_among
from simulation.region.zones import with_hotspots
from tests.region.worlds import street_region


def thirds(region):
    """Return the tract in the middle of each three that follow each other."""
    return np.minimum(np.arange(region.hotspots) // 3 * 3 + 1, region.hotspots - 1)


@pytest.fixture(params=["grid", "streets"])
def both(request):
    region = embedded_region() if request.param == "grid" else street_region()
    return region, with_hotspots(region, thirds(region), "Fewer", {})


def test_it_is_sound_and_says_of_what_it_was_made(both, tmp_path):
    region, fewer = both
    save_region(fewer, tmp_path / "fewer")
    again = check_region(tmp_path / "fewer")
    assert again.checksum == fewer.checksum != region.checksum
    assert again.manifest["parameters"]["hotspots"] == {"of": region.checksum}
    assert again.manifest["sources"] == region.manifest["sources"]


def test_hotspots_are_those_of_the_chosen_tracts(both):
    region, fewer = both
    sites = np.unique(thirds(region))
    assert fewer.tracts.ids == tuple(region.tracts.ids[site] for site in sites)
    assert np.array_equal(fewer.places.lon[: sites.size], region.places.lon[sites])
    assert np.array_equal(fewer.travel_time_s, region.travel_time_s[sites][:, sites])
    assert np.array_equal(fewer.distance_m, region.distance_m[sites][:, sites])


def test_doors_and_their_legs_stay(both):
    region, fewer = both
    old = np.flatnonzero(region.places.kind != HOTSPOT)
    new = np.flatnonzero(fewer.places.kind != HOTSPOT)
    assert np.array_equal(region.places.source_id[old], fewer.places.source_id[new])
    home = thirds(region)[region.places.tract[old]]
    sites = np.unique(thirds(region))
    assert np.array_equal(sites[fewer.places.tract[new]], home)
    for shift in (1, 2):
        before = region.router.legs(old, np.roll(old, shift))
        after = fewer.router.legs(new, np.roll(new, shift))
        assert np.array_equal(before, after)
    assert np.array_equal(
        region.router.legs(home, old), fewer.router.legs(fewer.places.tract[new], new)
    )


def test_orders_are_the_same_ones(tmp_path):
    region = embedded_region()
    save_region(with_hotspots(region, thirds(region), "Fewer", {}), tmp_path / "r")
    drawn = []
    for where in ("embedded", tmp_path / "r"):
        scenario = load_scenario("paper/point_to_point", {"region": str(where)})
        prepared = prepare(scenario)
        orders, ids = prepared.orders(scenario, 0), prepared.region.places.source_id
        drawn.append((orders.start_s, ids[orders.producer], ids[orders.consumer]))
    for one, other in zip(*drawn, strict=True):
        assert np.array_equal(one, other)


def test_matrices_keep_the_legs_of_the_places_that_stay():
    kept = np.array([1, 2, 4])
    times = np.arange(25.0).reshape(5, 5) * (1 - np.eye(5))
    lon, lat = np.linspace(0, 0.1, 6), np.zeros(6)
    beyond = RectilinearRouter(lon, lat, 5.0)
    router = MatrixRouter(times, times, beyond)
    kept = np.append(kept, 5)  # which the matrices do not hold
    among = router_among(router, kept, lon[kept], lat[kept])
    here, there = np.repeat(np.arange(4), 4), np.tile(np.arange(4), 4)
    assert np.array_equal(among.legs(here, there), router.legs(kept[here], kept[there]))


def test_tracts_that_overlap_where_doors_are_cannot_be_joined():
    region = embedded_region()
    first, second, *others = region.tracts.polygons
    both = replace(region.tracts, polygons=(first, (*first, *second), *others))
    site_of = np.arange(region.hotspots)
    site_of[1] = 0
    with pytest.raises(RegionError, match=r"two tracts.*do not overlap where doors"):
        with_hotspots(replace(region, tracts=both), site_of, "Joined", {})
