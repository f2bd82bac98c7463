"""What the evaluator of the meal delivery routing problem checks, from files alone.

Written from the published rules and nothing of this project: texts in, faults out.
"""

import math
from itertools import pairwise


def table(path):
    """Return the rows of an instance's file by its first column."""
    header, *rows = [line.split("\t") for line in path.read_text().splitlines()]
    return {row[0]: dict(zip(header, row, strict=True)) for row in rows}


def rows(path):
    """Return the rows of a solution's file, without its header."""
    return [line.split() for line in path.read_text().splitlines()[1:]]


class Checker:
    """An instance and a solution of it."""

    def __init__(self, instance, solution):
        self.orders = table(instance / "orders.txt")
        self.couriers = table(instance / "couriers.txt")
        self.restaurants = table(instance / "restaurants.txt")
        words = (instance / "instance_parameters.txt").read_text().splitlines()[1]
        self.speed, pickup, dropoff, *_ = map(float, words.split("\t"))
        self.half_pickup, self.half_dropoff = pickup / 2, dropoff / 2
        self.assignments = [
            (float(at), float(pick), courier, ids)
            for at, pick, courier, *ids in rows(
                solution / "solution_info_assignments.txt"
            )
        ]
        self.delivered = {
            order: (*map(float, times), courier)
            for order, *times, courier in rows(solution / "solution_info_orders.txt")
        }
        self.moves = {}
        for courier, at, origin, to in rows(solution / "solution_info_couriers.txt"):
            self.moves.setdefault(courier, []).append((float(at), origin, to))

    def spot(self, name, courier):
        """Return where a place is; 0 is where a courier begins."""
        places = {**self.restaurants, **self.orders}
        row = self.couriers[courier] if name == "0" else places[name]
        return float(row["x"]), float(row["y"])

    def minutes(self, a, b, courier):
        """Return the travel time between two places."""
        apart = math.dist(self.spot(a, courier), self.spot(b, courier))
        return math.ceil(apart / self.speed)

    def faults(self):
        """Return a sentence for each rule that is broken."""
        return [
            *self.of_assignments(),
            *self.of_orders(),
            *self.of_moves(),
            *self.of_stays(),
        ]

    def of_assignments(self):
        """Look at who is assigned what, and when."""
        seen = set()
        for at, pick, courier, ids in self.assignments:
            for order in ids:
                if order in seen:
                    yield f"{order} is assigned twice"
                seen.add(order)
            own = [self.orders[order] for order in ids]
            if len({row["restaurant"] for row in own}) != 1:
                yield f"{ids} are of several restaurants"
            if at < max(float(row["placement_time"]) for row in own):
                yield f"{ids} are assigned before they are placed"
            if pick < max(float(row["ready_time"]) for row in own):
                yield f"{ids} are picked up before they are ready"
            if pick > float(self.couriers[courier]["off_time"]):
                yield f"{ids} are picked up after {courier} is off"
            if at < float(self.couriers[courier]["on_time"]) or pick < at:
                yield f"{ids} are assigned before {courier} is on, or picked up before"
            yield from self.of_sequence(pick, courier, ids)
        if seen != set(self.delivered):
            yield "assigned orders and delivered ones differ"

    def of_sequence(self, pick, courier, ids):
        """Look at the drop-offs of a bundle, one after the other."""
        here, free = self.orders[ids[0]]["restaurant"], pick + self.half_pickup
        for order in ids:
            arrival = free + self.minutes(here, order, courier)
            dropoff = self.delivered[order][3]
            if dropoff < arrival + self.half_dropoff:
                yield f"{order} is dropped off before {courier} can be there"
            here, free = order, dropoff + self.half_dropoff

    def of_orders(self):
        """Look at the times of each order."""
        picked = {
            order: (pick, courier)
            for _, pick, courier, ids in self.assignments
            for order in ids
        }
        for order, (placed, ready, pick, dropoff, courier) in self.delivered.items():
            row = self.orders[order]
            said = float(row["placement_time"]), float(row["ready_time"])
            if (placed, ready) != said:
                yield f"{order} is placed or ready at another time"
            if (pick, courier) != picked.get(order):
                yield f"{order} is picked up otherwise than assigned"
            if not placed <= ready <= pick < dropoff:
                yield f"{order} has times that go back"

    def of_moves(self):
        """Look at whether couriers jump, in place or in time."""
        for courier, moves in self.moves.items():
            if moves[0][1] != "0":
                yield f"{courier} begins elsewhere"
            if moves[0][0] < float(self.couriers[courier]["on_time"]):
                yield f"{courier} drives before being on"
            for (at, origin, to), (later, after, _) in pairwise(moves):
                if after != to:
                    yield f"{courier} jumps from {to} to {after}"
                if later < at + self.minutes(origin, to, courier):
                    yield f"{courier} leaves {to} before coming there"

    def stays(self, courier):
        """Yield places where a courier is, and from when to when."""
        moves = [*self.moves.get(courier, []), (math.inf, "", "")]
        for (at, origin, to), (later, *_) in pairwise(moves):
            yield to, at + self.minutes(origin, to, courier), later

    def of_stays(self):
        """Look at whether couriers are where they pick up and drop off."""
        for _, pick, courier, ids in self.assignments:
            restaurant = self.orders[ids[0]]["restaurant"]
            stops = [(restaurant, pick, self.half_pickup)]
            stops += [
                (each, self.delivered[each][3], self.half_dropoff) for each in ids
            ]
            for place, at, half in stops:
                there = [
                    arrival + half <= at <= leaves - half
                    for name, arrival, leaves in self.stays(courier)
                    if name == place
                ]
                if not any(there):
                    yield f"{courier} is not at {place} at {at}"
