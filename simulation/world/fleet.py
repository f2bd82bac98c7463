"""Fleets: who carries a job, now or when a vehicle is free."""

from collections import deque
from collections.abc import Iterator, Sequence

from simpy import Environment

from simulation.record.log import EventLog
from simulation.world.hotspot import Hotspot
from simulation.world.idle import IdleVehicles
from simulation.world.instant import EndOfInstant
from simulation.world.vehicle import Job, Vehicle, Way


class Fleet:
    """One pool of vehicles; jobs of one instant choose in order of order number.

    Parameters
    ----------
    env, log
        The clock and the record.
    instant
        Told when jobs wait for the end of the instant.
    pool
        ``CORE`` or ``PERIPHERAL``.
    idle
        The rule by which an idle vehicle is chosen.
    way
        Legs at the pool's speed.
    hotspots
        Where loads are handed over; hotspots are places 0 to H - 1.
    numbers
        Gives each vehicle its number, shared by all pools of a run.
    """

    def __init__(  # noqa: PLR0913 - what it uses, given once by assemble
        self,
        env: Environment,
        log: EventLog,
        instant: EndOfInstant,
        *,
        pool: int,
        idle: IdleVehicles,
        way: Way,
        hotspots: Sequence[Hotspot],
        numbers: Iterator[int],
    ) -> None:
        self._env = env
        self._log = log
        self._instant = instant
        self._pool = pool
        self._idle = idle
        self._way = way
        self._hotspots = hotspots
        self._numbers = numbers
        self._requested: list[Job] = []

    def request(self, job: Job) -> None:
        """Ask for a vehicle; it is chosen when the instant ends."""
        now_s = self._env.now
        for order in job.orders:
            self._log.vehicle_requested(now_s, order, job.origin, self._pool)
        self._requested.append(job)
        if len(self._requested) == 1:
            self._instant.soon(self)

    def freed(self, vehicle: Vehicle) -> None:
        """Take note that `vehicle` has nothing to do."""
        self._idle.add(vehicle)

    def assign(self) -> None:
        """Give the jobs of this instant their vehicles."""
        raise NotImplementedError

    def _new_jobs(self) -> list[Job]:
        jobs = self._requested
        if len(jobs) > 1:
            jobs.sort(key=lambda job: job.order)
        self._requested = []
        return jobs

    def _join(self, place: int) -> Vehicle:
        """Let a new vehicle join at `place`."""
        number = next(self._numbers)
        self._log.vehicle_joined(self._env.now, number, place, self._pool)
        return Vehicle(
            self._env,
            self._log,
            number,
            place,
            self._way,
            self._hotspots,
            self,
            self._instant,
        )


class ElasticFleet(Fleet):
    """As many vehicles as it takes (paper, 7.5): if none is idle, a new one joins.

    `ignored`: a reused vehicle is put at its next job, the empty way left out.
    """

    def __init__(  # noqa: PLR0913
        self,
        env: Environment,
        log: EventLog,
        instant: EndOfInstant,
        *,
        pool: int,
        idle: IdleVehicles,
        way: Way,
        hotspots: Sequence[Hotspot],
        numbers: Iterator[int],
        ignored: bool = False,
    ) -> None:
        super().__init__(
            env,
            log,
            instant,
            pool=pool,
            idle=idle,
            way=way,
            hotspots=hotspots,
            numbers=numbers,
        )
        self._ignored = ignored

    def assign(self) -> None:
        """Give each job the idle vehicle the rule names, or a new one."""
        for job in self._new_jobs():
            vehicle = self._idle.take(job.origin) or self._join(job.origin)
            vehicle.call(job, ignored=self._ignored)


class FiniteFleet(Fleet):
    """So many vehicles and no more: jobs queue, the oldest first."""

    def __init__(  # noqa: PLR0913
        self,
        env: Environment,
        log: EventLog,
        instant: EndOfInstant,
        *,
        pool: int,
        idle: IdleVehicles,
        way: Way,
        hotspots: Sequence[Hotspot],
        numbers: Iterator[int],
        starts: Sequence[int],
    ) -> None:
        super().__init__(
            env,
            log,
            instant,
            pool=pool,
            idle=idle,
            way=way,
            hotspots=hotspots,
            numbers=numbers,
        )
        self._queue: deque[Job] = deque()
        self._free = 0
        for place in starts:
            self.freed(self._join(place))

    def freed(self, vehicle: Vehicle) -> None:
        """Take note that `vehicle` can take the oldest job."""
        super().freed(vehicle)
        self._free += 1
        if self._queue:
            self._instant.soon(self)

    def assign(self) -> None:
        """Give the oldest jobs the nearest idle vehicles."""
        if self._requested:
            self._queue.extend(self._new_jobs())
        while self._free and self._queue:
            job = self._queue.popleft()
            vehicle = self._idle.take(job.origin)
            assert vehicle is not None
            self._free -= 1
            vehicle.call(job)
