"""What a log tells so far: its rows as tables, and up to when all is settled."""

from dataclasses import dataclass

import numpy as np

from analysis.replay.standing import Standing, standing_of
from analysis.tables.deliveries import DeliveryColumns, delivery_columns, touches
from analysis.tables.docks import DockColumns, dock_columns
from analysis.tables.legs import LegColumns, leg_columns
from simulation.record.run import Run
from simulation.units import Ints


@dataclass(frozen=True)
class Known:
    """A run as far as its log tells it."""

    run: Run  # with the rows and the released orders so far; ends now
    legs: LegColumns
    docks: DockColumns
    deliveries: DeliveryColumns
    standing: Standing
    touched: Ints  # (n,) by order, then row: the order that a row concerns
    row: Ints  # (n,) the row

    @property
    def settled_s(self) -> float:
        """Up to when [s] every leg that began has its end in the log."""
        under_way = np.isnan(self.legs.arrive_s)
        return float(self.legs.depart_s[under_way].min(initial=self.run.end_s))


def known_of(run: Run) -> Known:
    """Return what the log of a run tells, finished or under way."""
    legs = leg_columns(run)
    order, row = touches(run, legs)
    return Known(
        run,
        legs,
        dock_columns(run),
        delivery_columns(run, legs),
        standing_of(run, order, row),
        order,
        row,
    )
