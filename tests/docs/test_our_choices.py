"""Choices of our own that no other suite holds (paper-fidelity.md)."""

from collections import Counter
from fractions import Fraction
from math import floor

import pytest

from simulation import load_scenario, simulate
from simulation.record.kinds import CORE, PERIPHERAL, Kind
from simulation.region.region import CONSUMER, PRODUCER


def largest_remainder(size, weights):
    """Return so many seats by weight, in exact fractions; ties to the lower index."""
    quota = [size * weight / sum(weights) for weight in weights]
    seats = [floor(each) for each in quota]
    by_rest = sorted(range(len(quota)), key=lambda i: (seats[i] - quota[i], i))
    for i in by_rest[: size - sum(seats)]:
        seats[i] += 1
    return seats


def shares(run, kind):
    """Return the share of places of a kind in each tract."""
    places = [
        tract
        for tract, each in zip(run.places.tract.tolist(), run.places.kind, strict=True)
        if each == kind
    ]
    count = Counter(places)
    return [Fraction(count[tract], len(places)) for tract in range(len(run.tract_ids))]


@pytest.mark.parametrize("size", [1, 7, 100])
def test_a_finite_fleet_starts_in_proportion_to_expected_departures(size):
    """Core: starts there times ends elsewhere. Peripheral: starts plus ends."""
    sizes = {"fleet.core.size": size, "fleet.peripheral.size": size}
    demand = {"demand.load_per_min": 1, "demand.duration_min": 1}
    run = simulate(load_scenario("paper/hotspots_only", sizes | demand))
    starts, ends = shares(run, PRODUCER), shares(run, CONSUMER)
    wanted = {
        CORE: [start * (1 - end) for start, end in zip(starts, ends, strict=True)],
        PERIPHERAL: [start + end for start, end in zip(starts, ends, strict=True)],
    }
    joined = run.events.rows(Kind.VEHICLE_JOINED)
    for pool, weights in wanted.items():
        count = Counter(
            run.events.place[joined[run.events.pool[joined] == pool]].tolist()
        )
        placed = [count[hotspot] for hotspot in range(len(weights))]
        assert placed == largest_remainder(size, weights)
