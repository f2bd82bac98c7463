"""Our Figures 6, 8 and 9 as numbers; the paper's curves exist only as pictures."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.experiments.runs import ACTIVE_PER_MIN
from analysis.experiments.tasks import Row
from analysis.metrics.catalogue import KPIS
from analysis.reproduction.changes import percent, values
from analysis.reproduction.published import COUNTED_AS, LOADS, PROFILES
from analysis.reproduction.tables import Rows
from analysis.statistics import interval
from simulation.demand.profiles import PAPER_DURATION_MIN, counts_per_minute

if TYPE_CHECKING:
    from pandas import DataFrame

# Figures 8 and 9, (A) to (D) and (F): KPI and label.
BY_LOAD = (
    ("distance_all_km", "Distance, every way [km]"),  # beside the paper's
    ("distance_km", "Distance, paper's accounting [km]"),
    ("vehicles_active", "Vehicles active [vehicles]"),
    ("core_vehicles_active", "Core vehicles active [vehicles]"),
    ("hops_mean", "Legs per order [legs]"),
    ("utilisation_mean", "Mean utilisation [%]"),
    ("vehicles_fleet", "Fleet [vehicles]"),  # not in the paper: what is owned
)
_SHARES = {kpi.name for kpi in KPIS if kpi.unit == "share"}


def load_frame() -> "DataFrame":
    """Return Figure 6 (a), orders over time.

    Columns: ``profile``, ``load_per_min``, ``minute``, ``orders_per_min``.
    """
    import pandas as pd  # noqa: PLC0415 - heavy

    return pd.DataFrame(
        [
            {
                "profile": profile,
                "load_per_min": load,
                "minute": minute,
                "orders_per_min": orders,
            }
            for profile in PROFILES
            for load in LOADS
            for minute, orders in enumerate(
                counts_per_minute(
                    COUNTED_AS[profile], load, PAPER_DURATION_MIN
                ).tolist()
            )
        ]
    )


def by_load_frame(rows: Rows) -> "DataFrame":
    """Return Figures 8 and 9: a mean with interval per profile, load, policy, metric.

    Columns: ``profile``, ``load_per_min``, ``policy``, ``metric`` (a KPI; shares in
    percent), ``mean``, ``low``, ``high``.
    """
    import pandas as pd  # noqa: PLC0415 - heavy

    return pd.DataFrame(
        [
            {
                "profile": category.profile,
                "load_per_min": category.load_per_min,
                "policy": policy,
                "metric": kpi,
                **_limits(percent(kpi, many) if kpi in _SHARES else values(kpi, many)),
            }
            for (category, policy), many in rows.items()
            for kpi, _ in BY_LOAD
        ]
    )


def utilisation_frame(rows: Rows) -> "DataFrame":
    """Return Figures 8 and 9 (E): utilisation at every full minute (UR_t, 7.5).

    Columns: ``profile``, ``load_per_min``, ``policy``, ``minute``, ``mean``, ``low``,
    ``high`` (shares), until the last data set has delivered everything.
    """
    import pandas as pd  # noqa: PLC0415 - heavy

    return pd.DataFrame(
        [
            {
                "profile": category.profile,
                "load_per_min": category.load_per_min,
                "policy": policy,
                "minute": minute,
                **_limits(used),
            }
            for (category, policy), many in rows.items()
            for minute, used in enumerate(_used(many))
        ]
    )


def _used(rows: Sequence[Row]) -> list[list[float]]:
    """Return the utilisation of every run, minute by minute."""
    minutes = max(len(row[ACTIVE_PER_MIN]) for row in rows)
    active = [
        row[ACTIVE_PER_MIN] + [0] * (minutes - len(row[ACTIVE_PER_MIN])) for row in rows
    ]
    return [
        [
            each[minute] / row["vehicles_active"] if row["vehicles_active"] else 0.0
            for each, row in zip(active, rows, strict=True)
        ]
        for minute in range(minutes)
    ]


def _limits(values: Sequence[float | None]) -> dict[str, float | None]:
    """Return mean and limits; the limits are missing where nothing is known of them."""
    mean = interval(values)
    if mean is None:
        return {"mean": None, "low": None, "high": None}
    if mean.count == 1:
        return {"mean": mean.mean, "low": None, "high": None}
    return {"mean": mean.mean, "low": mean.low, "high": mean.high}
