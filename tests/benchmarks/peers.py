"""Another simulator's event loop beside ours, in one process: the same orders and legs.

dvrpsim (MIT, `pip install dvrpsim`) is made of SimPy processes too. Both carry every
order from door to door, by the nearest idle vehicle of a finite fleet, the oldest order
first; that each is delivered at the same time by both says that they do the same work.

    python -m tests.benchmarks.peers --vehicles 150 --rounds 5
"""

import argparse
import contextlib
import logging
from collections import deque
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np

from simulation.assemble import assemble, prepare
from simulation.record.kinds import Kind
from simulation.scenario import load_scenario
from simulation.simulation import simulate
from tests.benchmarks.bare_loop import bare_loop
from tests.benchmarks.taken import cpu_s


def peer_of(orders, starts, time_s):
    """Return dvrpsim's model of a fleet, and where its delivery times [s] come to be.

    Parameters
    ----------
    orders
        Those of ours.
    starts
        Where each vehicle stands at first.
    time_s
        Returns the times [s] of legs from some places to one.
    """
    from dvrpsim import Location, Order  # noqa: PLC0415
    from dvrpsim.utils.order_providers import order_provider  # noqa: PLC0415

    van, direct = kinds(time_s)
    model = direct()
    model.delivered_s = np.full(len(orders), np.nan)
    columns = [each.tolist() for each in (orders.producer, orders.consumer)]
    at = {each: Location(each) for each in sorted({*columns[0], *columns[1], *starts})}
    for each in at.values():
        model.add_location(each)
    for number, start in enumerate(starts):
        vehicle = van(number)
        vehicle.initial_location = at[start]
        model.add_vehicle(vehicle)
    asked = []
    for number, row in enumerate(zip(orders.start_s.tolist(), *columns, strict=True)):
        order = Order(number)
        order.release_date, producer, consumer = row
        order.pickup_location, order.delivery_location = at[producer], at[consumer]
        asked.append(order)
    model.env.process(order_provider(model, asked, decision_point_on_request=True))
    return model, model.delivered_s


def kinds(time_s):
    """Return dvrpsim's classes of vehicles and of models, as they are to be here."""
    from dvrpsim import Model, Vehicle  # noqa: PLC0415

    class Van(Vehicle):
        def travel_time(self, origin, destination):
            return float(time_s(destination.id, np.array([origin.id]))[0])

    class Direct(Model):
        def init(self):
            self.waiting = deque()

        def on_order_request(self, order):
            self.waiting.append(order)

        def on_vehicle_service_finish(self, vehicle):
            if self.waiting and not vehicle.next_visits:
                self.request_for_routing()

        def on_routing_start(self):
            """Interrupt nobody: no order and no departure is put off."""

        def routing_callback(self):
            return nearest_idle(self.vehicles, self.waiting, time_s)

        def on_order_delivery(self, order):
            self.delivered_s[order.id] = self.env.now

    return Van, Direct


def nearest_idle(vehicles, waiting, time_s):
    """Return dvrpsim's decision: the oldest order by the nearest idle vehicle."""
    idle = {each.id: each for each in vehicles if each.is_idle and not each.next_visits}
    decision = {"vehicles": {}, "orders": {}}
    while waiting and idle:
        order, numbers = waiting.popleft(), list(idle)
        at = np.array([idle[each].current_location.id for each in numbers])
        nearest = numbers[int(time_s(order.pickup_location.id, at).argmin())]
        del idle[nearest]
        stops = [
            {"location": order.pickup_location.id, "pickup_list": [order.id]},
            {"location": order.delivery_location.id, "delivery_list": [order.id]},
        ]
        decision["orders"][order.id] = {"status": "accepted"}
        decision["vehicles"][nearest] = {"next_visits": stops}
    return decision


def main():
    """Print deliveries per CPU second, and how far the two agree."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--vehicles", type=int, default=150)
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--region", default="embedded")
    asked = parser.parse_args()
    keys = {
        "region": asked.region,
        "demand.duration_min": asked.minutes,
        "fleet.peripheral.size": asked.vehicles,
        "fleet.peripheral.deadheading": "driven",
    }
    scenario = load_scenario("paper/point_to_point", keys)
    prepared = prepare(scenario)
    orders = prepared.orders(scenario, 0)
    events = simulate(scenario, prepared=prepared).events
    starts = events.place[events.rows(Kind.VEHICLE_JOINED)].tolist()
    done = events.rows(Kind.DELIVERED)
    ours_s = np.full(len(orders), np.nan)
    ours_s[events.order[done]] = events.time_s[done]
    find = prepared.legs_at(1.0)
    taken = []
    logging.disable(logging.CRITICAL)  # its log, which goes to a file, is not counted
    with TemporaryDirectory() as folder, contextlib.chdir(Path(folder)):
        for _ in range(asked.rounds):
            world = assemble(scenario, prepared, orders)
            peer, delivered_s = peer_of(orders, starts, find.times_to)
            ride_s, _ = prepared.region.router.legs(orders.producer, orders.consumer)
            bare = bare_loop(orders.start_s.tolist(), ride_s.tolist())
            taken.append([cpu_s(each.run)[0] for each in (world, peer, bare)])
    apart_s = np.abs(ours_s - delivered_s)
    print(
        f"{len(orders)} orders, {asked.vehicles} vehicles; delivered at the same time: "
        f"{np.count_nonzero(apart_s == 0)}; at most {apart_s.max():g} s apart; mean "
        f"{np.mean(ours_s - orders.start_s):.0f} s from placed to door"
    )
    names = "deliverai", "dvrpsim", "bare SimPy"
    for name, of_rounds in zip(names, np.array(taken).T, strict=True):
        speed = len(orders) / median(of_rounds)
        print(f"{name}: {speed:,.0f} deliveries per CPU second")


if __name__ == "__main__":
    main()
