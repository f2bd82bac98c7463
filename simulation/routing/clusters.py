"""Clusters of hotspots, each with one of them as its superspot."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulation.medians import added, exchanged
from simulation.units import Floats, Ints

_TICKS_PER_S = 1024  # times are whole numbers of ticks: sums the same everywhere


@dataclass(frozen=True)
class Clusters:
    """Which hotspot belongs to which superspot."""

    superspots: Ints  # (K,) ascending
    of: Ints  # (H,) the cluster of each hotspot, 0 to K - 1

    @cached_property
    def members(self) -> list[Ints]:
        """The hotspots of each cluster, ascending, its superspot among them."""
        order = np.argsort(self.of, kind="stable")
        begins = np.searchsorted(self.of[order], np.arange(1, self.superspots.size))
        return np.split(order, begins)

    def along(self, between: Floats) -> Floats:
        """Return what there is between hotspots along the ways over superspots, (H, H).

        From the first to its superspot, to that of the last, to the last; straight
        within a cluster.

        Parameters
        ----------
        between : (H, H) array
            What there is along each hop.
        """
        at, each = self.superspots[self.of], np.arange(self.of.size)
        over = between[each, at][:, None] + between[np.ix_(at, at)] + between[at, each]
        return np.where(self.of[:, None] == self.of, between, over)


def clusters_of(
    travel_time_s: Floats, count: int, without: Collection[int] = ()
) -> Clusters:
    """Return so many clusters, by which hotspots are near their superspots together.

    A p-median of the times there and back, added one by one and exchanged in pairs;
    of what is the same the lower number. Fewer where fewer may be superspots.

    Parameters
    ----------
    travel_time_s : (H, H) array
        Between hotspots, from row to column [s].
    count
        How many superspots, K, 1 to H.
    without
        Hotspots that shall be none; disregarded where those are all.
    """
    cost = np.rint((travel_time_s + travel_time_s.T) * _TICKS_PER_S)
    np.fill_diagonal(cost, 0.0)
    hotspots = np.arange(len(cost))
    may = np.array([each for each in hotspots if each not in without])
    may = may if may.size else hotspots
    at, none = cost[:, may], np.zeros(0, dtype=np.int64)
    sites = may[np.sort(exchanged(at, added(at, none, min(count, may.size))))]
    of: Ints = cost[:, sites].argmin(axis=1)
    of[sites] = np.arange(sites.size)  # two of them may be 0 s apart
    return Clusters(sites, of)
