"""Orders: what is asked of the network, before anything moves, and who says what."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from simulation.errors import DemandError
from simulation.region.region import Region
from simulation.streams import Streams
from simulation.units import Floats, Ints, on_time_grid


@dataclass(frozen=True)
class Orders:
    """Columns over the orders, numbered 0 to n - 1 by start.

    ``start_s`` is when the food can be picked up, on the time grid.
    """

    start_s: Floats  # (n,) never falling
    producer: Ints  # (n,) place numbers
    consumer: Ints  # (n,)

    def __len__(self) -> int:
        """Return the number of orders n."""
        return int(self.start_s.size)


class Demand(Protocol):
    """Says which orders come."""

    def orders(self, region: Region, streams: Streams) -> Orders:
        """Return the orders of one replication, numbered by start.

        Parameters
        ----------
        region
            Whose ``producers`` and ``consumers`` are numbers of its ``places``.
        streams
            All chance comes from these: ``streams.get("demand/...")``.
        """
        ...


def checked_orders(orders: Orders, region: Region, where: str) -> Orders:
    """Return orders as they are, if they can be.

    Raises
    ------
    DemandError
        If columns differ in length, a start is not on the time grid or before the
        last one, or a place is no producer or consumer of the region.
    """
    try:
        start_s = np.asarray(orders.start_s, dtype=np.float64)
        sides = {
            "producer": (np.asarray(orders.producer, np.int64), region.producers),
            "consumer": (np.asarray(orders.consumer, np.int64), region.consumers),
        }
    except (AttributeError, TypeError, ValueError) as cause:
        raise DemandError(
            where, f"gives {type(orders).__name__} ({cause})", "Orders of arrays"
        ) from cause
    if start_s.ndim != 1 or any(
        each.shape != start_s.shape for each, _ in sides.values()
    ):
        raise DemandError(where, "columns differ in length", "three as long")
    in_order = start_s.size == 0 or (start_s[0] >= 0 and (np.diff(start_s) >= 0).all())
    if not in_order or not np.isfinite(start_s).all():
        raise DemandError(
            where, "start_s is not in order", "times [s] from 0 that never fall"
        )
    if not np.array_equal(on_time_grid(start_s), start_s):
        raise DemandError(
            where, "start_s is not on the time grid", "simulation.units.on_time_grid"
        )
    for side, (given, there) in sides.items():
        if not np.isin(given, there).all():
            raise DemandError(
                where, f"{side} has a place that is none", f"region.{side}s alone"
            )
    return Orders(start_s, sides["producer"][0], sides["consumer"][0])
