"""The end of an instant: what waits until everybody who arrives is there.

SimPy runs events of one instant one after the other. Decisions and the choice
of vehicles must see all arrivals of the instant, so they come last: at once if
nothing else happens at this time, else behind it by event priority. No event is
scheduled where nothing waits.
"""

from typing import Protocol

from simpy import Environment, Event
from simpy.events import EventPriority

LAST = EventPriority(2)  # SimPy: 0 urgent, 1 normal


class Decisions(Protocol):
    """What is decided at the end of an instant."""

    def decide(self) -> None:
        """Decide what is to be decided now."""
        ...


class Assignment(Protocol):
    """A fleet that gives jobs their vehicles at the end of an instant."""

    def assign(self) -> None:
        """Give the jobs of this instant their vehicles."""
        ...


class _Last(Event):
    """An event behind all others of its instant."""

    def __init__(self, env: Environment) -> None:
        super().__init__(env)
        self._ok = True
        self._value = None
        env.schedule(self, priority=LAST)


class EndOfInstant:
    """Runs assignments and decisions after the last arrival of an instant."""

    def __init__(self, env: Environment) -> None:
        self._env = env
        self._fleets: list[Assignment] = []  # with jobs to assign
        self._decisions: Decisions | None = None
        self._undecided = False
        self.held = False  # put off until `release`: arrivals or the end are under way
        self._scheduled = False

    def decide_with(self, decisions: Decisions) -> None:
        """Say who decides."""
        self._decisions = decisions

    def decide_soon(self) -> None:
        """See to it that this instant ends with decisions."""
        self._undecided = True
        if not self.held:
            self.release()

    def assign_soon(self, fleet: Assignment) -> None:
        """See to it that `fleet` gives its jobs their vehicles at this instant."""
        if fleet not in self._fleets:
            self._fleets.append(fleet)
        if not self.held:
            self.release()

    def release(self) -> None:
        """Let the instant end, if that is asked for and nothing else happens in it."""
        self.held = False
        if (self._undecided or self._fleets) and not self._scheduled:
            if self._env.peek() > self._env.now:
                self._end()
            else:
                self._scheduled = True
                _Last(self._env).callbacks.append(self._fire)

    def _fire(self, _: Event) -> None:
        self._scheduled = False
        self._end()

    def _end(self) -> None:
        self.held = True
        while self._fleets:
            self._fleets.pop(0).assign()
        if self._undecided:
            if self._env.peek() > self._env.now:
                self._undecided = False
                assert self._decisions is not None  # somebody asked for decisions
                self._decisions.decide()
                while self._fleets:
                    self._fleets.pop(0).assign()
            else:  # a leg of no length: its arrival belongs to this instant
                self.release()
        self.held = False
