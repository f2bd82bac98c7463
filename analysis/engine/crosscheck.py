"""All that a check of a region against an engine found, as values and as sentences."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from analysis.engine.answers import Engine
from analysis.engine.causes import Cause, causes_of, looked_into
from analysis.engine.check import (
    ELSEWHERE_M,
    FLOOR_M,
    Pairs,
    drive,
    on_streets,
    percent,
)
from analysis.engine.osrm import osrm_on
from analysis.engine.programs import find_programs
from analysis.engine.reasons import Difference, explain, sentence
from simulation.errors import RegionError
from simulation.region import Region
from simulation.units import Bools, Floats

_P95 = 95
DIGITS = 3  # of what is written for machines


@dataclass(frozen=True)
class Spread:
    """How far ours is from the engine's, over some pairs, in one unit."""

    pairs: int
    bias: float  # mean of ours less the engine's
    median: float  # of absolute differences, as all that follow
    mean: float
    p95: float
    largest: float


@dataclass(frozen=True)
class CrossCheck:
    """A region's legs beside those of an engine, random pairs of places."""

    region: Region
    engine: str
    streets: str  # name of the extract
    seed: int
    pairs: Pairs
    worst: tuple[Difference, ...]  # by distance, the worst first
    causes: tuple[Cause, ...]  # of all that differ much, most pairs first

    def distance(self) -> Spread | None:
        """Return the differences of distance [%], None where none is compared."""
        return spread(self.pairs.distance_percent[self.pairs.compared])

    def time(self) -> Spread | None:
        """Return the differences of time as the region was built [%]."""
        return spread(self.pairs.time_percent[self.pairs.compared])

    def time_over_factor(self) -> Spread | None:
        """Return the differences of time over `Pairs.time_factor` [%].

        A factor common to all legs, such as one for the evening, is no difference
        between the streets of both sides: what is left is their scatter.
        """
        ours_s = self.pairs.ours_s / self.pairs.time_factor
        return spread(percent(ours_s, self.pairs.engine_s)[self.pairs.compared])

    def short(self) -> Spread | None:
        """Return the differences of distance of short pairs [m]."""
        chosen = self.pairs.short
        return spread((self.pairs.ours_m - self.pairs.engine_m)[chosen])

    def name(self, place: int) -> str:
        """Return a place as messages call it."""
        return self.region.place_names[place]

    def elsewhere(self, most: int) -> Iterator[tuple[str, float]]:
        """Yield places that the engine reaches on another street, and how far away.

        The furthest first, each once.
        """
        places = np.concatenate((self.pairs.origin, self.pairs.destination))
        away_m = self.pairs.away_m.T.ravel()
        far = np.flatnonzero(away_m > ELSEWHERE_M)
        ends, first = np.unique(places[far], return_index=True)
        order = np.argsort(-away_m[far][first], kind="stable")[:most]
        for place, away in zip(ends[order], away_m[far][first][order], strict=True):
            yield self.name(int(place)), float(away)

    def document(self) -> dict[str, Any]:
        """Return the figures as plain values."""
        pairs = self.pairs
        return {
            "region": self.region.name,
            "region_checksum": self.region.checksum,
            "streets": self.streets,
            "engine": self.engine,
            "seed": self.seed,
            "pairs": {
                "drawn": len(pairs),
                "compared": int(pairs.compared.sum()),
                "short": int(pairs.short.sum()),
                "elsewhere": int(pairs.elsewhere.sum()),
                "no_way": int(pairs.no_way.sum()),
                "short_below_m": FLOOR_M,
                "elsewhere_beyond_m": ELSEWHERE_M,
            },
            "distance_percent": _values(self.distance()),
            "time_percent": _values(self.time()),
            "time_factor": round(pairs.time_factor, DIGITS + 1),
            "time_over_factor_percent": _values(self.time_over_factor()),
            "short_distance_m": _values(self.short()),
            "elsewhere": [
                {"place": place, "away_m": round(away_m, 1)}
                for place, away_m in self.elsewhere(10)
            ],
            "causes": [
                vars(each) | {"largest_percent": round(each.largest_percent, DIGITS)}
                for each in self.causes
            ],
            "worst": [self._worst(each) for each in self.worst],
        }

    def _worst(self, difference: Difference) -> dict[str, Any]:
        pairs, row = self.pairs, difference.row
        return {
            "from": self.name(int(pairs.origin[row])),
            "to": self.name(int(pairs.destination[row])),
            "ours_m": round(float(pairs.ours_m[row]), 1),
            "engine_m": round(float(pairs.engine_m[row]), 1),
            "distance_percent": round(float(pairs.distance_percent[row]), DIGITS),
            "ours_s": round(float(pairs.ours_s[row]), 1),
            "engine_s": round(float(pairs.engine_s[row]), 1),
            "kind": difference.kind,
            "lon": round(float(difference.trial.where[0]), 6),
            "lat": round(float(difference.trial.where[1]), 6),
            "reason": sentence(difference, pairs),
        }


