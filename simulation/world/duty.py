"""Duty: vehicles join as their shifts begin, rest, and leave as they end."""

from collections.abc import Generator
from typing import Final, Protocol

from simpy import Event

from simulation.dispatch.roster import Roster, Shift
from simulation.record.kinds import Kind
from simulation.world.vehicle import Surroundings, Vehicle

_LAST_CALL, _OFF, _BREAK, _ON, _DUE = range(5)  # in this order at one time,
_AT_ONCE = 5  # ... and behind them all what is due as its own shift begins


class Employer(Protocol):
    """The fleet whose vehicles are on duty."""

    def join(self, place: int, pool: int) -> Vehicle:
        """Let a vehicle of a pool join at a place."""
        ...

    def leave(self, vehicle: Vehicle) -> None:
        """Let a vehicle that is not idle and has no plan leave for good."""
        ...

    def freed(self, vehicle: Vehicle) -> None:
        """Take note that a vehicle has nothing to do."""
        ...

    def relieve(self, vehicle: Vehicle) -> bool:
        """Take an idle vehicle out of those that can be called; False if it is busy."""
        ...


class Duty:
    """Calls vehicles of a fleet on and off by a roster.

    Whoever drives at the end of a shift, or at the beginning of a break, finishes the
    stops it has and takes no others: overtime is what that takes. A break lasts as
    long as it should, however late it begins, and so does the next one; what lies
    beyond the shift is cut off. No break begins after the last call.

    Parameters
    ----------
    around
        The clock, and the record of breaks.
    fleet
        The vehicles.
    roster
        Who works when.
    """

    def __init__(self, around: Surroundings, fleet: Employer, roster: Roster) -> None:
        self._env = env = around.env
        self._log = around.log
        self._fleet = fleet
        self._planned: Final = roster.shifts
        self._worked: Final = [each.worked_s for each in roster.shifts]
        self._vehicles: dict[int, Vehicle] = {}  # by shift
        self._shift_of: dict[int, int] = {}  # by vehicle
        self._ending: set[int] = set()  # vehicles that take no more trips
        self._due: dict[int, float] = {}  # vehicles that want a break so long [s]
        self._resting: set[int] = set()
        self._gone: set[int] = set()
        self._before_end_s = roster.last_call_s
        marks = []
        for number, shift in enumerate(roster.shifts):
            on_s, off_s = shift.worked_s
            if on_s > shift.on_s or off_s <= on_s:
                marks.append((shift.on_s, _DUE, number, 0.0))
            if off_s <= on_s:
                continue  # nobody comes
            # That a driver leaves before its time is not known beforehand.
            call_s = max(on_s, min(self._last_call_s(shift), off_s))
            todo = [(off_s, _OFF, 0.0), (call_s, _LAST_CALL, 0.0)]
            todo += [
                (max(begin, on_s), _BREAK, end - max(begin, on_s))
                for begin, end in shift.breaks
                if end > on_s
            ]
            marks.append((on_s, _ON, number, 0.0))
            marks += [
                (time_s, what + _AT_ONCE * (time_s <= on_s), number, length_s)
                for time_s, what, length_s in todo
            ]
        env.process(self._keep(sorted(marks)))

    def is_on(self, vehicle: Vehicle) -> bool:
        """Return whether a vehicle takes trips."""
        return (
            vehicle.id not in self._ending
            and vehicle.id not in self._due
            and vehicle.id not in self._resting
        )

    def on_until_s(self, vehicle: Vehicle) -> float:
        """Return until when a vehicle takes trips, as its shift has it [s].

        The next break that is planned, or the last call; infinite for one that is
        there all the time.
        """
        if vehicle.id not in self._shift_of:
            return float("inf")
        shift, now_s = self._planned[self._shift_of[vehicle.id]], self._env.now
        breaks_s = [begin_s for begin_s, _ in shift.breaks if begin_s > now_s]
        return min([*breaks_s, self._last_call_s(shift)])

    def takes(self, vehicle: Vehicle) -> bool:
        """Return whether a vehicle that comes to be idle leaves or rests; let it."""
        number = vehicle.id
        if number in self._ending:
            if self._env.now >= self._off_s(vehicle):
                self._leave(vehicle)
            return True
        if number in self._due:
            self._rest(vehicle, self._due.pop(number))
            return True
        return False

    def _leave(self, vehicle: Vehicle) -> None:
        """Let a vehicle leave, once."""
        if vehicle.id not in self._gone:
            self._gone.add(vehicle.id)
            self._fleet.leave(vehicle)

    def _last_call_s(self, shift: Shift) -> float:
        """Return from when on no trip is given in a shift, as planned [s]."""
        return max(shift.on_s, shift.off_s - self._before_end_s)

    def _off_s(self, vehicle: Vehicle) -> float:
        """Return when a vehicle's shift is over [s]."""
        return self._worked[self._shift_of[vehicle.id]][1]

    def _keep(
        self, marks: list[tuple[float, int, int, float]]
    ) -> Generator[Event, None, None]:
        """Do what the roster says, in order of time; trips are given after that."""
        env = self._env
        for time_s, turn, number, length_s in marks:
            if time_s > env.now:
                yield env.timeout(time_s - env.now)
            shift, what = self._planned[number], turn % _AT_ONCE
            if what in {_DUE, _ON}:
                self._begin(number, what)
                continue
            vehicle = self._vehicles[number]
            rests, ends = vehicle.id in self._resting, vehicle.id in self._ending
            if what == _BREAK and not ends:
                waits = rests or vehicle.id in self._due
                self._due[vehicle.id] = self._due.get(vehicle.id, 0.0) + length_s
                if not waits and self._fleet.relieve(vehicle):
                    self._rest(vehicle, self._due.pop(vehicle.id))
            elif what == _LAST_CALL and not ends:
                self._ending.add(vehicle.id)
                self._due.pop(vehicle.id, None)
                if not rests:
                    self._fleet.relieve(vehicle)
            elif what == _OFF:
                self._end(vehicle, shift, rests=rests)

    def _end(self, vehicle: Vehicle, shift: Shift, *, rests: bool) -> None:
        """Let a shift be over; whoever drives or rests leaves when that is done."""
        if shift.early_s:
            log, now_s = self._log, self._env.now
            log.add(Kind.LEFT_EARLY, now_s, vehicle.id, vehicle.place)
        if not (vehicle.plan or rests):
            self._leave(vehicle)

    def _begin(self, number: int, what: int) -> None:
        """Let the vehicle of a shift join, or say that it is awaited."""
        shift, (on_s, off_s) = self._planned[number], self._worked[number]
        if what == _DUE:
            kind = Kind.DRIVER_LATE if off_s > on_s else Kind.NO_SHOW
            self._log.add(kind, self._env.now, shift.place, shift.pool)
            return
        vehicle = self._fleet.join(shift.place, shift.pool)
        self._vehicles[number] = vehicle
        self._shift_of[vehicle.id] = number
        self._fleet.freed(vehicle)

    def _rest(self, vehicle: Vehicle, length_s: float) -> None:
        """Let a vehicle have its break, up to the end of its shift."""
        env, log = self._env, self._log
        self._resting.add(vehicle.id)
        log.add(Kind.BREAK_STARTED, env.now, vehicle.id, vehicle.place)
        length_s = min(length_s, max(0.0, self._off_s(vehicle) - env.now))

        def back(_: Event) -> None:
            self._resting.discard(vehicle.id)
            log.add(Kind.BREAK_ENDED, env.now, vehicle.id, vehicle.place)
            if vehicle.id not in self._ending:
                self._fleet.freed(vehicle)  # or it rests again
            elif env.now >= self._off_s(vehicle):
                self._leave(vehicle)

        env.timeout(length_s).callbacks.append(back)
