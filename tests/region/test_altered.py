"""Closed and slower streets, against an independent search on the altered map."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import RegionError
from simulation.region.altered import Alteration, Area, altered_router
from simulation.region.altered_legs import AlteredStreets, shares_inside
from simulation.region.files import embedded_region, load_region
from simulation.region.street_graph import Use
from simulation.region.street_labels import StreetLabels
from tests.region.maps import LONG_M, SHORT_M, built, leg, short_cut
from tests.region.test_street_laws import (
    TIME_S,
    draft_of,
    pairs_of,
    router_of,
    street_maps,
)

MIDDLE = (-87.701, 41.799, -87.699, 41.801)  # around the middle of the short cut


@given(street_maps(), st.data())
def test_legs_are_those_of_an_independent_search_on_the_altered_map(plain, data):
    """Each way is left, closed or driven at 0.5 or 0.2 of its speed.

    Tolerance: a street's time is rounded once more, to 1/1024 s.
    """
    if not plain.places:
        return
    # Other speeds on each way keep their streets apart; without bans, since an
    # only-turn into a closed street means nothing.
    ways = [(way, refs, use, (way / 20, way / 20)) for way, refs, use, _ in plain.ways]
    plain = replace(plain, bans=[], ways=ways)
    factors = {
        way: data.draw(st.sampled_from([1.0, 0.0, 0.5, 0.2])) for way, *_ in plain.ways
    }
    changed = replace(
        plain,
        ways=[
            (way, refs, use if factors[way] else (Use.CLOSED, Use.CLOSED), speeds)
            for way, refs, use, (there, back) in plain.ways
            for speeds in [(there * (factors[way] or 1), back * (factors[way] or 1))]
        ],
    )
    draft = draft_of(plain)
    router = router_of(draft.graph(), plain)
    factor = np.array([factors[own[0]] for own in draft.ways])
    altered = AlteredStreets(router, factor)
    for a, b, here, there in pairs_of(plain):
        time_s, _ = changed.shortest(a, b)
        found_s, _ = altered.legs(np.array([here]), np.array([there]))
        access_s = router.access_s[here] + router.access_s[there]
        if here == there:
            continue
        assert np.isfinite(found_s[0]) == math.isfinite(time_s), (a, b)
        if math.isfinite(time_s):
            assert found_s[0] - access_s == pytest.approx(time_s, abs=2 * TIME_S)


@pytest.fixture(scope="module")
def region(tmp_path_factory):
    """Return a ring with a short cut across it that has a name."""
    own = {"highway": "residential", "name": "Short Cut", "ref": "I 7; R 2"}
    folder = tmp_path_factory.mktemp("named")
    return load_region_of(folder, short_cut(own))


def load_region_of(folder, text):
    """Build a region, and return it as it is read again."""
    built(folder, text)
    return load_region(folder / "region")


def altered_leg(region, factor, **area):
    """Return the leg from the shop to the house, with an area at a factor of speed."""
    change = Alteration("traffic.closures.works", Area(**area), factor)
    router = altered_router(region, region.router, region.labels, [change])
    time_s, distance_m = router.legs(region.producers[:1], region.consumers[:1])
    return float(time_s[0]), float(distance_m[0])


@pytest.mark.parametrize(
    "area",
    [
        {"streets": ("Short Cut",)},
        {"streets": ("short cut",)},
        {"streets": ("R 2",)},
        {"ways": (20,)},
        {"box": MIDDLE},
        {"polygon": ((-87.7001, 41.7999), (-87.6999, 41.7999), (-87.7, 41.8001))},
        {"ways": (20,), "box": MIDDLE},
    ],
)
def test_who_finds_the_short_cut_closed_drives_around(region, area):
    free_s, free_m = leg(region)
    assert free_m == pytest.approx(SHORT_M, abs=1)
    around_s, around_m = altered_leg(region, 0.0, **area)
    assert around_m == pytest.approx(LONG_M, abs=1)
    assert around_s / free_s == pytest.approx(LONG_M / SHORT_M, rel=0.001)


def test_a_slow_short_cut_is_driven_as_long_as_it_is_the_quicker_way(region):
    """Around it takes 1.504 times as long."""
    free_s, free_m = leg(region)
    assert altered_leg(region, 0.8, ways=(20,)) == (
        pytest.approx(free_s / 0.8, abs=0.1),
        free_m,
    )
    assert altered_leg(region, 0.5, ways=(20,))[1] == pytest.approx(LONG_M, abs=1)
    everything_s, same_m = altered_leg(region, 0.5, road_classes=("residential",))
    assert (everything_s, same_m) == (pytest.approx(free_s * 2, abs=0.1), free_m)


def test_a_place_on_a_closed_street_is_cut_off(region):
    everything = (-88.0, 41.0, -87.0, 42.0)
    assert altered_leg(region, 0.0, box=everything) == (float("inf"), 0.0)


@pytest.mark.parametrize(
    ("area", "sentence"),
    [
        (
            {"streets": ("Short Cot",)},
            "traffic.closures.works.streets: names 'Short Cot', expected one of region "
            "tiny (did you mean 'Short Cut'?).",
        ),
        (
            {"ways": (21,)},
            "traffic.closures.works.ways: names 21, expected the id of an OSM way that "
            "vehicles drive in region tiny.",
        ),
        (
            {"road_classes": ("motorway",)},
            "traffic.closures.works.road_classes: names 'motorway', expected one of "
            "region tiny.",
        ),
        (
            {"tracts": ("nowhere",)},
            "traffic.closures.works.tracts: names 'nowhere', expected one of region "
            "tiny.",
        ),
        (
            {"box": (0.0, 0.0, 1.0, 1.0)},
            "traffic.closures.works: no street of region tiny is meant, expected some "
            "streets.",
        ),
    ],
)
def test_what_is_not_there_is_told(region, area, sentence):
    with pytest.raises(RegionError) as caught:
        altered_leg(region, 0.0, **area)
    assert str(caught.value) == sentence


def test_of_a_region_built_before_streets_had_names_a_box_can_be_closed(region):
    old = replace(region, labels=StreetLabels.of([], {}))
    with pytest.raises(RegionError, match=r"built anew .* or a box or polygon\.$"):
        altered_leg(old, 0.0, streets=("Short Cut",))
    assert altered_leg(old, 0.0, box=MIDDLE)[1] == pytest.approx(LONG_M, abs=1)


def test_without_streets_a_box_slows_the_part_of_a_leg_that_lies_in_it():
    """A quarter of the way at half the speed takes as long as a half: 1.25 times."""
    region = embedded_region()
    here, there = region.producers[:1], region.consumers[-1:]
    (west, east) = sorted(region.places.lon[[here[0], there[0]]].tolist())
    time_s, metres = region.router.legs(here, there)
    lat = float(region.places.lat[here[0]])
    along_m = abs(east - west) * region.router.scale_m[0]
    quarter = (east - west) / 4
    box = (west + quarter, lat - 1e-4, west + 2 * quarter, lat + 1e-4)
    change = Alteration("traffic.closures.works", Area(box=box), 0.5)
    slow = altered_router(region, region.router, region.labels, [change])
    slow_s, slow_m = slow.legs(here, there)
    extra = along_m / 4 / metres[0]
    assert slow_s[0] == pytest.approx(time_s[0] * (1 + extra), rel=0.002)
    assert slow_m.tolist() == metres.tolist()


@pytest.mark.parametrize(
    ("area", "factor", "said"),
    [
        ({"streets": ("A",)}, 0.5, "names streets and region"),
        ({"box": (0.0, 0.0, 1.0, 1.0)}, 0.0, "knows no way round"),
    ],
)
def test_without_streets_nothing_is_named_or_closed(area, factor, said):
    region = embedded_region()
    change = Alteration("traffic.closures.works", Area(**area), factor)
    with pytest.raises(RegionError, match=said):
        altered_router(region, region.router, region.labels, [change])


def test_shares_inside_are_those_of_the_pieces_of_a_line():
    """A diagonal of a square of side 3 with a hole, and a line beside it."""
    outer = np.array([(0.0, 0.0), (3.0, 0.0), (3.0, 3.0), (0.0, 3.0)])
    hole = np.array([(1.0, 1.0), (2.0, 1.0), (2.0, 2.0), (1.0, 2.0)])
    begin = np.array([(-3.0, -3.0), (-1.0, 4.0), (0.5, 0.5)])
    end = np.array([(6.0, 6.0), (4.0, 4.0), (0.5, 2.5)])
    shares = shares_inside(begin, end, [(outer, hole)])
    assert shares == pytest.approx([2 / 9, 0.0, 1.0])
