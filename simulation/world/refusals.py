"""Refusals: a vehicle that is offered a trip may leave it to the next one."""

from collections.abc import Callable

from simulation.dispatch.idle import IdleIndex
from simulation.dispatch.protocol import IdleVehicle
from simulation.record.kinds import Kind
from simulation.record.log import EventLog

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
