"""Who goes where next, and with whom: what holds until other rules are adopted."""

from collections.abc import Callable
from dataclasses import dataclass

from simulation.routing.offers import OfferBook
from simulation.sharing.board import Board
from simulation.sharing.protocol import RequestHandler
from simulation.world.groups.hops import Revisit


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
    """

    book: OfferBook
    revisit: Revisit
    handler: RequestHandler
    board: Callable[[], Board] | None
    count_inbound: bool
    max_wait_s: float | None
    interval_s: float
