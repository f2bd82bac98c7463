"""KPIs of what comes after a moment: of the orders it finds open, and later ones."""

from dataclasses import fields

import numpy as np

from analysis.metrics.fleet import distances
from analysis.metrics.kpis import Value, delivery_kpis
from analysis.metrics.summaries import ratio
from analysis.tables.deliveries import DeliveryColumns, delivery_columns
from analysis.tables.legs import LegColumns, leg_columns
from simulation.record.run import Run
from simulation.units import Bools


def kpis_after(run: Run, at_s: float) -> dict[str, Value]:
    """Return KPIs of the orders that a moment finds open or that are released later.

    Names and meanings are those of the catalogue. Delivery times count from the
    release, also where that was before the moment; distances are of the legs that
    begin at the moment or later, whomever they carry.

    Parameters
    ----------
    run
        A run whose log is complete.
    at_s
        The moment [s]; an order delivered at it counts as open.
    """
    legs = leg_columns(run)
    table = delivery_columns(run, legs)
    ready_s = run.orders.ready_s
    chosen = table.open | (table.end_s >= at_s)
    late = _of_orders(table, chosen)
    driven = distances(run, _of_legs(legs, legs.depart_s >= at_s))
    values = delivery_kpis(late, None if ready_s is None else ready_s[chosen]) | driven
    done = int(late.delivered.sum())
    return values | {"km_per_order": ratio(driven["distance_all_km"] or 0.0, done)}


def _of_orders(table: DeliveryColumns, chosen: Bools) -> DeliveryColumns:
    """Return the rows of some orders."""
    return DeliveryColumns(
        **{
            field.name: getattr(table, field.name)[..., chosen]
            for field in fields(table)
        }
    )


def _of_legs(legs: LegColumns, chosen: Bools) -> LegColumns:
    """Return the rows of some legs, with the orders aboard."""
    aboard = chosen[legs.leg]
    number = np.cumsum(chosen) - 1
    columns = {
        field.name: getattr(legs, field.name)[chosen]
        for field in fields(legs)
        if field.name not in {"order", "leg"}
    }
    return LegColumns(**columns, order=legs.order[aboard], leg=number[legs.leg[aboard]])
