"""Orders: what is asked of the network, before anything moves, and who says what."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from simulation.errors import DemandError
from simulation.region.region import Region
from simulation.streams import Streams
from simulation.units import Floats, Ints, on_time_grid


@dataclass(frozen=True)
class Orders:
    """Columns over the orders, numbered 0 to n - 1 by start.

    Times are seconds from time zero, on the time grid. A column that is ``None`` is
    one of which nothing is said; the scenario's key or no value at all holds then.

    Attributes
    ----------
    start_s : (n,) array
        When an order is placed, and so known to the operation; never falling.
    producer, consumer : (n,) array
        Place numbers.
    ready_s : (n,) array, optional
        When it can be picked up, not before its start; absent: at its start.
    due_s : (n,) array, optional
        Until when it is promised, after its start; absent: ``promise_s`` after it.
    pickup_service_s, dropoff_service_s : (n,) array, optional
        How long it takes at the door of its producer and of its consumer, beyond
        what the door itself takes; absent: 0.
    seats : (n,) array, optional
        Room it takes in a vehicle, 1 or more; absent: 1.
    cancelled_s : (n,) array, optional
        When its consumer cancels it, after its start; NaN: never.
    priority : (n,) array, optional
        The higher is served first where several wait; absent: 0.
    ids : (n,) array, optional
        What the operation calls it, each one once.
    """

    start_s: Floats
    producer: Ints
    consumer: Ints
    ready_s: Floats | None = None
    due_s: Floats | None = None
    pickup_service_s: Floats | None = None
    dropoff_service_s: Floats | None = None
    seats: Ints | None = None
    cancelled_s: Floats | None = None
    priority: Ints | None = None
    ids: NDArray[np.str_] | None = None

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
