"""What a plan costs, said once more and plainly; and random moments to plan."""

from dataclasses import dataclass
from operator import itemgetter

import numpy as np
from hypothesis import strategies as st

from simulation.dispatch.options import DispatchOptions
from simulation.dispatch.plans import (
    Aboard,
    DoorTrip,
    Joining,
    OrderStop,
    PlannedVehicle,
)

SPEED_MPS = 8.0  # a power of two: times of whole metres are exact


class Plane:
    """Places in a plane with whole coordinates [m], ways along the axes."""

    def __init__(self, points):
        self.points = points

    def __call__(self, target):
        """Return the legs to a place, as a planner asks for them."""
        x, y = self.points[target]
        lengths = [float(abs(x - east) + abs(y - north)) for east, north in self.points]
        return [(metres / SPEED_MPS, metres) for metres in lengths]

    def trip(self, order, origin, target, asked_s=0.0, promise_s=900.0):
        """Return a trip."""
        direct_s = self(target)[origin][0]
        return DoorTrip(order, origin, target, asked_s, asked_s + promise_s, direct_s)


def plain_cost(towards, vehicle, stops, options):
    """Return the cost [m] of a plan; infinite if it is not possible."""
    here, now_s = vehicle.place, vehicle.free_s
    inside = {each.trip.order: each.since_s for each in vehicle.aboard}
    cost = options.new_vehicle_m if vehicle.number is None and stops else 0.0
    most = seats = sum(each.trip.seats for each in vehicle.aboard)
    for place, trip, boards in stops:
        time_s, metres = towards(place)[here]
        here, now_s, cost = place, now_s + time_s, cost + metres
        if boards:
            now_s = inside[trip.order] = max(now_s, trip.ready_s) + trip.pickup_s
            seats += trip.seats
            most = max(most, seats)
            continue
        seats -= trip.seats
        now_s += trip.dropoff_s
        ride_s = now_s - inside.pop(trip.order)
        direct_s, _ = towards(trip.target)[trip.origin]  # in this vehicle
        longest_s = options.max_detour * direct_s + options.detour_slack_s
        if ride_s > longest_s + trip.dropoff_s:
            return np.inf
        aim_s = trip.due_s - options.margin_s
        from_s = max(trip.asked_s, trip.ready_s) + trip.pickup_s
        direct_s = trip.direct_s + trip.dropoff_s  # in a vehicle of the first class
        if from_s + direct_s > aim_s:
            aim_s = from_s + 1.15 * direct_s + 120
        cost += options.value_of_time_m_per_s * (now_s - trip.asked_s)
        cost += options.late_m_per_s * max(0.0, now_s - aim_s)
    assert not inside  # everybody is delivered
    return np.inf if most > vehicle.capacity else cost


@dataclass(frozen=True)
class Moment:
    """All that a planner is given."""

    towards: Plane
    waiting: list[DoorTrip]
    vehicles: list[PlannedVehicle]
    now_s: float
    options: DispatchOptions
    joining: Joining | None


@st.composite
def moments(draw):
    """Draw a moment: some orders aboard, some planned, some new."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    towards = Plane(rng.integers(0, 4000, (draw(st.integers(2, 12)), 2)).tolist())
    places = len(towards.points)
    now_s = 1024.0
    options = DispatchOptions(
        value_of_time_m_per_s=draw(st.sampled_from([0.0, 1.0, 7.5])),
        late_m_per_s=draw(st.sampled_from([0.0, 60.0])),
        margin_s=draw(st.sampled_from([0.0, 64.0])),
        new_vehicle_m=draw(st.sampled_from([0.0, 1500.0])),
        max_detour=draw(st.sampled_from([1.0, 2.0, 1e9])),
        detour_slack_s=draw(st.sampled_from([0.0, 256.0])),
        orders_ahead=draw(st.integers(0, 4)),
        rounds=draw(st.sampled_from([0, 10, 40])),
        most_moved=draw(st.integers(1, 10)),
        order=draw(st.sampled_from(["oldest", "nearest"])),
        hold_s=draw(st.sampled_from([0.0, 60.0])),
    )
    numbers = iter(range(100))

    def trip():
        origin, target = rng.integers(places, size=2).tolist()
        asked_s = now_s - float(rng.integers(600))
        promise_s = float(rng.choice([300, 900]))
        return towards.trip(next(numbers), origin, target, asked_s, promise_s)

    vehicles = []
    for number in range(draw(st.integers(0, 4))):
        capacity = draw(st.integers(1, 4))
        aboard = [
            Aboard(trip(), now_s - float(rng.integers(120)))
            for _ in range(draw(st.integers(0, capacity)))
        ]
        turns = [
            (rng.random(), OrderStop(each.trip.target, each.trip, boards=False))
            for each in aboard
        ]
        for _ in range(draw(st.integers(0, 3))):
            more = trip()
            first, second = sorted(rng.random(2))
            turns.append((first, OrderStop(more.origin, more, boards=True)))
            turns.append((second, OrderStop(more.target, more, boards=False)))
        stops = [stop for _, stop in sorted(turns, key=itemgetter(0))]
        free_s = now_s + draw(st.sampled_from([0.0, 40.0]))
        place = int(rng.integers(places))
        vehicles.append(
            PlannedVehicle(number, place, free_s, capacity, tuple(aboard), tuple(stops))
        )
    waiting = [trip() for _ in range(draw(st.integers(0, 6)))]
    joining = draw(st.sampled_from([None, Joining(1), Joining(4)]))
    return Moment(towards, waiting, vehicles, now_s, options, joining)
