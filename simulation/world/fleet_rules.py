"""What holds in a fleet until it adopts other rules."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from simulation.dispatch.idle import IdleIndex
from simulation.dispatch.protocol import Dispatch
from simulation.dispatch.roster import Roster
from simulation.dispatch.supply import Supply
from simulation.network.moment import BelievedLegs
from simulation.network.travel_times import TravelTimes
from simulation.world.vehicle import Boarded, Operator, Slowed


@dataclass(frozen=True)
class VehicleClass:
    """A class of vehicle.

    Attributes
    ----------
    pool
        Its number in the log.
    travel
        Legs that begin from now on.
    capacity
        Its seats.
    starts
        Where those begin that are there all the time.
    """

    pool: int
    travel: TravelTimes
    capacity: int
    starts: tuple[int, ...] = ()


@dataclass(frozen=True)
class FleetRules:
    """What holds in a fleet until it adopts other rules.

    Attributes
    ----------
    supply
        How many vehicles serve.
    dispatch
        Which of them carries a trip.
    index
        Makes the index by which the nearest idle one is found.
    travel
        Legs that begin from now on.
    ignored
        Whether an idle vehicle is put at its next trip, the empty way left out.
    priority
        Of each order: trips of a higher one go first; ``None`` where all are alike.
    roster
        Who works when, in place of a supply that is always there.
    refuses
        Says of each trip that a vehicle is offered whether it refuses; ``None``: none.
    joins_at
        Where a vehicle of a growing fleet joins, by the place where it is needed;
        ``None``: right there.
    classes
        Classes of vehicle beside the one of the fleet's own pool.
    believed
        Legs that whoever chooses vehicles believes in, by pool, where they may be
        others than those that are driven.
    """

    supply: Supply
    dispatch: Dispatch
    index: Callable[[], IdleIndex]
    travel: TravelTimes
    ignored: bool = False
    priority: Sequence[int] | None = None
    roster: Roster | None = None
    refuses: Callable[[], bool] | None = None
    joins_at: Sequence[int] | None = None
    classes: tuple[VehicleClass, ...] = ()
    believed: Mapping[int, BelievedLegs] = field(default_factory=dict)

    def grows(self, now_s: float) -> bool:
        """Return whether a vehicle joins for a trip that finds none idle."""
        return self.roster is None and self.supply.target(now_s) is None


class ClassOperator:
    """A fleet, as the vehicles of one of its further classes know it."""

    def __init__(self, fleet: Operator, of: VehicleClass) -> None:
        self._fleet = fleet
        self.pool = of.pool
        self.travel = of.travel
        self.on_leg: Slowed | None = None
        self.freed = fleet.freed
        self.loading = fleet.loading
        self.goes_back_last = fleet.goes_back_last
        self.sent_on = fleet.sent_on
        self.broke_down = fleet.broke_down
        self.rescue = fleet.rescue
        self.reclaim = fleet.reclaim

    @property
    def on_boarding(self) -> Boarded | None:
        """Told who leaves in a vehicle, if anybody wants to know."""
        return self._fleet.on_boarding
