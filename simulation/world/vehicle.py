"""A vehicle: idle until called, then on its way, one job after the other."""

from collections.abc import Callable, Generator, Sequence
from typing import Final

from simpy import Environment, Event
from simpy.events import NORMAL

from simulation.network.legs import Leg
from simulation.record.log import EventLog
from simulation.world.delivery import Delivery
from simulation.world.hotspot import Hotspot
from simulation.world.instant import EndOfInstant

Way = Callable[[int, int], Leg]  # origin, destination -> time [s], distance [m]
Freed = Callable[["Vehicle"], None]  # told that a vehicle has nothing to do
Load = tuple[Delivery, ...]  # in order of order number
Boarding = Callable[[Load, int, float], None]  # load, to, when there

# What a vehicle is to carry, from where to where, and who is told that it leaves;
# first the orders of the load, by which the jobs of an instant are sorted. A plain
# tuple: every leg is one.
Job = tuple[tuple[int, ...], Load, int, int, Boarding | None]
ORIGIN: Final = 2  # of a job


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
        self._end_of_leg: EndOfLeg  # from the first call on

    def call(self, job: Job, ignored: bool = False) -> None:  # noqa: FBT001, FBT002 - hot
        """Set off at once: to the job's origin empty, or with its load.

        `ignored`: be at the origin in no time, the metres only noted.
        """
        if self._job is None:
            # Its life begins now: most vehicles of a large fleet are never called.
            self._end_of_leg = EndOfLeg(self._env)
            self._env.process(self._life())
        self._job = job
        now_s = self._env.now
        place, origin = self.place, job[ORIGIN]
        if place != origin:
            way = self._way
            time_s, distance_m = way(place, origin)
            if not ignored:
                self._log.departed(now_s, self.id, place, origin, distance_m, ())
                self._env.schedule(self._end_of_leg, NORMAL, time_s)
                return
            self._log.departed(now_s, self.id, place, origin, 0.0, (), distance_m)
            self._arrive(now_s, origin)
        self._depart(now_s, job)

    def transfer(self, way: Way, freed: Freed) -> None:
        """Serve another fleet: its ways for legs that begin later, told when free."""
        self._way = way
        self._freed = freed

    def _life(self) -> Generator[Event, None, None]:
        """Drive as called, hand over, and be idle until the next call."""
        env, hotspots, end_of_leg = self._env, self._hotspots, self._end_of_leg
        while True:
            yield end_of_leg
            end_of_leg.callbacks = []  # the next leg ends with the same event
            job = self._job
            assert job is not None
            orders, load, origin, target, _ = job
            if self.place != origin:
                self._arrive(env.now, origin)
                self._depart(env.now, job)
                continue
            self._arrive(env.now, target)
            if target < len(hotspots):
                yield from hotspots[target].unload(self.id, orders)
            self._hand_over(load)

    def _depart(self, now_s: float, job: Job) -> None:
        """Begin the job's leg with its load aboard."""
        number, way = self.id, self._way
        orders, load, origin, target, boarding = job
        time_s, distance_m = way(origin, target)
        self._log.departed(now_s, number, origin, target, distance_m, orders)
        for delivery in load:
            delivery.vehicle = number
            delivery.carried = True
        if boarding is not None:
            boarding(load, target, now_s + time_s)
        self._env.schedule(self._end_of_leg, NORMAL, time_s)

    def _arrive(self, now_s: float, place: int) -> None:
        self.place = place
        self.since_s = now_s
        self._log.arrived(now_s, self.id, place)

    def _hand_over(self, load: Load) -> None:
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
