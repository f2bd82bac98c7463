"""Legs of a region that no vehicle, or no usual one, drives; with stated bounds."""

from collections.abc import Iterator

import numpy as np

from simulation.errors import NetworkError
from simulation.region.checks import FAULT, WARNING, Finding
from simulation.region.geometry import haversine_m
from simulation.region.region import Region
from simulation.region.routers import MatrixRouter
from simulation.streams import Streams
from simulation.units import TICKS_PER_S, Floats, Ints

KMH_PER_MPS = 3.6
# Legs of 500 m and more: shorter ones are mostly the way from the door to the street.
LONG_LEG_M = 500.0
SLOWEST_KMH, FASTEST_KMH = 3.0, 130.0  # a walk, and the fastest that roads allow
SLOW_KMH, FAST_KMH = 8.0, 60.0  # means of vehicles that deliver in towns lie between
LEAST_DETOUR, MOST_DETOUR = 0.98, 5.0  # driven over straight distance
_SAMPLED = (20, 10)  # producers, and destinations of each
_MOST_TRIANGLED = 300  # places, of which every pair by every third is looked at
_TICK_S = 1 / TICKS_PER_S


def access_findings(region: Region) -> Iterator[Finding]:
    """Yield places farther from the streets than their region allows."""
    access_m: Floats | None = getattr(region.router, "access_m", None)
    limit_m: float | None = getattr(region.router, "max_access_m", None)
    if access_m is None or limit_m is None:
        return
    far = access_m[: len(region.places)] > limit_m
    if far.any():
        first = int(np.argmax(access_m))
        yield Finding(
            "access",
            FAULT,
            f"{far.sum()} places are farther than {limit_m:g} m from every street: "
            f"{region.place_names[first]} {access_m[first]:,.0f} m.",
        )


def leg_findings(region: Region) -> Iterator[Finding]:
    """Yield odd speeds and detours, between hotspots and between places drawn."""
    numbers = np.arange(region.hotspots)
    here = np.repeat(numbers, region.hotspots)
    there = np.tile(numbers, region.hotspots)
    between = "between hotspots"
    yield from _driven(
        region, between, (here, there), region.travel_time_s, region.distance_m
    )
    rng = Streams(0, None).get("region.check")
    named = np.concatenate((region.producers, region.consumers))
    if not region.producers.size:
        return
    here = np.repeat(rng.choice(region.producers, _SAMPLED[0]), _SAMPLED[1])
    there = rng.choice(named, here.size)
    try:
        time_s, distance_m = region.router.legs(here, there)
    except NetworkError as error:
        yield Finding("legs", FAULT, str(error))
        return
    yield from _driven(region, "between places", (here, there), time_s, distance_m)
    yield from _triangles(region, rng)


def _triangles(region: Region, rng: np.random.Generator) -> Iterator[Finding]:
    """Legs that take longer than the way by a third place: of given times alone.

    The other routers have none but for the rounding of times.
    """
    if not isinstance(region.router, MatrixRouter):
        return
    places = np.arange(len(region.places))
    if places.size > _MOST_TRIANGLED:
        places = np.sort(rng.choice(places, _MOST_TRIANGLED, replace=False))
    size = places.size
    try:
        times, _ = region.router.legs(np.repeat(places, size), np.tile(places, size))
    except NetworkError:  # matrices over the hotspots alone
        return
    time_s = times.reshape(size, size)
    least_s, by = time_s.copy(), np.zeros((size, size), dtype=np.int64)
    for third in range(size):
        way_s = time_s[:, [third]] + time_s[third]
        shorter = way_s < least_s
        least_s[shorter], by[shorter] = way_s[shorter], third
    over_s = time_s - least_s
    wrong = over_s > 2 * _TICK_S
    if wrong.any():
        names = region.place_names
        here, there = (
            int(at) for at in np.unravel_index(over_s.argmax(), (size, size))
        )
        among = f"{size:,} places" if size == len(region.places) else f"{size} drawn"
        yield Finding(
            "triangle",
            WARNING,
            f"{wrong.sum():,} of {size * (size - 1):,} legs between {among} take "
            f"longer than the way by a third place: from {names[places[here]]} to "
            f"{names[places[there]]} {time_s[here, there]:,.0f} s, by "
            f"{names[places[by[here, there]]]} {least_s[here, there]:,.0f} s.",
        )


def _driven(
    region: Region, what: str, pairs: tuple[Ints, Ints], time_s: Floats, way_m: Floats
) -> Iterator[Finding]:
    """Look at legs (n,) by their speed and by their straight line."""
    here, there = pairs
    time_s, way_m = time_s.ravel(), way_m.ravel()
    lon, lat = region.places.lon, region.places.lat
    straight_m = haversine_m(lon[here], lat[here], lon[there], lat[there])
    long = np.maximum(way_m, straight_m) > LONG_LEG_M
    rows = np.flatnonzero((here != there) & long)
    if not rows.size:
        return
    here, there = here[rows], there[rows]
    way_m, straight_m = way_m[rows], straight_m[rows]
    time_s = np.maximum(time_s[rows], 1e-3)
    speed_kmh = KMH_PER_MPS * way_m / time_s
    detour = way_m / np.maximum(straight_m, 1.0)

    def worst(values: Floats, at: int) -> str:
        names = region.place_names
        return (
            f"{values[at]:.3g} from {names[here[at]]} to {names[there[at]]} "
            f"({way_m[at]:,.0f} m in {time_s[at]:,.0f} s, {straight_m[at]:,.0f} m "
            "straight)"
        )

    wrong = (speed_kmh < SLOWEST_KMH) | (speed_kmh > FASTEST_KMH)
    if wrong.any():
        far_from_usual = np.abs(np.log(np.maximum(speed_kmh, 1e-9) / SLOW_KMH))
        at = int(np.argmax(np.where(wrong, far_from_usual, -1)))
        yield Finding(
            "speed",
            FAULT,
            f"{wrong.sum():,} of {rows.size:,} legs {what} are driven at less than "
            f"{SLOWEST_KMH:g} or more than {FASTEST_KMH:g} km/h: at "
            f"{worst(speed_kmh, at)}.",
        )
    mean_kmh = KMH_PER_MPS * float(way_m.sum() / time_s.sum())
    if not SLOW_KMH <= mean_kmh <= FAST_KMH:
        yield Finding(
            "speed",
            WARNING,
            f"Legs {what} are driven at {mean_kmh:.1f} km/h on average, expected "
            f"{SLOW_KMH:g} to {FAST_KMH:g} km/h of a vehicle that delivers in a town.",
        )
    short = detour < LEAST_DETOUR
    if short.any():
        yield Finding(
            "detour",
            FAULT,
            f"{short.sum():,} of {rows.size:,} legs {what} are shorter than the "
            f"straight line: {worst(detour, int(np.argmin(detour)))}.",
        )
    lengthy = (detour > MOST_DETOUR) & (straight_m > LONG_LEG_M)
    if lengthy.any():
        at = int(np.argmax(np.where(lengthy, detour, 0)))
        yield Finding(
            "detour",
            WARNING,
            f"{lengthy.sum():,} of {rows.size:,} legs {what} are more than "
            f"{MOST_DETOUR:g} times the straight line: {worst(detour, at)}.",
        )
