"""The clock: SimPy's environment, which ends its instants and tells the time."""

from heapq import heappop, heappush
from typing import TYPE_CHECKING

from simpy import Environment, Event
from typing_extensions import override

from simulation.world.instant import EndOfInstant

if TYPE_CHECKING:
    from collections.abc import Callable

    from simpy.events import EventCallbacks


class Recurring(Event):
    """An event that can be scheduled again as soon as it has happened.

    Parameters
    ----------
    env
        The clock.
    call
        What it calls each time.

    Attributes
    ----------
    calls
        Its callbacks. SimPy takes them away when it happens; who is called gives them
        back.
    """

    __slots__ = ("_ok", "callbacks", "calls")  # where the clock looks, side by side

    def __init__(self, env: Environment, call: "Callable[[Recurring], None]") -> None:
        # `Event.__init__` inlined, as in SimPy's own timeouts.
        self.env = env
        self._ok = True
        self._value = None
        self.calls: EventCallbacks = [call]
        self.callbacks = self.calls


class _Time:
    """Where a clock keeps the time: in a slot."""

    __slots__ = ("_now",)


class Clock(_Time, Environment):
    """SimPy's environment; its time is a plain attribute.

    In SimPy, ``now`` is a function that returns ``_now``, and a delivery asks for
    the time some thirty times. Here both are names of one slot.

    Attributes
    ----------
    instant
        What is settled when nothing else happens at a time.
    """

    now: float = vars(_Time)["_now"]

    def __init__(self) -> None:
        super().__init__()
        self.instant = EndOfInstant(self._queue)

    @override
    def run(self, until: float | None = None) -> None:  # type: ignore[override]
        """Let all happen before a time [s], or all there is, and be at that time."""
        self.happen(float("inf") if until is None else until)
        if until is not None:
            self._now = until

    def happen(self, before_s: float) -> None:
        """Let all happen before a time [s]; the clock stays at the last of it.

        As SimPy's own loop does, without a call for each event. When nothing is left
        of an instant, it ends.
        """
        queue, instant = self._queue, self.instant
        assigning, deciding = instant.assigning, instant.deciding
        while queue:
            entry = heappop(queue)
            now_s, _, _, event = entry
            if now_s >= before_s:
                heappush(queue, entry)
                return
            self._now = now_s
            callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]
            for callback in callbacks:
                callback(event)
            if not event._ok and not event.defused:  # noqa: SLF001 - as SimPy does
                error = event.value
                assert isinstance(error, BaseException)
                raise error
            if (assigning or deciding) and (not queue or queue[0][0] > now_s):
                instant.end(now_s)

    @override
    def step(self) -> None:
        """Let the next event happen, and the instant end if it was the last of it."""
        super().step()
        self.instant.end_if_over(self._now)
