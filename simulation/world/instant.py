"""The end of an instant: what waits until everybody who arrives is there.

SimPy runs events of one instant one after the other. Decisions and the choice
of vehicles must see all arrivals of the instant, so they come last: the clock lets
them when nothing else happens at this time. No event is scheduled for that.
"""

from collections.abc import Callable

from simpy import Environment, Event
from simpy.events import EventPriority

from simulation.units import TICKS_PER_S

Pending = list[tuple[float, EventPriority, int, Event]]  # a heap, the next first


class Settles:
    """Who has something to settle at the end of an instant."""

    def settle(self) -> None:
        """Settle it now."""
        raise NotImplementedError


class EndOfInstant:
    """Lets trips be assigned and decisions be made after an instant's last arrival.

    Parameters
    ----------
    pending
        What the clock has before it: a heap of time [s], priority, number, event.

    Attributes
    ----------
    assigning, deciding
        Who has asked to settle what they have, whoever asked first first.
    """

    def __init__(self, pending: Pending) -> None:
        self._pending = pending
        self.assigning: list[Settles] = []
        self.deciding: list[Settles] = []

    def assign(self, who: Settles) -> None:
        """See to it that `who` gives trips their vehicles when this instant ends."""
        if who not in self.assigning:
            self.assigning.append(who)

    def decide(self, who: Settles) -> None:
        """See to it that `who` decides where deliveries go when this instant ends."""
        if who not in self.deciding:
            self.deciding.append(who)

    def end_if_over(self, now_s: float) -> None:
        """End the instant, if nothing else happens at this time."""
        if not self._pending or self._pending[0][0] > now_s:
            self.end(now_s)

    def end(self, now_s: float) -> None:
        """Settle all that is asked for; nothing else happens at this time.

        Trips get their vehicles first, and once more after decisions. If one of them
        is over in no time, it ends in this instant, which goes on.
        """
        assigning, deciding, pending = self.assigning, self.deciding, self._pending
        while assigning:
            assigning.pop(0).settle()
        if deciding and not (pending and pending[0][0] <= now_s):
            while deciding:
                deciding.pop(0).settle()
            while assigning:
                assigning.pop(0).settle()


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
