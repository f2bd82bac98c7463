"""A vehicle: idle until called, then on its way, one job after the other."""

from collections.abc import Callable, Generator, Sequence
from typing import Protocol

from simpy import Environment, Event

from simulation.network.legs import Leg
from simulation.record.log import EventLog
from simulation.world.delivery import ABSENT, Delivery
from simulation.world.hotspot import Hotspot

Way = Callable[[int, int], Leg]  # origin, destination -> time [s], distance [m]
Boarding = Callable[[tuple[Delivery, ...], int, float], None]  # load, to, when there


class Job:
    """Deliveries to be carried from one place to the next."""

    __slots__ = ("boarding", "load", "order", "orders", "origin", "target")

    def __init__(
        self,
        load: tuple[Delivery, ...],
        origin: int,
        target: int,
        boarding: Boarding | None = None,
    ) -> None:
        self.load = load
        self.orders = (
            (load[0].order,)
            if len(load) == 1
            else tuple([delivery.order for delivery in load])
        )
        self.order = self.orders[0]  # the lowest: loads are sorted
        self.origin = origin
        self.target = target
        self.boarding = boarding


class Depot(Protocol):
    """To whom a vehicle reports that it is idle."""

    def freed(self, vehicle: "Vehicle") -> None:
        """Take note that `vehicle` has nothing to do."""
        ...


class EndOfLeg(Event):
    """Fires when a leg ends; scheduled when the leg begins."""

    def after(self, delay_s: float) -> None:
        """Let it fire `delay_s` from now."""
        self._ok = True
        self._value = None
        self.env.schedule(self, delay=delay_s)


class Vehicle:
    """One vehicle of a pool; it stays where its last leg ended."""

    __slots__ = (
        "_call",
        "_depot",
        "_env",
        "_hotspots",
        "_job",
        "_log",
        "_way",
        "id",
        "place",
        "since_s",
    )

    def __init__(  # noqa: PLR0913 - what it uses, given once
        self,
        env: Environment,
        log: EventLog,
        number: int,
        place: int,
        way: Way,
        hotspots: Sequence[Hotspot],
        depot: Depot,
    ) -> None:
        self._env = env
        self._log = log
        self.id = number
        self.place = place
        self.since_s: float = env.now  # when it arrived here
        self._way = way
        self._hotspots = hotspots
        self._depot = depot
        self._job: Job | None = None
        self._call = EndOfLeg(env)
        env.process(self._life())

    def call(self, job: Job, *, ignored: bool = False) -> None:
        """Set off at once: to the job's origin empty, or with its load.

        `ignored`: be at the origin in no time, the metres only noted.
        """
        self._job = job
        origin = job.origin
        if self.place != origin:
            time_s, distance_m = self._way(self.place, origin)
            now_s = self._env.now
            if not ignored:
                self._log.departed(now_s, self.id, self.place, origin, distance_m, ())
                self._call.after(time_s)
                return
            self._log.departed(now_s, self.id, self.place, origin, 0.0, (), distance_m)
            self._arrive(now_s, origin)
        self._call.after(self._depart(job))

    def _life(self) -> Generator[Event, None, None]:
        """Wait for a call, drive, hand over, and be idle again."""
        env = self._env
        hotspots = self._hotspots
        while True:
            yield self._call
            job = self._job
            assert job is not None
            if self.place != job.origin:
                self._arrive(env.now, job.origin)
                yield env.timeout(self._depart(job))
            target = job.target
            self._arrive(env.now, target)
            if target < len(hotspots) and not hotspots[target].passes_through:
                yield from hotspots[target].unload(self.id, job.orders)
            self._job = None
            self._call = EndOfLeg(env)
            for delivery in job.load:
                delivery.standing = True
                delivery.vehicle = ABSENT
                delivery.place = target
                assert delivery.handed_over is not None
                delivery.handed_over.succeed(self.id)
            self._depot.freed(self)

    def _depart(self, job: Job) -> float:
        """Begin the job's leg with its load aboard, and return its time [s]."""
        now_s = self._env.now
        time_s, distance_m = self._way(job.origin, job.target)
        self._log.departed(
            now_s, self.id, job.origin, job.target, distance_m, job.orders
        )
        for delivery in job.load:
            delivery.vehicle = self.id
        if job.boarding is not None:
            job.boarding(job.load, job.target, now_s + time_s)
        return time_s

    def _arrive(self, now_s: float, place: int) -> None:
        self.place = place
        self.since_s = now_s
        self._log.arrived(now_s, self.id, place)
