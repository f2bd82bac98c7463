"""Pairs of whoever may be paired that are worth most together."""

from collections.abc import Mapping

Pair = tuple[int, int]


def best_pairs(worth: Mapping[Pair, float]) -> list[Pair]:
    """Return the disjoint pairs that are worth most together, as they are given.

    A matching of maximum weight, exact for whole numbers; among several such it
    depends on the order in which pairs are given.

    Parameters
    ----------
    worth
        What each pair is worth, more than nothing. Of two members at most one way
        round is given.

    Examples
    --------
    >>> best_pairs({(1, 2): 5, (2, 3): 6, (3, 4): 5})
    [(1, 2), (3, 4)]
    """
    if len(worth) <= 1:
        return list(worth)
    import networkx as nx  # noqa: PLC0415 - heavy, and nobody else needs it

    graph: nx.Graph[int] = nx.Graph()
    for pair, weight in worth.items():
        graph.add_edge(*pair, weight=weight)
    chosen = set(map(frozenset, nx.max_weight_matching(graph)))
    return sorted(pair for pair in worth if frozenset(pair) in chosen)
