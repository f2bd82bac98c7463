"""The clock: SimPy's environment, which ends its instants and tells the time."""

from typing import TYPE_CHECKING

from simpy import Environment, Event
from typing_extensions import override

from simulation.world.instant import EndOfInstant
from simulation.world.timeline import Timeline, happen

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


class Clock(Timeline, Environment):
    """SimPy's environment; its time is a plain attribute, `Timeline.now`."""

    _now = vars(Timeline)["now"]  # what SimPy calls it

    def __init__(self) -> None:
        Environment.__init__(self)
        self.instant = EndOfInstant(self._queue)

    @override
    def run(self, until: float | None = None) -> None:  # type: ignore[override]
        """Let all happen before a time [s], or all there is, and be at that time."""
        happen(self, float("inf") if until is None else until)
        if until is not None:
            self._now = until

    @override
    def step(self) -> None:
        """Let the next event happen, and the instant end if it was the last of it."""
        super().step()
        self.instant.end_if_over(self._now)
