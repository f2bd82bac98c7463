"""The handler of Baseline 2 (paper, 7.4.2): nobody shares."""

from collections.abc import Sequence

from simulation.sharing.board import Board
from simulation.sharing.candidate import Candidate
from simulation.sharing.protocol import Match


class RefuseHandler:
    """Refuses every request."""

    @property
    def shares(self) -> bool:
        """Return False."""
        return False

    def match(
        self,
        deciders: Sequence[Candidate],  # noqa: ARG002 - the protocol's signature
        board: Board,  # noqa: ARG002
        now_s: float,  # noqa: ARG002
    ) -> list[Match]:
        """Return no group."""
        return []
