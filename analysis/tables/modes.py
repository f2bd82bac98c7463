"""How each order went: directly, stacked, from vehicle to vehicle, or relayed."""

from dataclasses import dataclass

import numpy as np

from analysis.tables.legs import LegColumns, leg_columns
from simulation.record.kinds import Kind
from simulation.record.run import Run
from simulation.region.region import HOTSPOT
from simulation.units import Bools, Floats, Ints

MODES = ("direct", "stacked", "through", "relayed")
DIRECT, STACKED, THROUGH, RELAYED = range(len(MODES))
NOT_YET = -1


@dataclass(frozen=True)
class ModeColumns:
    """Columns over the released orders, by number, where each has its own mode."""

    mode: Ints  # (n,) of MODES, as far as it has come; NOT_YET before it was chosen
    excess_m: Floats  # (n,) what relaying was expected to cost more; NaN if unknown


def relayed_orders(run: Run) -> Bools:
    """Return which orders go over hotspots by core vehicles, (n,)."""
    service = run.scenario.service
    if not service.chooses:
        return np.full(len(run.orders), service.relays)
    relayed = np.zeros(len(run.orders), dtype=np.bool_)
    rows = run.events.rows(Kind.MODE_CHOSEN)
    relayed[run.events.order[rows]] = _at_hotspots(run, rows)
    return relayed


def mode_columns(run: Run, legs: LegColumns | None = None) -> ModeColumns:
    """Return how each order goes.

    Not relayed, it is *through* if it has changed its vehicle at a hotspot, else
    *stacked* if another one was ever aboard with it, else *direct*.
    """
    legs = leg_columns(run) if legs is None else legs
    events, orders = run.events, len(run.orders)
    mode = np.full(orders, DIRECT)
    mode[legs.order[legs.load[legs.leg] > 1]] = STACKED
    called = events.rows(Kind.VEHICLE_REQUESTED)
    mode[events.order[called[_at_hotspots(run, called)]]] = THROUGH
    mode[relayed_orders(run)] = RELAYED
    excess_m = np.full(orders, np.nan)
    if run.scenario.service.chooses:
        rows = events.rows(Kind.MODE_CHOSEN)
        excess_m[events.order[rows]] = events.distance_m[rows]
        chosen = np.zeros(orders, dtype=np.bool_)
        chosen[events.order[rows]] = True
        mode[~chosen] = NOT_YET
    return ModeColumns(mode, excess_m)


def _at_hotspots(run: Run, rows: Ints) -> Bools:
    """Return which events of `rows` name a hotspot as their place."""
    at: Bools = run.places.kind[run.events.place[rows]] == HOTSPOT
    return at
