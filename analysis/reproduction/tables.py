"""The paper's tables, cell by cell, beside ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.experiments.tasks import Row
from analysis.reproduction.changes import HEADLINES, changes, percent
from analysis.reproduction.datasets import Category
from analysis.reproduction.published import (
    DECREASES,
    PaperCell,
    order_counts,
    parameters,
    results,
)
from analysis.statistics import Interval, interval
from simulation.region.region import Region
from simulation.scenario import Scenario
from simulation.units import SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from pandas import DataFrame

Rows = Mapping[tuple[Category, str], Sequence[Row]]

_KPI = {headline.name: headline.kpi for headline in HEADLINES}
_METRES_PER_KM = 1000


@dataclass(frozen=True)
class Beside:
    """A published figure and ours."""

    paper: float
    ours: Interval | None  # None where our metric is undefined

    @property
    def differs(self) -> bool:
        """Whether our interval excludes the paper's figure."""
        return self.ours is None or self.ours.excludes(self.paper)


def table_3(region: Region, one: Scenario, two: Scenario) -> "DataFrame":
    """Return Table 3: columns ``parameter``, ``symbol``, ``unit``, ``paper``, ``ours``.

    Parameters
    ----------
    region
        Where our experiment takes place.
    one, two
        Our scenarios of DeliverAI-I and II.
    """
    import pandas as pd  # noqa: PLC0415 - heavy

    ours = {
        "consumers": region.consumers.size,
        "producers": region.producers.size,
        "simulation_duration": one.demand.duration_min,
        "hotspots": region.hotspots,
        "agents": region.hotspots,  # one a destination
        "preferred_action_set_size": max(
            1, int(one.routing.preferred_share * region.hotspots)
        ),
        "agent_interaction_range": one.requests.interaction_range_m / _METRES_PER_KM,
        "delivery_time_window": one.promise_s / SECONDS_PER_MINUTE,
        "learning_rate": one.routing.learning_rate,
        "discount_factor": one.routing.discount,
        "boltzmann_temperature": one.routing.temperature,
        "exploration_rate": two.routing.exploration,
        "vehicle_capacity": one.fleet.core.capacity,
    }
    return pd.DataFrame(
        [
            {
                "parameter": row.name,
                "symbol": row.symbol,
                "unit": row.unit,
                "paper": row.value,
                "ours": float(ours[row.name]),
            }
            for row in parameters()
        ]
    )


def table_4(rows: Rows) -> "DataFrame":
    """Return Table 4 beside our counts over all data sets and policies.

    Columns: ``demand``, ``load_per_min``, ``paper``, ``ours_least``, ``ours_most``.
    """
    import pandas as pd  # noqa: PLC0415 - heavy

    counts: dict[tuple[str, int], list[int]] = {key: [] for key in order_counts()}
    for (category, _), many in rows.items():
        key = category.profile, category.load_per_min
        counts[key] += [row["orders"] for row in many]
    return pd.DataFrame(
        [
            {
                "demand": profile,
                "load_per_min": load,
                "paper": paper,
                "ours_least": min(counts[profile, load]),
                "ours_most": max(counts[profile, load]),
            }
            for (profile, load), paper in order_counts().items()
        ]
    )


def tables_5_and_6(rows: Rows) -> dict[PaperCell, Beside]:
    """Return every cell of Tables 5 (gaussian) and 6 (uniform) beside ours."""
    return {
        cell: Beside(paper, interval(ours_of(cell, rows)))
        for cell, paper in results().items()
    }


def ours_of(cell: PaperCell, rows: Rows) -> list[float | None]:
    """Return our value of a cell on every data set, in the form of the paper."""
    category = Category(cell.profile, cell.load_per_min)
    kpi = _KPI[cell.metric]
    if not cell.versus:
        return percent(kpi, rows[category, cell.policy])
    values = changes(kpi, rows[category, cell.policy], rows[category, cell.versus])
    if cell.metric in DECREASES:
        return [None if value is None else -value for value in values]
    return values


def cells_frame(cells: Mapping[PaperCell, Beside]) -> "DataFrame":
    """Return Tables 5 and 6 in long form, one row per cell."""
    import pandas as pd  # noqa: PLC0415 - heavy

    return pd.DataFrame(
        [
            {
                "table": 5 if cell.profile == "gaussian" else 6,
                "demand": cell.profile,
                "load_per_min": cell.load_per_min,
                "metric": cell.metric,
                "policy": cell.policy,
                "versus": cell.versus or None,
                "paper": beside.paper,
                "ours": None if beside.ours is None else beside.ours.mean,
                "low": None if beside.ours is None else beside.ours.low,
                "high": None if beside.ours is None else beside.ours.high,
                "differs": beside.differs,
            }
            for cell, beside in cells.items()
        ]
    )
