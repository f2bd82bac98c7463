"""The p-median problem: the p sites that cost least, and how far from that we may be.

Every customer goes to the open site that costs it least. Sites are found by adding
the best one by one and exchanging them in pairs (Teitz and Bart 1968); a bound that no
choice goes below is Lagrangian, of the rule that every customer has one site
(Cornuejols, Fisher and Nemhauser 1977). What both leave open an integer program closes,
where what the bound does not rule out is small enough.
"""

from dataclasses import dataclass, replace
from operator import attrgetter

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, hstack, kron, vstack

from simulation.medians import SMALLEST_GAP, added, exchanged, nearest_two
from simulation.units import Bools, Floats, Ints

_COST = attrgetter("cost")
_MOST_STEPS = 600  # of the bound's search
_PATIENCE = 20  # steps without a better bound until they are halved
_SHORTEST = 1e-3  # step at which the search ends; the first is 1
_MOST_CELLS = 30_000  # customers times sites that an integer program is given
_MOST_NODES = 200  # of its tree: a limit in seconds would be another on each machine


@dataclass(frozen=True)
class Choice:
    """Sites that are open, what they cost, and a bound on what any p of them cost."""

    sites: Ints  # (p,) in order of their numbers
    site_of: Ints  # (customers,) the open site that each goes to
    cost: float
    bound: float

    @property
    def gap(self) -> float:
        """The share of the cost that may be too much; 0 where it is the least."""
        return max(0.0, 1 - self.bound / self.cost) if self.cost else 0.0


def p_median(cost: Floats, count: int, start: Ints | None = None) -> Choice:
    """Return a choice of sites that costs little, with a bound.

    Parameters
    ----------
    cost : (customers, sites) array
        Of each customer at each site, 0 or more.
    count
        How many sites are opened, p.
    start : (q,) array, optional
        Sites to begin with, p of them at most; the choice costs no more than they do.
    """
    first = np.zeros(0, dtype=np.int64) if start is None else start
    sites = exchanged(cost, added(cost, first, count))
    found, reduced = _bounded(cost, sites)
    if found.gap <= SMALLEST_GAP:
        return replace(found, bound=found.cost)
    return _solved(cost, found, reduced)


def choice_of(cost: Floats, sites: Ints, bound: float = 0.0) -> Choice:
    """Return what open sites cost."""
    sites = np.sort(sites)
    at = cost[:, sites].argmin(axis=1)
    total = float(cost[np.arange(len(cost)), sites[at]].sum())
    return Choice(sites, sites[at], total, min(bound, total))


def _bounded(cost: Floats, sites: Ints) -> tuple[Choice, Floats]:
    """Return the best choice met, with the best bound, and what sites add to that.

    The bound pays each customer a price and opens the p sites that earn most of
    them; prices follow how many of these would serve each (subgradients).
    """
    count = sites.size
    best = choice_of(cost, sites)
    _, first, second = nearest_two(cost, sites)
    # Any price between the two makes the choice its own bound if it is far the best.
    price = (first + np.where(np.isinf(second), cost.max(axis=1), second)) / 2
    if count == 1:
        price = cost.max(axis=1)  # then the bound is exact
    bound, earned = -np.inf, np.zeros(cost.shape[1])
    step, since = 1.0, 0
    for _ in range(_MOST_STEPS):
        margin = cost - price[:, None]
        reduced = np.minimum(margin, 0).sum(axis=0)
        taken = np.argsort(reduced, kind="stable")[:count]
        value = float(price.sum() + reduced[taken].sum())
        since += 1
        if value > bound:
            bound, earned, since = value, reduced, 0
            best = min(best, choice_of(cost, taken), key=_COST)
        slack = 1 - (margin[:, taken] < 0).sum(axis=1)
        if not slack.any() or bound >= best.cost * (1 - SMALLEST_GAP):
            break
        if since == _PATIENCE:
            step, since = step / 2, 0
            # From where the bound is best, exchanges lead to other sites than from
            # those that were added one by one, and mostly to better ones.
            other = exchanged(cost, np.argsort(earned, kind="stable")[:count])
            best = min(best, choice_of(cost, other), key=_COST)
        if step < _SHORTEST:
            break
        price = price + step * (best.cost - value) / float(slack @ slack) * slack
    return replace(best, bound=min(bound, best.cost)), earned


def _solved(cost: Floats, found: Choice, earned: Floats) -> Choice:
    """Return the choice that costs least, if the bound leaves few enough sites.

    A site with which the bound is above what is found is in no better choice.
    """
    count, customers = found.sites.size, len(cost)
    last = np.partition(earned, count - 1)[count - 1]
    ruled_out: Bools = found.bound - last + earned > found.cost * (1 + SMALLEST_GAP)
    ruled_out[found.sites] = False
    left = np.flatnonzero(~ruled_out)
    if left.size * customers > _MOST_CELLS:
        return found
    cells = customers * left.size
    served = hstack(
        [
            kron(eye_array(customers), np.ones((1, left.size))),
            csr_array((customers, left.size)),
        ]
    )
    only_open = hstack(
        [eye_array(cells), -kron(np.ones((customers, 1)), eye_array(left.size))]
    )
    opened = np.concatenate((np.zeros(cells), np.ones(left.size)))
    exactly = np.append(np.ones(customers), count)
    rules = csr_array(vstack([served, csr_array(opened[None, :])]))
    solution = milp(
        np.concatenate((cost[:, left].ravel(), np.zeros(left.size))),
        integrality=opened.astype(np.int64),
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(rules, exactly, exactly),
            LinearConstraint(csr_array(only_open), -np.inf, 0),
        ],
        options={"node_limit": _MOST_NODES, "mip_rel_gap": 0.0},
    )
    bound = max(found.bound, min(solution.mip_dual_bound or -np.inf, found.cost))
    if solution.x is not None:
        better = choice_of(cost, left[solution.x[cells:] > 0.5])  # noqa: PLR2004
        if better.cost < found.cost:
            found = better
    found = replace(found, bound=min(bound, found.cost))
    return replace(found, bound=found.cost) if found.gap <= SMALLEST_GAP else found
