"""Sites that cost little together: the best one added, exchanged in pairs.

Every customer goes to the open site that costs it least (the p-median problem;
exchanges as of Teitz and Bart 1968). How far from the best that may be,
`analysis.locate` says.
"""

import numpy as np

from simulation.units import Floats, Ints

SMALLEST_GAP = 1e-9  # relative; less is rounding
_AT_A_TIME = 256  # sites that are tried: nothing is as large as the costs


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
    """Return the sites after the best exchange of one, again until none gains."""
    sites = sites.copy()
    while True:
        at, first, second = nearest_two(cost, sites)
        own = (at == np.arange(sites.size)[:, None]).astype(np.float64)
        change = np.empty((sites.size, cost.shape[1]))  # (closed, opened)
        for begin in range(0, cost.shape[1], _AT_A_TIME):
            part = slice(begin, begin + _AT_A_TIME)
            gain = np.minimum(cost[:, part] - first[:, None], 0)  # its own site stays
            loss = np.minimum(cost[:, part], second[:, None]) - first[:, None] - gain
            change[:, part] = own @ loss + gain.sum(axis=0)  # where its own closes
        change[:, sites] = np.inf
        closed, opened = np.unravel_index(change.argmin(), change.shape)
        if not change[closed, opened] < -SMALLEST_GAP * first.sum():
            return sites
        sites[closed] = opened


def nearest_two(cost: Floats, sites: Ints) -> tuple[Ints, Floats, Floats]:
    """Return which site each customer goes to, what it costs, and the next best."""
    open_cost = cost[:, sites]
    at = open_cost.argmin(axis=1)
    rows = np.arange(len(cost))
    first = open_cost[rows, at]
    open_cost[rows, at] = np.inf  # indexed by an array: a copy
    return at, first, open_cost.min(axis=1)
