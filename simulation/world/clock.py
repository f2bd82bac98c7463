"""The clock: SimPy's environment, which tells the time without a call."""

from heapq import heappop
from typing import TYPE_CHECKING

from simpy import Environment, Event
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Sequence


class _Time:
    """Where a clock keeps the time: in a slot."""

    __slots__ = ("_now",)


class Clock(_Time, Environment):
    """SimPy's environment; its time is a plain attribute.

    In SimPy, ``now`` is a function that returns ``_now``, and a delivery asks for
    the time some thirty times. Here both are names of one slot.

    Attributes
    ----------
    pending
        What is scheduled, the next first: a heap of time [s], priority, number, event.
    """

    now: float = vars(_Time)["_now"]

    def __init__(self) -> None:
        super().__init__()
        self.pending: Sequence[tuple[float, int, int, Event]] = self._queue

    @override
    def run(self, until: float | None = None) -> None:  # type: ignore[override]
        """Let all happen before a time [s], or all there is, and be at that time.

        As SimPy's own loop does, without a call for each event.
        """
        queue = self._queue
        end_s = float("inf") if until is None else until
        while queue and queue[0][0] < end_s:
            self._now, _, _, event = heappop(queue)
            callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]
            for callback in callbacks:
                callback(event)
            if not event._ok and not event.defused:  # noqa: SLF001 - as SimPy does
                error = event.value
                assert isinstance(error, BaseException)
                raise error
        if until is not None:
            self._now = until

    def at_rest(self) -> bool:
        """Return whether nothing else is scheduled at this time."""
        queue = self.pending
        return not queue or queue[0][0] > self.now
