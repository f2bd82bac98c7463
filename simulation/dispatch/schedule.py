"""A vehicle's stops, driven in thought: their times, loads and cost.

The cost of a plan [m]: the metres driven, the price of time for each second from
asking to delivery of each of its orders, a further price for each second beyond an
order's aim, the price of each second of the vehicle's work, of the vehicle if it is
new, and of the place where the plan ends. A plan is not possible where more orders are
aboard than there are seats, or where an order is aboard too long.
"""

from typing import TYPE_CHECKING

import numpy as np

from simulation.dispatch.options import INFINITE, DispatchOptions
from simulation.dispatch.plans import PlannedVehicle
from simulation.dispatch.tasks import Stops, Task
from simulation.dispatch.waits import Driven, Waits
from simulation.units import Floats

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulation.network.legs import Leg

TasksAboard = tuple[tuple[Task, float], ...]  # each with its time of boarding [s]


class Schedule:
    """The stops of one vehicle, with the orders aboard; never changed once made."""

    __slots__ = (
        "_delays",
        "_drops",
        "_gaps",
        "_legs",
        "_loads",
        "_options",
        "_rates",
        "_slack_s",
        "_to",
        "_waits",
        "aboard",
        "at_s",
        "cost_m",
        "end_m",
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
        self._gaps: Floats | None = None
        self._delays: Floats | None = None
        self._legs: list[Leg] = []
        self._to: list[Mapping[int, Leg]] = []
        self._drops: list[tuple[int, int, float, float]] = []
        self._waits: Waits | None = None
        if stops or aboard:
            self._schedule()
        else:
            self._stand()

    def _stand(self) -> None:
        """Know of a vehicle with nothing to do what there is to know, at once."""
        vehicle, options = self.vehicle, self._options
        self.orders, self.cost_m, self.end_m = 0, vehicle.end_m, vehicle.end_m
        self.has_room = vehicle.capacity + options.orders_ahead > 0
        self.places, self.at_s = [vehicle.place], [vehicle.free_s + vehicle.door_s]
        self._loads = [0]
        self._rates, self._slack_s = [options.busy_m_per_s], [INFINITE]

    def _schedule(self) -> None:
        """Drive the stops in thought: times, loads, slack and cost."""
        vehicle, options = self.vehicle, self._options
        boarded = {task.trip.order: (0, since_s) for task, since_s in self.aboard}
        here, now_s = vehicle.place, vehicle.free_s + vehicle.door_s
        load = sum([task.seats for task, _ in self.aboard])
        self.orders = len(self.aboard)
        places, at_s, loads = [here], [now_s], [load]
        legs: list[tuple[float, float]] = []
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
        self.end_m = self.stops[-1][0].end_m if self.stops else vehicle.end_m
        cost_m += self.end_m
        self.cost_m = cost_m if possible else INFINITE
        self.places, self.at_s = places, at_s
        self._loads, self._legs, self._to, self._drops = loads, legs, to, drops
        if waits:
            driven = Driven(places, at_s, loads, legs, to)
            self._waits = Waits(self.stops, driven, drops, options, self.end_m)
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
            and vehicle.end_m == mine.end_m
            and aboard == self.aboard
        )

    def gaps(self) -> Floats:
        """Return what a bound asks of each gap, (8, stops + 1).

        When one is there [s], the leg over it [s], [m], the price of a delay [m/s], the
        seats free, whether it is the last one, the seats taken, and the price of where
        the route ends [m].
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
            end_m = [self.end_m] * len(loads)
            self._gaps = np.array((*columns, room, last, loads, end_m))
        return self._gaps

    def delays(self) -> Floats:
        """Return what a bound asks of delays behind each gap, (5, stops + 1).

        The price of a second for all that follows, and for what comes before a wait
        [m/s], how long is waited there [s], the most that a second less may save [m/s],
        and how long it takes until the first of them is late [s].
        """
        if self._delays is None:
            options = self._options
            price, late = options.value_of_time_m_per_s, options.late_m_per_s
            rate = first_rate = fall = options.busy_m_per_s
            wait_s, slack_s = 0.0, INFINITE
            aims_s = {position: aim_s for position, _, aim_s, _ in self._drops}
            rows = [(rate, first_rate, wait_s, fall, slack_s)]
            for gap in range(len(self.stops) - 1, -1, -1):
                if (aim_s := aims_s.get(gap + 1)) is not None:
                    rate, first_rate = rate + price, first_rate + price
                    fall, slack_s = fall + price + late, min(slack_s, max(0.0, aim_s))
                elif self._waits is not None:
                    stands_s = self.at_s[gap + 1] - self.at_s[gap] - self._legs[gap][0]
                    if stands_s > 0:
                        first_rate, wait_s = 0.0, wait_s + stands_s
                rows.append((rate, first_rate, wait_s, fall, slack_s))
            self._delays = np.array(rows[::-1]).T
        return self._delays

    def onward(self, place: int) -> "Sequence[Leg]":
        """Return the legs from a place to each stop, without what service takes."""
        legs = []
        for known, (task, boards) in zip(self._to, self.stops, strict=True):
            time_s, distance_m = known[place]
            time_s -= task.trip.pickup_s if boards else task.trip.dropoff_s
            legs.append((time_s, distance_m))
        return legs

    def metres_after(self, stops: int) -> float:
        """Return the metres of the legs after so many stops [m]."""
        return sum([distance_m for _, distance_m in self._legs[stops:]])
