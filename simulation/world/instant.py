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
        self._asked = False  # something waits for the end of this instant
        self._held = False  # an arrival is under way, or the end itself
        self._scheduled = False

    def decide_with(self, decisions: Decisions) -> None:
        """Say who decides."""
        self._decisions = decisions

    def soon(self, fleet: Assignment | None = None) -> None:
        """See to it that this instant ends with decisions, and `fleet`'s assignment."""
        if fleet is not None and fleet not in self._fleets:
            self._fleets.append(fleet)
        self._asked = True
        if not self._held:
            self.release()

    def hold(self) -> None:
        """Put the end off until `release`: a load arrives, one after the other."""
        self._held = True

    def release(self) -> None:
        """Let the instant end, if that is asked for and nothing else happens in it."""
        self._held = False
        if self._asked and not self._scheduled:
            if self._env.peek() > self._env.now:
                self._end()
            else:
                self._scheduled = True
                _Last(self._env).callbacks.append(self._fire)

    def _fire(self, _: Event) -> None:
        self._scheduled = False
        self._end()

    def _end(self) -> None:
        self._held = True
        self._asked = False
        if self._fleets:
            self._assign()
        decisions = self._decisions
        if decisions is not None and decisions.pending():
            if self._env.peek() > self._env.now:
                decisions.decide()
                self._assign()
            else:  # a leg of no length: its arrival belongs to this instant
                self._asked = True
        self._held = False
        if self._asked:
            self.release()

    def _assign(self) -> None:
        fleets, self._fleets = self._fleets, []
        for fleet in fleets:
            fleet.assign()
