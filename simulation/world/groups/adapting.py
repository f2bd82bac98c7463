"""What decisions know of the times between hotspots, and when they learn of others.

Nothing is scheduled for it: at the first decision after times have changed the agents
go on from other answers, which they form for the destinations that are asked for.
"""

from collections.abc import Callable
from dataclasses import replace
from math import inf

import numpy as np
from simpy import Environment

from simulation.network.overlay import Overlay
from simulation.record.kinds import Kind
from simulation.record.log import EventLog
from simulation.units import TICKS_PER_S, Floats
from simulation.world.groups.hops import HopRule
from simulation.world.groups.meetings import Meetings
from simulation.world.groups.rules import Known, SharingRules


class Adapting:
    """Has decisions made by what is known of the moment.

    Parameters
    ----------
    env, log
        The clock, and the record.
    hops, meetings
        Whose agents are asked, and who waits to be asked or to decide.
    use
        Has decisions made by other rules; not the agents.

    Attributes
    ----------
    learns
        Whether times may become others, so that it has something to settle.
    """

    def __init__(
        self,
        env: Environment,
        log: EventLog,
        hops: HopRule,
        meetings: Meetings,
        use: Callable[[SharingRules], None],
    ) -> None:
        self._env, self._log = env, log
        self._hops, self._meetings, self._use = hops, meetings, use
        self._until_s = inf
        self._given: SharingRules | None = None  # by whoever made them
        self._rules: SharingRules | None = None  # as they are, by what is known
        self._known: Known | None = None
        self._weighs: Overlay | None = None  # the handler, by this one

    def adopt(self, rules: SharingRules) -> None:
        """Go on by other rules.

        The same agents keep what they know; what else is known is looked up at the next
        decision.
        """
        given, before, self._given, self._until_s = self._given, self._rules, rules, inf
        self.learns = rules.knows is not None
        if rules.knows is not None:
            free = rules.knows.free
            self._until_s, self._weighs = -inf, free
            if before and given and given.knows and given.book is rules.book:
                rules = replace(rules, book=before.book)
            else:
                self._known = Known(free, free.travel_time_s, frozenset(), -inf)
        self._go_by(rules)

    def _go_by(self, rules: SharingRules) -> None:
        self._rules = rules
        self._hops.adopt(rules.book, rules.revisit)
        self._use(rules)

    def settle(self) -> None:
        """Look up whether times are others now, and go by them."""
        now_s, rules, before = self._env.now, self._rules, self._known
        if now_s < self._until_s or rules is None or rules.knows is None:
            return
        assert before is not None
        knows = rules.knows
        known = self._known = knows.at(now_s)
        self._until_s = known.until_s
        book, handler = rules.book, rules.handler
        if not _same(known.times_s, before.times_s):
            book = knows.book(known.times_s, book.policy, now_s)
        if self._weighs is None or not _alike(known.overlay, self._weighs):
            handler = knows.handler(known.overlay) or handler
        self._weighs = known.overlay
        solves = book is not rules.book
        if solves or handler is not rules.handler:
            self._go_by(replace(rules, book=book, handler=handler))
            if solves or not _alike(known.overlay, before.overlay):
                self._note(known, knows.free, solves=solves)

    def _note(self, known: Known, free: Overlay, *, solves: bool) -> None:
        """Record by what decisions are made from now on, and who asks its agent."""
        now_s, hotspots = self._env.now, free.hotspots
        # Times on the grid of ticks have exact sums, the same on every machine.
        lost_s = known.overlay.travel_time_s.sum() - free.travel_time_s.sum()
        mean_s = lost_s / max(1, hotspots * (hotspots - 1))
        mean_s = round(float(mean_s) * TICKS_PER_S) / TICKS_PER_S
        asks = {*self._meetings.posted, *self._meetings.deciders} if solves else ()
        self._log.add(Kind.TIMES_LEARNT, now_s, mean_s, orders=sorted(asks))
        for place in sorted(known.shunned):
            self._log.add(Kind.HOTSPOT_SHUNNED, now_s, place)


def _alike(one: Overlay, other: Overlay) -> bool:
    times = _same(one.travel_time_s, other.travel_time_s)
    return times and _same(one.distance_m, other.distance_m)


def _same(one: Floats, other: Floats) -> bool:
    return one is other or np.array_equal(one, other)
