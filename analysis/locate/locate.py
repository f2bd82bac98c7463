"""Where to put hotspots, and how many: what first and last miles come to by number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from analysis.locate.p_median import Choice, choice_of, p_median
from simulation.assemble import prepare
from simulation.errors import InputError
from simulation.network.legs import Legs
from simulation.region.region import Region
from simulation.scenario import Scenario
from simulation.units import Bools, Floats, Ints

Measure = Literal["time", "distance"]
USUAL = (5, 10, 15, 20, 30, 40, 50, 60, 80, 100)  # numbers of hotspots
_PAIRS_AT_ONCE = 1 << 20  # legs that are asked for together: bounds the memory


class LocateError(InputError):
    """A number of hotspots that cannot be placed."""


@dataclass(frozen=True)
class Demand:
    """Where orders begin and end, and the legs there."""

    region: Region
    legs: Legs
    producer: Ints  # (orders,) place numbers
    consumer: Ints
    notes: tuple[str, ...]  # how a trace was read, a sentence each

    @classmethod
    def of(cls, scenario: Scenario, replications: int) -> "Demand":
        """Return the orders of a scenario's first replications, one after the other."""
        # Orders are the same whatever serves them: direct service trains no agents.
        direct = scenario.service.model_copy(update={"mode": "direct"})
        prepared = prepare(scenario.model_copy(update={"service": direct}))
        drawn = [prepared.orders(scenario, number) for number in range(replications)]
        if all(np.array_equal(each.producer, drawn[0].producer) for each in drawn):
            drawn = drawn[:1]  # a trace, the same in every replication
        return cls(
            prepared.region,
            prepared.legs_at(1.0),
            np.concatenate([each.producer for each in drawn]),
            np.concatenate([each.consumer for each in drawn]),
            prepared.notes,
        )

    def __len__(self) -> int:
        """Return the number of orders."""
        return self.producer.size

    def costs(self, measure: Measure) -> Floats:
        """Return what a tract's doors cost with each tract's hotspot, (H, H).

        The sum over its pickups of the way from the door to the hotspot, and over its
        drop-offs of the way from there to the door [s] or [m].
        """
        hotspots = self.region.hotspots
        sites, which = np.arange(hotspots), int(measure == "distance")
        cost = np.zeros((hotspots, hotspots))
        rows = max(1, _PAIRS_AT_ONCE // hotspots)
        for ends, inbound in ((self.producer, True), (self.consumer, False)):
            doors, orders = np.unique(ends, return_counts=True)
            for at in range(0, doors.size, rows):
                some = doors[at : at + rows]
                here, there = np.repeat(some, hotspots), np.tile(sites, some.size)
                pair = (here, there) if inbound else (there, here)
                way = self.legs.routed(*pair)[which].reshape(some.size, hotspots)
                tract = self.region.places.tract[some]
                np.add.at(cost, tract, orders[at : at + rows, None] * way)
        return cost

    def between(self, here: Ints, there: Ints) -> tuple[Floats, Floats]:
        """Return time [s] and distance [m] of legs, each pair asked for once."""
        size = len(self.region.places)
        pairs, back = np.unique(here * size + there, return_inverse=True)
        time_s, distance_m = self.legs.routed(pairs // size, pairs % size)
        return time_s[back], distance_m[back]


@dataclass(frozen=True)
class Placed:
    """Hotspots at chosen places, and what orders drive to, between and from them."""

    hotspots: int
    sites: tuple[str, ...]  # tracts whose hotspots they are
    unused: int  # chosen, and nearest to no tract
    site_of: Ints  # (H,) the tract whose hotspot each tract has
    gap: float | None  # share of what is minimised that may be too much; not chosen
    door_s: float  # from door to hotspot or back, mean [s]
    door_m: float
    door_p95_s: float
    door_p95_m: float
    between_s: float  # straight between the two hotspots of an order, mean [s]
    between_m: float
    relayed_m: float  # first mile, between hotspots, last mile: mean of an order [m]
    direct_m: float  # from door to door


def located(
    demand: Demand, counts: Sequence[int], measure: Measure
) -> Iterator[Placed]:
    """Yield the best hotspots found for each number of them, in ascending order."""
    cost = demand.costs(measure)
    orders: Bools = np.any(cost > 0, axis=1)
    before: Ints | None = None
    for count in counts:
        choice = p_median(cost[orders], count, before)
        before = choice.sites
        yield _placed(demand, choice, _homes(demand.region, choice, orders))


def as_it_is(demand: Demand) -> Placed:
    """Return what the region's own hotspots come to, each serving its own tract."""
    every = np.arange(demand.region.hotspots)
    own = choice_of(1.0 - np.eye(every.size), every)
    return replace(_placed(demand, own, every), gap=None)


def checked_counts(given: Sequence[int], sites: int) -> list[int]:
    """Return numbers of hotspots in ascending order; absent: some usual ones.

    Raises
    ------
    LocateError
        If there are fewer sites than hotspots.
    """
    wrong = [each for each in given if not 1 <= each <= sites]
    if wrong:
        raise LocateError(
            "--hotspots",
            f"is {wrong[0]}",
            f"1 to {sites}, the tracts of the region, whose hotspots are the sites",
        )
    usual = [each for each in USUAL if each <= sites]
    return sorted(set(given)) or usual or list(range(1, sites + 1))


def _homes(region: Region, choice: Choice, orders: Bools) -> Ints:
    """Return each tract's site; where nobody orders, the nearest to its hotspot."""
    near: Ints = choice.sites[region.travel_time_s[:, choice.sites].argmin(axis=1)]
    near[orders] = choice.site_of
    return near


def _placed(demand: Demand, choice: Choice, site_of: Ints) -> Placed:
    region = demand.region
    first, last = (
        site_of[region.places.tract[ends]]
        for ends in (demand.producer, demand.consumer)
    )
    there = demand.between(demand.producer, first)
    back = demand.between(last, demand.consumer)
    between = demand.between(first, last)
    direct_m = demand.between(demand.producer, demand.consumer)[1].mean()
    door_s, door_m = (np.concatenate(both) for both in zip(there, back, strict=True))
    used = np.unique(site_of)
    return Placed(
        hotspots=choice.sites.size,
        sites=tuple(region.tracts.ids[site] for site in choice.sites.tolist()),
        unused=choice.sites.size - used.size,
        site_of=site_of,
        gap=choice.gap,
        door_s=float(door_s.mean()),
        door_m=float(door_m.mean()),
        door_p95_s=float(np.percentile(door_s, 95)),
        door_p95_m=float(np.percentile(door_m, 95)),
        between_s=float(between[0].mean()),
        between_m=float(between[1].mean()),
        relayed_m=float(2 * door_m.mean() + between[1].mean()),
        direct_m=float(direct_m),
    )
