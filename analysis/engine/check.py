"""Random pairs of places, driven by a region's router and by a routing engine."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

import numpy as np

from analysis.engine.answers import Engine
from simulation.errors import RegionError
from simulation.region import Region, Router
from simulation.streams import Streams
from simulation.units import Bools, Floats, Ints

# From a shorter way no share is taken: a metre of rounding would be many per cent.
FLOOR_M = 100.0
# An engine that starts further from our street drives on another one.
ELSEWHERE_M = 10.0


@runtime_checkable
class OnStreets(Router, Protocol):
    """A router whose legs follow streets; arrays (n,) over its places."""

    lon: Floats
    lat: Floats
    street_lon: Floats  # where a place reaches its street [degrees]
    street_lat: Floats
    access_m: Floats  # straight from the place to its street, in every leg twice
    access_s: Floats


@dataclass(frozen=True)
class Pairs:
    """Pairs of places, and what both sides say of the way between their streets.

    Not a number where the engine knows no way.
    """

    origin: Ints  # (n,)
    destination: Ints
    ours_s: Floats
    ours_m: Floats
    engine_s: Floats
    engine_m: Floats
    away_m: Floats  # (n, 2) of the engine's streets from ours, at both ends

    def __len__(self) -> int:
        """Return the number of pairs n."""
        return int(self.origin.size)

    @property
    def no_way(self) -> Bools:
        """Pairs between which the engine knows no way."""
        return np.isnan(self.engine_m)

    @property
    def elsewhere(self) -> Bools:
        """Pairs at whose ends the engine stands on another street than we do."""
        far: Bools = self.away_m.max(axis=1, initial=0) > ELSEWHERE_M
        return ~self.no_way & far

    @property
    def short(self) -> Bools:
        """Pairs so near to each other that they are compared in metres."""
        return ~(self.no_way | self.elsewhere) & (self.engine_m < FLOOR_M)

    @property
    def compared(self) -> Bools:
        """Pairs compared in per cent: all others."""
        return ~(self.no_way | self.elsewhere | self.short)

    @property
    def distance_percent(self) -> Floats:
        """Ours less the engine's distance, in per cent of the engine's."""
        return percent(self.ours_m, self.engine_m)

    @property
    def time_percent(self) -> Floats:
        """Ours less the engine's time, in per cent of the engine's."""
        return percent(self.ours_s, self.engine_s)

    @property
    def time_factor(self) -> float:
        """All our times over all of the engine's, pairs compared."""
        engine_s = float(self.engine_s[self.compared].sum())
        return float(self.ours_s[self.compared].sum()) / engine_s if engine_s else 1.0

    def worst(self, most: int) -> Ints:
        """Return the pairs compared whose distances differ most, the worst first."""
        rows = np.flatnonzero(self.compared)
        order = np.argsort(-np.abs(self.distance_percent[rows]), kind="stable")
        return rows[order[:most]]

    def chosen(self, rows: Ints | Bools) -> "Pairs":
        """Return some of the pairs."""
        return replace(
            self, **{name: value[rows] for name, value in vars(self).items()}
        )


def percent(ours: Floats, engine: Floats) -> Floats:
    """Return the difference in per cent of the engine's, 0 where both are 0."""
    base = np.where(engine == 0, 1.0, engine)
    return np.where(ours == engine, 0.0, 100 * (ours - engine) / base)


def on_streets(region: Region) -> OnStreets:
    """Return the region's router.

    Raises
    ------
    RegionError
        If its legs follow no streets.
    """
    if not isinstance(region.router, OnStreets):
        raise RegionError(
            f"region {region.name}: its legs follow no streets "
            f"({type(region.router).__name__}), expected a region built from streets."
        )
    return region.router


def draw_pairs(places: int, pairs: int, seed: int) -> tuple[Ints, Ints]:
    """Return distinct ordered pairs of different places, all there are if so few.

    Raises
    ------
    RegionError
        If there are fewer than two places.
    """
    every = places * (places - 1)
    if not every:
        raise RegionError(f"region: has {places} place, expected two or more.")
    if pairs >= every:
        chosen = np.arange(every)
    else:
        rng = Streams(seed, None).get("engine.pairs")
        chosen = rng.choice(every, pairs, replace=False)
    origin, other = chosen // (places - 1), chosen % (places - 1)
    return origin, other + (other >= origin)  # the origin itself is left out


def between_streets(
    router: OnStreets, origin: Ints, destination: Ints
) -> tuple[Floats, Floats]:
    """Return time [s] and distance [m] of legs without their straight ends."""
    time_s, distance_m = router.legs(origin, destination)
    time_s = time_s - router.access_s[origin] - router.access_s[destination]
    distance_m = distance_m - router.access_m[origin] - router.access_m[destination]
    return np.maximum(time_s, 0), np.maximum(distance_m, 0)


def drive(region: Region, engine: Engine, pairs: int, seed: int) -> Pairs:
    """Return random pairs as both sides drive them.

    Raises
    ------
    RegionError
        If the region has no streets, or the engine fails.
    """
    router = on_streets(region)
    origin, destination = draw_pairs(len(region.places), pairs, seed)
    ours_s, ours_m = between_streets(router, origin, destination)
    street = np.column_stack((router.street_lon, router.street_lat))
    answers = np.array(
        list(_answers(engine, street[origin], street[destination])), dtype=np.float64
    ).reshape(-1, 4)
    return Pairs(
        origin=origin,
        destination=destination,
        ours_s=ours_s,
        ours_m=ours_m,
        engine_s=answers[:, 0],
        engine_m=answers[:, 1],
        away_m=answers[:, 2:],
    )


def _answers(
    engine: Engine, here: Floats, there: Floats
) -> Iterator[tuple[float, float, float, float]]:
    for start, end in zip(here, there, strict=True):
        route = engine.route(np.array((start, end)))
        if route is None:
            yield (np.nan,) * 4
        else:
            first, last = route.away_m.tolist()
            yield route.time_s, route.distance_m, first, last
