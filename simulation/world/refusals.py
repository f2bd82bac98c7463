"""Refusals: a vehicle that is offered a trip, or a plan, may leave it to others."""

from collections.abc import Callable, Iterable

from simulation.dispatch.idle import IdleIndex
from simulation.dispatch.plans import PlannedVehicle, Plans
from simulation.dispatch.protocol import IdleVehicle
from simulation.record.kinds import Kind
from simulation.record.log import EventLog
from simulation.world.instant import Settles
from simulation.world.vehicle import Surroundings

OFFER_AGAIN_S = 60.0  # after everybody has refused


class RefusingIdle:
    """The idle vehicles of a fleet, each of which refuses some of the trips offered.

    Parameters
    ----------
    index
        The vehicles, whoever is nearest first.
    refuses
        Says of each offer whether it is refused.
    log
        Where refusals are recorded.
    vehicle
        Returns a vehicle by its number.
    """

    def __init__(
        self,
        index: IdleIndex,
        refuses: Callable[[], bool],
        log: EventLog,
        vehicle: Callable[[int], IdleVehicle],
    ) -> None:
        self._index = index
        self._refuses = refuses
        self._log = log
        self._vehicle = vehicle
        self.add = index.add
        self.remove = index.remove
        self.nearest = index.nearest

    def take(self, place: int, now_s: float) -> int | None:
        """Strike the nearest vehicle that does not refuse, and return its number."""
        refused = []
        number = self._index.take(place, now_s)
        while number is not None and self._refuses():
            self._log.add(Kind.REFUSED, now_s, number, place)
            refused.append(self._vehicle(number))
            number = self._index.take(place, now_s)
        for vehicle in refused:
            self._index.add(vehicle)
        return number


class Offers:
    """What plans of a moment offer to vehicles, each of which may refuse.

    Parameters
    ----------
    refuses
        Says of each order that is new to a vehicle whether it is refused; ``None``:
        none is.
    around
        The clock, and where refusals are recorded.
    """

    def __init__(
        self, refuses: Callable[[], bool] | None, around: Surroundings
    ) -> None:
        self._refuses = refuses
        self._around = around

    def accepted(
        self,
        plan: Callable[[list[PlannedVehicle]], Plans],
        vehicles: list[PlannedVehicle],
    ) -> tuple[Plans, bool]:
        """Return plans that nobody refuses, and whether anybody did.

        Who refuses keeps the stops it has: plans are made without it, until all agree.
        """
        plans, agreed, staying = plan(vehicles), set[tuple[int, int]](), vehicles
        while refusing := self._refusing(plans, staying, agreed):
            staying = [each for each in staying if each.number not in refusing]
            plans = plan(staying)
        return plans, len(staying) < len(vehicles)

    def _refusing(
        self,
        plans: Plans,
        vehicles: Iterable[PlannedVehicle],
        agreed: set[tuple[int, int]],
    ) -> set[int]:
        """Return which vehicles refuse an order that they had not, nor agreed to."""
        refuses, around = self._refuses, self._around
        if refuses is None:
            return set()
        refusing = set()
        for vehicle, plan in zip(vehicles, plans.plans, strict=False):
            number = vehicle.number
            assert number is not None  # it is in the fleet
            had = {stop.trip.order for stop in vehicle.stops}
            had |= {each.trip.order for each in vehicle.aboard}
            for _, trip, boards in plan.stops:
                offer = (number, trip.order)
                if not boards or trip.order in had or offer in agreed:
                    continue
                if refuses():
                    around.log.add(Kind.REFUSED, around.env.now, number, trip.origin)
                    refusing.add(number)
                    break
                agreed.add(offer)
        return refusing


def offer_again(around: Surroundings, fleet: Settles) -> None:
    """Let a fleet offer refused trips once more in a while."""
    again = around.env.timeout(OFFER_AGAIN_S)
    again.callbacks.append(lambda _: around.instant.assign(fleet))
