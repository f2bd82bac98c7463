"""The request handler that pairs all of an instant at once, exactly."""

import networkx as nx
from typing_extensions import override

from simulation.sharing.saved_distance import Merges, SavedDistanceHandler

_MILLIMETRES = 1000


class MatchingHandler(SavedDistanceHandler):
    """Lets those pairs share that together save most, of all sets of pairs.

    Beyond capacity 2 the groups and those left over are matched again, until nothing
    more is saved.
    """

    @override
    def _chosen(self, merges: Merges) -> list[tuple[int, int]]:
        if len(merges) == 1:
            return list(merges)
        graph: nx.Graph[int] = nx.Graph()
        for (lower, higher), (saved_m, _) in sorted(merges.items()):
            weight = round(saved_m * _MILLIMETRES)  # whole: exact
            graph.add_edge(lower, higher, weight=weight)
        pairs = nx.max_weight_matching(graph)
        return sorted((min(pair), max(pair)) for pair in pairs)