def spread(differences: Floats) -> Spread | None:
    """Return how far differences (n,) are from 0, None where there are none."""
    if not differences.size:
        return None
    away = np.abs(differences)
    return Spread(
        pairs=int(differences.size),
        bias=float(differences.mean()),
        median=float(np.median(away)),
        mean=float(away.mean()),
        p95=float(np.percentile(away, _P95)),
        largest=float(away.max()),
    )


def cross_check(
    region: Region, data: Path | None, *, pairs: int, seed: int, worst: int
) -> CrossCheck:
    """Return how a region's legs differ from OSRM's on the same streets.

    Parameters
    ----------
    region
        Built from streets.
    data
        Folder that the streets' file is relative to; absent, the working folder.
    pairs
        How many pairs of places to draw.
    seed
        Names the pairs.
    worst
        How many of the pairs that differ most are explained.

    Raises
    ------
    RegionError
        If the region has no streets, their file or OSRM is not found, or OSRM fails.
    """
    on_streets(region)
    extract = streets_of(region, data)
    parameters = region.manifest["parameters"]["streets"]
    vehicle = str(parameters.get("vehicle", ""))
    with osrm_on(extract, vehicle, find_programs()) as engine:
        return compared(
            region, engine, extract.name, pairs=pairs, seed=seed, worst=worst
        )


def compared(
    region: Region, engine: Engine, streets: str, *, pairs: int, seed: int, worst: int
) -> CrossCheck:
    """Return how a region's legs differ from an engine's that is running."""
    driven = drive(region, engine, pairs, seed)
    differences = explain(region, engine, driven, looked_into(driven, worst))
    return CrossCheck(
        region,
        engine.title,
        streets,
        seed,
        driven,
        worst=differences[:worst],
        causes=causes_of(differences, driven),
    )


def streets_of(region: Region, data: Path | None) -> Path:
    """Return the OpenStreetMap file that a region's streets are from.

    Raises
    ------
    RegionError
        If the manifest names none, or it is not where it is looked for.
    """
    parameters = region.manifest.get("parameters", {}).get("streets") or {}
    file = parameters.get("file")
    if file is None:
        raise RegionError(
            f"region {region.name}: its manifest names no file of streets, expected a "
            "region that was built from streets."
        )
    path = Path(file) if data is None else data / file
    if not path.is_file():
        raise RegionError(
            f"{path}: no such file, expected the streets of region {region.name} there "
            "(--data FOLDER, as for region build)."
        )
    return path


def answer(check: CrossCheck) -> str:
    """Return the check in one sentence."""
    distance, time = check.distance(), check.time()
    if distance is None or time is None:
        return f"None of {len(check.pairs):,} pairs could be compared in per cent."
    return (
        f"Distances differ from the engine's by {distance.median:.1f} % in the median "
        f"and {distance.p95:.1f} % at p95, times by {time.median:.1f} % and "
        f"{time.p95:.1f} % ({distance.pairs:,} of {len(check.pairs):,} pairs)."
    )


def apart(check: CrossCheck) -> Iterator[str]:
    """Yield what became of the pairs that are not compared in per cent."""
    pairs, short = check.pairs, check.short()
    if short is not None:
        yield (
            f"{short.pairs:,} pairs below {FLOOR_M:.0f} m are compared in metres, "
            f"{short.median:.1f} in the median, {short.largest:.1f} at most."
        )
    elsewhere = pairs.elsewhere
    if elsewhere.any():
        away = spread(pairs.distance_percent[elsewhere & (pairs.engine_m >= FLOOR_M)])
        named = "; ".join(f"{name}: {away_m:.0f} m" for name, away_m in _few(check))
        median = ""
        if away is not None:
            median = f", distances differ by {away.median:.1f} % in the median"
        yield (
            f"{_count(elsewhere)} pairs are counted apart{median}: at one end the "
            f"engine has no street within {ELSEWHERE_M:.0f} m of ours ({named})."
        )
    if pairs.no_way.any():
        yield f"{_count(pairs.no_way)} pairs have no way at all in the engine."


def _few(check: CrossCheck) -> Iterator[tuple[str, float]]:
    return check.elsewhere(3)


def _count(chosen: Bools) -> str:
    return f"{int(chosen.sum()):,}"


def _values(spread: Spread | None) -> dict[str, float] | None:
    return (
        None
        if spread is None
        else {
            name: value if name == "pairs" else round(value, DIGITS)
            for name, value in vars(spread).items()
        }
    )
