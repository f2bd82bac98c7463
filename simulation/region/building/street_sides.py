"""The other sides of streets: driven by who begins or ends on them only.

Of a two-way street one side may be reached by nobody who drives on, or lead to nowhere
from which one comes back: between a one-way street and a banned turn, say. Who stands
at a door there may still set out on it, or arrive on it, for legs do not depend on each
other.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.region.street_graph import StreetGraph, Use
from simulation.units import Bools


def with_candidates(
    own: NDArray[np.uint8], kept: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """Return the use (2 s,) with the other sides of kept streets as on the map.

    Parameters
    ----------
    own : (2 s,) array
        The map's use of each direction.
    kept : (2 s,) array
        That of the part in which all streets reach each other.
    """
    other = kept.reshape(-1, 2)[:, ::-1].ravel()
    wider: NDArray[np.uint8] = np.where(
        (kept == Use.CLOSED) & (other != Use.CLOSED), own, kept
    )
    return wider


def with_other_sides(graph: StreetGraph, kept: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the use (2 s,) with the candidates that lead to what is kept, or from it.

    Parameters
    ----------
    graph
        With all candidates.
    kept : (2 s,) array
        Use of the part in which all streets reach each other.
    """
    out_of = np.repeat(np.arange(graph.use.size), np.diff(graph.first_turn))
    into = graph.turn_into
    from_open, to_open = (graph.use[each] == Use.OPEN for each in (out_of, into))
    inside = kept != Use.CLOSED
    # Who sets out does not drive into what is for destinations, who arrives not out.
    leads_in = _reach(into, out_of, inside, ~(from_open & ~to_open))
    led_to = _reach(out_of, into, inside, ~(~from_open & to_open))
    use: NDArray[np.uint8] = np.where(leads_in | led_to, graph.use, kept)
    return use


def _reach(
    tail: NDArray[np.int64], head: NDArray[np.int64], inside: Bools, arcs: Bools
) -> Bools:
    """Return the directions that chosen arcs lead to from inside, these included."""
    from scipy.sparse import csr_array  # noqa: PLC0415 -- for building only
    from scipy.sparse.csgraph import breadth_first_order  # noqa: PLC0415

    # From a vertex of its own to all inside, and on from there.
    start = inside.size
    tails = np.concatenate((tail[arcs], np.full(int(inside.sum()), start)))
    heads = np.concatenate((head[arcs], np.flatnonzero(inside)))
    matrix: Any = csr_array(
        (np.ones(tails.size), (tails, heads)), shape=(start + 1, start + 1)
    )
    found = breadth_first_order(matrix, start, return_predecessors=False)
    reached = np.zeros(start + 1, dtype=np.bool_)
    reached[found] = True
    return reached[:-1]
