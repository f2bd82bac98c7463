"""What orders ask for beyond being carried: ready and due times, room, priority."""

import numpy as np

from simulation.demand.orders import Orders
from simulation.errors import DemandError
from simulation.scenario.models import Scenario
from simulation.units import Floats, on_time_grid
from simulation.world.planned_rules import Asked


def asked_of(scenario: Scenario, orders: Orders) -> Asked | None:
    """Return what is said of orders; ``None`` where nothing is."""
    services = (orders.pickup_service_s, orders.dropoff_service_s)
    columns = (orders.ready_s, orders.due_s, orders.seats, orders.priority)
    if all(column is None for column in (*columns, *services)):
        return None
    return all_asked_of(scenario, orders)


def all_asked_of(scenario: Scenario, orders: Orders) -> Asked:
    """Return what is said of orders, or else holds of all."""
    services = (orders.pickup_service_s, orders.dropoff_service_s)
    count = len(orders)
    nothing = np.zeros(count)
    pickup_s, dropoff_s = (
        nothing if each is None else on_time_grid(each) for each in services
    )
    seats = np.ones(count, np.int64) if orders.seats is None else orders.seats
    priority = np.zeros(count, np.int64) if orders.priority is None else orders.priority
    return Asked(
        orders.start_s.tolist(),
        _due_s(scenario, orders).tolist(),
        orders.pickup_from_s.tolist(),
        seats.tolist(),
        priority.tolist(),
        pickup_s.tolist(),
        dropoff_s.tolist(),
    )


def last_wanted_s(scenario: Scenario, orders: Orders) -> float:
    """Return until when orders are waited for, the last one being due or ready [s]."""
    due_s = _due_s(scenario, orders)
    return float(np.maximum(due_s, orders.pickup_from_s).max(initial=0.0))


def _due_s(scenario: Scenario, orders: Orders) -> Floats:
    return orders.promised_s(float(on_time_grid(scenario.promise_s)))


def call_times_of(scenario: Scenario, orders: Orders) -> list[float] | None:
    """Return when each order calls a vehicle at the soonest [s]; ``None``: at once."""
    lead_s = scenario.dispatch.lead_s
    if orders.ready_s is None or lead_s == "unlimited":
        return None
    call_s: list[float] = on_time_grid(orders.ready_s - lead_s).tolist()
    return call_s


def unused_on(orders: Orders) -> dict[str, str]:
    """Return keys that change nothing on given orders, each with the reason."""
    unused = {}
    if orders.ready_s is None:
        unused["dispatch.lead_s"] = "no order says when it is ready"
    if orders.due_s is not None:
        unused["promise_s"] = "every order says when it is due"
    return unused


def check_clock(scenario: Scenario, orders: Orders) -> None:
    """Refuse to count times from when orders are ready where none says when it is.

    Raises
    ------
    DemandError
        Naming the key.
    """
    if scenario.report.clock == "ready" and orders.ready_s is None:
        raise DemandError(
            "report.clock",
            'is "ready" where no order says when it is ready',
            'orders with ready times, or "placed"',
        )


def check_seats(scenario: Scenario, orders: Orders) -> None:
    """Refuse orders that need more room than a vehicle has.

    Raises
    ------
    DemandError
        Naming the first such order.
    """
    if orders.seats is None or scenario.service.mode == "direct":
        return
    relays = scenario.service.relays and not scenario.service.chooses
    fleet = scenario.fleet
    most = fleet.core.capacity if relays else fleet.most_seats
    key = "in a core vehicle" if relays else "in any vehicle that serves"
    if relays and scenario.makes_rounds and fleet.most_seats < most:
        most, key = fleet.most_seats, "in any peripheral vehicle"
    too_large = np.flatnonzero(orders.seats > most)
    if too_large.size:
        first = int(too_large[0])
        name = first if orders.ids is None else orders.ids[first]
        raise DemandError(
            f"order {name}",
            f"needs {orders.seats[first]} seats",
            f"at most {most} {key}",
        )
