"""All metrics side by side, and what changes against the first plan."""

import math
from collections.abc import Iterable, Iterator

import pandas as pd

from analysis.metrics.catalogue import Kpi
from analysis.metrics.display import LEFT_OUT, headed
from analysis.plots.changes import plot_changes
from analysis.report.blocks import Band, Block, Cell, Column, Figure, Table, Text
from analysis.report.markup import literal
from analysis.report.page import section
from analysis.report.run_page.contents import Contents
from analysis.report.run_page.wording import change_cell, level_cell

_UNITS = ("%", "pp")
_DRAWN = (  # metrics of the figure
    "distance_all_km",
    "delivery_time_mean_s",
    "delivery_time_p95_s",
    "vehicles_active",
    "vehicles_fleet",
    "cost_per_order",
    "co2_g_per_order",
    "success_ratio",
    "utilisation_mean",
    "utilisation_fleet_mean",
    "shared_core_share",
)
_ORDERS_TIME, _OTHER = "Where an order's time goes", "Other"
_BANDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Costs", ("cost_", "co2_")),
    (
        "Service",
        (
            *("orders", "delivered", "open", "success_", "delivery_", "late_"),
            *("_to_door", "_to_pickup"),
        ),
    ),
    (_ORDERS_TIME, ("ride_", "_wait_mean", "handover_mean", "door_mean")),
    ("Distance", ("_km", "km_per")),
    ("Vehicles", ("vehicle", "utilisation")),
    ("Sharing", ("hops_", "shared_", "meetings", "core_load", "transfers")),
    (_OTHER, ("",)),
)
_NOT_BY_SIGN = {
    "vehicle_wait_mean_s": _ORDERS_TIME,  # an order's, not a vehicle's
    "handovers": "Sharing",
}


def _title(shown: Contents) -> str:
    return "Metrics side by side" if shown.changes else "Metrics"


@section("metrics", _title, short="Metrics")
def metrics(shown: Contents) -> Iterator[Block]:
    """Return the section of all KPIs, with a figure of changes where there are any."""
    if shown.changes:
        yield from _figure(shown)
    yield Text(_explained(shown))
    yield _table(shown)


def _explained(shown: Contents) -> str:
    words = "Each metric is explained where its name is dotted. "
    if any(len(plan.runs) > 1 for plan in shown.plans):
        words += (
            "Means over the runs of a plan, with half the width of the 95 % interval "
            "(Student's t). "
        )
    if shown.changes:
        words += (
            f"Below a value, how it differs from {literal(shown.plans[0].label)}: "
            "taken pair by pair where runs met the same orders, then averaged."
        )
    return words


def _table(shown: Contents) -> Table:
    columns = [Column("", "left"), *(Column(plan.label) for plan in shown.plans)]
    rows: list[list[str | Cell] | Band] = []
    for band, kpis in _banded(shown.kpis):
        rows.append(Band(band))
        rows += [_row(shown, kpi) for kpi in kpis]
    return Table(
        columns,
        rows,
        f"Metrics{', with differences to the first plan' * bool(shown.changes)}.",
        number=shown.numbered(3),
        note=(
            "pp: percentage points. A mark says what the interval of a difference "
            "allows to say; a difference without a mark rests on one run. "
        )
        * bool(shown.changes)
        + " ".join(filter(None, (LEFT_OUT, literal(shown.told)))),
    )


def _row(shown: Contents, kpi: Kpi) -> list[str | Cell]:
    cells: list[str | Cell] = [Cell(headed(kpi), tip=kpi.definition)]
    cells.append(level_cell(kpi, shown.plans[0].values(kpi.name)))
    for plan, changes in zip(shown.plans[1:], shown.changes, strict=True):
        level = level_cell(kpi, plan.values(kpi.name))
        cells.append(change_cell(changes[kpi.name], beside=level))
    return cells


def _banded(shown: Iterable[Kpi]) -> Iterator[tuple[str, list[Kpi]]]:
    """Yield KPIs by subject, in the order of the catalogue."""
    by_band: dict[str, list[Kpi]] = {band: [] for band, _ in (*_BANDS[1:], _BANDS[0])}
    for kpi in shown:
        by_band[_band_of(kpi.name)].append(kpi)
    yield from ((band, kpis) for band, kpis in by_band.items() if kpis)


def _band_of(name: str) -> str:
    if name in _NOT_BY_SIGN:
        return _NOT_BY_SIGN[name]
    return next(band for band, signs in _BANDS if any(sign in name for sign in signs))


def _figure(shown: Contents) -> Iterator[Figure]:
    """Yield the changes as a figure, where any can be drawn."""
    rows = []
    counts = dict.fromkeys(_UNITS, 0)
    for name in _DRAWN:
        of_plans = [changes.get(name) for changes in shown.changes]
        units = {each.unit for each in of_plans if each and each.value is not None}
        if len(units) != 1 or not units <= set(_UNITS):
            continue
        (unit,) = units
        for plan, change in zip(shown.plans[1:], of_plans, strict=True):
            if change is None or change.value is None:
                continue
            value = change.value
            sure = math.isfinite(value.reach)
            rows.append(
                {
                    "plan": plan.label,
                    "metric": shown.kpi(name).label,
                    "row": counts[unit],
                    "unit": unit,
                    "mean": value.mean,
                    "low": value.low if sure else None,
                    "high": value.high if sure else None,
                }
            )
        counts[unit] += 1
    if not rows:
        return
    first = shown.plans[0].label
    yield Figure(
        "1",
        plot_changes(pd.DataFrame(rows), _UNITS, shown.labels),
        f"What changes against {literal(first)}.",
        "Left in percent of the first plan, right in percentage points of shares. "
        "Whiskers are 95 % intervals where there are several runs: one that crosses "
        "zero leaves open whether there is a difference.",
        f"Points with intervals: the change of each metric against {first}, for "
        f"{', '.join(shown.labels[1:])}.",
    )
