"""The cheapest way to add an order to a vehicle's stops."""

from simulation.dispatch.options import INFINITE, ROUNDING_M, DispatchOptions
from simulation.dispatch.plans import PlannedVehicle
from simulation.dispatch.schedule import Schedule, TasksAboard
from simulation.dispatch.tasks import Insertion, Stops, Task
from simulation.network.legs import Leg

_TOO_DEAR = -1  # in place of the positions of an insertion
_Detour = tuple[float, float, float]  # delay of others [s], what it costs; own cost [m]


class Route(Schedule):
    """The stops of one vehicle, and what is known of adding and leaving out orders.

    Parameters
    ----------
    vehicle, stops, aboard, options
        As of a schedule.
    """

    __slots__ = ("_rests", "_tried")

    def __init__(
        self,
        vehicle: PlannedVehicle,
        stops: Stops,
        aboard: TasksAboard,
        options: DispatchOptions,
    ) -> None:
        super().__init__(vehicle, stops, aboard, options)
        self._tried: dict[Task, Insertion] = {}  # a task is of one mile
        self._rests: dict[tuple[int, ...], Route] = {}

    # Change --------------------------------------------------------------------

    def without(self, orders: tuple[int, ...]) -> "Route":
        """Return the route without some orders that are not yet aboard."""
        rest = self._rests.get(orders)
        if rest is None:
            stops = tuple(
                [each for each in self.stops if each[0].trip.order not in orders]
            )
            rest = Route(self.vehicle, stops, self.aboard, self._options)
            self._rests[orders] = rest
        return rest

    def including(self, task: Task, board: int, alight: int) -> "Route":
        """Return the route with an order; it boards and alights after so many stops."""
        stops = self.stops
        return Route(
            self.vehicle,
            (
                *stops[:board],
                (task, True),
                *stops[board:alight],
                (task, False),
                *stops[alight:],
            ),
            self.aboard,
            self._options,
        )

    # Insertion -----------------------------------------------------------------

    def cheapest(self, task: Task, below_m: float) -> Insertion | None:
        """Return where an order adds least to the cost, if less than `below_m` [m].

        Positions are left out by bounds that hold where a way over a third place is
        never quicker or shorter than the leg; elsewhere the answer may miss the best.
        """
        known = self._tried.get(task)
        if known is not None:
            if known[0] >= below_m:
                return None
            if known[1] != _TOO_DEAR:
                return known
        found = self.search(task, below_m)
        self._tried[task] = found or (below_m, _TOO_DEAR, _TOO_DEAR)
        return found

    def search(self, task: Task, best_m: float) -> Insertion | None:
        """Return the same, without remembering it.

        All places to board are tried, each with the next one and later ones to alight.
        """
        if self._waits is not None:
            return self._waits.cheapest(task, self.vehicle.capacity, best_m)
        places, at_s, loads, rates = self.places, self.at_s, self._loads, self._rates
        to_origin, (direct_s, direct_m) = task.to_origin, task.direct
        ready_s = task.ready_s
        full = 1 if task.alone else self.vehicle.capacity - task.seats + 1
        found: Insertion | None = None
        last_m = task.end_m - self.end_m  # if it is delivered last
        least_m = min(0.0, last_m)
        for board, (leg_s, leg_m) in enumerate(self._legs):
            there = there_s, there_m = to_origin[places[board]]
            if at_s[board] + there_s < ready_s:  # the vehicle waits for it
                there_s = ready_s - at_s[board]
                there = there_s, there_m
            own_m = task.cost_m(at_s[board] + there_s + direct_s)
            if own_m + least_m >= best_m:
                return found  # whoever boards later is delivered later
            if loads[board] >= full:
                continue
            back_s, back_m = self._to[board][task.trip.origin]
            delay_s = there_s + back_s - leg_s
            detour_m = there_m + back_m - leg_m + delay_s * rates[board]
            if detour_m + own_m + least_m < best_m + ROUNDING_M:
                detour = (delay_s, detour_m, own_m)
                better = self._boarding(task, board, there, detour, best_m)
                if better is not None:
                    best_m, found = better[0], better
        there_s, there_m = to_origin[places[-1]]
        board_s = max(at_s[-1] + there_s, ready_s)
        rise_m = task.cost_m(board_s + direct_s) + (there_m + direct_m) + last_m
        rise_m += self._options.busy_m_per_s * (board_s + direct_s - at_s[-1])
        if rise_m < best_m and loads[-1] < full:
            return (rise_m, len(self._legs), len(self._legs))
        return found

    def _boarding(
        self, task: Task, board: int, there: Leg, detour: _Detour, best_m: float
    ) -> Insertion | None:
        """Return the best place to alight of one who boards, if below `best_m` [m]."""
        delay_s, detour_m, own_m = detour
        least_m = detour_m + own_m + min(0.0, task.end_m - self.end_m)
        strain_m = 0.0
        if delay_s > self._slack_s[board]:
            strain_m = self._strain_m(board, len(self._legs), delay_s, 0.0)
        if least_m + strain_m >= best_m + ROUNDING_M:
            return None
        found: Insertion | None = None
        rise_m = own_m + self._together_m(task, board, there)
        if rise_m < best_m:
            best_m, found = rise_m, (rise_m, board, board)
        apart = not task.alone and least_m < best_m
        if apart and least_m + strain_m < best_m + ROUNDING_M:
            board_s = self.at_s[board] + there[0]
            found = self._apart(task, board, board_s, detour, best_m) or found
        return found

    def _together_m(self, task: Task, board: int, there: Leg) -> float:
        """Return the rise if it is delivered at once, but for its own price [m]."""
        there_s, there_m = there
        direct_s, direct_m = task.direct
        leg_s, leg_m = self._legs[board]
        back_s, back_m = self._to[board][task.trip.target]
        delay_s = there_s + direct_s + back_s - leg_s
        rise_m = there_m + direct_m + back_m - leg_m
        if delay_s > self._slack_s[board]:
            rise_m += self._strain_m(board, board, delay_s, 0.0)
        return rise_m + delay_s * self._rates[board]

    def _apart(
        self, task: Task, board: int, board_s: float, detour: _Detour, best_m: float
    ) -> Insertion | None:
        """Return the best place to alight after a later stop, if below `best_m` [m]."""
        delay_s, detour_m, _ = detour
        places, at_s, loads, legs = self.places, self.at_s, self._loads, self._legs
        to, rates, to_target = self._to, self._rates, task.to_target
        busy, stacks = self._options.busy_m_per_s, self._options.stacks
        target, last = task.trip.target, len(legs)
        last_m = task.end_m - self.end_m
        least_m = min(0.0, last_m)
        full = self.vehicle.capacity - task.seats + 1
        found: Insertion | None = None
        for alight in range(board + 1, last + 1):
            if loads[alight] >= full or not (stacks or self._may_pass(alight - 1)):
                break
            there_s, there_m = to_target[places[alight]]
            drop_s = at_s[alight] + delay_s + there_s
            rise_m = detour_m + task.cost_m(drop_s)
            if rise_m + least_m >= best_m or drop_s - board_s > task.ride_s:
                break  # whoever alights later is delivered later
            rise_m += there_m
            more_s = 0.0
            if alight < last:
                leg_s, leg_m = legs[alight]
                back_s, back_m = to[alight][target]
                more_s = there_s + back_s - leg_s
                rise_m += back_m - leg_m + more_s * rates[alight]
            else:
                rise_m += busy * there_s + last_m
            if rise_m < best_m and delay_s + more_s > self._slack_s[board]:
                rise_m += self._strain_m(board, alight, delay_s, more_s)
            if rise_m < best_m:
                best_m, found = rise_m, (rise_m, board, alight)
        return found

    def _may_pass(self, position: int) -> bool:
        """Return whether somebody may be aboard at one of the stops."""
        task, boards = self.stops[position]
        return not (boards and task.alone)

    def _strain_m(
        self, board: int, alight: int, delay_s: float, more_s: float
    ) -> float:
        """Return what a delay, and more behind a later stop, adds in lateness [m].

        Infinite if somebody would be aboard too long.
        """
        late_s = 0.0
        for position, start, aim_slack_s, ride_slack_s in self._drops:
            if position <= board:
                continue
            behind = position > alight
            total_s = delay_s + more_s if behind else delay_s
            if start <= board:
                aboard_s = total_s
            else:
                aboard_s = more_s if behind and start <= alight else 0.0
            if aboard_s > ride_slack_s:
                return INFINITE
            if total_s > aim_slack_s:
                late_s += total_s - max(0.0, aim_slack_s)
        return self._options.late_m_per_s * late_s
