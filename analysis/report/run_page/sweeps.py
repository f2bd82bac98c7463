"""A sweep read back: which keys were varied, and what each does on its own."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.experiments.titles import plain_name
from analysis.metrics.catalogue import KPI_OF, KPIS, Kpi
from analysis.metrics.display import ignored_ways, worth_a_row
from analysis.metrics.older import MEANING, table_in_todays_meaning
from analysis.metrics.terms import Terms
from analysis.report.errors import ReportError
from analysis.report.run_page.changes import HEADLINES, Change, change_of_pairs
from analysis.statistics import Interval, interval
from analysis.sweeps.break_even import observed
from analysis.sweeps.folder import RUNS, read_runs
from analysis.words import said

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_NEEDED = ("scenario", "replication")
_OTHER = {*_NEEDED, "run", "point", "seed", "log_hash", "region_checksum", "refused"}
_MOST_LEVELS = 8  # as they are; of more, equal shares of the points are put together
_BINS = 5
ORDERS = KPI_OF["orders"]
TOTALS = {"distance_all_km", "distance_km", "vehicles_fleet"}  # what more orders raise


@dataclass(frozen=True)
class Level:
    """One value of a key, or several neighbours, with the rows that have it."""

    label: str
    rows: "DataFrame"
    _known: dict[tuple[str, str], dict[Any, float]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def of(self, scenario: str, kpi: Kpi) -> dict[Any, float]:
        """Return a metric's mean over these rows, by seed and replication."""
        asked = scenario, kpi.name
        if asked not in self._known:
            self._known[asked] = by_replication(self.rows, scenario, kpi)
        return self._known[asked]


