"""A request handler of one's own, held to what every handler owes."""

import math
from collections.abc import Sequence

from simulation.errors import SimulationError
from simulation.registry import Part, failed
from simulation.sharing.board import Board
from simulation.sharing.candidate import Candidate, common_hops
from simulation.sharing.protocol import Match, RequestHandler


class CheckedHandler:
    """Passes a handler's answers on if the world can act on them.

    Parameters
    ----------
    handler
        Who decides.
    part
        What it is called.
    capacity
        Deliveries a core vehicle takes.
    """

    def __init__(self, handler: RequestHandler, part: Part, capacity: int) -> None:
        self._handler = handler
        self._part = part
        self._capacity = capacity
        if hasattr(handler, "onward"):
            self.onward = self._checked_onward
        if hasattr(handler, "hold_until_s"):
            self.hold_until_s = self._checked_hold

    @property
    def shares(self) -> bool:
        """Whether it ever lets anybody share."""
        return bool(self._handler.shares)

    def match(
        self, deciders: Sequence[Candidate], board: Board, now_s: float
    ) -> list[Match]:
        """Return the handler's groups.

        Raises
        ------
        SimulationError
            If it fails, or its groups are none.
        """
        try:
            matches = list(self._handler.match(deciders, board, now_s))
        except Exception as cause:
            raise failed(self._part, "match", cause) from cause
        asking = {id(decider) for decider in deciders}
        taken: set[int] = set()
        for match in matches:
            problem = self._problem(match, asking, taken, board)
            if problem:
                raise SimulationError(
                    f"{self._part.label}: at {now_s:g} s a match {problem}."
                )
        return matches

    def _checked_onward(self, members: Sequence[Candidate], now_s: float) -> int | None:
        """Return where a group that lies together goes next, if anywhere."""
        try:
            hop: int | None = self._handler.onward(members, now_s)  # type: ignore[attr-defined]
        except Exception as cause:
            raise failed(self._part, "onward", cause) from cause
        hops = dict(common_hops(members, meet_at_destination=True))
        if hop is not None and hop not in hops:
            raise SimulationError(
                f"{self._part.label}: at {now_s:g} s orders "
                f"{[each.order for each in members]} are to ride on to {hop}, expected "
                "a hop of all of them or None."
            )
        return hop

    def _checked_hold(self, decider: Candidate, now_s: float) -> float:
        """Return until when one stays that found nobody [s]."""
        try:
            until_s = float(self._handler.hold_until_s(decider, now_s))  # type: ignore[attr-defined]
        except Exception as cause:
            raise failed(self._part, "hold_until_s", cause) from cause
        if not math.isfinite(until_s):
            raise SimulationError(
                f"{self._part.label}: at {now_s:g} s order {decider.order} is to be "
                f"held until {until_s:g} s, expected a finite time."
            )
        return until_s

    def _problem(
        self, match: object, asking: set[int], taken: set[int], board: Board
    ) -> str:
        """Return what is wrong with a match, if anything is; note who it takes."""
        if not isinstance(match, Match):
            return f"is {type(match).__name__}, expected Match"
        members = match.members
        orders = [each.order for each in members]
        size = sum(each.size for each in members)
        repeated = taken.intersection(orders) or len(set(orders)) < len(orders)
        taken.update(orders)
        said = f"of orders {orders}"
        checks = (
            (len(members) > 1, "has fewer than two members, expected two or more"),
            (not repeated, "shares members with another one, expected disjoint groups"),
            (
                any(id(each) in asking for each in members),
                "has nobody who decides now, expected one of the deciders",
            ),
            (
                all(id(each) in asking or board.holds(each) for each in members),
                "has a member that is not on the board, expected those on it",
            ),
            (
                size <= self._capacity,
                f"takes {size} seats, expected at most {self._capacity}",
            ),
            (
                len(match.acceptances) == len(members) - 1,
                f"has {len(match.acceptances)} acceptances, expected one for each "
                "member but the first",
            ),
        )
        for holds, problem in checks:
            if not holds:
                return f"{said} {problem}"
        common = common_hops(members, meet_at_destination=board.meet_at_destination)
        if match.hop not in dict(common):
            return f"{said} is bound for {match.hop}, expected a hop of all members"
        return ""
