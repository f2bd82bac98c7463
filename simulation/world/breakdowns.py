"""Breakdowns: when vehicles fail on the road, and the crews that repair them."""

import math
from bisect import insort
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import Protocol

from simpy import Environment, Event

from simulation.units import TICKS_PER_S

Uniforms = Callable[[], float]  # draws a number from 0 to 1


@dataclass(frozen=True)
class NamedBreakdown:
    """A breakdown that is said beforehand.

    Attributes
    ----------
    time_s
        When; a vehicle that stands then breaks down as it sets off.
    pool
        Of which class.
    which
        The vehicle, counted from 0 in order of joining; ``None``: the one on the road
        that set off first.
    """

    time_s: float
    pool: int
    which: int | None

    def names(self, pool: int, which: int) -> bool:
        """Return whether it is the breakdown of one vehicle of a class."""
        return (self.pool, self.which) == (pool, which)


@dataclass(frozen=True)
class BreakdownRules:
    """When vehicles break down and what becomes of them.

    Attributes
    ----------
    per_s
        How often on average, by pool, per second on the road.
    named
        Further ones, in order of time.
    uniforms
        Returns the random numbers of a vehicle, by its pool and its number in it.
    repair_s
        Turns a uniform number into the time of a repair [s].
    mean_repair_s
        What it takes on average, for whoever plans [s].
    crews
        How many are repaired at once; ``None`` for all.
    rescue_after_s
        When others are called for what is aboard [s]; ``None`` for never.
    """

    per_s: Mapping[int, float]
    named: tuple[NamedBreakdown, ...]
    uniforms: Callable[[int, int], Uniforms]
    repair_s: Callable[[float], float]
    mean_repair_s: float
    crews: int | None
    rescue_after_s: float | None


class Fallible(Protocol):
    """A vehicle that may break down."""

    @property
    def pool(self) -> int:
        """Number of its class in the log."""
        ...

    def drive_on(self) -> None:
        """Be repaired."""
        ...


class Fate:
    """How far one vehicle still drives until it breaks down, and its repairs.

    Its random numbers are its own: which vehicle fails when depends on how much it
    drives and on nobody else.

    Parameters
    ----------
    workshop
        Knows how often, on average, as of now.
    pool, which
        Whose it is.
    anybody
        When the one of its class breaks down that is on the road first; whoever does
        strikes the time.
    """

    __slots__ = ("_draw", "_left", "_named", "_next", "_pool", "_struck", "_workshop")

    def __init__(
        self, workshop: "Workshop", pool: int, which: int, anybody: list[float]
    ) -> None:
        rules = workshop.rules
        self._workshop = workshop
        self._pool = pool
        self._draw = rules.uniforms(pool, which)
        self._next: float | None = None  # drawn already, for the time after
        self._struck: tuple[list[float], float] | None = None  # named, of this leg
        self._left = self._hazard()
        own = [each.time_s for each in rules.named if each.names(pool, which)]
        self._named = (own, anybody)  # of it alone, and of whoever comes first

    def _hazard(self) -> float:
        """Return an exponential number of mean 1, in units of expected breakdowns."""
        drawn, self._next = self._next, None
        return -math.log1p(-self._draw()) if drawn is None else drawn

    def fails_in_s(self, now_s: float, leg_s: float) -> float | None:
        """Return when a leg that begins now is cut by a breakdown [s], if it is.

        One that takes no time is not.
        """
        self._struck = None
        if leg_s <= 0:
            return None
        per_s, in_s = self._workshop.rules.per_s.get(self._pool, 0.0), math.inf
        if per_s > 0:
            in_s = math.floor(self._left / per_s * TICKS_PER_S) / TICKS_PER_S
        due = [times for times in self._named if times and times[0] < now_s + leg_s]
        if due:
            first = min(due, key=itemgetter(0))
            named_s = max(0.0, first[0] - now_s)
            if named_s <= in_s:
                self._struck = first, first.pop(0)
                self._left -= named_s * per_s
                return named_s
        if in_s < leg_s:
            self._left = self._hazard()
            return in_s
        self._left -= leg_s * per_s
        return None

    def spare(self, undriven_s: float, fails_s: float | None) -> None:
        """Take back what was found out about the end of a leg that is not driven.

        Parameters
        ----------
        undriven_s
            How long that is [s].
        fails_s
            When in it the leg was to be cut by a breakdown [s]; ``None``: it was not.
        """
        per_s = self._workshop.rules.per_s.get(self._pool, 0.0)
        if fails_s is None:
            self._left += undriven_s * per_s
        elif self._struck is not None:
            times, time_s = self._struck
            insort(times, time_s)
            self._left += fails_s * per_s
        else:
            self._next, self._left = self._left, fails_s * per_s

    def repair_s(self) -> float:
        """Return how long its next repair takes [s]."""
        return self._workshop.rules.repair_s(self._draw())


class Workshop:
    """Crews that repair vehicles where they stand, whoever broke down first first.

    Parameters
    ----------
    env
        The clock.
    rules
        Who fails when, how long repairs take, and how many crews there are.
    """

    def __init__(self, env: Environment, rules: BreakdownRules) -> None:
        self.rules = rules
        self._env = env
        self._joined = Counter[int]()  # vehicles so far, by pool
        self._anybody = defaultdict[int, list[float]](list)  # times, by pool
        for each in rules.named:
            if each.which is None:
                self._anybody[each.pool].append(each.time_s)
        self._queue = deque[tuple[Fallible, float]]()
        self._busy = 0

    def adopt(self, rules: BreakdownRules) -> None:
        """Go on by other rules; what is named beforehand stays as it is.

        They hold for legs and repairs that begin from now on, and further crews take in
        whoever waits. Each vehicle keeps its random numbers and how far it is towards
        its next breakdown.
        """
        self.rules = rules
        self._begin()

    def fate_of(self, pool: int) -> Fate:
        """Return the fate of a vehicle that joins."""
        which = self._joined[pool]
        self._joined[pool] += 1
        return Fate(self, pool, which, self._anybody[pool])

    def take_in(self, vehicle: Fallible, repair_s: float) -> None:
        """Repair a vehicle as soon as there is a crew for it."""
        self._queue.append((vehicle, repair_s))
        self._begin()

    def _begin(self) -> None:
        crews = self.rules.crews
        while self._queue and (crews is None or self._busy < crews):
            vehicle, repair_s = self._queue.popleft()
            self._busy += 1
            done = self._env.timeout(repair_s)
            done.callbacks.append(partial(self._finish, vehicle))

    def _finish(self, vehicle: Fallible, _: Event) -> None:
        self._busy -= 1
        vehicle.drive_on()
        self._begin()
