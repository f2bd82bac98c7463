"""Hotspots: bays, and the handover between vehicle and storage, which may be full."""

from collections import deque
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field

from simpy import Environment, Event, Resource

from simulation.record.kinds import Kind
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
    storage
        Orders that may lie in a hotspot at once; ``None`` for as many as come.
    storage_at
        The same of single hotspots, by place; 0 where nothing more may come to lie.
    """

    docks: int | None = None
    handover_time: HandoverTime | None = None
    docks_at: Mapping[int, int | None] = field(default_factory=dict)
    storage: int | None = None
    storage_at: Mapping[int, int | None] = field(default_factory=dict)

    def docks_of(self, place: int) -> int | None:
        """Return the bays of a hotspot; ``None`` for as many as come."""
        return self.docks_at.get(place, self.docks)

    def storage_of(self, place: int) -> int | None:
        """Return how many orders may lie in a hotspot; ``None``: as many as come."""
        return self.storage_at.get(place, self.storage)

    @property
    def at_once(self) -> bool:
        """Whether loads are handed over everywhere without any bay and in no time."""
        single = (*self.docks_at.values(), *self.storage_at.values())
        limits = (self.docks, self.storage, *single)
        return self.handover_time is None and all(each is None for each in limits)


class Hotspot:
    """A storage hub where loaded vehicles dock and hand over.

    A load is handed over as a whole. Where there is no room for it, its vehicle stands
    in its bay until enough is loaded of what lies here: whoever has its bay first has
    room first, and a smaller load does not pass.

    Parameters
    ----------
    env
        The clock.
    log
        Where events are recorded.
    place
        Its place number.
    docking
        Its bays and its storage, and how long a handover takes.
    lying
        Orders that lie here already.
    """

    def __init__(
        self, env: Environment, log: EventLog, place: int, docking: Docking, lying: int
    ) -> None:
        self._env = env
        self._log = log
        self.place = place
        docks = docking.docks_of(place)
        self._bays = None if docks is None else Bays(env, docks)
        self._uncounted = 0  # vehicles that hand over while bays are not counted
        self._handover_time = docking.handover_time
        self._storage = docking.storage_of(place)
        self._lying = lying
        self._coming = 0  # orders of handovers under way: their room is taken
        # Who waits for room, with its load: the first first.
        self._awaiting: deque[tuple[Event, int, tuple[int, ...]]] = deque()

    def adopt(self, docking: Docking, lying: int) -> None:
        """Have so many bays from now on, and another time for handovers that begin.

        Handovers under way end as they would have; waiting vehicles take new bays and
        new room. What lies here beyond a smaller storage stays until it is loaded.
        """
        docks = docking.docks_of(self.place)
        self._handover_time = docking.handover_time
        if self._bays is not None:
            self._bays.open(float("inf") if docks is None else docks)
        elif docks is not None:
            self._bays = Bays(self._env, docks, self._uncounted)
        self._storage = docking.storage_of(self.place)
        self._lying = lying
        self._admit()

    @property
    def room(self) -> float:
        """How many orders more may come to lie here, handovers under way apart."""
        if self._storage is None:
            return float("inf")
        return self._storage - self._lying - self._coming

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

    def let_go(self, orders: int) -> None:
        """Take note that so many that lay here do not any more."""
        self._lying -= orders
        if self._awaiting:
            self._admit()

    def tell_blocked(self, now_s: float) -> None:
        """Record who waits for room here when nothing more can happen."""
        for _, vehicle, orders in self._awaiting:
            log = self._log
            log.add(Kind.STORAGE_BLOCKED, now_s, vehicle, self.place, orders=orders)

    def _leave(self) -> None:
        """Leave a bay that nobody has counted, or only by now."""
        self._uncounted -= 1
        if self._bays is not None:
            self._bays.leave()

    def _hand_over(
        self, vehicle: int, orders: tuple[int, ...]
    ) -> Generator[Event, None, None]:
        env, log, place, number = self._env, self._log, self.place, len(orders)
        if self._awaiting or self.room < number:
            log.add(Kind.ROOM_AWAITED, env.now, vehicle, place, orders=orders)
            has_room = env.event()
            self._awaiting.append((has_room, vehicle, orders))
            yield has_room
        else:
            self._coming += number
        log.handover_started(env.now, vehicle, place, orders)
        if self._handover_time is not None:
            yield env.timeout(self._handover_time(number))
        self._coming -= number
        self._lying += number
        log.handover_finished(env.now, vehicle, place, orders)

    def _admit(self) -> None:
        """Let those hand over who wait for room, as long as there is some."""
        while self._awaiting and self.room >= len(self._awaiting[0][2]):
            has_room, _, orders = self._awaiting.popleft()
            self._coming += len(orders)
            has_room.succeed()
