"""The time, and what happens next: what SimPy's environment keeps, in slots.

It stands apart from the clock, which inherits from SimPy's environment and cannot be
compiled, so that a compiled event loop reads the time without a look-up by name.
Functions, since methods of what the clock inherits from are looked up too.
"""

from heapq import heappop, heappush
from typing import TYPE_CHECKING

from simpy import Event
from simpy.events import NORMAL

from simulation.world.instant import EndOfInstant, Pending

if TYPE_CHECKING:
    from itertools import count


class Timeline:
    """The time [s] and the events to come.

    Attributes
    ----------
    now
        The time [s]. In SimPy a function returns it, and a delivery asks some thirty
        times.
    instant
        What is settled when nothing else happens at a time.
    """

    __slots__ = ("_eid", "_queue", "instant", "now")

    now: float
    instant: EndOfInstant
    _queue: Pending
    _eid: "count[int]"


def schedule(timeline: Timeline, event: Event, delay_s: float) -> None:
    """Let an event happen in `delay_s` seconds, as SimPy's method does."""
    number = next(timeline._eid)  # noqa: SLF001 - here and below: its own
    entry = (timeline.now + delay_s, NORMAL, number, event)
    heappush(timeline._queue, entry)  # noqa: SLF001


def happen(timeline: Timeline, before_s: float) -> None:
    """Let all happen before a time [s], and stay at the last of it.

    As SimPy's own loop does, without a call for each event. When nothing is left of an
    instant, it ends.
    """
    queue, instant = timeline._queue, timeline.instant  # noqa: SLF001
    assigning, deciding = instant.assigning, instant.deciding
    while queue:
        entry = heappop(queue)
        now_s, _, _, event = entry
        if now_s >= before_s:
            heappush(queue, entry)
            return
        timeline.now = now_s
        callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]
        for callback in callbacks:
            callback(event)
        if not event._ok and not event.defused:  # noqa: SLF001 - as SimPy does
            error = event.value
            assert isinstance(error, BaseException)
            raise error
        if (assigning or deciding) and (not queue or queue[0][0] > now_s):
            instant.end(now_s)
