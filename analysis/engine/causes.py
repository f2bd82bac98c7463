"""What the pairs that differ most have in common: the places that stop one side."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.engine.check import Pairs
from analysis.engine.reasons import WEIGHED, Difference
from simulation.region.geometry import haversine_m

BEYOND_PERCENT = 10.0  # pairs that differ by more are looked into
MOST = 100  # of them
_NEAR_M = 30.0  # one place, whichever of its streets is meant


@dataclass(frozen=True)
class Cause:
    """Pairs that differ for one reason at one place."""

    kind: str  # as `Difference.kind`
    street: str  # the engine's name of it, may be empty
    lon: float | None  # None where both may drive both ways
    lat: float | None
    pairs: int
    largest_percent: float  # difference of distance, as far from 0 as any

    @property
    def place(self) -> str:
        """Where it is, for people; empty where it is nowhere."""
        if self.lon is None or self.lat is None:
            return ""
        at = f"{self.lat:.5f}, {self.lon:.5f} (lat, lon)"
        return f"{self.street}, {at}" if self.street else at


def looked_into(pairs: Pairs, worst: int) -> list[int]:
    """Return the pairs to be explained, the worst first.

    As many as asked for, and those beyond `BEYOND_PERCENT`, up to `MOST`; none where
    none is asked for.
    """
    if not worst:
        return []
    rows = pairs.worst(max(worst, MOST))
    beyond = int((abs(pairs.distance_percent[rows]) > BEYOND_PERCENT).sum())
    chosen: list[int] = rows[: max(worst, beyond)].tolist()
    return chosen


def causes_of(differences: Sequence[Difference], pairs: Pairs) -> tuple[Cause, ...]:
    """Return what makes pairs differ beyond `BEYOND_PERCENT`, most pairs first."""
    groups: list[list[Difference]] = []
    for each in differences:
        if abs(pairs.distance_percent[each.row]) > BEYOND_PERCENT:
            same = next((group for group in groups if _alike(group[0], each)), None)
            if same is None:
                groups.append([each])
            else:
                same.append(each)
    groups.sort(key=len, reverse=True)  # stable: of as many, the worst first
    return tuple(_cause(group, pairs) for group in groups)


def _alike(one: Difference, other: Difference) -> bool:
    if one.kind != other.kind or one.kind == WEIGHED:
        return one.kind == other.kind
    away_m = haversine_m(*one.trial.where, *other.trial.where)
    return float(away_m) <= _NEAR_M


def _cause(group: Sequence[Difference], pairs: Pairs) -> Cause:
    first = group[0]
    lon, lat = first.trial.where.tolist()
    free = first.kind == WEIGHED
    return Cause(
        kind=first.kind,
        street="" if free else first.trial.street,
        lon=None if free else lon,
        lat=None if free else lat,
        pairs=len(group),
        largest_percent=float(pairs.distance_percent[first.row]),
    )
