"""Where along a key a scenario begins or stops to pay against the first one.

A scenario *pays* at a point if the paired difference of a metric to the first scenario
lies on the better side with its whole 95 % interval. The break-even point is where the
mean difference changes its sign, on straight lines between the values of the key.
"""

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.experiments.titles import plain_name
from analysis.metrics.catalogue import KPI_OF, Kpi
from analysis.metrics.older import table_in_todays_meaning
from analysis.statistics import Crossing, Interval, Verdict, crossings, interval
from analysis.statistics import verdict as verdict_of
from analysis.words import listed, said

if TYPE_CHECKING:
    from pandas import DataFrame

DISTANCE = "distance_all_km"


@dataclass(frozen=True)
class Step:
    """A scenario against the first at one value of a key."""

    value: Any  # number, or a word such as unlimited
    difference: Interval  # in the metric's unit
    verdict: Verdict


@dataclass(frozen=True)
class BreakEven:
    """A scenario against the first along one key, all other keys held."""

    kpi: Kpi
    scenario: str
    first: str
    key: str
    fixed: dict[str, Any]  # the other varied keys
    steps: tuple[Step, ...]  # values rising, a word at the end
    crossings: tuple[Crossing, ...]  # on the values that are numbers
    turns_to_word: bool | None  # at the word; True: begins to pay there

    def with_verdict(self, verdict: Verdict) -> list[Any]:
        """Return the values with a verdict."""
        return [step.value for step in self.steps if step.verdict is verdict]

    @property
    def who(self) -> str:
        """Who, against whom, as people call them."""
        return f"{plain_name(self.scenario)} against {plain_name(self.first)}"

    @property
    def words(self) -> str:
        """Who, against whom, along what: and the sentence."""
        fixed = ", ".join(
            f"{key}={value_text(value)}" for key, value in self.fixed.items()
        )
        along = f"along {self.key}{' with ' if fixed else ''}{fixed}"
        return f"{self.who}, {along}: {self.sentence}"

    @property
    def sentence(self) -> str:
        """Where it pays and where it stops, in words."""
        first, last = (value_text(self.steps[at].value) for at in (0, -1))
        ends = f"from {first} to {last}"
        count = len(self.steps)
        verdicts = {step.verdict for step in self.steps}
        if all(step.difference.count == 1 for step in self.steps):
            return self._one_run(ends)
        if verdicts == {Verdict.EQUAL}:
            return f"the same everywhere {ends}"
        turns = self._turns()
        if turns:
            return "; ".join([*turns, *self._unsure()])
        for word, verdict in (
            ("pays everywhere", Verdict.BETTER),
            ("pays nowhere", Verdict.WORSE),
        ):
            if len(self.with_verdict(verdict)) == count:
                return f"{word} {ends}"
        pays = self.with_verdict(Verdict.BETTER)
        sure = (
            f"pays at {listed(map(value_text, pays))}"
            if pays
            else f"is not shown to pay {ends}"
        )
        return "; ".join([sure, *self._unsure()])

    def _one_run(self, ends: str) -> str:
        """Return what one run at each value shows: no interval, no verdict."""
        sign = 1 if self.kpi.better == "higher" else -1
        ahead = [s.value for s in self.steps if sign * s.difference.mean > 0]
        better = (
            f"better at {listed(map(value_text, ahead))}"
            if ahead
            else f"better nowhere {ends}"
        )
        return f"one run at each value, so nothing is certain; in these, {better}"

    def _turns(self) -> list[str]:
        lower_pays = self.kpi.better != "higher"
        words = []
        for each in self.crossings:
            turn = "begins to pay" if each.falls == lower_pays else "stops paying"
            words.append(f"{turn} at {each.at:.4g} ({_interval(each)})")
        if self.turns_to_word is not None:
            before, word = (value_text(step.value) for step in self.steps[-2:])
            turn = "begins to pay" if self.turns_to_word else "stops paying"
            words.append(f"{turn} between {before} and {word}")
        return words

    def _unsure(self) -> list[str]:
        unsure = self.with_verdict(Verdict.CANNOT_TELL)
        return [f"cannot tell at {listed(map(value_text, unsure))}"] if unsure else []


