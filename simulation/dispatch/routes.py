"""A vehicle's stops with their times and cost, and the cheapest way to add an order.

The cost of a plan [m]: the metres driven, the price of time for each second from
asking to delivery of each of its orders, a further price for each second beyond an
order's aim, the price of each second of the vehicle's work, and of the vehicle if it
is new. A plan is not possible where
more orders are aboard than there are seats, or where an order is aboard too long.
"""

import numpy as np

from simulation.dispatch.options import INFINITE, DispatchOptions
from simulation.dispatch.plans import PlannedVehicle
from simulation.dispatch.tasks import Insertion, Stops, Task
from simulation.dispatch.waits import Driven, Waits
from simulation.network.legs import Leg
from simulation.units import Floats

TasksAboard = tuple[tuple[Task, float], ...]  # each with its time of boarding [s]
_TOO_DEAR = -1  # in place of the positions of an insertion
_Detour = tuple[float, float, float]  # delay of others [s], what it costs; own cost [m]
ROUNDING_M = 1e-6  # by which a bound may be wrong


class Route:
    """The stops of one vehicle, with the orders aboard; never changed once made."""

    __slots__ = (
        "_drops",
        "_gaps",
        "_legs",
        "_loads",
        "_options",
        "_rates",
        "_rests",
        "_slack_s",
        "_to",
        "_tried",
        "_waits",
        "aboard",
        "at_s",
        "cost_m",
        "has_room",
        "orders",
        "places",
        "stops",
        "vehicle",
    )

    def __init__(
        self,
        vehicle: PlannedVehicle,
        stops: Stops,
        aboard: TasksAboard,
        options: DispatchOptions,
    ) -> None:
        self.vehicle, self.stops, self.aboard = vehicle, stops, aboard
        self._options = options
        self._tried: dict[int, Insertion] = {}
        self._gaps: Floats | None = None
        self._rests: dict[tuple[int, ...], Route] = {}
        self._schedule()

    def _schedule(self) -> None:
        """Drive the stops in thought: times, loads, slack and cost."""
        vehicle, options = self.vehicle, self._options
        boarded = {task.trip.order: (0, since_s) for task, since_s in self.aboard}
        here, now_s = vehicle.place, vehicle.free_s + vehicle.door_s
        load = sum([task.seats for task, _ in self.aboard])
        self.orders = len(self.aboard)
        places, at_s, loads = [here], [now_s], [load]
        legs: list[Leg] = []
        to = []
        drops: list[tuple[int, int, float, float]] = []
        cost_m = options.new_vehicle_m if vehicle.number is None and self.stops else 0.0
        possible, waits = load <= vehicle.capacity, False
        for position, (task, boards) in enumerate(self.stops, 1):
            trip = task.trip
            known = task.to_origin if boards else task.to_target
            leg = known[here]
            now_s += leg[0]
            cost_m += leg[1]
            if boards:
                here = trip.origin
                waits = waits or now_s < task.ready_s
                now_s = max(now_s, task.ready_s)
                boarded[trip.order] = (position, now_s)
                load += task.seats
                self.orders += 1
                possible = possible and load <= vehicle.capacity
            else:
                here = trip.target
                start, since_s = boarded[trip.order]
                load -= task.seats
                ride_slack_s = task.ride_s - (now_s - since_s)
                possible = possible and ride_slack_s >= 0
                cost_m += task.cost_m(now_s)
                drops.append((position, start, task.aim_s - now_s, ride_slack_s))
            places.append(here)
            at_s.append(now_s)
            loads.append(load)
            legs.append(leg)
            to.append(known)
        self.has_room = self.orders < vehicle.capacity + options.orders_ahead
        cost_m += options.busy_m_per_s * (now_s - at_s[0])
        self.cost_m = cost_m if possible else INFINITE
        self.places, self.at_s = places, at_s
        self._loads, self._legs, self._to, self._drops = loads, legs, to, drops
        self._waits: Waits | None = None
        if waits:
            driven = Driven(places, at_s, loads, legs, to)
            self._waits = Waits(self.stops, driven, drops, options)
        self._look_back(len(places))

    def _look_back(self, gaps: int) -> None:
        """Price a second of delay at each gap [m/s]; how much costs nothing more."""
        price, rate = self._options.value_of_time_m_per_s, self._options.busy_m_per_s
        rates, slack_s = [rate] * gaps, [INFINITE] * gaps
        least_s, above = INFINITE, gaps
        for position, _, aim_slack_s, ride_slack_s in reversed(self._drops):
            for gap in range(position, above):
                rates[gap], slack_s[gap] = rate, least_s
            rate, above = rate + price, position
            least_s = min(least_s, aim_slack_s, ride_slack_s)
        for gap in range(above):
            rates[gap], slack_s[gap] = rate, least_s
        self._rates, self._slack_s = rates, slack_s

    def is_of(self, vehicle: PlannedVehicle, stops: Stops, aboard: TasksAboard) -> bool:
        """Return whether a route made of these would be the same."""
        mine = self.vehicle
        return (
            stops == self.stops
            and vehicle.free_s + vehicle.door_s == mine.free_s + mine.door_s
            and vehicle.place == mine.place
            and vehicle.capacity == mine.capacity
            and vehicle.gives == mine.gives
            and aboard == self.aboard
        )

    def gaps(self) -> Floats:
        """Return what a bound asks of each gap, (7, stops + 1).

        When one is there [s], the leg over it [s], [m], the price of a delay [m/s], the
        seats free, whether it is the last one, and the seats taken.
        """
        if self._gaps is None:
            times = [
                leg_s - (task.trip.pickup_s if boards else task.trip.dropoff_s)
                for (leg_s, _), (task, boards) in zip(
                    self._legs, self.stops, strict=True
                )
            ]
            metres = [leg_m for _, leg_m in self._legs]
            # Delays before a wait may cost nothing.
            rates = self._rates if self._waits is None else [0.0] * len(self._rates)
            seats, loads = self.vehicle.capacity, self._loads
            room = [seats - load for load in loads]
            last = (*(0.0,) * len(times), 1.0)
            columns = (self.at_s, (*times, 0.0), (*metres, 0.0), rates)
            self._gaps = np.array((*columns, room, last, loads))
        return self._gaps

    def metres_after(self, stops: int) -> float:
        """Return the metres of the legs after so many stops [m]."""
        return sum([distance_m for _, distance_m in self._legs[stops:]])

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
        known = self._tried.get(task.trip.order)
        if known is not None:
            if known[0] >= below_m:
                return None
            if known[1] != _TOO_DEAR:
                return known
        found = self.search(task, below_m)
        self._tried[task.trip.order] = found or (below_m, _TOO_DEAR, _TOO_DEAR)
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
        for board, (leg_s, leg_m) in enumerate(self._legs):
            there = there_s, there_m = to_origin[places[board]]
            if at_s[board] + there_s < ready_s:  # the vehicle waits for it
                there_s = ready_s - at_s[board]
                there = there_s, there_m
            own_m = task.cost_m(at_s[board] + there_s + direct_s)
            if own_m >= best_m:
                return found  # whoever boards later is delivered later
            if loads[board] >= full:
                continue
            back_s, back_m = self._to[board][task.trip.origin]
            delay_s = there_s + back_s - leg_s
            detour_m = there_m + back_m - leg_m + delay_s * rates[board]
            if detour_m + own_m < best_m + ROUNDING_M:
                detour = (delay_s, detour_m, own_m)
                better = self._boarding(task, board, there, detour, best_m)
                if better is not None:
                    best_m, found = better[0], better
        there_s, there_m = to_origin[places[-1]]
        board_s = max(at_s[-1] + there_s, ready_s)
        rise_m = task.cost_m(board_s + direct_s) + (there_m + direct_m)
        rise_m += self._options.busy_m_per_s * (board_s + direct_s - at_s[-1])
        if rise_m < best_m and loads[-1] < full:
            return (rise_m, len(self._legs), len(self._legs))
        return found

    def _boarding(
        self, task: Task, board: int, there: Leg, detour: _Detour, best_m: float
    ) -> Insertion | None:
        """Return the best place to alight of one who boards, if below `best_m` [m]."""
        delay_s, detour_m, own_m = detour
        least_m, strain_m = detour_m + own_m, 0.0
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
        full = self.vehicle.capacity - task.seats + 1
        found: Insertion | None = None
        for alight in range(board + 1, last + 1):
            if loads[alight] >= full or not (stacks or self._may_pass(alight - 1)):
                break
            there_s, there_m = to_target[places[alight]]
            drop_s = at_s[alight] + delay_s + there_s
            rise_m = detour_m + task.cost_m(drop_s)
            if rise_m >= best_m or drop_s - board_s > task.ride_s:
                break  # whoever alights later is delivered later
            rise_m += there_m
            more_s = 0.0
            if alight < last:
                leg_s, leg_m = legs[alight]
                back_s, back_m = to[alight][target]
                more_s = there_s + back_s - leg_s
                rise_m += back_m - leg_m + more_s * rates[alight]
            else:
                rise_m += busy * there_s
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
