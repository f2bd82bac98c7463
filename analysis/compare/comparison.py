"""All that there is to say about two runs of the same orders."""

from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import pandas as pd
from typing_extensions import override

from analysis.compare.batches import mean_over
from analysis.compare.changes import (
    BOTH,
    NEITHER,
    ONLY_FIRST,
    ONLY_SECOND,
    floats,
    hour_changes,
    order_changes,
    part_changes,
    tract_changes,
)
from analysis.compare.export import interval_document, records
from analysis.compare.naming import slot_min
from analysis.compare.pairs import Pairs, Side, paired
from analysis.compare.settings import Setting, differing
from analysis.compare.showing import card_of, figure_of
from analysis.compare.stories import Story, Worst, losers, winners, worst_served
from analysis.metrics.catalogue import KPIS
from analysis.metrics.kpis import Value, kpis
from analysis.metrics.summaries import quantile, total
from analysis.metrics.terms import PLACED, Terms, terms_of
from analysis.statistics import Interval
from simulation.record.run import Run
from simulation.units import Floats

_SHARES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)


@dataclass(frozen=True)
class Counts:
    """Orders that both runs released, and those that only one did."""

    orders: int
    delivered_both: int
    only_first: int
    only_second: int
    neither: int
    faster: int  # in the second run, of those delivered in both
    slower: int
    same: int
    released_only_first: int  # after the other's horizon
    released_only_second: int


