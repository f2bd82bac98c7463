"""What a log tells so far: its rows as tables, and up to when all is settled."""

from dataclasses import dataclass

import numpy as np

from analysis.tables.deliveries import DeliveryColumns, delivery_columns
from analysis.tables.docks import DockColumns, dock_columns
from analysis.tables.doors import DoorColumns, door_columns
from analysis.tables.dwells import Dwells, dwells_of
from analysis.tables.legs import LegColumns, leg_columns
from analysis.tables.spells import touches
from simulation.record.run import Run
from simulation.units import Ints


@dataclass(frozen=True)
class Snapshot:
    """A run as far as its log tells it."""

    run: Run  # with the rows and the released orders so far; ends now
    legs: LegColumns
    docks: DockColumns
    doors: DoorColumns
    deliveries: DeliveryColumns
    dwells: Dwells
    touched: Ints  # (n,) by order, then row: the order that a row concerns
    row: Ints  # (n,) the row

    @property
    def settled_s(self) -> float:
        """Up to when [s] every leg that began has its end in the log."""
        under_way = np.isnan(self.legs.arrive_s)
        return float(self.legs.depart_s[under_way].min(initial=self.run.end_s))


def snapshot_of(run: Run) -> Snapshot:
    """Return what the log of a run tells, finished or under way."""
    legs = leg_columns(run)
    order, row = touches(run, legs)
    return Snapshot(
        run,
        legs,
        dock_columns(run),
        door_columns(run),
        delivery_columns(run, legs),
        dwells_of(run, order, row),
        order,
        row,
    )
