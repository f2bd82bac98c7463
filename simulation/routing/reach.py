"""The check that a policy leads to every destination."""

import numpy as np

from simulation.errors import PolicyError
from simulation.routing.protocol import RoutingPolicy, whole_table
from simulation.units import Ints

_PAIRS_NAMED = 3


def pairs_astray(policy: RoutingPolicy) -> Ints:
    """Return the pairs that the best hops do not connect, (n, 2), in order.

    From the first hotspot of a pair, going to the best next hotspot again and
    again never comes to the second. The current hotspot is no next hop, and
    ties go to the lower index, as everywhere.
    """
    hotspots = policy.hotspots
    everywhere = np.arange(hotspots)
    astray: list[Ints] = []
    for destination in range(hotspots if hotspots > 1 else 0):
        table = whole_table(policy, destination)
        np.fill_diagonal(table, -np.inf)
        after: Ints = table.argmax(axis=1)  # the first of several
        after[destination] = destination
        for _ in range(hotspots.bit_length()):
            after = after[after]  # twice as many hops as before, H or more at last
        lost = np.flatnonzero(after != destination)
        astray.append(np.column_stack((lost, np.full(lost.size, destination))))
    if not astray:
        return np.empty((0, 2), dtype=everywhere.dtype)
    pairs = np.concatenate(astray)
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]


def check_leads_everywhere(policy: RoutingPolicy) -> None:
    """Refuse a policy whose best hops go round in circles.

    Raises
    ------
    PolicyError
        Naming the first pairs of hotspots that are not connected, and how many
        there are.
    """
    pairs = pairs_astray(policy)
    if not pairs.size:
        return
    named = ", ".join(
        f"from {here} to {destination}"
        for here, destination in pairs[:_PAIRS_NAMED].tolist()
    )
    more = f" and {len(pairs) - _PAIRS_NAMED} more" if len(pairs) > _PAIRS_NAMED else ""
    raise PolicyError(
        f"the routing table goes round in circles {named}{more} (hotspots), expected "
        "best hops that reach every destination (train for more episodes)."
    )