@dataclass(frozen=True, repr=False)
class Comparison:
    """Two runs of the same orders; a change is the second less the first."""

    pairs: Pairs
    orders: pd.DataFrame
    every_min: float

    @override
    def __repr__(self) -> str:
        names = " and ".join(side.run.name for side in self.pairs.both)
        return f"<Comparison of {names}: {self.counts.orders:,} orders, {self.verdict}>"

    @cached_property
    def counts(self) -> Counts:
        """How many orders gained and lost."""
        counts = self.orders["delivered"].value_counts()
        sizes = [len(each.run.orders) for each in self.pairs.both]
        return Counts(
            orders=len(self.orders),
            delivered_both=int(counts.get(BOTH, 0)),
            only_first=int(counts.get(ONLY_FIRST, 0)),
            only_second=int(counts.get(ONLY_SECOND, 0)),
            neither=int(counts.get(NEITHER, 0)),
            faster=int((self.changes_s < 0).sum()),
            slower=int((self.changes_s > 0).sum()),
            same=int((self.changes_s == 0).sum()),
            released_only_first=sizes[0] - self.pairs.count,
            released_only_second=sizes[1] - self.pairs.count,
        )

    @cached_property
    def changes_s(self) -> Floats:
        """Change of delivery time [s] of each order delivered in both runs."""
        return floats(self.orders.loc[self.orders["delivered"] == BOTH, "change_s"])

    @cached_property
    def mean_change(self) -> Interval | None:
        """Mean change [s] over them, with its 95 % interval by batches."""
        both = self.orders[self.orders["delivered"] == BOTH]
        return mean_over(floats(both["change_s"]), both["batch"].to_numpy())

    @property
    def verdict(self) -> str:
        """``faster``, ``slower``, ``same`` or ``cannot tell``, of the second run."""
        change = self.mean_change
        if change is None:
            return "cannot tell"
        if not self.changes_s.any():
            return "same"
        if not change.excludes(0.0):
            return "cannot tell"
        return "faster" if change.mean < 0 else "slower"

    @cached_property
    def settings(self) -> tuple[Setting, ...]:
        """The keys in which the two scenarios differ."""
        first, second = self.pairs.first.run, self.pairs.second.run
        return differing(first.scenario_tables, second.scenario_tables)

    @cached_property
    def parts(self) -> pd.DataFrame:
        """What the change went to."""
        return part_changes(self.orders, self.time_label)

    @property
    def time_label(self) -> str:
        """What the time is called that the parts sum to: from placing, by any clock."""
        return "Delivery time" if self.terms.clock == PLACED else "Click to door"

    @cached_property
    def tracts(self) -> pd.DataFrame:
        """Changes by tract of the producer and of the consumer."""
        return tract_changes(self.orders)

    @cached_property
    def hours(self) -> pd.DataFrame:
        """Changes by time of start."""
        return hour_changes(self.orders, self.every_min)

    @cached_property
    def distribution(self) -> dict[str, float | None]:
        """Quantiles of the change of an order [s], ``p0`` (least) to ``p100``."""
        return {
            f"p{round(100 * share)}_s": quantile(self.changes_s, share)
            for share in _SHARES
        }

    @cached_property
    def kpis(self) -> pd.DataFrame:
        """Every metric of both runs, and the second less the first."""
        values = self.kpi_values
        return pd.DataFrame(
            [
                {
                    "kpi": kpi.name,
                    "label": kpi.label,
                    "unit": kpi.unit,
                    "first": values[0][kpi.name],
                    "second": values[1][kpi.name],
                    "change": _less(values[1][kpi.name], values[0][kpi.name]),
                }
                for kpi in map(self.terms.of, KPIS)
            ]
        )

    @cached_property
    def kpi_values(self) -> tuple[dict[str, Value], dict[str, Value]]:
        """Every metric of the first and of the second run, by name."""
        return kpis(self.pairs.first.run), kpis(self.pairs.second.run)

    @cached_property
    def terms(self) -> Terms:
        """In which terms the metrics of both are told."""
        return terms_of(side.run.scenario_tables for side in self.pairs.both)

    @cached_property
    def worst(self) -> dict[str, tuple[Worst, ...]]:
        """The worst-served tracts of the ``first`` and of the ``second`` run."""
        return {run: worst_served(self.orders, run) for run in ("first", "second")}

    def figure(self, name: str = "parts") -> Any:  # noqa: ANN401 - of Plotly
        """Return a figure, a ``plotly.graph_objects.Figure``.

        Parameters
        ----------
        name
            ``parts`` (from one mean delivery time to the other), ``orders`` (how the
            change is spread over them) or ``tracts`` (a map of it).

        Raises
        ------
        InputError
            If there is no figure of that name, or no map as the region is gone.
        """
        run = self.pairs.first.run
        return figure_of(name, self.tables(), run, self.time_label)

    def _repr_html_(self) -> str:
        """Return the comparison as a notebook shows it."""
        runs = [side.run for side in self.pairs.both]
        return card_of(runs, self.kpi_values, self.verdict, self.mean_change)

    def winners(self, most: int = 5) -> tuple[Story, ...]:
        """Return the orders that gained most."""
        return winners(self.orders, most, self.pairs.first.run.time_zero)

    def losers(self, most: int = 5) -> tuple[Story, ...]:
        """Return the orders that lost most."""
        return losers(self.orders, most, self.pairs.first.run.time_zero)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return all tables by name, as they are exported."""
        return {
            "orders": self.orders.drop(columns="batch"),
            "tracts": self.tracts,
            "hours": self.hours,
            "parts": self.parts,
            "kpis": self.kpis,
        }

    def document(self, most: int = 5) -> dict[str, Any]:
        """Return everything but the single orders, ready for JSON."""
        return {
            "runs": [_described(each) for each in self.pairs.both],
            "settings": [asdict(each) for each in self.settings],
            "orders": asdict(self.counts),
            "change": {
                "verdict": self.verdict,
                "sum_s": total(self.changes_s),
                **interval_document(self.mean_change),
                **self.distribution,
            },
            "parts": records(self.parts),
            "tracts": records(self.tracts),
            "hours": records(self.hours),
            "worst": {
                run: [asdict(each) for each in worst]
                for run, worst in self.worst.items()
            },
            "winners": [asdict(each) for each in self.winners(most)],
            "losers": [asdict(each) for each in self.losers(most)],
            "kpis": {
                row.pop("kpi"): {key: row[key] for key in ("first", "second", "change")}
                for row in records(self.kpis)
            },
        }


def compare_runs(
    first: Run,
    second: Run,
    labels: tuple[str, str] = ("A", "B"),
    every_min: float | None = None,
) -> Comparison:
    """Return the comparison of two runs, order by order.

    Parameters
    ----------
    first, second
        Runs of the same orders on the same region.
    labels
        What messages call them.
    every_min
        Length of a slot of time [min]; absent: fit for when orders started.

    Raises
    ------
    RunError
        If the runs did not serve the same orders.

    Examples
    --------
    >>> from simulation import load_scenario, simulate
    >>> keys = {"demand.load_per_min": 2, "demand.duration_min": 10}
    >>> direct, hotspots = (
    ...     simulate(load_scenario(f"paper/{name}", keys))
    ...     for name in ("point_to_point", "hotspots_only")
    ... )
    >>> found = compare_runs(direct, hotspots)
    >>> found.verdict, found.counts.slower
    ('slower', 20)
    >>> compare_runs(direct, direct).verdict
    'same'
    """
    pairs = paired(Side.of(labels[0], first), Side.of(labels[1], second))
    slot = every_min or slot_min(pairs.start_s)
    return Comparison(pairs, order_changes(pairs, slot), slot)


def _described(side: Side) -> dict[str, Any]:
    run = side.run
    return {
        "folder": side.label,
        "scenario": run.name,
        "seed": run.seed,
        "replication": run.replication,
        "log_hash": run.log_hash,
    }


def _less(this: Value, other: Value) -> Value:
    return None if this is None or other is None else this - other
