"""The exact policy of a network of two levels: superspots, and clusters of hotspots.

An order goes from its first hotspot to the superspot of that one's cluster, over
superspots to that of its last hotspot, and there on. Within the cluster of its last
hotspot all hops are hops, as in a network of its own. So no hop leads back up, and from
everywhere there is one that leads on.
"""

from collections.abc import Set as AbstractSet

import numpy as np

from simulation.errors import PolicyError
from simulation.routing.clusters import Clusters, clusters_of
from simulation.routing.exact import checked_discount, settled, value_of
from simulation.routing.mdp import ARRIVING, STAYING, TimeScale, TimeScaling
from simulation.routing.preferred import on_value_grid
from simulation.units import Floats, Ints

# Below every value of a hop that there is, which are -1 or more: to go there straight
# is the last resort of whoever has been everywhere else, other hops are none.
_STRAIGHT, _NO_HOP = -2.0, -3.0


class SuperspotPolicy:
    """Q* of every destination over the superspots, formed when asked.

    Penalties are times over the longest way, instead of the longest hop: then ways are
    worth 0 or more, as hops are in `ExactPolicy`. Of one cluster, or of superspots
    alone, it is that policy. Memory O(H (K + H/K)): a value for each destination and
    superspot, and for each two of a cluster.

    Parameters
    ----------
    travel_time_s : (H, H) array
        Between hotspots, from row to column [s].
    superspots
        Number of clusters K; absent: the root of the number of hotspots, rounded.
    discount, time_scaling
        As of `ExactPolicy`.
    clusters
        Those that there are; absent: they are made of these times.

    Raises
    ------
    PolicyError
        If the discount, the number of superspots or the travel times are out of range.
    """

    def __init__(
        self,
        travel_time_s: Floats,
        superspots: int | None = None,
        discount: float = 0.99,
        time_scaling: TimeScaling = "max",
        *,
        clusters: Clusters | None = None,
    ) -> None:
        self._discount = checked_discount(discount)
        self._time_scaling = time_scaling
        self._scale = TimeScale(travel_time_s, time_scaling)
        self._time_s = travel_time_s
        if clusters is None:
            hotspots = len(travel_time_s)
            count = superspots or max(1, round(hotspots**0.5))
            if count > hotspots:
                raise PolicyError(
                    f"routing.superspots is {count}, expected 1 to {hotspots}, the "
                    "number of hotspots."
                )
            clusters = clusters_of(travel_time_s, count)
        self.clusters = clusters
        self._of, self._at = clusters.of.tolist(), clusters.superspots.tolist()
        self._longest = 1.0
        self._between = self._towards(clusters.superspots)
        self._longest = max(1.0, self._longest_way())
        self._between /= self._longest
        np.fill_diagonal(self._between, STAYING)
        self._within: dict[int, Floats] = {}  # values of the destination's cluster
        self._across: dict[int, Floats] = {}  # of the superspots, by destination

    @property
    def hotspots(self) -> int:
        """Number of hotspots H."""
        return len(self._of)

    def some(self, destination: int, here: int) -> tuple[Ints, Floats]:
        """Return the hops that there are, ascending, and Q* of each, to 1e-9.

        Staying is among them, as it is where all are.
        """
        cluster, end = self._of[here], self._of[destination]
        superspot = self._at[cluster]
        if cluster == end:
            hops, future = self.clusters.members[end], self._value_within(destination)
        elif here == superspot:
            hops, future = self.clusters.superspots, self._value_across(destination)
        else:
            hops = np.sort(np.array([here, superspot]))
            across = self._value_across(destination)[cluster]
            future = np.where(hops == here, self.value(destination, here), across)
        row: Floats = self._discount * future - self._penalty(here, hops)
        if here != destination:
            row[hops == destination] += ARRIVING
        return hops, on_value_grid(row, out=row)

    def values(self, destination: int, here: int) -> Floats:
        """Return Q*(here, .) of the agent of `destination`, (H,), to 1e-9."""
        hops, values = self.some(destination, here)
        row = np.full(self.hotspots, _NO_HOP)
        row[destination] = _STRAIGHT
        row[hops] = values
        return row

    def value(self, destination: int, here: int) -> float:
        """Return V*(here) of the agent of `destination`: 0 at the destination."""
        cluster, end = self._of[here], self._of[destination]
        if cluster == end:
            at = int(self.clusters.members[end].searchsorted(here))
            return float(self._value_within(destination)[at])
        across = float(self._value_across(destination)[cluster])
        superspot = self._at[cluster]
        if here == superspot:
            return across
        hop = self._penalty(here, np.array([superspot]))
        return self._discount * across - float(hop[0])

    def at(self, travel_time_s: Floats, shunned: AbstractSet[int]) -> "SuperspotPolicy":
        """Return it by other times (H, H) [s].

        With the same clusters, unless a superspot is one of the hotspots to be shunned.
        """
        clusters = self.clusters
        if not shunned.isdisjoint(self._at):
            clusters = clusters_of(self._time_s, len(self._at), shunned)
        return SuperspotPolicy(
            travel_time_s,
            discount=self._discount,
            time_scaling=self._time_scaling,
            clusters=clusters,
        )

    # Penalties, and values as they are first asked for ---------------------------

    def _penalty(self, here: int, hops: Ints) -> Floats:
        """Return the penalties of hops from a hotspot."""
        penalty = self._scale.scaled(self._time_s[here, hops]) / self._longest
        penalty[hops == here] = STAYING
        return penalty

    def _towards(self, places: Ints) -> Floats:
        """Return the penalties of all hops between some places, from column to row."""
        towards = self._scale.scaled(self._time_s[np.ix_(places, places)].T)
        towards /= self._longest
        np.fill_diagonal(towards, STAYING)
        return np.ascontiguousarray(towards)

    def _value_within(self, destination: int) -> Floats:
        value = self._within.get(destination)
        if value is None:
            members = self.clusters.members[self._of[destination]]
            at = int(members.searchsorted(destination))
            value = value_of(at, self._towards(members), self._discount)
            self._within[destination] = value
        return value

    def _value_across(self, destination: int) -> Floats:
        value = self._across.get(destination)
        if value is None:
            end = self._of[destination]
            if destination == self._at[end]:
                value = value_of(end, self._between, self._discount)
            else:
                members = self.clusters.members[end]
                at = int(members.searchsorted(self._at[end]))
                last = self._value_within(destination)[at]
                value = self._discount * last - self._between[end]
                value[end] = last
                value = settled(value, end, self._between, self._discount)
            self._across[destination] = value
        return value

    def _longest_way(self) -> float:
        """Return the longest plain way in penalties: over it a way is worth nothing.

        The last hop of n earns what is discounted n - 1 times, so each hop before it
        counts for as much more.
        """
        clusters, discount = self.clusters, self._discount
        longest = 0.0
        up = np.full(len(self._at), -np.inf)  # the longest from others of a cluster
        down = up.copy()  # and to them
        for cluster, members in enumerate(clusters.members):
            within = self._towards(members)
            np.fill_diagonal(within, 0.0)
            longest = max(longest, within.max())
            others = members != self._at[cluster]
            at = int(members.searchsorted(self._at[cluster]))
            up[cluster] = within[at, others].max(initial=-np.inf)
            down[cluster] = within[others, at].max(initial=-np.inf)
        across = self._between.T.copy()
        np.fill_diagonal(across, -np.inf)
        for first, last, hops in (
            (0.0, 0.0, across),
            (up[:, None] / discount, 0.0, across),
            (0.0, down, across / discount),
            (up[:, None] / discount**2, down, across / discount),
        ):
            longest = max(longest, (first + hops + last).max())
        return float(longest)
