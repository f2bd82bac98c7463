"""Orders from door to door as a problem: all that services of one demand had to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.tables.deliveries import delivery_columns, promised_s
from simulation.errors import InputError
from simulation.network.legs import Legs
from simulation.record.run import Run
from simulation.record.same_region import region_of_run
from simulation.units import Floats, Ints, on_time_grid

# What the measured services must be like, for their plans to be among those looked at.
_EXPECTED: dict[tuple[str, ...], object] = {
    ("fleet", "core", "speed_factor"): 1.0,
    ("fleet", "peripheral", "speed_factor"): 1.0,
    ("fleet", "classes"): None,
    ("traffic", "model"): "free_flow",
    ("producers", "distribution"): None,
    ("producers", "door_file"): None,
    ("consumers", "distribution"): None,
    ("consumers", "door_file"): None,
}
_COLUMNS = ("ready_s", "pickup_service_s", "dropoff_service_s", "seats", "cancelled_s")


@dataclass(frozen=True)
class DoorInstance:
    """Orders from door to door, all known; nodes are producers, consumers, hotspots.

    Attributes
    ----------
    placed_s, due_s : (n,) arrays
        Nobody picks an order up earlier, or delivers it later.
    time_s, distance_m : (2 n + H, 2 n + H) arrays
        From row to column, the time with that of the stop at the end; both obey the
        triangle inequality.
    stands_s : (n,) array
        How long a vehicle that joins at a producer stands there first.
    seats
        Orders in one vehicle.
    handover_s
        Of each order that changes its vehicle.
    """

    placed_s: Floats
    due_s: Floats
    time_s: Floats
    distance_m: Floats
    stands_s: Floats
    seats: int
    handover_s: float = 0.0

    def __len__(self) -> int:
        """Return the number of orders n."""
        return int(self.placed_s.size)

    @property
    def direct_m(self) -> float:
        """Metres of all orders' own ways, each driven alone."""
        n = len(self)
        return float(np.diagonal(self.distance_m, n)[:n].sum())


def door_instance(runs: Sequence[Run]) -> DoorInstance:
    """Return what several services had to carry, and by when.

    Parameters
    ----------
    runs
        Of the same orders, on one region, all delivered. An order is due when it was
        promised or, if one of the services was later, when the last of them delivered
        it; seats are those of the largest vehicle, handovers take as long as in the
        service where they are quickest. So the plan that each service drove is among
        those looked at, or no shorter than one of them.

    Raises
    ------
    InputError
        If they are not of that kind, or their region cannot be loaded.
    """
    first = runs[0]
    for run in runs:
        _check(run, first)
    orders, region = first.orders, region_of_run(first)
    due_s = orders.start_s + promised_s(first)
    for run in runs:
        due_s = np.maximum(due_s, delivery_columns(run).end_s)
    scenarios = [run.scenario for run in runs]
    producer_s = min(each.producers.door_s for each in scenarios)
    consumer_s = min(each.consumers.door_s for each in scenarios)
    places = np.concatenate(
        (orders.producer, orders.consumer, np.arange(region.hotspots))
    )
    n = len(orders)
    time_s, distance_m = _between(places, Legs(region.router))
    stop_s = np.zeros(places.size)
    stop_s[:n], stop_s[n : 2 * n] = on_time_grid(producer_s), on_time_grid(consumer_s)
    elsewhere = places[:, None] != places
    handovers_s = [
        each.hotspots.handover_s
        for each in scenarios
        if each.service.relays or each.service.meets
    ]
    return DoorInstance(
        orders.start_s,
        due_s,
        time_s + np.where(elsewhere, stop_s, 0.0),
        distance_m,
        stop_s[:n],
        max(
            max(each.fleet.peripheral.capacity, each.fleet.core.capacity)
            if each.service.relays
            else each.fleet.peripheral.capacity
            for each in scenarios
        ),
        min(handovers_s, default=0.0),
    )


def _between(places: Ints, legs: Legs) -> tuple[Floats, Floats]:
    """Return the least times [s] and metres over whatever other places, (m, m) each."""
    used, at = np.unique(places, return_inverse=True)
    size = used.size
    time_s, distance_m = legs.routed(np.repeat(used, size), np.tile(used, size))
    least = []
    for given in (time_s, distance_m):
        table = np.array(given, float).reshape(size, size)
        for over in range(size):
            np.minimum(table, table[:, over, None] + table[over], out=table)
        least.append(table[np.ix_(at, at)])
    return least[0], least[1]


def _check(run: Run, first: Run) -> None:
    """Refuse a run whose plan would not be one of those looked at."""
    for path, expected in _EXPECTED.items():
        value: Any = run.scenario_tables
        for key in path:
            value = value.get(key) if value is not None else None
        if value != expected and not (expected is None and not value):
            raise InputError(
                f"run {run.name}: {'.'.join(path)} is {value!r}, expected "
                f"{'none' if expected is None else repr(expected)} to measure the "
                "distance to the optimum."
            )
    for name in _COLUMNS:
        column = getattr(run.orders, name)
        if column is not None:
            raise InputError(
                f"run {run.name}: its orders say {name}, expected none to measure the "
                "distance to the optimum."
            )
    if not np.array_equal(run.orders.start_s, first.orders.start_s):
        raise InputError(
            f"run {run.name}: its orders are others than those of {first.name}, "
            "expected the same to measure the distance to the optimum."
        )
    if not delivery_columns(run).delivered.all():
        raise InputError(
            f"run {run.name}: some orders are not delivered, expected a run until all "
            "are."
        )
