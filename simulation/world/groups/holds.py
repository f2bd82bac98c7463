"""Holds: the undecided whom a handler lets stay, for a better partner."""

import math
from collections.abc import Callable

from simpy import Environment, Event

from simulation.sharing.protocol import HoldUntil, RequestHandler
from simulation.units import TICKS_PER_S
from simulation.world.delivery import Delivery
from simulation.world.groups.meetings import Meetings


class Holds:
    """Who is held, and until when.

    Whoever is held may be asked by others and asks nobody itself, until its time is
    over: then it is undecided again. Nobody is held for ever: at one place a hold may
    later be made shorter, never longer, and patience bounds it
    (``requests.max_wait_s``).

    Parameters
    ----------
    env
        The clock.
    meetings
        Where the undecided are, and the board.
    wake
        Called when somebody is undecided again.
    """

    def __init__(
        self, env: Environment, meetings: Meetings, wake: Callable[[], None]
    ) -> None:
        self._env = env
        self._meetings = meetings
        self._wake = wake
        self._until: HoldUntil | None = None
        self._max_wait_s = math.inf
        self._held: dict[int, tuple[Event, Delivery]] = {}  # by order
        self._bounds: dict[int, tuple[float, float]] = {}  # arrival, and end at most

    def adopt(self, handler: RequestHandler, max_wait_s: float | None) -> bool:
        """Hold by another handler, and return whether that holds anybody.

        Who is held is undecided again at once.
        """
        if handler.shares:
            self._until = getattr(handler, "hold_until_s", None)
        else:
            self._until = None
        self._max_wait_s = math.inf if max_wait_s is None else max_wait_s
        for _, delivery in self._held.values():
            self._meetings.deciders[delivery.order] = delivery
        if self._held:
            self._held.clear()
            self._wake()
        return self._until is not None

    def keeps(self, delivery: Delivery) -> bool:
        """Return whether one that found nobody stays; if so, others may ask it."""
        if self._until is None:
            return False
        meetings, now_s, order = self._meetings, self._env.now, delivery.order
        meetings.post(delivery)
        until_s = self._until(meetings.posted[order], now_s)
        since_s, bound_s = self._bounds.get(order, (math.nan, math.inf))
        if since_s != delivery.since_s:
            bound_s = delivery.since_s + self._max_wait_s
        ticks = math.ceil((min(until_s, bound_s) - now_s) * TICKS_PER_S)
        if ticks <= 0:
            return False
        self._bounds[order] = delivery.since_s, min(until_s, bound_s)
        meetings.deciders.pop(order, None)
        over = self._env.timeout(ticks / TICKS_PER_S)
        over.callbacks.append(self._is_over)
        self._held[order] = over, delivery
        return True

    def end(self, order: int) -> None:
        """Take note that one that may be held shares now."""
        self._held.pop(order, None)

    def forget(self, delivery: Delivery) -> None:
        """Let one that goes another way share with nobody and be asked by nobody."""
        self.end(delivery.order)
        meetings = self._meetings
        group = meetings.groups.get(delivery.order)
        if group is not None:
            meetings.leave(group, delivery)
        meetings.deciders.pop(delivery.order, None)
        meetings.withdraw(delivery)

    def _is_over(self, event: Event) -> None:
        for order, (over, delivery) in self._held.items():
            if over is event:
                del self._held[order]
                self._meetings.deciders[order] = delivery
                self._wake()
                return
