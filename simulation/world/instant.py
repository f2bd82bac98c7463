"""The end of an instant: what waits until everybody who arrives is there.

SimPy runs events of one instant one after the other. Decisions and the choice
of vehicles must see all arrivals of the instant, so they come last: at once if
nothing else happens at this time, else behind it by event priority. No event is
scheduled where nothing waits.
"""

from collections.abc import Callable
from typing import Final, Protocol

from simpy import Environment, Event
from simpy.events import EventPriority

from simulation.units import TICKS_PER_S
from simulation.world.clock import Clock

LAST = EventPriority(2)  # SimPy: 0 urgent, 1 normal


# What is settled at the end of an instant, in this order; plain numbers, which are
# looked up faster than members of an enumeration.
ASSIGN: Final = 0  # trips get their vehicles; once more after decisions
DECIDE: Final = 1  # deliveries decide where they go next, and with whom


class Settles(Protocol):
    """Who has something to settle at the end of an instant."""

    def settle(self) -> None:
        """Settle it now."""
        ...


class _Last(Event):
    """An event behind all others of its instant."""

    def __init__(self, env: Environment) -> None:
        super().__init__(env)
        self._ok = True
        self._value = None
        env.schedule(self, priority=LAST)


class EndOfInstant:
    """Lets trips be assigned and decisions be made after an instant's last arrival."""

    def __init__(self, env: Clock) -> None:
        self._env = env
        self._pending = env.pending
        self._assigning: list[Settles] = []
        self._deciding: list[Settles] = []
        self._held = False  # put off until `release`: arrivals or the end are under way
        self._scheduled = False

    def hold(self) -> None:
        """Put the end off until `release`: more of this instant is under way."""
        self._held = True

    def ask(self, phase: int, who: Settles) -> None:
        """See to it that this instant ends with `who` settling what it has.

        `phase`: ``ASSIGN`` or ``DECIDE``.
        """
        asking = self._deciding if phase else self._assigning
        if who not in asking:
            asking.append(who)
        if not self._held:
            self.release()

    def release(self) -> None:
        """Let the instant end, if that is asked for and nothing else happens in it."""
        self._held = False
        if (self._assigning or self._deciding) and not self._scheduled:
            pending = self._pending
            if not pending or pending[0][0] > self._env.now:  # as at rest, only faster
                self._end()
            else:
                self._scheduled = True
                _Last(self._env).callbacks.append(self._fire)

    def _fire(self, _: Event) -> None:
        self._scheduled = False
        self._end()

    def _end(self) -> None:
        self._held = True
        assigning, deciding = self._assigning, self._deciding
        while assigning:
            assigning.pop(0).settle()
        if deciding:
            if self._env.at_rest():
                while deciding:
                    deciding.pop(0).settle()
                while assigning:
                    assigning.pop(0).settle()
            else:  # a leg of no length: its arrival belongs to this instant
                self.release()
        self._held = False


class Beat:
    """Multiples of an interval since the start, on which something is settled.

    Parameters
    ----------
    env
        The clock.
    interval_s
        From beat to beat [s]; 0 for no beat: every instant is on it.
    wake
        Called on the next beat by whoever waits for it.
    """

    def __init__(
        self, env: Environment, interval_s: float, wake: Callable[[], None]
    ) -> None:
        self._env = env
        self._wake = wake
        self._ticks = round(interval_s * TICKS_PER_S)
        self._awaited: Event | None = None

    def change(self, interval_s: float) -> bool:
        """Keep another interval from now on; return whether it is another one.

        Nobody is woken by a beat of the former interval.
        """
        ticks = round(interval_s * TICKS_PER_S)
        if ticks == self._ticks:
            return False
        self._ticks = ticks
        self._awaited = None
        return True

    def is_now(self) -> bool:
        """Return whether this instant is on the beat; if not, wake at the next one."""
        if not self._ticks:
            return True
        rest = round(self._env.now * TICKS_PER_S) % self._ticks
        if not rest:
            return True
        if self._awaited is None:
            delay_s = (self._ticks - rest) / TICKS_PER_S
            self._awaited = self._env.timeout(delay_s)
            self._awaited.callbacks.append(self._on_beat)
        return False

    def _on_beat(self, beat: Event) -> None:
        if beat is self._awaited:  # not one of an interval that is given up
            self._awaited = None
            self._wake()