def break_evens(
    frame: "DataFrame", keys: Sequence[str], metric: str = DISTANCE
) -> list[BreakEven]:
    """Return each scenario against the first, along each key.

    Parameters
    ----------
    frame
        The table of a sweep, ``runs.parquet``; its first row is of the first scenario.
    keys
        The varied keys. Along each one, there is a line for each combination of the
        values of the others at which two or more of its values were run.
    metric
        A KPI of which less or more is better.

    Raises
    ------
    ValueError
        If neither is better.
    """
    kpi = KPI_OF[metric]
    if kpi.better == "neither":
        raise ValueError(f"{metric}: neither less nor more of it is better.")
    usable = table_in_todays_meaning(observed(frame)).dropna(subset=[metric])
    names = [str(name) for name in frame["scenario"].drop_duplicates()]
    lines = []
    for key, name in itertools.product(keys, names[1:]):
        others = [each for each in keys if each != key]
        for fixed, rows in _lines(usable, others):
            line = _line(rows, key, (names[0], name), kpi, fixed)
            if line is not None:
                lines.append(line)
    return lines


def observed(frame: "DataFrame") -> "DataFrame":
    """Return the rows that are observations of their own.

    Where all runs of a scenario at a point have one log, as those of a trace, they
    are one run: the first.
    """
    if not {"point", "log_hash"} <= set(frame.columns):
        return frame
    logs = frame.groupby(["point", "scenario"], sort=False)["log_hash"]
    same = (logs.transform("nunique") == 1) & logs.transform("first").notna()
    return frame[~(same & (logs.cumcount() > 0))]


def value_text(value: object) -> str:
    """Return a value of a key as it is written."""
    number = _number(value)
    return said(value if number is None else number)


def _lines(
    frame: "DataFrame", others: Sequence[str]
) -> Iterator[tuple[dict[str, Any], "DataFrame"]]:
    """Yield the rows of each combination of the other keys' values, in table order."""
    if not others:
        yield {}, frame
        return
    for values, rows in frame.groupby(list(others), dropna=False, sort=False):
        yield dict(zip(others, values, strict=True)), rows


def _line(
    rows: "DataFrame", key: str, names: tuple[str, str], kpi: Kpi, fixed: dict[str, Any]
) -> BreakEven | None:
    """Return one line, None with fewer than two values or no pair common to all."""
    values = list(rows.dropna(subset=[key])[key].drop_duplicates())
    ordered = _ordered(values)
    if ordered is None or len(ordered) < 2:  # noqa: PLR2004 - nothing to compare
        return None
    at = [_differences(rows[rows[key] == value], names, kpi.name) for value in ordered]
    pairs = [each for each in at[0] if all(each in one for one in at)]
    if not pairs:
        return None
    columns = [[one[pair] for pair in pairs] for one in at]
    steps = tuple(
        _step(value, column, kpi)
        for value, column in zip(ordered, columns, strict=True)
    )
    numbers = [_number(value) for value in ordered]
    places = [each for each in numbers if each is not None]
    sign = -1.0 if kpi.better == "higher" else 1.0
    better = [sign * step.difference.mean < 0 for step in steps]
    return BreakEven(
        kpi,
        names[1],
        names[0],
        key,
        fixed,
        steps,
        tuple(crossings(places, list(zip(*columns[: len(places)], strict=True)))),
        better[-1] if len(places) < len(steps) and better[-1] != better[-2] else None,
    )


def _differences(
    rows: "DataFrame", names: tuple[str, str], metric: str
) -> dict[tuple[Any, ...], float]:
    """Return the second scenario less the first, by seed and replication."""
    pair = [each for each in ("seed", "replication") if each in rows]
    first, other = (
        {
            values[:-1]: float(values[-1])
            for values in rows.loc[
                rows["scenario"] == name, [*pair, metric]
            ].itertuples(index=False, name=None)
        }
        for name in names
    )
    return {key: other[key] - first[key] for key in other if key in first}


def _step(value: object, differences: list[float], kpi: Kpi) -> Step:
    mean = interval(differences)
    outcome = verdict_of(mean, kpi.better)
    assert mean is not None  # there is a pair
    assert outcome is not None
    return Step(value, mean, outcome)


def _ordered(values: list[Any]) -> list[Any] | None:
    """Return numbers rising, then the one word there may be; None if there are more.

    Words that stand beside numbers mean without limit: unlimited bays, unbounded
    patience, an elastic fleet.
    """
    words = [value for value in values if _number(value) is None]
    numbers = sorted((v for v in values if _number(v) is not None), key=float)
    return numbers + words if len(words) <= 1 and numbers else None


def _number(value: object) -> float | None:
    """Return a finite number, also of a text: a key with words is a column of texts."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        number = float(str(value))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _interval(crossing: Crossing) -> str:
    """Return the interval of a crossing in words."""
    low, high = crossing.low, crossing.high
    if math.isfinite(low) and math.isfinite(high):
        return f"95 % interval {low:.4g} to {high:.4g}"
    if math.isfinite(low):
        return f"95 % interval from {low:.4g} beyond the last value"
    if math.isfinite(high):
        return f"95 % interval from before the first value to {high:.4g}"
    return "95 % interval beyond both ends"
