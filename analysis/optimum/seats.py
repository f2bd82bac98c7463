r"""A lower bound on the metres of any service at full load, every order known.

Whatever vehicles do, with whatever plans and meetings at hotspots, their seats are
taken or empty, and with k seats

.. math:: k \cdot metres = taken\ seat\ metres + empty\ seat\ metres.

Seats are taken for as many metres as all orders' ways at least, each driven straight.
That some are empty cannot be helped, as each delivery empties one: cut what vehicles
drive where they come to a hotspot, begin or end. Each piece is a row of stops at doors.

1. Between two stops the number e of empty seats is one and the same. A delivery makes
   it e + 1, and a pickup e - 1. A piece begins with any e at a hotspot, or at a
   producer that leaves k - 1 of them empty, and ends at a hotspot, or with e = k at a
   consumer.
2. From u to v is possible if their own orders can be there in time, whose producer u is
   or whose consumer v is being aboard. Driving with all seats empty only adds metres.
3. *Linear program.* A price :math:`\pi_v` for each stop, so that no piece has a higher
   sum of prices than it has empty seat metres. Each order is picked up and delivered
   once, so that the sum of all prices is a bound on all empty seat metres. That
   prices keep this is said by a value :math:`V_u^e`, at most the least of (empty seat
   metres - prices) with which a piece can leave u: it is 0 where a piece begins,
   :math:`V_v^{e'} + \pi_v \le V_u^e + e D_{uv}` along a leg, and where a piece ends at
   a hotspot h, :math:`0 \le V_u^e + e D_{uh}`.

A leg that is no shorter than over the nearest hotspots needs no row: what is asked at
hotspots keeps it. Of the others rows are added until prices keep all. Prices of any
round are a bound: divided by the most that they exceed a row by, they keep all.

What is not asked: that vehicles are full of orders of one direction, that an order
stays within its time along a route, and that pieces fit together.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from analysis.optimum.doors import DoorInstance
from simulation.errors import SimulationError
from simulation.units import Bools, Floats, Ints

_NEAREST = 4  # legs to each stop to begin with
_ENOUGH = 1e-3  # share of the bound that more rounds may be worth
_ROUNDING_M = 1e-6  # what a solver's prices may be off


@dataclass(frozen=True)
class SeatBound:
    """No service drives less than this."""

    distance_m: float
    reached: float  # share of the program's optimum that is proven at least [1]


def seat_bound(instance: DoorInstance, *, rounds: int = 20) -> SeatBound:
    """Return metres below which no service can carry an instance's orders.

    Parameters
    ----------
    instance
        The orders.
    rounds
        How often rows are added at most; what is proven by then is true all the same.
    """
    if not len(instance):
        return SeatBound(0.0, 1.0)
    rows = _Rows(instance)
    chosen = rows.nearest()
    best_m = value_m = 0.0
    for _ in range(rounds):
        prices = rows.solve(chosen)
        value_m = float(prices.stop.sum())
        most, broken = rows.excess(prices)
        best_m = max(best_m, value_m / most)
        if not (more := broken & ~chosen).any():
            break
        if value_m - best_m <= _ENOUGH * (instance.direct_m + best_m):
            break
        chosen |= more
    taken_m = instance.direct_m
    # A piece breaks a row by rounding at each of its stops at most.
    best_m = max(0.0, best_m - 2 * len(instance) * _ROUNDING_M)
    reached = (taken_m + best_m) / (taken_m + value_m) if taken_m + value_m else 1.0
    return SeatBound((taken_m + best_m) / instance.seats, min(1.0, reached))


class _Prices(NamedTuple):
    """What a program says, in seat metres."""

    stop: Floats  # (2 n,)
    value: Floats  # (2 n, k + 1) by stop left and seats empty then


class _Rows:
    """Legs between stops, and the rows that each gives, one for 0 < e < k.

    Parameters
    ----------
    instance
        The orders.
    """

    def __init__(self, instance: DoorInstance) -> None:
        n, metres = len(instance), instance.distance_m
        self._n, self._stops, self._seats = n, 2 * n, instance.seats
        doors = slice(2 * n)
        # Without hotspots as far as nothing is.
        far_m = float(metres.max()) * self._stops
        self._to_hub_m = metres[doors, 2 * n :].min(axis=1, initial=far_m)
        self._from_hub_m = metres[2 * n :, doors].min(axis=0, initial=far_m)
        may = _possible(instance)
        may &= metres[doors, doors] < self._to_hub_m[:, None] + self._from_hub_m
        self._from, self._to = np.nonzero(may)
        self._metres: Floats = metres[self._from, self._to]

    def nearest(self) -> Bools:
        """Return which legs to begin with: the shortest to each stop."""
        by_metres = np.lexsort((self._metres, self._to))
        to = self._to[by_metres]
        rank = np.arange(to.size) - np.searchsorted(to, to)
        chosen = self._metres <= 0.0
        chosen[by_metres[rank < _NEAREST]] = True
        return np.asarray(chosen)

    def solve(self, chosen: Bools) -> _Prices:
        """Return the prices of highest sum that keep some rows."""
        stops, seats = self._stops, self._seats
        leg = np.flatnonzero(chosen)
        stop = np.arange(stops)
        # From where (none: a piece begins), to where, with how many empty, metres.
        rows: list[tuple[Ints | None, Ints, int, Floats]] = [
            (self._from[leg], self._to[leg], empty, self._metres[leg])
            for empty in range(1, seats)
        ]
        for empty in range(seats):
            into = stop if empty else stop[self._n :]
            rows.append((None, into, empty, self._from_hub_m[into]))
        rows.append((None, stop[: self._n], seats, np.zeros(self._n)))
        entries, at_most_m, row = [], [], 0
        for here, there, empty, metres in rows:
            number, ones = row + np.arange(there.size), np.ones(there.size)
            row += there.size
            at_most_m.append(empty * metres)
            after = self._column(there, self._after(there, empty))
            entries += [(number, there, ones), (number, after, ones)]
            if here is not None:
                entries.append((number, self._column(here, empty), -ones))
        numbers, columns, values = (
            np.concatenate(each) for each in zip(*entries, strict=True)
        )
        least_m = np.zeros((stops, seats + 1))
        least_m[:, :seats] = -np.arange(seats) * self._to_hub_m[:, None]
        result = linprog(  # type: ignore[call-overload] # stubs know no sparse rows
            -np.append(np.ones(stops), np.zeros(least_m.size)),
            A_ub=sparse.csr_array(
                (values, (numbers, columns)), shape=(row, stops + least_m.size)
            ),
            b_ub=np.concatenate(at_most_m),
            bounds=np.column_stack(
                (
                    np.append(np.zeros(stops), least_m),
                    np.full(stops + least_m.size, np.inf),
                )
            ),
            method="highs",
        )
        if result.status != 0:
            raise SimulationError(
                f"a program of {row} rows: the solver says {result.message!r}, "
                "expected a solution."
            )
        return _Prices(result.x[:stops], result.x[stops:].reshape(least_m.shape))

    def _after(self, there: Ints, empty: int) -> Ints:
        """Return how many seats are empty behind stops."""
        return empty + np.where(there < self._n, -1, 1)

    def _column(self, stop: Ints, empty: Ints | int) -> Ints:
        return self._stops + stop * (self._seats + 1) + empty

    def excess(self, prices: _Prices) -> tuple[float, Bools]:
        """Return by how much prices exceed a row at most [1], and of which legs."""
        most, broken = 1.0, np.zeros(self._metres.size, np.bool_)
        for empty in range(1, self._seats):
            worth_m = prices.stop[self._to] - prices.value[self._from, empty]
            worth_m += prices.value[self._to, self._after(self._to, empty)]
            over = worth_m > empty * self._metres + _ROUNDING_M
            broken |= over
            share = worth_m[over] / (
                empty * np.maximum(self._metres[over], _ROUNDING_M)
            )
            most = max(most, share.max(initial=1.0))
        return float(most), broken


def _possible(instance: DoorInstance) -> Bools:
    """Return whether from one stop (row) the next can be another, (2 n, 2 n)."""
    n = len(instance)
    time_s = instance.time_s[: 2 * n, : 2 * n]
    placed_s, due_s = instance.placed_s, instance.due_s
    # When each order can be at each stop, (2 n, n).
    since_s = (placed_s[:, None] + time_s[:n]).T
    until_s = due_s - time_s[:, n:]
    earliest_s = np.append(placed_s, np.diagonal(since_s[n:]))
    latest_s = np.append(np.diagonal(until_s), due_s)
    leaves_s = np.repeat(earliest_s[:, None], 2 * n, axis=1)
    # Whose consumer is the next is aboard, and so is whose producer was the last.
    leaves_s[:, n:] = np.maximum(leaves_s[:, n:], since_s)
    may = leaves_s <= latest_s[:, None]
    leaves_s += time_s  # now when the next is reached
    leaves_s[:, :n] = np.maximum(leaves_s[:, :n], placed_s)
    may &= leaves_s <= latest_s
    may[:n] &= leaves_s[:n] <= np.hstack((until_s[:n].T, until_s[n:].T))
    np.fill_diagonal(may, val=False)
    np.fill_diagonal(may[n:, :n], val=False)  # a consumer comes behind its producer
    return np.asarray(may)
