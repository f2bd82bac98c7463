"""The points of a study: a grid, a list, or a Latin hypercube."""

import itertools
import json
from typing import Any

from analysis.sweeps.study import HypercubeSpec, Keys, Study
from simulation.errors import ScenarioError
from simulation.scenario.values import leaves
from simulation.specs import quoted
from simulation.streams import Streams

Point = dict[str, Any]  # dotted key -> value

MOST_POINTS = 1_000_000


def points_of(study: Study) -> list[Point]:
    """Return the points of a study in order; one that varies nothing if it has none.

    Raises
    ------
    ScenarioError
        If what is varied is no list, empty, double, or set for every run as well.
    """
    spec, where = study.spec, str(study.path)
    if spec.grid is not None:
        points = _grid(spec.grid, where)
    elif spec.points is not None:
        points = _list(spec.points, where)
    elif spec.latin_hypercube is not None:
        points = _hypercube(spec.latin_hypercube, where)
    else:
        return [{}]
    common = dict(leaves(spec.set))
    for key in varied(points):
        for fixed in common:
            if f"{fixed}.".startswith(f"{key}.") or f"{key}.".startswith(f"{fixed}."):
                raise ScenarioError(
                    where,
                    f"{key} is varied and set.{fixed} is fixed",
                    "only one of them",
                )
    return points


def varied(points: list[Point]) -> list[str]:
    """Return the keys that any point gives, in order of first appearance."""
    return list(dict.fromkeys(key for point in points for key in point))


def _grid(tables: Keys, where: str) -> list[Point]:
    """Return all combinations; the last key changes fastest."""
    values = dict(leaves(tables))
    if not values:
        raise ScenarioError(where, "grid is empty", "keys with lists")
    count = 1
    for key, several in values.items():
        if not isinstance(several, list) or not several:
            raise ScenarioError(
                where,
                f"grid.{key} is {quoted(several)}",
                "a list of values such as [2, 3, 4]",
            )
        _refuse_double(several, f"{where}: grid.{key}")
        count *= len(several)
    if count > MOST_POINTS:
        raise ScenarioError(
            where, f"grid has {count:,} points", f"at most {MOST_POINTS:,}"
        )
    return [
        dict(zip(values, each, strict=True))
        for each in itertools.product(*values.values())
    ]


def _list(tables: tuple[Keys, ...], where: str) -> list[Point]:
    points = [dict(leaves(each)) for each in tables]
    for number, point in enumerate(points, start=1):
        if not point:
            raise ScenarioError(where, f"points has nothing in table {number}", "keys")
    if not points:
        raise ScenarioError(where, "points is empty", "at least one table")
    _refuse_double(points, f"{where}: points")
    return points


def _hypercube(spec: HypercubeSpec, where: str) -> list[Point]:
    """Return points of which every one of n equal parts of every range has one.

    M. D. McKay, R. J. Beckman, W. J. Conover, Technometrics 21 (1979), 239-245.
    """
    from scipy.stats import qmc  # noqa: PLC0415 - heavy

    ranges = dict(leaves(spec.ranges))
    if not ranges:
        raise ScenarioError(
            where, "latin_hypercube.ranges is empty", "keys with [low, high]"
        )
    for key, ends in ranges.items():
        if not _is_range(ends):
            raise ScenarioError(
                where,
                f"latin_hypercube.ranges.{key} is {quoted(ends)}",
                "two numbers [low, high], the lower one first",
            )
    rng = Streams(spec.seed, None).get("latin_hypercube")
    shares = qmc.LatinHypercube(len(ranges), rng=rng).random(spec.points)
    return [
        {
            key: _within(low, high, float(share))
            for (key, (low, high)), share in zip(ranges.items(), row, strict=True)
        }
        for row in shares
    ]


def _is_range(ends: object) -> bool:
    if not isinstance(ends, list) or len(ends) != 2:  # noqa: PLR2004 - low and high
        return False
    if any(isinstance(end, bool) or not isinstance(end, int | float) for end in ends):
        return False
    low, high = ends
    return bool(low < high < float("inf")) and low > -float("inf")


def _within(low: float, high: float, share: float) -> int | float:
    """Return the value a share of 0 to 1 of the way; whole if both ends are."""
    if isinstance(low, int) and isinstance(high, int):
        return min(low + int(share * (high - low + 1)), high)
    return low + share * (high - low)


def _refuse_double(several: list[Any], where: str) -> None:
    seen: set[str] = set()
    for each in several:
        text = json.dumps(each, sort_keys=True, default=str)
        if text in seen:
            raise ScenarioError(
                f"{where} has {quoted(each)} twice, expected every value once."
            )
        seen.add(text)
