"""What a policy changes against another on the same orders, and by how much."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from analysis.experiments.tasks import Row
from analysis.metrics.catalogue import KPIS
from analysis.statistics import Interval, changes_percent, differences, interval

Form = Literal["level", "change"]

_PERCENT = 100
_SHARES = {kpi.name for kpi in KPIS if kpi.unit == "share"}


@dataclass(frozen=True)
class Headline:
    """A metric by which the paper argues."""

    name: str  # as in Tables 5 and 6
    kpi: str  # ours
    label: str
    better: Literal["less", "more"]

    @property
    def is_share(self) -> bool:
        """Whether it is a share: changes are then in percentage points."""
        return self.kpi in _SHARES

    @property
    def unit(self) -> str:
        """Unit of a change."""
        return "pp" if self.is_share else "%"


HEADLINES = (
    Headline("dist_tot", "distance_km", "Distance, paper's accounting", "less"),
    Headline("veh_tot", "vehicles_active", "Vehicles", "less"),
    Headline("time_avg", "delivery_time_mean_s", "Delivery time", "less"),
    Headline("succ_ratio", "success_ratio", "Share on time", "more"),
    Headline("ur_avg", "utilisation_mean", "Utilisation", "more"),
)

# Beside the paper's distance, which leaves ways out that its scenarios ignore.
EVERY_WAY = Headline("dist_all", "distance_all_km", "Distance, every way", "less")


def changes(kpi: str, of: Sequence[Row], over: Sequence[Row]) -> list[float | None]:
    """Return what `of` changes against `over`, data set by data set.

    In percent of `over`; for shares, in percentage points.
    """
    these, those = values(kpi, of), values(kpi, over)
    if kpi in _SHARES:
        return differences(these, those, _PERCENT)
    return changes_percent(these, those)


def change(kpi: str, of: Sequence[Row], over: Sequence[Row]) -> Interval | None:
    """Return the mean change with its paired interval; None where undefined."""
    return interval(changes(kpi, of, over))


def values(kpi: str, rows: Sequence[Row]) -> list[float | None]:
    """Return a KPI of every row."""
    return [row[kpi] for row in rows]


def percent(kpi: str, rows: Sequence[Row]) -> list[float | None]:
    """Return a share of every row in percent."""
    return [None if row[kpi] is None else _PERCENT * row[kpi] for row in rows]
