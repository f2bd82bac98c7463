"""Hotspots: bays, and the handover between vehicle and storage."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field

from simpy import Environment, Event, Resource

from simulation.record.log import EventLog

HandoverTime = Callable[[int], float]  # deliveries aboard -> seconds


class Bays(Resource):
    """The bays of a hotspot; their number may change while vehicles stand in them.

    Parameters
    ----------
    env
        The clock.
    number
        How many there are.
    uncounted
        Vehicles that stand here since before bays were counted.
    """

    def __init__(self, env: Environment, number: int, uncounted: int = 0) -> None:
        super().__init__(env, capacity=max(1, number))  # or SimPy refuses
        self._uncounted = uncounted
        self.open(number)

    def open(self, number: float) -> None:
        """Have `number` bays from now on; who stands in one beyond that finishes."""
        self._number = number
        self._capacity = number - self._uncounted
        while self.queue and self.count < self._capacity:
            self._trigger_put(None)  # one at a time

    def leave(self) -> None:
        """Take note that one of those leaves who were not counted."""
        self._uncounted -= 1
        self.open(self._number)


@dataclass(frozen=True)
class Docking:
    """How loads are handed over at hotspots.

    Attributes
    ----------
    docks
        Number of bays; ``None`` for as many as come.
    docks_at
        The same of single hotspots, by place; 0 where none is in service.
    handover_time
        Time [s] a bay is held for so many deliveries; ``None`` for no time.
    """

    docks: int | None = None
    handover_time: HandoverTime | None = None
    docks_at: Mapping[int, int | None] = field(default_factory=dict)

    def docks_of(self, place: int) -> int | None:
        """Return the bays of a hotspot; ``None`` for as many as come."""
        return self.docks_at.get(place, self.docks)

    @property
    def at_once(self) -> bool:
        """Whether loads are handed over everywhere without any bay and in no time."""
        none_counted = all(each is None for each in self.docks_at.values())
        return self.docks is None and self.handover_time is None and none_counted


class Hotspot:
    """A storage hub where loaded vehicles dock and hand over.

    Parameters
    ----------
    env
        The clock.
    log
        Where events are recorded.
    place
        Its place number.
    docking
        Its bays, and how long a handover takes.
    """

    def __init__(
        self, env: Environment, log: EventLog, place: int, docking: Docking
    ) -> None:
        self._env = env
        self._log = log
        self.place = place
        docks = docking.docks_of(place)
        self._bays = None if docks is None else Bays(env, docks)
        self._uncounted = 0  # vehicles that hand over while bays are not counted
        self._handover_time = docking.handover_time

    def adopt(self, docking: Docking) -> None:
        """Have so many bays from now on, and another time for handovers that begin.

        Handovers under way end as they would have; waiting vehicles take new bays.
        """
        docks = docking.docks_of(self.place)
        self._handover_time = docking.handover_time
        if self._bays is not None:
            self._bays.open(float("inf") if docks is None else docks)
        elif docks is not None:
            self._bays = Bays(self._env, docks, self._uncounted)

    def unload(
        self, vehicle: int, orders: tuple[int, ...]
    ) -> Generator[Event, None, None]:
        """Hand a vehicle's whole load over at a bay (a SimPy process's part)."""
        self._log.dock_requested(self._env.now, vehicle, self.place, orders)
        if self._bays is None:
            self._uncounted += 1
            yield from self._hand_over(vehicle, orders)
            self._leave()
            return
        with self._bays.request() as bay:
            yield bay
            yield from self._hand_over(vehicle, orders)

    def _leave(self) -> None:
        """Leave a bay that nobody has counted, or only by now."""
        self._uncounted -= 1
        if self._bays is not None:
            self._bays.leave()

    def _hand_over(
        self, vehicle: int, orders: tuple[int, ...]
    ) -> Generator[Event, None, None]:
        self._log.handover_started(self._env.now, vehicle, self.place, orders)
        if self._handover_time is not None:
            yield self._env.timeout(self._handover_time(len(orders)))
        self._log.handover_finished(self._env.now, vehicle, self.place, orders)
