"""The shipped region: synthetic, of the paper's size, and made by its script."""

import importlib.util
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from simulation.region import check_region, embedded_region, load_region

FOLDER = Path(str(files("scenarios") / "regions"))
# The paper's Table 2 as counts of 992 and 356, by largest remainder, worked out apart.
CONSUMERS = {
    "residential": 514,
    "apartments": 290,
    "house": 55,
    "detached": 34,
    "hotel": 13,
    "office": 54,
    "university": 25,
    "hospital": 7,
}
PRODUCERS = {
    "restaurant": 195,
    "cafe": 62,
    "fast_food": 64,
    "bakery": 18,
    "supermarket": 11,
    "food_court": 6,
}


@pytest.fixture(scope="module")
def region():
    return embedded_region()


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("made", FOLDER / "make_embedded.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_script_makes_the_shipped_region(region, script):
    assert script.embedded().checksum == region.checksum


def test_the_shipped_region_is_sound():
    assert check_region("embedded").synthetic


def test_it_has_the_papers_size_and_mix(region):
    """Paper, section 7.1 and Table 2."""
    assert region.hotspots == 30
    for places, mix in ((region.consumers, CONSUMERS), (region.producers, PRODUCERS)):
        names, counts = np.unique(region.places.category[places], return_counts=True)
        assert dict(zip(names.tolist(), counts.tolist(), strict=True)) == mix


@pytest.mark.parametrize("role", ["producers", "consumers"])
def test_every_tract_has_one_at_least_and_some_have_many(region, role):
    per_tract = np.bincount(region.places.tract[getattr(region, role)], minlength=30)
    assert per_tract.min() >= 1
    assert per_tract.max() > 2 * np.median(per_tract)


def test_it_calls_itself_synthetic(region):
    assert region.synthetic
    assert "Synthetic" in region.name
    assert all("synthetic" in each["origin"] for each in region.manifest["sources"])


def test_doors_stand_along_streets_an_eighth_of_a_mile_apart(region, script):
    """Every door is 12 m from a street that runs east or from one that runs north."""
    doors = region.places.lon[30:], region.places.lat[30:]
    east_m, north_m = script.GRID.scale_m()
    x_m = (doors[0] - script.SOUTH_WEST[0]) * east_m
    y_m = (doors[1] - script.SOUTH_WEST[1]) * north_m
    from_street_m = [
        np.abs((each + script.STREET_M / 2) % script.STREET_M - script.STREET_M / 2)
        for each in (x_m, y_m)
    ]
    setback = np.minimum(*(np.abs(each - 12.0) for each in from_street_m))
    assert setback.max() < 0.02
    assert len(np.unique(np.round(x_m))) > 200


def test_its_size_on_disk_stays_small():
    folder = FOLDER / "embedded"
    assert sum(each.stat().st_size for each in folder.iterdir()) < 400_000


def test_it_is_found_by_its_word(region):
    assert load_region("embedded").checksum == region.checksum


def test_the_script_makes_a_corridor_too(region, script):
    """Fifteen tracts in a row, as many doors, none of them off the road's width."""
    corridor = script.embedded(script.CORRIDOR)
    assert corridor.hotspots == 15
    assert len(corridor.places.lon) - 15 == len(region.places.lon) - 30
    lat, lon = corridor.places.lat, corridor.places.lon
    east_m, north_m = script.CORRIDOR.scale_m()
    assert np.ptp(lat) * north_m < script.TRACT_M
    assert np.ptp(lon) * east_m > 14 * script.TRACT_M
    assert corridor.synthetic
    assert corridor.checksum != region.checksum


def test_largest_remainder_by_hand(script):
    """Shares 4.5, 3.375, 1.125 of 9: the .5 rounds up."""
    weights = np.array([4.0, 3.0, 1.0])
    assert script.largest_remainder(weights, 9).tolist() == [5, 3, 1]
