"""The cheapest way to add an order where a vehicle waits for others that are not ready.

Of a detour before such a stop, what the vehicle would have waited there costs nobody
anything. Routes without waits are searched faster, with the same answer (`routes.py`).
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from simulation.dispatch.options import INFINITE, ROUNDING_M, DispatchOptions
from simulation.dispatch.tasks import Insertion, Stops, Task
from simulation.network.legs import Leg


class Driven(NamedTuple):
    """A route driven in thought: where, when, how full, by which legs."""

    places: Sequence[int]  # where the vehicle is, then of each stop
    at_s: Sequence[float]  # when it is done there
    loads: Sequence[int]  # seats taken from there on
    legs: Sequence[Leg]  # to each stop,
    to: Sequence[Mapping[int, Leg]]  # ... and from elsewhere, by origin


class Waits:
    """A route where the vehicle waits somewhere, driven in thought.

    Positions are those of the stops, from 1 on; 0 is where the vehicle is.

    Parameters
    ----------
    stops
        Of the route.
    driven
        How it is driven.
    drops
        Of each delivery its position, that of its pickup (0: it is aboard), and how
        long it may be delayed until it is late, and until it is aboard too long [s].
    options
    end_m
        Price of where it ends [m].
    """

    def __init__(
        self,
        stops: Stops,
        driven: Driven,
        drops: Sequence[tuple[int, int, float, float]],
        options: DispatchOptions,
        end_m: float,
    ) -> None:
        self._end_m = end_m
        self._driven = driven
        self._stops = stops
        self._busy = options.busy_m_per_s
        self._stacks = options.stacks
        self._drops = {drop[0]: drop[1:] for drop in drops}
        self._price = options.value_of_time_m_per_s
        self._late = options.late_m_per_s
        at_s, legs = driven.at_s, driven.legs
        # How long is waited at a stop, and the least delay there (it may be early).
        self._wait_s, self._least_s = [0.0], [-INFINITE]
        for at, (task, boards) in enumerate(stops):
            wait_s = at_s[at + 1] - at_s[at] - legs[at][0] if boards else 0.0
            self._wait_s.append(wait_s)
            least_s = task.ready_s - at_s[at + 1] if boards else -INFINITE
            self._least_s.append(least_s)

    def cheapest(self, task: Task, capacity: int, best_m: float) -> Insertion | None:
        """Return where an order adds least to the cost, if less than `best_m` [m]."""
        driven, direct_s = self._driven, task.direct[0]
        full = 1 if task.alone else capacity - task.seats + 1
        found: Insertion | None = None
        last_m = task.end_m - self._end_m  # if it is delivered last
        least_m = min(0.0, last_m)
        for board, (place, at_s) in enumerate(
            zip(driven.places, driven.at_s, strict=True)
        ):
            there_s, there_m = task.to_origin[place]
            board_s = max(at_s + there_s, task.ready_s)
            own_m = task.cost_m(board_s + direct_s)
            if own_m + least_m >= best_m:
                break  # whoever boards later is delivered later
            if driven.loads[board] >= full:
                continue
            if board == len(driven.legs):
                rise_m = own_m + there_m + task.direct[1] + last_m
                rise_m += self._busy * (board_s + direct_s - at_s)
                better = (rise_m, board, board) if rise_m < best_m else None
            else:
                better = self._boarding(task, board, (board_s, there_m), full, best_m)
            if better is not None:
                best_m, found = better[0], better
        return found

    def _boarding(
        self,
        task: Task,
        board: int,
        there: tuple[float, float],
        full: int,
        best_m: float,
    ) -> Insertion | None:
        """Return the best place to alight, if below `best_m` [m], of one who boards."""
        driven, found = self._driven, None
        (board_s, there_m), (direct_s, direct_m) = there, task.direct
        leg_s, leg_m = driven.legs[board]
        back_s, back_m = driven.to[board][task.trip.target]
        before_s = driven.at_s[board] + leg_s
        delay_s = board_s + direct_s + back_s - before_s
        rise_m = task.cost_m(board_s + direct_s)
        rise_m += there_m + direct_m + back_m - leg_m
        if rise_m < best_m:
            rise_m += self._others_m(board, board, delay_s, 0.0)
        if rise_m < best_m:
            best_m, found = rise_m, (rise_m, board, board)
        back_s, back_m = driven.to[board][task.trip.origin]
        delay_s = board_s + back_s - before_s
        detour_m = there_m + back_m - leg_m
        last_m = task.end_m - self._end_m
        end_m = min(0.0, last_m)
        least_m = detour_m + self._others_m(board, len(driven.legs), delay_s, 0.0)
        least_m = INFINITE if task.alone else least_m
        if least_m + task.cost_m(board_s + direct_s) + end_m >= best_m + ROUNDING_M:
            return found
        here_s = delay_s
        for alight in range(board + 1, len(driven.places)):
            here_s = self._delayed(alight, here_s)
            if driven.loads[alight] >= full or not self._may_pass(alight - 1):
                break
            there_s, there_m = task.to_target[driven.places[alight]]
            drop_s = driven.at_s[alight] + here_s + there_s
            own_m = task.cost_m(drop_s)
            if least_m + own_m + end_m >= best_m + ROUNDING_M or (
                drop_s - board_s > task.ride_s
            ):
                break  # whoever alights later is delivered later
            rise_m = least_m + own_m + there_m + self._busy * there_s + last_m
            if alight < len(driven.legs):
                leg_s, leg_m = driven.legs[alight]
                back_s, back_m = driven.to[alight][task.trip.target]
                rise_m = detour_m + own_m + there_m + back_m - leg_m
                if rise_m < best_m:
                    more_s = there_s + back_s - leg_s
                    rise_m += self._others_m(board, alight, delay_s, more_s)
            if rise_m < best_m:
                best_m, found = rise_m, (rise_m, board, alight)
        return found

    def _may_pass(self, stop: int) -> bool:
        """Return whether somebody may be aboard at one of the stops."""
        task, boards = self._stops[stop]
        return self._stacks or not (boards and task.alone)

    def _delayed(self, position: int, delay_s: float) -> float:
        """Return by how much a stop is delayed if the way to it is [s]."""
        return max(delay_s - self._wait_s[position], self._least_s[position])

    def _others_m(
        self, board: int, alight: int, delay_s: float, more_s: float
    ) -> float:
        """Return what a delay behind a stop, and more behind a later one, costs [m].

        Infinite if somebody would be aboard too long.
        """
        cost_m = 0.0
        begun_s: dict[int, float] = {}  # by how much those who board later are delayed
        for position in range(board + 1, len(self._wait_s)):
            if position == alight + 1:
                delay_s += more_s
            if delay_s == 0 and position > alight:
                break  # waited off: nothing behind is touched
            drop = self._drops.get(position)
            if drop is None:
                delay_s = begun_s[position] = self._delayed(position, delay_s)
                continue
            start, aim_slack_s, ride_slack_s = drop
            if delay_s - begun_s.get(start, 0.0) > ride_slack_s:
                return INFINITE
            late_s = max(0.0, delay_s - aim_slack_s) - max(0.0, -aim_slack_s)
            cost_m += self._price * delay_s + self._late * late_s
        return cost_m + self._busy * delay_s
