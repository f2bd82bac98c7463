"""A request handler, a dispatch rule and a model of traffic of one's own."""

from collections.abc import Sequence

from pydantic import model_validator

from simulation.dispatch.protocol import NEAREST, Assignment, FleetView, Trip
from simulation.sharing.board import Board
from simulation.sharing.candidate import Candidate
from simulation.sharing.protocol import Acceptance, Match
from simulation.specs import (
    ConflictError,
    NonNegativeFloat,
    PositiveFloat,
    Seconds,
    Spec,
)


class FirstComes:
    """Lets deliveries choose their partner in order of their number.

    Parameters
    ----------
    options
        Checked before a run begins.
    capacity
        Deliveries in a core vehicle.
    """

    class Options(Spec):
        """What ``[requests.options]`` may say."""

        least_q_sum: NonNegativeFloat = 0.0  # of two that share [1]

    def __init__(self, options: Options, capacity: int) -> None:
        self._least = options.least_q_sum
        self.shares = capacity > 1

    def match(
        self, deciders: Sequence[Candidate], board: Board, now_s: float
    ) -> list[Match]:
        """Return disjoint pairs."""
        taken: set[int] = set()
        matches: list[Match] = []
        for decider in deciders if self.shares else ():
            for request in board.requests(decider, now_s):
                minus_q_sum, lower, higher, hop, _, one, other = request
                alone = one.size == other.size == 1  # no group with a free seat
                if -minus_q_sum < self._least:
                    break  # the others are worth less
                if alone and not {lower, higher} & taken:
                    taken |= {lower, higher}
                    members = (one, other) if one.order == lower else (other, one)
                    accepted = Acceptance(lower, higher, hop, -minus_q_sum)
                    matches.append(Match(members, hop, (accepted,)))
                    break
        return matches


class LongestIdle:
    """The oldest trip first, by the vehicle that has stood idle longest."""

    def assign(
        self, trips: Sequence[Trip], fleet: FleetView, now_s: float
    ) -> list[Assignment]:
        """Return a vehicle for each trip, as long as there are some."""
        idle = [each for each in fleet.vehicles.values() if not each.plan]
        idle.sort(key=lambda each: (each.since_s, each.id))
        numbers = [each.id for each in idle[: len(trips)]]
        if fleet.grows:  # one joins where none is idle
            numbers += [NEAREST] * (len(trips) - len(numbers))
        # Without stops of its own, a vehicle carries the trip and nothing else.
        return [
            (trip, number, ()) for trip, number in zip(trips, numbers, strict=False)
        ]


class RushHour:
    """Everybody drives slower for a while; nobody overtakes.

    Parameters
    ----------
    options
        From when until when [s], and how many times slower [1].
    """

    class Options(Spec):
        """What ``[traffic.options]`` may say."""

        from_s: Seconds = 900.0
        until_s: Seconds = 2700.0
        slower: PositiveFloat = 2.0

        @model_validator(mode="after")
        def _ends_after_it_begins(self) -> "RushHour.Options":
            if self.until_s < self.from_s:
                raise ConflictError(
                    "until_s", f"is {self.until_s:g}", "a time after from_s"
                )
            return self

    def __init__(self, options: Options) -> None:
        self._options = options

    def duration_s(
        self, free_s: float, depart_s: float, origin: int, target: int
    ) -> float:
        """Return how long a leg takes [s]: before, during and after the rush."""
        rush = self._options
        before_s = min(free_s, max(0.0, rush.from_s - depart_s))
        left_s, now_s = free_s - before_s, depart_s + before_s
        during_s = min(left_s * rush.slower, max(0.0, rush.until_s - now_s))
        return before_s + during_s + (left_s - during_s / rush.slower)
