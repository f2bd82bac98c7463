"""The end of an instant: what waits until everybody who arrives is there.

SimPy runs events of one instant one after the other. Decisions and the choice
of vehicles must see all arrivals of the instant, so they come last: at once if
nothing else happens at this time, else behind it by event priority. No event is
scheduled where nothing waits.
"""

from typing import Protocol

from simpy import Environment, Event

LAST = 2  # SimPy: 0 urgent, 1 normal


class Decisions(Protocol):
    """What is decided at the end of an instant."""

    def pending(self) -> bool:
        """Return whether something is to be decided now."""
        ...

    def decide(self) -> None:
        """Decide it."""
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
        self._fleets: list[Assignment] = []
        self._decisions: Decisions | None = None
        self._scheduled = False
        self._busy = False

    def decide_with(self, decisions: Decisions) -> None:
        """Say who decides."""
        self._decisions = decisions

    def soon(self, fleet: Assignment | None = None) -> None:
        """See to it that this instant ends with decisions, and `fleet`'s assignment."""
        if fleet is not None and fleet not in self._fleets:
            self._fleets.append(fleet)
        if self._scheduled or self._busy:
            return
        if self._env.peek() > self._env.now:
            self._end()
        else:
            self._schedule()

    def _schedule(self) -> None:
        self._scheduled = True
        _Last(self._env).callbacks.append(self._fire)

    def _fire(self, _: Event) -> None:
        self._scheduled = False
        self._end()

    def _end(self) -> None:
        self._busy = True
        if self._fleets:
            self._assign()
        if self._decisions is not None and self._decisions.pending():
            if self._env.peek() > self._env.now:
                self._decisions.decide()
                self._assign()
            else:  # a leg of no length: its arrival belongs to this instant
                self._schedule()
        self._busy = False

    def _assign(self) -> None:
        fleets, self._fleets = self._fleets, []
        for fleet in fleets:
            fleet.assign()
