"""Fleets: who carries a job, now or when a vehicle is free."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from simpy import Environment
from typing_extensions import override

from simulation.record.log import EventLog
from simulation.world.hotspot import Hotspot
from simulation.world.idle import IdleVehicles
from simulation.world.instant import EndOfInstant
from simulation.world.vehicle import ORIGIN, Boarding, Freed, Job, Load, Vehicle, Way


@dataclass(frozen=True)
class Pool:
    """What the vehicles of one pool have in common."""

    env: Environment
    log: EventLog
    instant: EndOfInstant
    kind: int  # CORE or PERIPHERAL
    way: Way  # legs at the pool's speed
    hotspots: Sequence[Hotspot]  # places 0 to H - 1; none if no load waits there
    numbers: Iterator[int]  # gives each vehicle its number, shared by all pools


class Fleet:
    """The vehicles of a pool; jobs of one instant choose in order of order number.

    Parameters
    ----------
    pool
        What the vehicles have in common.
    idle
        The rule by which an idle vehicle is chosen.
    """

    def __init__(self, pool: Pool, idle: IdleVehicles) -> None:
        self._pool = pool
        self._env = pool.env
        self._log = pool.log
        self._instant = pool.instant
        self._kind = pool.kind
        self._idle = idle
        self._requested: list[Job] = []
        self.vehicles: list[Vehicle] = []  # those that serve, by number

    def request(
        self, load: Load, origin: int, target: int, boarding: Boarding | None = None
    ) -> None:
        """Ask for a vehicle to carry `load`; it is chosen when the instant ends.

        `boarding` is told when it leaves.
        """
        if len(load) == 1:
            orders: tuple[int, ...] = (load[0].order,)
        else:
            orders = tuple([delivery.order for delivery in load])
        now_s = self._env.now
        for order in orders:
            self._log.vehicle_requested(now_s, order, origin, self._kind)
        requested = self._requested
        requested.append((orders, load, origin, target, boarding))
        if len(requested) == 1:
            self._instant.assign_soon(self)

    def assign(self) -> None:
        """Give the jobs of this instant their vehicles."""
        raise NotImplementedError

    def freed(self, vehicle: Vehicle) -> None:
        """Take note that `vehicle` has nothing to do."""
        self._idle.add(vehicle)

    def succeed(self, former: "Fleet") -> None:
        """Take over the vehicles of a pool's former fleet, and the jobs that wait."""
        for vehicle in former.vehicles:
            vehicle.transfer(self._pool.way, self.freed)
        self.vehicles = former.vehicles + self.vehicles
        for vehicle in former.take_idle():
            self.freed(vehicle)
        jobs = former.waiting()
        if jobs:
            self._queue_up(jobs)
            self._instant.assign_soon(self)

    def _queue_up(self, jobs: list[Job]) -> None:
        """Take in jobs that have waited with another fleet, the oldest first."""
        self._requested = jobs

    def waiting(self) -> list[Job]:
        """Give out the jobs that have no vehicle yet, the oldest first."""
        return self._new_jobs()

    def take_idle(self) -> list[Vehicle]:
        """Give out the vehicles that have nothing to do, by number."""
        return self._idle.take_all()

    def _new_jobs(self) -> list[Job]:
        jobs = self._requested
        if len(jobs) > 1:
            jobs.sort(key=itemgetter(0))  # by their orders
        self._requested = []
        return jobs

    def _join(self, place: int, freed: Freed) -> Vehicle:
        """Let a new vehicle join at `place`; it tells `freed` when it is idle."""
        pool = self._pool
        number = next(pool.numbers)
        self._log.vehicle_joined(pool.env.now, number, place, pool.kind)
        vehicle = Vehicle(
            pool.env,
            pool.log,
            number,
            place,
            pool.way,
            pool.hotspots,
            freed,
            pool.instant,
        )
        self.vehicles.append(vehicle)
        return vehicle


class ElasticFleet(Fleet):
    """As many vehicles as it takes (paper, 7.5): if none is idle, a new one joins.

    Parameters
    ----------
    pool, idle
        As for every fleet.
    ignored
        Whether a reused vehicle is put at its next job, the empty way left out.
    """

    def __init__(
        self, pool: Pool, idle: IdleVehicles, *, ignored: bool = False
    ) -> None:
        super().__init__(pool, idle)
        self._ignored = ignored

    @override
    def assign(self) -> None:
        """Give each job the idle vehicle the rule names, or a new one."""
        idle = self._idle
        for job in self._new_jobs():
            origin = job[ORIGIN]
            vehicle = idle.take(origin) or self._join(origin, idle.add)
            vehicle.call(job, self._ignored)


class FiniteFleet(Fleet):
    """So many vehicles and no more: jobs queue, the oldest first.

    Parameters
    ----------
    pool, idle
        As for every fleet.
    starts
        The hotspot where each vehicle starts.
    """

    def __init__(self, pool: Pool, idle: IdleVehicles, starts: Sequence[int]) -> None:
        super().__init__(pool, idle)
        self._queue: deque[Job] = deque()
        self._free = 0
        for place in starts:
            self.freed(self._join(place, self.freed))

    @override
    def _queue_up(self, jobs: list[Job]) -> None:
        """Take in jobs that have waited with another fleet, the oldest first."""
        self._queue.extend(jobs)

    @override
    def waiting(self) -> list[Job]:
        """Give out the jobs that have no vehicle yet, the oldest first."""
        jobs = [*self._queue, *self._new_jobs()]
        self._queue.clear()
        return jobs

    @override
    def freed(self, vehicle: Vehicle) -> None:
        """Take note that `vehicle` can take the oldest job."""
        self._idle.add(vehicle)
        self._free += 1
        if self._queue:
            self._instant.assign_soon(self)

    @override
    def assign(self) -> None:
        """Give the oldest jobs the nearest idle vehicles."""
        if self._requested:
            self._queue.extend(self._new_jobs())
        while self._free and self._queue:
            job = self._queue.popleft()
            vehicle = self._idle.take(job[ORIGIN])
            assert vehicle is not None  # counted as free
            self._free -= 1
            vehicle.call(job)


class ShrinkingFleet(FiniteFleet):
    """A finite fleet of too many vehicles: the surplus leaves as it comes to be idle.

    An instant ends with vehicles that leave, those with the highest numbers first;
    then jobs are given to the others. A class of its own, so that no other fleet
    asks whether it has too many.

    Parameters
    ----------
    pool, idle
        As for every fleet.
    surplus
        How many vehicles of the former fleet are to leave.
    """

    def __init__(self, pool: Pool, idle: IdleVehicles, surplus: int) -> None:
        super().__init__(pool, idle, starts=())
        self._surplus = surplus

    @override
    def freed(self, vehicle: Vehicle) -> None:
        """Take note that `vehicle` can leave, or take the oldest job."""
        super().freed(vehicle)
        if self._surplus:
            self._instant.assign_soon(self)

    @override
    def assign(self) -> None:
        """Let idle vehicles of the surplus go, then give out jobs."""
        if self._surplus and self._free:
            self._dismiss()
        super().assign()

    def _dismiss(self) -> None:
        idle = self._idle.take_all()
        staying = max(0, len(idle) - self._surplus)
        for vehicle in idle[:staying]:
            self._idle.add(vehicle)
        leaving = idle[staying:]
        for vehicle in reversed(leaving):
            self._log.vehicle_left(self._env.now, vehicle.id, vehicle.place, self._kind)
            self.vehicles.remove(vehicle)
        self._free -= len(leaving)
        self._surplus -= len(leaving)
