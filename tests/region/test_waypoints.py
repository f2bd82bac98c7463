"""Waypoints, and where on the streets a vehicle can turn off, looked up on the way.

The independent account walks the line of each leg, street after street, and asks of
each waypoint whether it lies on it. No two ways tie: each street has a time of its own.
"""

import itertools
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from simpy import Environment

from simulation.errors import RegionError
from simulation.network.legs import Legs
from simulation.region.region import CONSUMER, PRODUCER, WAYPOINT
from simulation.region.routers import GreatCircleRouter, RectilinearRouter
from simulation.region.waypoints import with_waypoints
from simulation.world.turning import Turning, Waypoints
from tests.region.squares import region_of


def on_line(lon, lat, point):
    """Return how far along a line a point lies on it, ``None`` if it does not."""
    along = 0.0
    line = np.column_stack((lon, lat))
    for begin, end in itertools.pairwise(line):
        step = end - begin
        length = np.hypot(*step)
        if length:
            share = float(np.clip((point - begin) @ step / length**2, 0, 1))
            if np.hypot(*(begin + share * step - point)) < 1e-9:
                return along + share * length
        along += length
    return None


@pytest.mark.parametrize("seed", range(4))
def test_the_rule_of_legs_finds_what_lies_on_the_way_and_in_its_order(seed):
    region = with_waypoints(region_of(np.random.default_rng(seed)), 30)
    places, router = region.places, region.router
    legs, doors = Legs(router), np.flatnonzero(places.kind != WAYPOINT)
    turning = Turning(Environment(), Waypoints(region.waypoints, {1: legs}, {1: legs}))
    begin = turning.noting(1, None)
    pairs = list(itertools.permutations(doors.tolist(), 2))
    for number, (here, there) in enumerate(pairs):
        begin(number, here, there, *legs.leg(here, there))
    ways = router.ways(*np.array(pairs).T)
    found = 0
    for number, (here, there) in enumerate(pairs):
        line = slice(ways.starts[number] + 1, ways.starts[number + 1] - 1)  # no access
        expected = []
        for each in region.waypoints.tolist():
            point = np.array([places.lon[each], places.lat[each]])
            along = on_line(ways.lon[line], ways.lat[line], point)
            if along is not None:
                expected.append((along, each))
        arrives_s, distance_m = legs.leg(here, there)
        vehicle = SimpleNamespace(id=number, arrives_s=arrives_s)
        turns = []
        while (turn := turning.next_of(vehicle)) is not None:
            turns.append(turn)
            del turning._turns[number][1][0]
        assert [turn.place for turn in turns] == [each for _, each in sorted(expected)]
        for turn in turns:
            to_s, to_m = legs.leg(here, turn.place)
            assert turn.at_s == to_s
            assert turn.left_m == pytest.approx(distance_m - to_m, abs=1e-6)
        found += len(turns)
    assert found > len(pairs)  # there is something to be found


def test_the_first_waypoint_is_the_street_that_most_ways_drive():
    region = region_of(np.random.default_rng(5))
    one, more = (with_waypoints(region, each) for each in (1, 12))
    first = one.waypoints.tolist()
    assert len(first) == 1
    assert len(more.waypoints) == 12
    chosen = {*zip(more.places.lon, more.places.lat, strict=True)}
    assert (one.places.lon[first[0]], one.places.lat[first[0]]) in chosen
    doors = np.flatnonzero(np.isin(region.places.kind, (PRODUCER, CONSUMER)))
    pairs = np.array(list(itertools.permutations(doors.tolist(), 2))).T
    ways = region.router.ways(*pairs)
    passed = {}
    for number in range(len(ways)):
        line = slice(ways.starts[number] + 1, ways.starts[number + 1] - 1)
        for each in more.waypoints.tolist():
            point = np.array([more.places.lon[each], more.places.lat[each]])
            if on_line(ways.lon[line], ways.lat[line], point) is not None:
                passed[each] = passed.get(each, 0) + 1
    most = max(passed, key=passed.get)
    there = more.places.lon[most], more.places.lat[most]
    assert there == (one.places.lon[first[0]], one.places.lat[first[0]])


def test_places_keep_their_numbers_and_nobody_orders_at_a_waypoint():
    region = region_of(np.random.default_rng(6))
    more = with_waypoints(region, 10)
    assert (more.places.kind[: len(region.places)] == region.places.kind).all()
    assert not np.isin(more.waypoints, [*more.producers, *more.consumers]).any()
    assert more.checksum == region.checksum
    assert with_waypoints(region, 0) is region


def test_along_a_grid_they_are_spread_over_it():
    region = region_of(
        np.random.default_rng(7), lambda lon, lat: RectilinearRouter(lon, lat, 8.0)
    )
    more = with_waypoints(region, 30)
    assert len(more.waypoints) == 25
    lon, lat = more.places.lon[more.waypoints], more.places.lat[more.waypoints]
    assert len({*lon.tolist()}) == len({*lat.tolist()}) == 5


def test_where_no_way_is_known_that_is_said():
    region = region_of(np.random.default_rng(8))
    places = region.places
    flies = replace(region, router=GreatCircleRouter(places.lon, places.lat, 8.0))
    with pytest.raises(RegionError, match=r"knows no points on the way.*waypoints = 0"):
        with_waypoints(flies, 5)
