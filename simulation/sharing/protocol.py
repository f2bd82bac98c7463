"""What a request handler answers."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from simulation.sharing.board import Board
from simulation.sharing.candidate import Candidate


class Acceptance(NamedTuple):
    """One accepted request: `order` now shares with `partner`."""

    order: int
    partner: int
    hop: int  # common hop of all who share by then; a later one may change it
    q_sum: float  # of theirs, at that hop


class Match(NamedTuple):
    """Candidates that share from now on."""

    members: tuple[Candidate, ...]
    hop: int  # their common hop
    acceptances: tuple[Acceptance, ...]  # one for each that came to the first


class RequestHandler(Protocol):
    """Decides who shares; returns values and touches nothing."""

    @property
    def shares(self) -> bool:
        """Whether it ever lets anybody share."""
        ...

    def match(
        self, deciders: Sequence[Candidate], board: Board, now_s: float
    ) -> list[Match]:
        """Return disjoint groups, each with at least one of the deciders.

        Parameters
        ----------
        deciders
            Those who decide at this instant.
        board
            Everybody who may be asked, the deciders too if they are several.
        now_s
            The instant [s].
        """
        ...
