"""A trunk line: vehicles that drive a timetable, whoever is aboard."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from simulation.dispatch.protocol import Orders
from simulation.network.travel_times import TravelTimes
from simulation.record.kinds import CORE, Kind
from simulation.world.delivery import Delivery
from simulation.world.fleet import Fleet
from simulation.world.vehicle import NOBODY, Slowed, Surroundings, Vehicle


@dataclass(frozen=True)
class Timetable:
    """A line as it is planned, at free flow.

    Attributes
    ----------
    stops
        Hotspots in turn, those of the way back too.
    starts_s
        When a vehicle leaves the first stop [s], in order.
    arrives_s, departs_s
        When it is at each stop, and leaves it, after its start [s].
    capacity
        Seats of a vehicle.
    wait_s
        How much later than the fastest way at once a rider may arrive [s].
    """

    stops: tuple[int, ...]
    starts_s: tuple[float, ...]
    arrives_s: tuple[float, ...]
    departs_s: tuple[float, ...]
    capacity: int
    wait_s: float


@dataclass
class _Run:
    """A vehicle on its way from the first stop to the last."""

    vehicle: Vehicle
    start_s: float
    at: int = 0  # which stop it is at, or left last


class Line:
    """A line under way, and the operator of its vehicles, which are core vehicles.

    A vehicle that is back at the first stop takes the next start there; where none
    is, one joins. It leaves the fleet where it ends elsewhere, or no start is left.
    Each stop is left as the timetable says, or as soon as the vehicle can be: when
    all that happens at that time has happened. None breaks down.

    Parameters
    ----------
    around
        What all vehicles have in common.
    core
        Whose legs its vehicles drive.
    numbers
        Gives each vehicle its number.
    timetable
        What it is planned to do.
    seats
        Room that each order takes; ``None``: one seat each.
    wake
        Called when a vehicle is about to leave a stop, so that `leave` is.
    """

    pool = CORE
    on_boarding = None  # nobody is asked to share with those aboard

    def __init__(
        self,
        around: Surroundings,
        core: Fleet,
        numbers: Iterator[int],
        timetable: Timetable,
        seats: Sequence[int] | None,
        wake: Callable[[], None],
    ) -> None:
        self.loading, self.sent_on = core.loading, core.sent_on  # of doors: never
        self.goes_back_last = core.goes_back_last
        self.broke_down, self.rescue = core.broke_down, core.rescue  # nor these
        self.reclaim = core.reclaim
        self._around = around
        self._core = core
        self._numbers = numbers
        self._timetable = timetable
        self._seats = seats
        self._wake = wake
        self._runs: dict[int, _Run] = {}  # by vehicle
        self._ready: list[Vehicle] = []  # back at the first stop
        self._due: list[_Run] = []  # to leave a stop when this instant ends
        stops = timetable.stops
        self._waiting: list[list[Delivery]] = [[] for _ in stops]  # by stop
        # Starts of those that have not left a stop yet, by stop.
        self._to_come = [list(timetable.starts_s) for _ in stops[:-1]]
        self._starts = list(timetable.starts_s)  # that have no vehicle yet
        self._await_start()

    # As the operator of vehicles ---------------------------------------------

    @property
    def travel(self) -> TravelTimes:
        """Legs that begin now."""
        return self._core.travel

    @property
    def on_leg(self) -> Slowed | None:
        """Told of each leg that begins, where traffic may change it."""
        return self._core.on_leg

    def freed(self, vehicle: Vehicle) -> None:
        """Let a vehicle that has handed over wait for its time at this stop."""
        run = self._runs[vehicle.id]
        run.at += 1
        if run.at == len(self._timetable.stops) - 1:
            self._end(vehicle)
            return
        leaves_s = run.start_s + self._timetable.departs_s[run.at]
        self._after(max(0.0, leaves_s - self._now_s), lambda: self._is_due(run))

    # Who rides ---------------------------------------------------------------

    def arrival_s(self, delivery: Delivery) -> tuple[float, int] | None:
        """Return when the line brings a delivery that lies at a stop to its end [s].

        And at which stop it boards. By the timetable, and by a vehicle that is late
        as if it left now; ``None`` where no vehicle to come stops at both.
        """
        if self._size(delivery.order) > self._timetable.capacity:
            return None
        now_s, arrives_s = self._now_s, self._timetable.arrives_s
        found: list[tuple[float, int]] = []
        for at, place in enumerate(self._timetable.stops[:-1]):
            if place != delivery.hotspot or not self._to_come[at]:
                continue
            for to in range(at + 1, len(arrives_s)):
                if self._timetable.stops[to] == delivery.destination:
                    departs_s = self._timetable.departs_s[at]
                    leaves_s = max(self._to_come[at][0] + departs_s, now_s)
                    found.append((leaves_s + arrives_s[to] - departs_s, at))
                    break
        return min(found, default=None)

    @property
    def wait_s(self) -> float:
        """How much later than the fastest way at once a rider may arrive [s]."""
        return self._timetable.wait_s

    def await_at(self, at: int, delivery: Delivery) -> None:
        """Have a delivery wait for the next vehicle that leaves a stop."""
        self._waiting[at].append(delivery)

    def forget(self, delivery: Delivery) -> None:
        """Have a delivery wait no more, if it does."""
        for waiting in self._waiting:
            if delivery in waiting:
                waiting.remove(delivery)

    def leave(self) -> list[Delivery]:
        """Let vehicles whose time has come leave; return who finds no seat."""
        if self._starts and self._starts[0] <= self._now_s:
            self._start()
        due, self._due = self._due, []
        left: list[Delivery] = []
        for run in due:
            left += self._leave(run)
        return left

    # Under way ---------------------------------------------------------------

    @property
    def _now_s(self) -> float:
        return self._around.env.now

    def _after(self, delay_s: float, call: Callable[[], None]) -> None:
        self._around.env.timeout(delay_s).callbacks.append(lambda _: call())

    def _await_start(self) -> None:
        if self._starts:
            self._after(self._starts[0] - self._now_s, self._wake)

    def _start(self) -> None:
        """Have a vehicle leave the first stop."""
        if self._ready:
            vehicle = self._ready.pop(0)
        else:
            number, place = next(self._numbers), self._timetable.stops[0]
            self._around.log.vehicle_joined(self._now_s, number, place, CORE)
            vehicle = Vehicle(self._around, number, place, self)
        run = self._runs[vehicle.id] = _Run(vehicle, self._starts.pop(0))
        self._due.append(run)
        self._await_start()

    def _end(self, vehicle: Vehicle) -> None:
        """Keep a vehicle that can start again, if there are starts enough for it."""
        del self._runs[vehicle.id]
        at_first = vehicle.place == self._timetable.stops[0]
        if at_first and len(self._ready) < len(self._starts):
            self._ready.append(vehicle)
            return
        log = self._around.log
        log.vehicle_left(self._now_s, vehicle.id, vehicle.place, CORE)

    def _is_due(self, run: _Run) -> None:
        self._due.append(run)
        self._wake()

    def _leave(self, run: _Run) -> list[Delivery]:
        """Leave a stop with whoever waits, the first first; return who has no seat."""
        vehicle, at, now_s = run.vehicle, run.at, self._now_s
        here, target = self._timetable.stops[at : at + 2]
        self._to_come[at].remove(run.start_s)
        late_s = now_s - run.start_s - self._timetable.departs_s[at]
        log = self._around.log
        log.add(Kind.STOP_LEFT, now_s, vehicle.id, here, target, late_s)
        free = self._timetable.capacity - sum(map(self._size, vehicle.aboard))
        boarding: list[int] = []
        left: list[Delivery] = []
        for delivery in self._waiting[at]:
            size = self._size(delivery.order)
            if size > free:
                left.append(delivery)
                continue
            free -= size
            boarding.append(delivery.order)
            delivery.decide(now_s, delivery.destination)
            delivery.call(now_s, here, CORE)
        self._waiting[at].clear()
        self._drive(vehicle, target, tuple(sorted(boarding)))
        return left

    def _drive(self, vehicle: Vehicle, target: int, boarding: Orders) -> None:
        """Drive to the next stop, and hand over whoever is to be there."""
        underway = self._around.underway
        aboard = [underway[order] for order in sorted(vehicle.aboard + boarding)]
        alighting = [each for each in aboard if each.destination == target]
        orders = tuple([each.order for each in alighting])
        stops = ((vehicle.place, NOBODY, boarding), (target, orders, NOBODY))
        vehicle.follow(stops)
        for each in aboard:
            if each in alighting:
                each.approach(vehicle.arrives_s)
            else:
                each.ride_round()

    def _size(self, order: int) -> int:
        return 1 if self._seats is None else self._seats[order]
