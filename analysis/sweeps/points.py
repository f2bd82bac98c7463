"""The points of a study: a grid, a list, or a Latin hypercube."""

import itertools
from typing import Any

from analysis.sweeps.hypercube import points_and_factors, refuse_double
from analysis.sweeps.study import Keys, Study
from simulation.errors import ScenarioError
from simulation.scenario.values import leaves
from simulation.specs import quoted

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
        points, _ = points_and_factors(spec.latin_hypercube, where)
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
        refuse_double(several, f"{where}: grid.{key}")
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
    refuse_double(points, f"{where}: points")
    return points
