r"""A lower bound on the core distance of every plan, by sharing of rides.

A plan moves deliveries between hotspots in vehicles of two seats, however many
vehicles there are and however often partners change, and has everybody at its
destination when it is due. The bound is the optimum of a problem that every plan
solves at no more than its own distance:

1. *No hotspot twice.* If a delivery comes to a hotspot again, let it wait there
   instead. The vehicles it leaves drive on with less aboard, or not at all.
2. *Rides.* Cut each delivery's path where the company aboard changes. Each piece
   leads from a hotspot a to another b, alone or with one partner, who has the same
   piece. It is at least :math:`D_{ab}` long and takes at least :math:`T_{ab}`, the
   least distance and time over all paths, which need not be one path's. Driving
   empty only adds distance.
3. *Program.* One variable for each delivery k and piece (a, b) alone, one for each
   pair and common piece; cost D each, a common one once. The pieces of k form a
   flow of one unit from its source to its destination, no piece enters the source
   or leaves the destination (by 1), and their T sum to at most its time.
4. *Windows.* A piece is left out only if it cannot be in time: with
   :math:`e_k(a) = ready_k + T(source_k, a)`, the earliest at a, and
   :math:`l_k(b) = due_k - T(b, destination_k)`, the latest at b, of all aboard:
   :math:`\max e(a) + T_{ab} > \min l(b)`.

What is not asked is that the pieces of several deliveries fit together in time,
that nobody runs in circles, and that a piece alone is driven as a whole, so that
the bound may be below what any plan reaches. In a test that tries every plan of
small instances it is the optimum in nine out of ten.

What is reported is the bound HiGHS proved, also when it had to stop early, within
its tolerances (about 1e-6 of a kilometre).
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from analysis.optimum.instance import CoreInstance
from analysis.optimum.programs import Rows, binary_program
from simulation.units import METRES_PER_KM, Bools, Floats, Ints

ALONE = -1


@dataclass(frozen=True)
class CoreBound:
    """No plan drives less between hotspots than this."""

    distance_m: float
    proven: bool  # the program is solved to the end; else its bound so far


@dataclass(frozen=True)
class _Pieces:
    """Columns over the variables: who rides from where to where."""

    one: Ints  # (m,)
    other: Ints  # (m,) ALONE, or the partner, with the higher number
    a: Ints  # (m,) hotspots
    b: Ints  # (m,)

    @property
    def common(self) -> Bools:
        """Whether two are aboard, (m,)."""
        return np.asarray(self.other != ALONE)


def core_bound(instance: CoreInstance, *, time_limit_s: float = 60.0) -> CoreBound:
    """Return a distance below which no plan can carry an instance's deliveries.

    Parameters
    ----------
    instance
        The deliveries.
    time_limit_s
        For the integer program [s]; at its end the bound proven so far.
    """
    if not len(instance):
        return CoreBound(0.0, proven=True)
    pieces = _pieces(instance)
    cost_km = instance.ways.least_distance_m[pieces.a, pieces.b] / METRES_PER_KM
    solved = binary_program(
        cost_km,
        at_most=_in_time(instance, pieces),
        equal=_flows(instance, pieces),
        whole=pieces.common,
        limit_s=time_limit_s,
    )
    # A piece is paid by two at most, and a delivery's pieces are no shorter than
    # its shortest way: half of all these ways is a bound without any program.
    half_m = float(instance.shortest_m.sum()) / 2
    return CoreBound(max(solved.bound * METRES_PER_KM, half_m), proven=solved.proven)


def _pieces(instance: CoreInstance) -> _Pieces:
    """Return all pieces that can be in time, of each delivery and of each pair."""
    time_s = instance.ways.least_time_s
    earliest_s = instance.ready_s[:, None] + time_s[instance.source]  # (n, H)
    latest_s = instance.due_s[:, None] - time_s[:, instance.destination].T
    hotspots = np.arange(len(time_s))
    # Leaving the destination and entering the source are ways to go in circles.
    earliest_s[instance.destination[:, None] == hotspots] = np.inf
    latest_s[instance.source[:, None] == hotspots] = -np.inf
    somewhere = ~np.eye(len(time_s), dtype=np.bool_)

    columns: list[tuple[Ints, ...]] = []
    for one in range(len(instance)):
        for other in (ALONE, *range(one + 1, len(instance))):
            aboard = [one] if other == ALONE else [one, other]
            from_s = earliest_s[aboard].max(axis=0)
            until_s = latest_s[aboard].min(axis=0)
            fits = (from_s[:, None] + time_s <= until_s) & somewhere
            a, b = np.nonzero(fits)
            columns.append((np.full(a.size, one), np.full(a.size, other), a, b))
    return _Pieces(*(np.concatenate(column) for column in zip(*columns, strict=True)))


def _flows(instance: CoreInstance, pieces: _Pieces) -> Rows:
    """Return rows, one a delivery and hotspot: what leaves it less what enters it."""
    hotspots = len(instance.ways.least_time_s)
    who, piece = _aboard(pieces)
    leaves, enters = who * hotspots + pieces.a[piece], who * hotspots + pieces.b[piece]
    ones = np.ones(who.size)
    shape = (len(instance) * hotspots, pieces.a.size)
    rows = np.concatenate((leaves, enters))
    entries = np.concatenate((ones, -ones)), (rows, np.tile(piece, 2))
    sent = np.zeros((len(instance), hotspots))
    each = np.arange(len(instance))
    sent[each, instance.source] = 1.0
    sent[each, instance.destination] = -1.0
    return sparse.csr_array(entries, shape=shape), sent.ravel()


def _in_time(instance: CoreInstance, pieces: _Pieces) -> Rows:
    """Return rows, one a delivery: its pieces take no longer than it has [s]."""
    who, piece = _aboard(pieces)
    taken_s: Floats = instance.ways.least_time_s[pieces.a[piece], pieces.b[piece]]
    shape = (len(instance), pieces.a.size)
    return sparse.csr_array((taken_s, (who, piece)), shape=shape), instance.window_s


def _aboard(pieces: _Pieces) -> tuple[Ints, Ints]:
    """Return (delivery, piece) of everybody aboard every piece."""
    piece = np.arange(pieces.a.size)
    who = np.concatenate((pieces.one, pieces.other[pieces.common]))
    return who, np.concatenate((piece, piece[pieces.common]))
