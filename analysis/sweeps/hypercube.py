"""A Latin hypercube: few points spread evenly over ranges, choices and settings."""

import json
from typing import Any

from analysis.sweeps.study import HypercubeSpec
from simulation.errors import ScenarioError
from simulation.scenario.values import leaves
from simulation.specs import quoted
from simulation.streams import Streams

Values = dict[str, Any]

_FEWEST = 2  # of a choice


def points_and_factors(
    spec: HypercubeSpec, where: str
) -> tuple[list[Values], list[Values]]:
    """Return the points by dotted key, and what was drawn for each, by factor.

    Of every one of n equal parts of every range there is one point; of choices and
    settings each comes equally often, or once more. A factor is the key of a range or
    choice, or the name of what is set.

    M. D. McKay, R. J. Beckman, W. J. Conover, Technometrics 21 (1979), 239-245.

    Raises
    ------
    ScenarioError
        If a range, a choice, a setting or a sum is none.
    """
    from scipy.stats import qmc  # noqa: PLC0415 - heavy

    ranges = _ranges(spec, where)
    several = {**_choices(spec, where), **_settings(spec, where)}
    for name in several:
        if name in ranges:
            raise ScenarioError(
                where, f"latin_hypercube varies {name} twice", "each once"
            )
    rng = Streams(spec.seed, None).get("latin_hypercube")
    count = len(ranges) + len(several)
    shares = qmc.LatinHypercube(count, rng=rng).random(spec.points)
    points, factors = [], []
    for row in shares.tolist():
        drawn: Values = {
            key: _within(low, high, share)
            for (key, (low, high)), share in zip(ranges.items(), row, strict=False)
        }
        for (name, values), share in zip(
            several.items(), row[len(ranges) :], strict=True
        ):
            drawn[name] = values[int(share * len(values))]
        factors.append(drawn)
        points.append(_point(spec, drawn, where))
    return points, factors


def _point(spec: HypercubeSpec, drawn: Values, where: str) -> Values:
    """Return the keys that were drawn, those of settings, and those added up."""
    point: Values = {}
    for name, value in drawn.items():
        setting = spec.settings.get(name)
        found = {name: value} if setting is None else dict(leaves(setting[value]))
        for key in found:
            if key in point:
                raise ScenarioError(
                    where, f"latin_hypercube varies {key} twice", "each once"
                )
        point |= found
    sums = {}
    for key, others in leaves(spec.added):
        _check_sum(key, others, point, where)
        sums[key] = point[key] + sum(point[other] for other in others)
    return point | sums


def _check_sum(key: str, others: object, point: Values, where: str) -> None:
    """Refuse what cannot be added up."""
    if not isinstance(others, list) or not others:
        raise ScenarioError(
            where,
            f"latin_hypercube.added.{key} is {quoted(others)}",
            "a list of varied keys",
        )
    for each in (key, *others):
        if not isinstance(each, str) or each not in point:
            raise ScenarioError(
                where,
                f"latin_hypercube.added.{key} needs {quoted(each)}, which is not "
                "varied at every point",
                "keys of ranges, choices or settings",
            )
        if not _is_number(point[each]):
            raise ScenarioError(
                where,
                f"latin_hypercube.added.{key}: {each} is {quoted(point[each])}",
                "a number",
            )


def _ranges(spec: HypercubeSpec, where: str) -> dict[str, list[Any]]:
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
    return ranges


def _choices(spec: HypercubeSpec, where: str) -> dict[str, list[Any]]:
    choices = dict(leaves(spec.choices))
    for key, values in choices.items():
        if not isinstance(values, list) or len(values) < _FEWEST:
            raise ScenarioError(
                where,
                f"latin_hypercube.choices.{key} is {quoted(values)}",
                "a list of two or more values such as [2, 4, 8]",
            )
        refuse_double(values, f"{where}: latin_hypercube.choices.{key}")
    return choices


def _settings(spec: HypercubeSpec, where: str) -> dict[str, list[str]]:
    for name, choices in spec.settings.items():
        if len(choices) < _FEWEST:
            raise ScenarioError(
                where,
                f"latin_hypercube.settings.{name} has {len(choices)}",
                "two tables of keys or more",
            )
        first, *others = ({key for key, _ in leaves(each)} for each in choices.values())
        for choice, keys in zip(list(choices)[1:], others, strict=True):
            if keys != first:
                raise ScenarioError(
                    where,
                    f"latin_hypercube.settings.{name}.{choice} sets "
                    f"{', '.join(sorted(keys)) or 'nothing'}",
                    f"{', '.join(sorted(first)) or 'a key'}, as the first one does",
                )
        if not first:
            raise ScenarioError(
                where, f"latin_hypercube.settings.{name} sets nothing", "tables of keys"
            )
    return {name: list(choices) for name, choices in spec.settings.items()}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_range(ends: object) -> bool:
    if not isinstance(ends, list) or len(ends) != 2:  # noqa: PLR2004 - low and high
        return False
    if not all(map(_is_number, ends)):
        return False
    low, high = ends
    return bool(low < high < float("inf")) and low > -float("inf")


def _within(low: float, high: float, share: float) -> int | float:
    """Return the value a share of 0 to 1 of the way; whole if both ends are."""
    if isinstance(low, int) and isinstance(high, int):
        return min(low + int(share * (high - low + 1)), high)
    return low + share * (high - low)


def refuse_double(several: list[Any], where: str) -> None:
    """Refuse values of which one is there twice."""
    seen: set[str] = set()
    for each in several:
        text = json.dumps(each, sort_keys=True, default=str)
        if text in seen:
            raise ScenarioError(
                f"{where} has {quoted(each)} twice, expected every value once."
            )
        seen.add(text)