@dataclass(frozen=True)
class Sweep:
    """The table of a sweep and what it says of itself."""

    folder: Path
    manifest: dict[str, Any]
    frame: "DataFrame"
    keys: tuple[str, ...]  # varied
    copies: int = 0  # rows left aside, as their log is that of another replication
    older: bool = False  # whether an older program wrote the table
    _levels: dict[str, list[Level]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def name(self) -> str:
        """What the sweep is called."""
        return str(self.manifest.get("study") or self.folder.resolve().name)

    @property
    def question(self) -> str:
        """What it was to answer; may be empty."""
        return str(self.manifest.get("question") or "")

    @property
    def changed(self) -> dict[str, str]:
        """The keys that the study or ``--set`` fixed for all runs, and to what."""
        return {key: said(value) for key, value in self.manifest.get("set", {}).items()}

    @property
    def counts(self) -> str:
        """What is to be known of how its distances count; may be empty."""
        parts = [MEANING] if self.older else []
        if "ignored_km" in self.frame:
            means = self.frame.groupby("scenario", sort=False)["ignored_km"].mean()
            by_name = {plain_name(str(name)): float(km) for name, km in means.items()}
            parts.append(ignored_ways(by_name))
        return " ".join(filter(None, parts))

    @property
    def missing(self) -> int:
        """How many runs failed or are still to be made."""
        return max(
            0, int(self.manifest.get("runs") or 0) - len(self.frame) - self.copies
        )

    @cached_property
    def scenarios(self) -> list[str]:
        """The scenarios, in the order of the study."""
        return [str(each) for each in self.frame["scenario"].drop_duplicates()]

    @cached_property
    def metrics(self) -> list[Kpi]:
        """The headline KPIs that were observed."""
        shown = self._says_something()
        return [self.terms.of(KPI_OF[name]) for name in HEADLINES if name in shown]

    @property
    def terms(self) -> Terms:
        """In which terms its metrics are told."""
        return Terms(**self.manifest.get("terms", {}))

    @cached_property
    def tabled(self) -> list[Kpi]:
        """The KPIs of tables: the paper's accounting too, where it differs."""
        told = list(self.metrics)
        if "distance_km" in self._says_something():
            before = HEADLINES.index("distance_all_km")
            at = sum(HEADLINES.index(kpi.name) <= before for kpi in told)
            told.insert(at, KPI_OF["distance_km"])
        return told

    def _says_something(self) -> set[str]:
        names = [kpi.name for kpi in KPIS if kpi.name in self.frame]
        return {kpi.name for kpi in worth_a_row(_rows(self.frame[names]))}

    @cached_property
    def full(self) -> bool:
        """Whether every combination of the keys' values was run."""
        counts = [self.frame[key].nunique(dropna=False) for key in self.keys]
        points = self.frame[list(self.keys)].drop_duplicates()
        return bool(self.keys) and len(points) == math.prod(counts)

    def levels(self, key: str) -> list[Level]:
        """Return the levels of a key, numbers rising; many are put into five."""
        if key not in self._levels:
            self._levels[key] = self._levels_of(key)
        return self._levels[key]

    def _levels_of(self, key: str) -> list[Level]:
        column = self.frame[key]
        values = list(column.drop_duplicates())
        numeric = all(_is_number(value) for value in values)
        if not numeric or len(values) <= _MOST_LEVELS:
            values = sorted(values) if numeric else sorted(values, key=str)
            return [Level(_said(v), self.frame[_equal(column, v)]) for v in values]
        ordered = np.array_split(np.array(sorted(values), dtype=np.float64), _BINS)
        return [
            Level(
                f"{part[0]:.3g} to {part[-1]:.3g}",
                self.frame[column.between(part[0], part[-1])],
            )
            for part in ordered
        ]

    def effect(self, key: str, scenario: str, kpi: Kpi) -> Change:
        """Return what a metric changes from the first to the last level of a key."""
        ends = [self.levels(key)[at] for at in (0, -1)]
        low, high = (each.of(scenario, kpi) for each in ends)
        if kpi.name in TOTALS:
            few, many = (each.of(scenario, ORDERS) for each in ends)
            if few != many:  # more orders take more of it: neither good nor bad
                return _effect(replace(kpi, better="neither"), high, low)
        return _effect(kpi, high, low)

    def against_first(self, level: Level, scenario: str, kpi: Kpi) -> Change:
        """Return how a scenario differs from the first one at a level."""
        of, over = level.of(scenario, kpi), level.of(self.scenarios[0], kpi)
        return _effect(kpi, of, over)

    def point_words(
        self,
        row: "Series[Any]",
        keys: Sequence[str] | None = None,
        *,
        short: bool = False,
    ) -> str:
        """Return the values of the keys of a row, or of some; short: without tables."""
        told = self.keys if keys is None else keys
        names = [key.rpartition(".")[2] if short else key for key in told]
        values = [_said(row[key]) for key in told]
        return ", ".join(map(" = ".join, zip(names, values, strict=True)))


def read_sweep(folder: Path) -> Sweep:
    """Return the sweep kept in a folder.

    Raises
    ------
    InputError
        If its table cannot be read, was changed since, or is not one of runs.
    """
    path = folder / RUNS
    manifest, table = read_runs(folder)
    frame = table.to_pandas()
    for column in _NEEDED:
        if column not in frame:
            raise ReportError(
                f"{path}: has no column {column!r}, expected the table of a sweep."
            )
    if frame.empty:
        raise ReportError(f"{path}: has no run, expected one at least.")
    rows, frame = len(frame), observed(frame)
    varied = [str(key) for key in manifest.get("varied", ()) if key in frame]
    if not varied:
        own = [str(name) for name in frame.columns]
        varied = [name for name in own if name not in _OTHER and name not in KPI_OF]
    changed = [key for key in varied if len(frame[key].drop_duplicates()) > 1]
    now = table_in_todays_meaning(frame)
    copies = rows - len(frame)
    return Sweep(folder, manifest, now, tuple(changed), copies, older=now is not frame)


def _rows(frame: "DataFrame") -> list[dict[str, Any]]:
    """Return the rows by name, None for what is missing."""
    known = frame.astype(object).where(frame.notna(), None)
    return [
        {str(name): value for name, value in row.items()}
        for row in known.to_dict("records")
    ]


def by_replication(rows: "DataFrame", scenario: str, kpi: Kpi) -> dict[Any, float]:
    """Return a metric's mean over all points, by seed and replication.

    Replications are what is independent; points of one replication share orders. A
    point of a trace has one run, which stands beside every replication of the others.
    """
    own = rows[rows["scenario"] == scenario].dropna(subset=[kpi.name])
    names = [name for name in ("seed", "replication") if name in own]
    once = own["replication"] < 0
    if "point" in own:
        runs = own.groupby("point")["replication"].transform("size")
        once = (runs == 1) & (runs.max() > 1)
    groups = own[~once].groupby(names)[kpi.name]
    beside = own.loc[once, kpi.name]
    means = (groups.sum() + beside.sum()) / (groups.size() + len(beside))
    return {key: float(value) for key, value in means.items()}


def mean_of(values: dict[Any, float]) -> Interval | None:
    """Return the mean over the replications."""
    return interval(list(values.values())) if values else None


def _effect(kpi: Kpi, of: dict[Any, float], over: dict[Any, float]) -> Change:
    common = [key for key in of if key in over]
    mine, base = ([some[key] for key in common] for some in (of, over))
    return change_of_pairs(kpi, mine, base)


def _is_number(value: object) -> bool:
    if isinstance(value, bool | np.bool_):
        return False
    return isinstance(value, int | float | np.number) and bool(np.isfinite(value))


def _equal(column: "Series[Any]", value: object) -> "Series[bool]":
    missing = value is None or value != value  # noqa: PLR0124 - NaN
    return column.isna() if missing else column == value


def _said(value: object) -> str:
    if value is None or value != value:  # noqa: PLR0124 - NaN
        return "as in the scenario"
    if isinstance(value, np.generic):
        value = value.item()
    return said(value)
