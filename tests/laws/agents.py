"""What the agents must answer, worked out again in plain Python (model 3 and 4)."""

from decimal import Decimal
from functools import lru_cache

from simulation.routing.exact import ExactPolicy

GRID = 2.0**40  # normalised Q-values are multiples of 2**-40


class Agents:
    """Rankings, preferred sets and normalised values of the exact policy."""

    def __init__(self, case):
        routing = case.scenario.routing
        self.hotspots = case.region.hotspots
        share = Decimal(str(routing.preferred_share))
        self.set_size = max(1, int(share * self.hotspots))
        policy = ExactPolicy(
            case.region.travel_time_s, routing.discount, routing.time_scaling
        )
        self.row = lru_cache(None)(
            lambda destination, here: policy.values(destination, here).tolist()
        )

    def ranked(self, destination, here):
        """Return all next hops, best first, ties to the lower index."""
        row = self.row(destination, here)
        others = [hop for hop in range(self.hotspots) if hop != here]
        return sorted(others, key=lambda hop: (-row[hop], hop))

    def preferred(self, destination, here):
        """Return the preferred action set (Eq. 8)."""
        return self.ranked(destination, here)[: self.set_size]

    def normalised(self, destination, here):
        """Return the row scaled to [0, 1] over all H actions (Eq. 9)."""
        row = self.row(destination, here)
        low, spread = min(row), max(row) - min(row)
        if spread == 0:
            return [0.0] * len(row)
        return [round((q - low) / spread * GRID) / GRID for q in row]


class HopLaw:
    """Which hops an order of a replay may take, by the scenario's keys."""

    def __init__(self, case):
        self.agents = Agents(case)
        self.requests = case.scenario.requests
        self.most_hops = self.agents.hotspots - 1

    def capped(self, order):
        """Return whether it must go straight to its destination."""
        return (
            self.requests.revisit != "never"
            and len(visited(order)) - 1 >= self.most_hops
        )

    def alone(self, order):
        """Return its next hop on its own (Algorithm 3, line 29)."""
        if self.capped(order):
            return order.destination
        struck = set() if self.requests.revisit == "off" else set(visited(order))
        ranked = self.agents.ranked(order.destination, order.hotspot)
        return next(hop for hop in ranked if hop not in struck)

    def shared(self, order):
        """Return the hops it would share, with normalised values.

        Under ``either_side`` hops it knows are kept: see :meth:`common`.
        """
        here, destination = order.hotspot, order.destination
        q = self.agents.normalised(destination, here)
        hops = self.agents.preferred(destination, here)
        if self.requests.revisit == "never":
            hops = [hop for hop in hops if hop not in visited(order)]
        if self.capped(order):
            hops = [hop for hop in hops if hop == destination]
        return {hop: q[hop] for hop in hops}

    def common(self, orders):
        """Return (Q-sum, hop) of the best common hop of several orders, or None."""
        sets = [self.shared(order) for order in orders]
        hops = set.intersection(*map(set, sets))
        if self.requests.revisit == "either_side":
            hops -= set.intersection(*(set(visited(order)) for order in orders))
        apart = len({order.hotspot for order in orders}) > 1
        if apart and not self.requests.meet_at_destination:
            hops -= {order.destination for order in orders}
        if not hops:
            return None
        hop = min(hops, key=lambda each: (-sum(q[each] for q in sets), each))
        return sum(q[hop] for q in sets), hop


def visited(order):
    """Return the hotspots an order stood at or is bound for, in order."""
    bound = order.vehicle is not None
    return [*order.hotspots, order.bound_for] if bound else order.hotspots
