"""The request handler that holds a delivery while a better partner is worth it.

What a delivery may still hope for where it lies is a value in metres: that of the best
pair with one who comes to its hotspot before its hold ends, less the price of waiting.
Partners come at the rates that were counted, one kind for each destination; a step
before the end of the hold nothing is worth anything, and back from there

    V(t + dt) = max(0, V(t) + dt (sum over e of rate(e) max(0, s(e) - V(t) - V_e(t))
                                  - price of time))

where s(e) is what the pair saves (:mod:`simulation.sharing.savings`) and V_e what the
partner could hope for itself. Two share if they save more than both could hope for.
"""

from collections.abc import Sequence

import numpy as np
from typing_extensions import override

from simulation.sharing.board import Board
from simulation.sharing.candidate import Candidate
from simulation.sharing.fastest import Alone
from simulation.sharing.saved_distance import (
    VALUE_OF_TIME_M_PER_S,
    Merges,
    Party,
    SavedDistanceHandler,
)
from simulation.units import Floats

_STEP_S = 5.0
# Of two who meet one waits and one comes: half of all arrivals are of use to those who
# wait.
_COMING = 0.5


class ReservationHandler(SavedDistanceHandler):
    """Lets those share first who save most beyond what they could hope for.

    Parameters
    ----------
    capacity, distance_m, travel_time_s, value_of_time_m_per_s, alone
        As of `SavedDistanceHandler`.
    arrivals_per_s
        Decisions at each hotspot of those bound for each destination [1/s], (H, H);
        ``None``: nobody is to come.
    hold_s
        How long a delivery is held at a hotspot, at most [s].
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what it weighs by
        self,
        capacity: int,
        distance_m: Floats,
        travel_time_s: Floats,
        value_of_time_m_per_s: float = VALUE_OF_TIME_M_PER_S,
        arrivals_per_s: Floats | None = None,
        hold_s: float = 240.0,
        alone: Alone | None = None,
    ) -> None:
        super().__init__(
            capacity, distance_m, travel_time_s, value_of_time_m_per_s, alone
        )
        self._hold_s = hold_s
        if arrivals_per_s is None:
            arrivals_per_s = np.zeros_like(distance_m)
        saved_m = self.savings.of_destinations_m()
        worth_m = np.zeros_like(distance_m)
        worths_m = [worth_m]  # by steps left, hotspot and destination
        for _ in range(int(hold_s / _STEP_S)):
            gain_m = saved_m - worth_m[:, :, None] - worth_m[:, None, :]
            np.maximum(gain_m, 0.0, out=gain_m)
            coming_m = _COMING * (gain_m * arrivals_per_s[:, None, :]).sum(axis=2)
            change_m = _STEP_S * (coming_m - value_of_time_m_per_s)
            worth_m = np.round(np.maximum(0.0, worth_m + change_m), 3)
            worths_m.append(worth_m)
        self._worths_m: list[list[list[float]]] = np.array(worths_m).tolist()

    def worth_m(self, single: Candidate, now_s: float) -> float:
        """Return what a delivery could hope for by being held where it lies [m]."""
        left_s = self._hold_s - max(0.0, now_s - single.ready_s)
        if left_s < _STEP_S:
            return 0.0
        end = single.destinations.bit_length() - 1
        return self._worths_m[int(left_s / _STEP_S)][single.hotspot][end]

    def hold_until_s(self, decider: Candidate, now_s: float) -> float:
        """Return until when one stays that is in no group [s]."""
        if self.worth_m(decider, now_s) > 0:
            return max(decider.ready_s, 0.0) + self._hold_s
        return now_s

    @override
    def _offer(
        self, merges: Merges, one: Party, other: Party, board: Board, now_s: float
    ) -> None:
        super()._offer(merges, one, other, board, now_s)
        pair = min(one.order, other.order), max(one.order, other.order)
        if pair not in merges:
            return
        saved_m, hop = merges[pair]
        saved_m -= self._hopes_m((one, other), now_s)
        if saved_m > 0:
            merges[pair] = round(saved_m, 3), hop
        else:
            del merges[pair]

    def _hopes_m(self, parties: Sequence[Party], now_s: float) -> float:
        """Return what those could hope for who share with nobody yet."""
        return sum(
            self.worth_m(each.members[0], now_s)
            for each in parties
            if len(each.members[0].orders) == len(each.members) == 1
        )
