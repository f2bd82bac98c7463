"""Where vehicles and orders are, read from the rows of a log as they come.

For whoever looks at a world while it goes on. Between two instants nothing else is
to be known of it: whatever moves or changes hands is on the log.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from simulation.record.kinds import CORE, PERIPHERAL, Kind
from simulation.record.table import EventTable

POOLS = {CORE: "core", PERIPHERAL: "peripheral"}


@dataclass(slots=True)
class VehicleState:
    """What a vehicle in service does."""

    pool: str  # a pool of POOLS
    place: int  # where it is, or where it left last
    since_s: float  # when it came there, or left
    bound_for: int | None = None  # the place it drives to
    aboard: tuple[int, ...] = ()  # orders
    at_dock: bool = False  # waiting for a bay, or in one

    @property
    def driving(self) -> bool:
        """Whether it is on a leg."""
        return self.bound_for is not None

    @property
    def idle(self) -> bool:
        """Whether it has nothing to do."""
        return self.bound_for is None and not self.at_dock


class _Row(NamedTuple):
    """What is read of a row of the log; fields that its kind has not are null."""

    time_s: float
    order: int
    vehicle: int
    place: int
    to_place: int
    distance_m: float
    pool: int
    orders: tuple[int, ...]


def _rows(events: EventTable) -> Iterator[tuple[int, _Row]]:
    """Yield kind and fields of each row."""
    columns = zip(
        events.kind.tolist(),
        events.time_s.tolist(),
        events.order.tolist(),
        events.vehicle.tolist(),
        events.place.tolist(),
        events.to_place.tolist(),
        events.distance_m.tolist(),
        events.pool.tolist(),
        strict=True,
    )
    for row, (
        kind,
        time_s,
        order,
        vehicle,
        place,
        to_place,
        distance_m,
        pool,
    ) in enumerate(columns):
        orders = events.load(row)
        yield (
            kind,
            _Row(time_s, order, vehicle, place, to_place, distance_m, pool, orders),
        )


class Situation:
    """Vehicles, orders and hotspots after the rows that were taken in."""

    def __init__(self) -> None:
        self.vehicles: dict[int, VehicleState] = {}  # in service, by number
        self.lying: dict[int, set[int]] = defaultdict(set)  # place -> orders
        self.queue: dict[int, set[int]] = defaultdict(set)  # hotspot -> vehicles
        self.docked: dict[int, set[int]] = defaultdict(set)  # hotspot -> vehicles
        self.delivered = 0
        self.distance_m = 0.0  # of the legs that have begun
        self._released_s: dict[int, float] = {}  # open orders
        self._total_s = 0.0  # from release to delivery, over the delivered orders

    @property
    def open_orders(self) -> int:
        """Number of orders released and not delivered."""
        return len(self._released_s)

    @property
    def mean_time_s(self) -> float:
        """Mean time [s] from release to delivery so far; NaN before the first."""
        return self._total_s / self.delivered if self.delivered else float("nan")

    def take_in(self, events: EventTable) -> None:
        """Go on by further rows of the log, in order."""
        for kind, row in _rows(events):
            follow = self._FOLLOW.get(kind)
            if follow is not None:
                follow(self, row)

    def _release(self, row: _Row) -> None:
        self._released_s[row.order] = row.time_s
        self.lying[row.place].add(row.order)

    def _deliver(self, row: _Row) -> None:
        self.lying[row.place].discard(row.order)
        self.delivered += 1
        self._total_s += row.time_s - self._released_s.pop(row.order)

    def _join(self, row: _Row) -> None:
        pool = POOLS[CORE if row.pool == CORE else PERIPHERAL]
        self.vehicles[row.vehicle] = VehicleState(pool, row.place, row.time_s)

    def _leave(self, row: _Row) -> None:
        del self.vehicles[row.vehicle]

    def _depart(self, row: _Row) -> None:
        vehicle = self.vehicles[row.vehicle]
        vehicle.place, vehicle.since_s = row.place, row.time_s
        vehicle.bound_for = row.to_place
        self._load(vehicle, row)
        self.distance_m += row.distance_m

    def _turn_off(self, row: _Row) -> None:
        self.distance_m -= row.distance_m

    def _arrive(self, row: _Row) -> None:
        vehicle = self.vehicles[row.vehicle]
        vehicle.place, vehicle.since_s = row.place, row.time_s
        vehicle.bound_for = None
        self._unload(vehicle)  # at once, or the next row says that it asks for a bay

    def _ask_for_bay(self, row: _Row) -> None:
        vehicle = self.vehicles[row.vehicle]
        vehicle.at_dock = True
        self._load(vehicle, row)
        self.queue[row.place].add(row.vehicle)

    def _dock(self, row: _Row) -> None:
        self.queue[row.place].discard(row.vehicle)
        self.docked[row.place].add(row.vehicle)

    def _undock(self, row: _Row) -> None:
        vehicle = self.vehicles[row.vehicle]
        vehicle.at_dock = False
        self.docked[row.place].discard(row.vehicle)
        self._unload(vehicle)

    def _load(self, vehicle: VehicleState, row: _Row) -> None:
        self.lying[row.place].difference_update(row.orders)
        vehicle.aboard = row.orders

    def _unload(self, vehicle: VehicleState) -> None:
        self.lying[vehicle.place].update(vehicle.aboard)
        vehicle.aboard = ()

    _FOLLOW: ClassVar[dict[int, Callable[["Situation", _Row], None]]] = {
        Kind.RELEASED: _release,
        Kind.VEHICLE_JOINED: _join,
        Kind.DEPARTED: _depart,
        Kind.DIVERTED: _turn_off,
        Kind.ARRIVED: _arrive,
        Kind.DOCK_REQUESTED: _ask_for_bay,
        Kind.HANDOVER_STARTED: _dock,
        Kind.HANDOVER_FINISHED: _undock,
        Kind.DELIVERED: _deliver,
        Kind.VEHICLE_LEFT: _leave,
    }
