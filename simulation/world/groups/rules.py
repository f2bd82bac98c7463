"""Who goes where next, and with whom: what holds until other rules are adopted."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from simulation.network.overlay import Overlay
from simulation.routing.offers import OfferBook
from simulation.routing.protocol import RoutingPolicy
from simulation.sharing.board import Board
from simulation.sharing.protocol import RequestHandler
from simulation.units import Floats
from simulation.world.groups.hops import Revisit


class Known(NamedTuple):
    """What is known at a moment."""

    overlay: Overlay  # by which a handler weighs
    times_s: Floats  # by which agents solve, (H, H) [s]
    shunned: frozenset[int]  # hotspots that these keep away from
    until_s: float  # nothing else is known before [s]


class Knows(Protocol):
    """Knows the times between hotspots of each moment, and what follows from them."""

    free: Overlay

    def at(self, now_s: float) -> Known:
        """Return what is known at a moment [s]; arrays that are the same are one."""
        ...

    def book(self, times_s: Floats, present: RoutingPolicy, now_s: float) -> OfferBook:
        """Return what agents answer from who solve by times [s], (H, H)."""
        ...

    def handler(self, overlay: Overlay) -> RequestHandler | None:
        """Return the handler that weighs by an overlay; ``None``: it weighs by none."""
        ...


@dataclass(frozen=True)
class SharingRules:
    """Who goes where next, and with whom, until other rules are adopted.

    Attributes
    ----------
    book
        What the routing agents answer from.
    revisit, handler
        The rule against visiting a hotspot twice, and who is let share.
    board
        Makes an empty board; none if nobody ever shares.
    count_inbound
        Whether those under way to a hotspot may be asked too.
    max_wait_s
        Patience [s]; ``None`` for as long as it takes.
    interval_s
        The decision beat [s]: the undecided wait for its next multiple; 0 for none.
    knows
        Knows of each moment what `book` and `handler` do not; ``None`` if these hold.
    """

    book: OfferBook
    revisit: Revisit
    handler: RequestHandler
    board: Callable[[], Board] | None
    count_inbound: bool
    max_wait_s: float | None
    interval_s: float
    knows: Knows | None = None
