r"""A lower bound on the metres of any service at full load, every order known.

Whatever vehicles do, with whatever plans, seats or meetings at hotspots, they move
orders along legs between doors and hotspots. A linear program that every way to do so
solves, at no more than the metres it drives:

1. *Nodes.* A producer and a consumer of each order, and the hotspots. Times are those
   of one order: :math:`e` is when it can be there at the earliest, :math:`l` at the
   latest.
2. *Legs.* From u to v if :math:`e_u + T_{uv} \le l_v`; hotspots have no times. Driving
   empty only adds metres, so all legs have somebody aboard.
3. *Variables.* On each leg x vehicles with f orders, :math:`0 \le f \le kx`. k is the
   number of seats, less one where a vehicle leaves a consumer (a seat has just become
   free) or goes to a producer (one has to be).
4. *Rows.* Orders leave producers and stay at consumers, one each: f is a flow. Somebody
   has to leave each producer, and to come to each consumer: x is 1 there at least. The
   ways of all orders together are no shorter than if each were driven straight.

What is not asked: that vehicles and orders are whole, that an order goes to its own
consumer and not to another that may be served then (but for the sum of all ways), and
that times fit along a route.

The program has a leg for any two nodes, too many to write down. It is solved for some,
those that its prices say would pay are added, and so on. The prices of any round give
a bound: divided by the most that they exceed a leg by, they keep all of them.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from analysis.optimum.doors import DoorInstance
from simulation.errors import SimulationError
from simulation.units import Bools, Floats, Ints

_NEAREST = 12  # legs from and to each node to begin with
_MORE = 4  # legs to each node that a round adds at most
_ENOUGH = 1e-3  # share of the bound that more rounds may be worth
_CHOSEN = np.True_  # of an array of what is chosen
_ROUNDING_M = 1e-6  # what a solver's prices may be off


@dataclass(frozen=True)
class FlowBound:
    """No service drives less than this."""

    distance_m: float
    rounds: int
    reached: float  # share of the program's optimum that is proven at least [1]


def flow_bound(instance: DoorInstance, *, rounds: int = 12) -> FlowBound:
    """Return metres below which no service can carry an instance's orders.

    Parameters
    ----------
    instance
        The orders.
    rounds
        How often legs are added at most; what is proven by then is true all the same.
    """
    if not len(instance):
        return FlowBound(0.0, 0, 1.0)
    legs = _Legs(instance)
    chosen = legs.nearest()
    best, value = 0.0, np.inf
    done = 0
    while done < rounds:
        done += 1
        value, prices = legs.solve(chosen)
        excess, more = legs.priced(prices)
        best = max(best, value / max(1.0, excess))
        if best >= value * (1 - _ENOUGH) or not more.size:
            break
        chosen = np.union1d(chosen, more)
    return FlowBound(best, done, min(1.0, best / value) if value else 1.0)


class _Prices(NamedTuple):
    """What a linear program prices in metres."""

    order: Floats  # (2 n + H,) one at a node
    visit: Floats  # (2 n + H,) a vehicle at a node
    ride: float  # a metre of an order's way [1]


class _Legs:
    """All legs of an instance, numbered by row and column.

    Parameters
    ----------
    instance
        The orders.
    """

    def __init__(self, instance: DoorInstance) -> None:
        n, size = len(instance), len(instance.time_s)
        self._n, self._size = n, size
        self._metres = instance.distance_m
        self._direct_m = instance.direct_m
        earliest_s, latest_s = _windows(instance)
        seats = np.full((size, size), float(instance.seats))
        seats[n : 2 * n] -= 1.0
        seats[:, :n] -= 1.0
        may = earliest_s[:, None] + instance.time_s <= latest_s
        may &= ~np.eye(size, dtype=np.bool_)
        order = np.arange(n)
        may[n + order, order] = False  # an order's consumer comes behind its producer
        self._seats: Floats = np.where(may, np.maximum(seats, 0.0), 0.0)

    def nearest(self) -> Ints:
        """Return the legs to begin with: short ones, and each order's own."""
        metres = np.where(self._seats > 0, self._metres, np.inf)
        few = min(_NEAREST, self._size - 1)
        chosen: Bools = np.zeros_like(metres, dtype=np.bool_)
        np.put_along_axis(chosen, np.argpartition(metres, few, 1)[:, :few], _CHOSEN, 1)
        np.put_along_axis(chosen, np.argpartition(metres, few, 0)[:few], _CHOSEN, 0)
        chosen |= metres <= 0.0
        chosen[: self._n, self._n : 2 * self._n] |= np.eye(self._n, dtype=np.bool_)
        return np.flatnonzero(chosen & (self._seats > 0))

    def solve(self, chosen: Ints) -> tuple[float, _Prices]:
        """Return the optimum over some legs [m], and its prices."""
        n, size = self._n, self._size
        a, b = np.divmod(chosen, size)
        seats, metres = self._seats[a, b], self._metres[a, b]
        leg, ones = np.arange(chosen.size), np.ones(chosen.size)
        shape = (size, chosen.size)
        flow = sparse.csr_array((ones, (a, leg)), shape=shape)
        flow = flow - sparse.csr_array((ones, (b, leg)), shape=shape)
        there = np.where(a < n, 1.0, 0.0), np.where((b >= n) & (b < 2 * n), 1.0, 0.0)
        visits = sparse.csr_array((there[0], (a, leg)), shape=shape)
        visits = (visits + sparse.csr_array((there[1], (b, leg)), shape=shape))[: 2 * n]
        sent = np.concatenate((np.ones(n), -np.ones(n), np.zeros(size - 2 * n)))
        # x = f / k + s, so that no row is needed for a leg.
        result = linprog(  # type: ignore[call-overload] # stubs know no sparse rows
            np.concatenate((metres / seats, metres)),
            A_eq=sparse.hstack((flow, sparse.csr_array(shape))),
            b_eq=sent,
            A_ub=-sparse.vstack(
                (
                    sparse.hstack((visits * (1.0 / seats), visits)),
                    sparse.csr_array(
                        np.concatenate((metres, np.zeros(chosen.size)))[None]
                    ),
                )
            ),
            b_ub=-np.append(np.ones(2 * n), self._direct_m),
            method="highs",
        )
        if result.status != 0:
            raise SimulationError(
                f"a program of {2 * chosen.size} variables: the solver says "
                f"{result.message!r}, expected a solution."
            )
        price = np.zeros(size)
        *visit, ride = -result.ineqlin.marginals
        price[: 2 * n] = visit
        return float(result.fun), _Prices(result.eqlin.marginals, price, ride)

    def priced(self, prices: _Prices) -> tuple[float, Ints]:
        """Return by how much prices exceed a leg at most [1], and legs that they do."""
        n = self._n
        leaves, enters = prices.visit.copy(), prices.visit.copy()
        leaves[n:] = 0.0  # a vehicle is asked for behind producers
        enters[:n] = 0.0  # ... and before consumers
        worth = prices.order[:, None] - prices.order + prices.ride * self._metres
        worth = np.maximum(worth, 0.0) * self._seats
        worth += leaves[:, None] + enters
        worth[self._seats <= 0] = 0.0
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.where(worth > _ROUNDING_M, worth / self._metres, 0.0)
        gain = np.where(share > 1.0 + 1e-9, worth - self._metres, 0.0)
        few = np.argpartition(-gain, min(_MORE, len(gain) - 1), 0)[:_MORE]
        picked: Bools = np.zeros_like(gain, dtype=np.bool_)
        np.put_along_axis(picked, few, _CHOSEN, 0)
        return float(share.max(initial=0.0)), np.flatnonzero(picked & (gain > 0))


def _windows(instance: DoorInstance) -> tuple[Floats, Floats]:
    """Return when nodes can be reached at the earliest and at the latest [s]."""
    n, size = len(instance), len(instance.time_s)
    direct_s = np.diagonal(instance.time_s, n)[:n]
    earliest_s, latest_s = np.full(size, -np.inf), np.full(size, np.inf)
    earliest_s[: 2 * n] = (*instance.placed_s, *(instance.placed_s + direct_s))
    latest_s[: 2 * n] = (*(instance.due_s - direct_s), *instance.due_s)
    return earliest_s, latest_s
