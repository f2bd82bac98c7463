"""Sites that cost little together: the best one added, exchanged in pairs.

Every customer goes to the open site that costs it least (the p-median problem;
exchanges as of Teitz and Bart 1968). How far from the best that may be,
`analysis.locate` says.
"""

import numpy as np

from simulation.units import Floats, Ints

SMALLEST_GAP = 1e-9  # relative; less is rounding
_AT_A_TIME = 256  # customers: nothing is as large as the costs


def added(cost: Floats, sites: Ints, count: int) -> Ints:
    """Return the sites and the best further ones, one by one, `count` in all.

    Parameters
    ----------
    cost : (customers, sites) array
        Of each customer at each site, 0 or more.
    sites : (q,) array
        To begin with; none, or `count` at most.
    count
        How many are opened.
    """
    chosen = sites.tolist()
    nearest = cost[:, chosen].min(axis=1, initial=np.inf)
    while len(chosen) < count:
        total = np.minimum(nearest[:, None], cost).sum(axis=0)
        total[chosen] = np.inf
        chosen.append(int(total.argmin()))
        nearest = np.minimum(nearest, cost[:, chosen[-1]])
    return np.array(chosen, dtype=np.int64)


def exchanged(cost: Floats, sites: Ints) -> Ints:
    """Return the sites after the best exchange of one, again until none gains.

    What an exchange would change is kept, and corrected for those customers whose best
    or next best site is another one since: few of them where sites are many.
    """
    sites = sites.copy()
    at, first, second = nearest_two(cost, sites)
    gain, loss = np.zeros(cost.shape[1]), np.zeros((sites.size, cost.shape[1]))

    def count(customers: Ints, sign: int) -> None:
        """Add what customers gain where a site opens, and lose where theirs closes."""
        for begin in range(0, customers.size, _AT_A_TIME):
            some = customers[begin : begin + _AT_A_TIME]
            some = some[np.argsort(at[some], kind="stable")]
            own, begins = np.unique(at[some], return_index=True)
            costs, least = cost[some], first[some, None]
            gains = np.minimum(costs - least, 0)
            losses = np.minimum(costs, second[some, None]) - least - gains
            gain[:] += sign * gains.sum(axis=0)
            loss[own] += sign * np.add.reduceat(losses, begins, axis=0)

    count(np.arange(len(cost)), 1)
    while True:
        change = loss + gain  # (closed, opened)
        change[:, sites] = np.inf
        closed, opened = np.unravel_index(change.argmin(), change.shape)
        if not change[closed, opened] < -SMALLEST_GAP * first.sum():
            return sites
        sites[closed] = opened
        after = nearest_two(cost, sites)
        before = (at, first, second)
        others = [one != other for one, other in zip(before, after, strict=True)]
        moved = np.flatnonzero(np.any(others, axis=0))
        count(moved, -1)
        at, first, second = after
        count(moved, 1)


def nearest_two(cost: Floats, sites: Ints) -> tuple[Ints, Floats, Floats]:
    """Return which site each customer goes to, what it costs, and the next best."""
    open_cost = cost[:, sites]
    at = open_cost.argmin(axis=1)
    rows = np.arange(len(cost))
    first = open_cost[rows, at]
    open_cost[rows, at] = np.inf  # indexed by an array: a copy
    return at, first, open_cost.min(axis=1)
