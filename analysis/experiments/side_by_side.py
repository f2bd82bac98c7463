"""Scenarios replicated side by side, from Python: means and differences as tables."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from analysis.experiments.executors import executor
from analysis.experiments.replications import Progress, ReplicationResults, Side
from analysis.experiments.replications import replicate as replicate_sides
from analysis.experiments.runs import shared_prepared
from analysis.experiments.summary import means, paired_differences
from analysis.metrics.catalogue import KPI_OF, Kpi
from analysis.metrics.display import card, digits_of, headed, headlines, number
from analysis.metrics.terms import IN_GENERAL, Terms, terms_of
from analysis.numbers import MINUS, NOTHING, change_of, with_reach
from analysis.statistics import Interval
from analysis.words import unlike
from simulation.errors import InputError, ScenarioError, SimulationError
from simulation.scenario import Scenario, load_scenario, scenario_to_dict

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True, repr=False)
class SideBySide:
    """Replications of one or more scenarios, and what they come to."""

    results: ReplicationResults
    terms: Terms = IN_GENERAL

    @override
    def __repr__(self) -> str:
        names = ", ".join(self.results.rows)
        return f"<{self.results.count} replications of {names}>"

    @cached_property
    def runs(self) -> "DataFrame":
        """One row per run: ``scenario``, ``replication``, ``seed``, and every KPI.

        NaN where there is nothing to observe.
        """
        import pandas as pd  # noqa: PLC0415 - heavy, and only for analysts

        return pd.DataFrame(
            [
                {
                    "scenario": name,
                    "replication": replication,
                    "seed": row["seed"],
                    **{kpi: _known(value) for kpi, value in row["kpis"].items()},
                }
                for name, rows in self.results.rows.items()
                for replication, row in rows.items()
            ]
        )

    @cached_property
    def means(self) -> "DataFrame":
        """Means with 95 % intervals, by ``scenario`` and ``kpi``.

        Columns: ``unit``, ``mean``, ``low``, ``high``, ``count`` (of independent runs);
        NaN where a run has no value.
        """
        return _frame(
            {
                (name, metric): _columns(found)
                for name, by_metric in means(self.results).items()
                for metric, found in by_metric.items()
            },
            self.terms,
        )

    @cached_property
    def differences(self) -> "DataFrame":
        """Differences to the first scenario, pair by pair, by ``scenario`` and ``kpi``.

        Replication k has the same orders in all scenarios, so their chance drops out.
        Columns: ``unit``, ``mean``, ``low``, ``high`` (95 %), ``count`` (of pairs),
        ``change_percent``, ``verdict``: better, worse, equal or cannot tell, and more
        or less where neither direction is good.
        """
        return _frame(
            {
                (name, metric): {
                    **_columns(found.interval),
                    "change_percent": _known(found.change_percent),
                    "verdict": None if found.verdict is None else str(found.verdict),
                }
                for name, by_metric in paired_differences(self.results).items()
                for metric, found in by_metric.items()
            },
            self.terms,
        )

    def _repr_html_(self) -> str:
        """Return headline means and differences as a notebook shows them."""
        first, *others = self.results.rows
        found, apart = means(self.results), paired_differences(self.results)
        rows = [
            (
                headed(kpi),
                *(_mean(kpi, found[name][kpi.name]) for name in (first, *others)),
                *(_change(kpi, apart[name][kpi.name].interval) for name in others),
            )
            for kpi in headlines(
                (
                    row["kpis"]
                    for of_scenario in self.results.rows.values()
                    for row in of_scenario.values()
                ),
                self.terms,
            )
        ]
        less = [f"{name} {MINUS} {first}" for name in others]
        lines = ["Mean ± half of its 95 % interval; differences pair by pair."]
        columns = ("", first, *others, *less)
        return card(f"{self.results.count} replications", lines, columns, rows)


def replicate(
    scenarios: Sequence[Scenario | str],
    replications: int = 10,
    *,
    processes: int | None = None,
    progress: Progress | None = None,
) -> SideBySide:
    """Run scenarios again and again; replication k has the same orders in all.

    Parameters
    ----------
    scenarios
        Shipped names, files or scenarios of one seed and region; the first is the one
        that the others are compared with.
    replications
        Of each.
    processes
        At work at once; absent: as many as there are cores.
    progress
        Told how many runs are done, of how many.

    Raises
    ------
    InputError
        If a scenario cannot be run, has nothing random to repeat, or differs from the
        first in seed or region.
    SimulationError
        If a run breaks off.

    Examples
    --------
    >>> from simulation import load_scenario
    >>> keys = {"demand.load_per_min": 1, "demand.duration_min": 5}
    >>> pair = [
    ...     load_scenario(f"paper/{name}", keys)
    ...     for name in ("point_to_point", "hotspots_only")
    ... ]
    >>> found = replicate(pair, 2, processes=1)
    >>> found.runs[["scenario", "replication", "orders"]].values.tolist()[0]
    ['paper/point_to_point', 0, 5]
    >>> found.differences.loc[("paper/hotspots_only", "orders"), "verdict"]
    'equal'
    """
    if replications < 1:
        raise InputError(f"replications is {replications}, expected 1 or more.")
    asked = [
        load_scenario(each) if isinstance(each, str) else each for each in scenarios
    ]
    names = unlike(each.name for each in asked)
    check_alike(asked)
    check_random(asked, names)
    sides = [
        Side(name, scenario, shared_prepared(scenario).region.checksum)
        for name, scenario in zip(names, asked, strict=True)
    ]
    results = replicate_sides(sides, replications, executor(processes), progress)
    for failed in results.failures:
        raise SimulationError(f"{failed.task.label}: the run failed: {failed.error}")
    return SideBySide(results, terms_of(map(scenario_to_dict, asked)))


def check_random(asked: Sequence[Scenario], names: Sequence[str]) -> None:
    """Refuse what would be the same run again and again: an interval of no width.

    Raises
    ------
    ScenarioError
        If the orders of a scenario are those of a trace.
    """
    for name, scenario in zip(names, asked, strict=True):
        if not scenario.demand.repeats:
            raise ScenarioError(
                name,
                'demand.profile is "trace", whose orders are the same in '
                "every replication",
                "a profile that draws its orders, or demand.replicate",
            )


def check_alike(asked: Sequence[Scenario]) -> None:
    """Refuse scenarios whose orders have nothing to do with each other."""
    if not asked:
        raise InputError("scenarios is empty, expected at least one.")
    for key in ("seed", "region"):
        for each in asked[1:]:
            given, expected = getattr(each, key), getattr(asked[0], key)
            if given != expected:
                raise ScenarioError(
                    each.name,
                    f"{key} is {given}",
                    f"{expected} as in {asked[0].name}: scenarios side by side "
                    "share their orders",
                )


def _frame(rows: Mapping[tuple[str, str], dict[str, Any]], terms: Terms) -> "DataFrame":
    """Return rows by scenario and KPI, each with its unit."""
    import pandas as pd  # noqa: PLC0415 - heavy, and only for analysts

    index = pd.MultiIndex.from_tuples(list(rows), names=["scenario", "kpi"])
    return pd.DataFrame(
        [
            {"unit": terms.of(KPI_OF[metric]).unit, **row}
            for (_, metric), row in rows.items()
        ],
        index,
    )


def _known(value: float | None) -> float:
    """Return a value, NaN of none, so that columns stay numbers."""
    return math.nan if value is None else value


def _columns(found: Interval | None) -> dict[str, float | int]:
    if found is None:
        return dict.fromkeys(("mean", "low", "high", "count"), math.nan)
    return {
        "mean": found.mean,
        "low": found.low,
        "high": found.high,
        "count": found.count,
    }


def _mean(kpi: Kpi, found: Interval | None) -> str:
    if found is None:
        return NOTHING
    mean = number(kpi, found.mean)
    if found.reach == 0.0:
        return mean
    return with_reach(mean, found.reach, digits_of(kpi, found.mean))


def _change(kpi: Kpi, found: Interval | None) -> str:
    return change_of(found, "", 0 if found is None else digits_of(kpi, found.mean))
