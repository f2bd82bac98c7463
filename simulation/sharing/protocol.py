"""What a request handler answers."""

from collections.abc import Callable, Sequence
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


# What a handler may say besides, of candidates at a time.
Onward = Callable[[Sequence[Candidate], float], int | None]
HoldUntil = Callable[[Candidate, float], float]


class RequestHandler(Protocol):
    """Decides who shares; returns values and touches nothing.

    It may have more to say (`CheckedHandler` has the words):

    ``onward(members, now_s)``
        Where a group that lies together at its common hop goes next, one of the hops
        that all of them take; ``None``: it parts. Without it, they ride on over the
        common hop of the largest Q-sum as long as there is one.
    ``hold_until_s(decider, now_s)``
        How long a decider that is in no group stays where it lies [s], a time on the
        clock of `now_s`; one that is not later: it goes on alone at once. Whoever is
        held is on the board, and decides again when that time has come. At one place a
        later answer only shortens the first, and no hold outlasts
        ``requests.max_wait_s``. Without it, nobody is held.
    """

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
