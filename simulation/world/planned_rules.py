"""What holds in a fleet whose vehicles get plans of stops."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from simulation.dispatch.expected import Expected
from simulation.dispatch.giving import Hubs
from simulation.dispatch.options import DispatchOptions
from simulation.dispatch.plans import DoorTrip
from simulation.network.rows import LegRows
from simulation.world.fleet_rules import FleetRules
from simulation.world.turning import Waypoints


@dataclass(frozen=True)
class Planning:
    """How stops are planned.

    Attributes
    ----------
    options
        Prices, limits and effort.
    interval_s
        Beat on which plans are made [s]; 0 for whenever they can change.
    capacity
        Seats of each vehicle [orders].
    promise_s
        From the release of an order to its promised time [s].
    rows
        Legs that begin from now on, with what stops at doors take.
    rows_of
        Those of classes that drive at another speed, by pool; the same for the same.
    door_s
        What that is on average, by place [s]; ``None`` for nothing.
    asked
        What is said of each order beside its places; ``None`` for nothing.
    hubs
        Where orders may change their vehicle; ``None`` for nowhere.
    expected
        Makes what is to be known of orders to come, ``since_s`` given; ``None`` where
        nobody asks.
    waypoints
        Where vehicles can turn off; ``None``: nowhere.
    rounds
        What is to be known of first and last miles; ``None`` where there are none.
    """

    options: DispatchOptions
    interval_s: float
    capacity: int
    promise_s: float
    rows: LegRows
    door_s: Sequence[float] | None = None
    asked: "Asked | None" = None
    rows_of: Mapping[int, LegRows] = field(default_factory=dict)
    hubs: Hubs | None = None
    expected: Callable[..., Expected] | None = None
    rounds: "Rounds | None" = None
    waypoints: Waypoints | None = None


@dataclass(frozen=True)
class Asked:
    """What is said of orders, each a column by order."""

    placed_s: Sequence[float]
    due_s: Sequence[float]
    ready_s: Sequence[float]
    seats: Sequence[int]
    priority: Sequence[int]
    pickup_s: Sequence[float]
    dropoff_s: Sequence[float]

    def trip(self, order: int, origin: int, target: int) -> DoorTrip:
        """Return an order as planning sees it, its direct time not yet known."""
        return DoorTrip(
            order,
            origin,
            target,
            self.placed_s[order],
            self.due_s[order],
            0.0,
            self.ready_s[order],
            self.seats[order],
            self.priority[order],
            self.pickup_s[order],
            self.dropoff_s[order],
        )


@dataclass(frozen=True)
class Rounds:
    """First and last miles of orders, each a trip of its own.

    Attributes
    ----------
    hotspots
        Their number; places below it are no doors.
    asked
        What is said of orders.
    onward_s
        From the first hotspot to the door at the least, by order [s].
    handover_s
        What handing one order over at a hotspot takes [s].
    """

    hotspots: int
    asked: Asked
    onward_s: Sequence[float]
    handover_s: float

    def trip(self, order: int, origin: int, target: int, now_s: float) -> DoorTrip:
        """Return a mile that is asked for now, its direct time not yet known.

        A first mile is due so long before the order's promise as the rest takes at
        the least.
        """
        trip = self.asked.trip(order, origin, target)._replace(asked_s=now_s)
        if target < self.hotspots:
            due_s = trip.due_s - self.onward_s[order]
            return trip._replace(due_s=due_s, dropoff_s=self.handover_s)
        return trip._replace(ready_s=0.0, pickup_s=0.0)


@dataclass(frozen=True)
class PlannedRules(FleetRules):
    """What holds in a planned fleet; trips have no say in who carries them."""

    planning: Planning | None = None
