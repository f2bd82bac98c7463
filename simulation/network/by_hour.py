"""Legs that take longer or shorter by the hour, driven through as speeds change.

Over a stretch of time a leg has a time and a length: at the speeds that hold then, on
the way that is quickest then. Whoever drives it advances by the share of it that the
time in the stretch is of that. So whoever leaves later never arrives earlier, a leg
within one stretch takes what it takes there, and its metres are those of the shares.
"""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from simulation.errors import SimulationError
from simulation.network.legs import Leg
from simulation.network.stretches import Stretch, Stretches
from simulation.network.travel_times import Ranked, TravelTimes
from simulation.units import SECONDS_PER_DAY, TICKS_PER_S, Floats, Ints

_LONGEST_STOP_S = 15.0 * SECONDS_PER_DAY  # longer than a week of closures by the hour
_FOR_EVER = float("inf")
_ROUNDING_S = 1e-6  # what shares of a leg may have lost where it ends with a stretch
_DECIMETRES_PER_M = 10.0
_NORMAL, _MOST_DEVIATIONS, _LEAST = NormalDist(), 3.0, 1e-12
_ROOTS_PER_1 = 4096


@dataclass
class Noise:
    """Speeds by chance: a lognormal factor for each slice of time and each tract.

    Parameters
    ----------
    deviation
        Of the logarithm of the factor [1]; the median of the factor is 1.
    slice_s
        How long a factor holds [s].
    shared
        Share of the variance that all tracts have in common [1].
    tract_of
        The tract of each place.
    draws
        A generator for each slice, always the same for the same one.
    """

    deviation: float
    slice_s: float
    shared: float
    tract_of: list[int]
    draws: Callable[[int], np.random.Generator]

    def __post_init__(self) -> None:
        self._tracts = max(self.tract_of, default=0) + 1
        self._known: dict[int, list[float]] = {}

    def number(self, time_s: float) -> int:
        """Return the number of the slice in which a time [s] lies."""
        return int(time_s // self.slice_s)

    def until_s(self, time_s: float) -> float:
        """Return when the slice in which a time [s] lies ends [s]."""
        return (self.number(time_s) + 1) * self.slice_s

    def factor(self, origin: int, target: int, time_s: float) -> float:
        """Return the factor of a leg: the geometric mean of its two ends' tracts."""
        roots = self.roots(self.number(time_s))
        return roots[self.tract_of[origin]] * roots[self.tract_of[target]]

    def factors(self, origins: Ints, targets: Ints | int, time_s: float) -> Floats:
        """Return those of legs from (n,) origins to (n,) targets, or all to one.

        Of all from each of (n, 1) to each of (m,): (n, m).
        """
        roots = np.array(self.roots(self.number(time_s)))
        tracts = np.array(self.tract_of)
        factors: Floats = roots[tracts[origins]] * roots[tracts[targets]]
        return factors

    def roots(self, number: int) -> list[float]:
        """Return the square root of each tract's factor in a slice.

        On a grid, so that they are the same on every machine.
        """
        known = self._known.get(number)
        if known is None:
            uniforms = self.draws(number).random(1 + self._tracts)
            normal = np.array(
                [_NORMAL.inv_cdf(max(each, _LEAST)) for each in uniforms.tolist()]
            )
            normal = np.clip(normal, -_MOST_DEVIATIONS, _MOST_DEVIATIONS)
            common, own = np.sqrt(self.shared), np.sqrt(1 - self.shared)
            log = self.deviation / 2 * (common * normal[0] + own * normal[1:])
            known = (np.rint(np.exp(log) * _ROOTS_PER_1) / _ROOTS_PER_1).tolist()
            self._known[number] = known
        return known


class LegsByHour:
    """Legs between places as they are driven while speeds change.

    Parameters
    ----------
    stretches
        When which speeds hold.
    legs_in
        The legs with other speeds in some areas; a time is infinite where no way is
        left. Without areas: those at free flow.
    noise
        Speeds by chance; ``None`` for none.
    """

    def __init__(
        self,
        stretches: Stretches,
        legs_in: Callable[[frozenset[int]], TravelTimes],
        noise: Noise | None = None,
    ) -> None:
        self._stretches = stretches
        self._legs_in = legs_in
        self._noise = noise
        self._free = legs_in(frozenset())
        self._known: dict[frozenset[int], TravelTimes] = {frozenset(): self._free}
        self._last = stretches.at(0.0)

    def leg(self, origin: int, target: int, depart_s: float) -> Leg:
        """Return time [s] and distance [m] of a leg that begins at `depart_s` [s].

        Raises
        ------
        SimulationError
            If no way is ever opened again.
        """
        if origin == target:
            return self._free.leg(origin, target, depart_s)
        stretch = self._last
        if not stretch.begin_s <= depart_s < stretch.until_s:
            stretch = self._last = self._stretches.at(depart_s)
        taken_s, distance_m = self._paced(origin, target, depart_s, stretch)
        if depart_s + taken_s <= self._until_s(depart_s, stretch):
            return round(taken_s * TICKS_PER_S) / TICKS_PER_S, distance_m
        return self._driven(origin, target, depart_s)

    def times_to(self, target: int, origins: Ints, depart_s: float) -> Floats:
        """Return the times [s] of the legs from (n,) origins; none is remembered."""
        stretch = self._stretches.at(depart_s)
        taken_s = self.paced_to(target, origins, depart_s)
        taken_s = np.rint(taken_s * TICKS_PER_S) / TICKS_PER_S
        beyond = depart_s + taken_s > self._until_s(depart_s, stretch)
        for row in np.flatnonzero(beyond).tolist():
            taken_s[row] = self._driven(int(origins[row]), target, depart_s)[0]
        return taken_s

    def nearest(self, target: int) -> Ranked | None:  # noqa: ARG002
        """Return None: who is nearest changes with the hour."""
        return None

    def free_leg(self, origin: int, target: int) -> Leg:
        """Return time [s] and distance [m] of a leg at free flow."""
        return self._free.leg(origin, target, 0.0)

    def paced_to(self, target: int, origins: Ints, time_s: float) -> Floats:
        """Return the times [s] of legs from (n,) origins at the speeds of a moment.

        Infinite where no way is open.
        """
        legs = self._legs(self._stretches.at(time_s))
        free_s = legs.times_to(target, origins, time_s)
        return self.paced(free_s, origins, target, time_s)

    def paced(
        self, free_s: Floats, origins: Ints, targets: Ints | int, time_s: float
    ) -> Floats:
        """Return the times [s] of legs (n,) at the speeds of a moment [s].

        Parameters
        ----------
        free_s : (n,) array
            Their times where only the speeds in areas are other ones [s].
        origins, targets
            Of each, or one target of all.
        """
        factor = self._stretches.at(time_s).factor
        if factor == 0:
            return np.where(origins == targets, 0.0, np.inf)
        taken_s = free_s / factor
        if self._noise is not None:
            taken_s = taken_s / self._noise.factors(origins, targets, time_s)
        return taken_s

    def whole_leg(self, origin: int, target: int, time_s: float) -> Leg:
        """Return time [s] and metres of a whole leg at the speeds of a moment [s].

        Infinite where no way is open.
        """
        return self._paced(origin, target, time_s, self._stretches.at(time_s))

    def same_speeds(self, one_s: float, other_s: float) -> bool:
        """Return whether the same speeds hold at two times [s]."""
        one, other = (self._stretches.at(each) for each in (one_s, other_s))
        noise = self._noise
        return (one.factor, one.areas) == (other.factor, other.areas) and (
            noise is None or noise.number(one_s) == noise.number(other_s)
        )

    def until_s(self, time_s: float) -> float:
        """Return until when the speeds of a moment hold [s]."""
        return self._until_s(time_s, self._stretches.at(time_s))

    def _legs(self, stretch: Stretch) -> TravelTimes:
        known = self._known.get(stretch.areas)
        if known is None:
            known = self._known[stretch.areas] = self._legs_in(stretch.areas)
        return known

    def _paced(self, origin: int, target: int, time_s: float, stretch: Stretch) -> Leg:
        """Return time [s] and metres of a whole leg at the speeds of a moment."""
        taken_s, distance_m = self._legs(stretch).leg(origin, target, time_s)
        if stretch.factor != 1:
            taken_s = taken_s / stretch.factor if stretch.factor else _FOR_EVER
        if self._noise is not None:
            taken_s /= self._noise.factor(origin, target, time_s)
        return taken_s, distance_m

    def _until_s(self, time_s: float, stretch: Stretch) -> float:
        """Return until when the speeds of a moment hold [s]."""
        if self._noise is None:
            return stretch.until_s
        return min(stretch.until_s, self._noise.until_s(time_s))

    def _driven(self, origin: int, target: int, depart_s: float) -> Leg:
        """Return time [s] and distance [m] of a leg, stretch after stretch."""
        left, driven_m, now_s, moved_s = 1.0, 0.0, depart_s, depart_s
        lengths = set()
        while True:
            stretch = self._stretches.at(now_s)
            until_s = self._until_s(now_s, stretch)
            whole_s, whole_m = self._paced(origin, target, now_s, stretch)
            if whole_s < _FOR_EVER and left * whole_s <= until_s - now_s + _ROUNDING_S:
                now_s += left * whole_s
                driven_m += left * whole_m
                lengths.add(whole_m)
                break
            if whole_s < _FOR_EVER:
                share = (until_s - now_s) / whole_s
                left -= share
                driven_m += share * whole_m
                lengths.add(whole_m)
                moved_s = until_s
            elif until_s - max(moved_s, self._stretches.last_s) > _LONGEST_STOP_S:
                raise SimulationError(
                    f"traffic: no way is ever open again from place {origin} to "
                    f"{target} after {moved_s:g} s, expected closures that end."
                )
            now_s = until_s
        if len(lengths) == 1:
            (driven_m,) = lengths
        taken_s = round((now_s - depart_s) * TICKS_PER_S) / TICKS_PER_S
        return taken_s, round(driven_m * _DECIMETRES_PER_M) / _DECIMETRES_PER_M
