"""A vehicle: idle until called, then on its way, one job after the other."""

from collections.abc import Callable, Generator, Sequence

from simpy import Environment, Event
from simpy.events import NORMAL

from simulation.network.legs import Leg
from simulation.record.log import EventLog
from simulation.world.delivery import Delivery
from simulation.world.hotspot import Hotspot
from simulation.world.instant import EndOfInstant

Way = Callable[[int, int], Leg]  # origin, destination -> time [s], distance [m]
Freed = Callable[["Vehicle"], None]  # told that a vehicle has nothing to do
Boarding = Callable[[tuple[Delivery, ...], int, float], None]  # load, to, when there


class Job:
    """Deliveries, in order of order number, to be carried to the next place."""

    __slots__ = ("boarding", "load", "orders", "origin", "target")

    def __init__(
        self,
        load: tuple[Delivery, ...],
        origin: int,
        target: int,
        boarding: Boarding | None = None,
    ) -> None:
        self.load = load
        if len(load) == 1:
            self.orders: tuple[int, ...] = (load[0].order,)
        else:
            self.orders = tuple([delivery.order for delivery in load])
        self.origin = origin
        self.target = target
        self.boarding = boarding


class EndOfLeg(Event):
    """Fires when a leg ends; scheduled when the leg begins, leg after leg."""

    def __init__(self, env: Environment) -> None:
        super().__init__(env)
        self._ok = True
        self._value = None


class Vehicle:
    """One vehicle of a pool; it stays where its last leg ended."""

    __slots__ = (
        "_end_of_leg",
        "_env",
        "_freed",
        "_hotspots",
        "_instant",
        "_job",
        "_log",
        "_way",
        "id",
        "place",
        "since_s",
    )

    def __init__(  # noqa: PLR0913, PLR0917 - what it uses, given once
        self,
        env: Environment,
        log: EventLog,
        number: int,
        place: int,
        way: Way,
        hotspots: Sequence[Hotspot],
        freed: Freed,
        instant: EndOfInstant,
    ) -> None:
        self._env = env
        self._log = log
        self.id = number
        self.place = place
        self.since_s: float = env.now  # when it arrived here
        self._way = way
        self._hotspots = hotspots
        self._freed = freed
        self._instant = instant
        self._job: Job | None = None
        self._end_of_leg = EndOfLeg(env)
        env.process(self._life())

    def call(self, job: Job, ignored: bool = False) -> None:  # noqa: FBT001, FBT002 - hot
        """Set off at once: to the job's origin empty, or with its load.

        `ignored`: be at the origin in no time, the metres only noted.
        """
        self._job = job
        now_s = self._env.now
        place, origin = self.place, job.origin
        if place != origin:
            time_s, distance_m = self._way(place, origin)
            if not ignored:
                self._log.departed(now_s, self.id, place, origin, distance_m, ())
                self._env.schedule(self._end_of_leg, NORMAL, time_s)
                return
            self._log.departed(now_s, self.id, place, origin, 0.0, (), distance_m)
            self._arrive(now_s, origin)
        self._depart(now_s, job)

    def _life(self) -> Generator[Event, None, None]:
        """Wait for a call, drive, hand over, and be idle again."""
        env, hotspots, end_of_leg = self._env, self._hotspots, self._end_of_leg
        while True:
            yield end_of_leg
            end_of_leg.callbacks = []  # the next leg ends with the same event
            job = self._job
            assert job is not None
            if self.place != job.origin:
                self._arrive(env.now, job.origin)
                self._depart(env.now, job)
                continue
            target = job.target
            self._arrive(env.now, target)
            if target < len(hotspots):
                yield from hotspots[target].unload(self.id, job.orders)
            self._hand_over(job.load)

    def _depart(self, now_s: float, job: Job) -> None:
        """Begin the job's leg with its load aboard."""
        number, load, target = self.id, job.load, job.target
        time_s, distance_m = self._way(job.origin, target)
        self._log.departed(now_s, number, job.origin, target, distance_m, job.orders)
        for delivery in load:
            delivery.vehicle = number
            delivery.carried = True
        if job.boarding is not None:
            job.boarding(load, target, now_s + time_s)
        self._env.schedule(self._end_of_leg, NORMAL, time_s)

    def _arrive(self, now_s: float, place: int) -> None:
        self.place = place
        self.since_s = now_s
        self._log.arrived(now_s, self.id, place)

    def _hand_over(self, load: tuple[Delivery, ...]) -> None:
        """Let the whole load stand here, and be idle."""
        instant = self._instant
        instant.held = True  # until all of it stands
        now_s = self._env.now
        for delivery in load:
            delivery.standing = True
            delivery.stood_s = now_s
            delivery.carried = False
        for delivery in load:
            next(delivery.journey, None)  # in this breath; the last time it ends
        self._freed(self)
        instant.release()
