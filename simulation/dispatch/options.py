"""What a plan costs and how long is searched for a better one, in one place."""

from dataclasses import dataclass
from typing import Literal

INFINITE = float("inf")
ROUNDING_M = 1e-6  # by which a bound may be wrong


@dataclass(frozen=True)
class DispatchOptions:
    """Prices, limits and effort of planning; all prices are in metres.

    Attributes
    ----------
    value_of_time_m_per_s
        Price of a second of an order's delivery time [m/s].
    late_m_per_s
        Further price of a second beyond the aim of an order [m/s].
    margin_s
        The aim lies so long before the promise [s].
    new_vehicle_m
        Price of a vehicle that joins an elastic fleet [m].
    max_detour
        An order is aboard at most so many times its direct time [1], 1 or more ...
    detour_slack_s
        ... plus this [s].
    orders_ahead
        A plan holds at most so many orders beyond the vehicle's capacity.
    rounds
        Attempts to improve the plans of one moment.
    most_moved
        So many orders are moved at once at most.
    order
        Which waiting order is planned first: the one asked first, or the one a
        vehicle can be at soonest. They differ where a finite fleet has a queue.
    hold_s
        How long after it was asked an order may keep a vehicle of several seats
        waiting for another one [s].
    spare_s
        A vehicle is held only if its order would still be so early [s].
    planner
        Cheapest insertion with ruin and recreate, bundles by a rolling horizon, or a
        solver of vehicle routing.
    exploration
        How far VROOM searches, 0 to 5.
    horizon_s
        Bundles that are ready within it go before others (rolling) [s].
    fresh_per_min
        Orders a minute that a minute of waiting food is worth (rolling) [1/min2].
    transfers
        How often an order changes its vehicle at most; 0 for never.
    least_saving_m
        Vehicles meet only if that saves so much [m].
    stacks
        Whether a vehicle takes up an order at a door while others are aboard.
    busy_m_per_s
        Price of a second of a vehicle's work [m/s].
    end_weight
        How much of the way counts from where a plan ends to where orders are
        expected [1].
    memory_s
        Orders of so long a time say where that is [s].
    rebalance_s
        Beat on which idle vehicles may be sent there [s]; 0 for never.
    rebalance_ahead_s
        A vehicle is to be there for each order of so long a time [s].
    """

    value_of_time_m_per_s: float = 7.5
    late_m_per_s: float = 60.0
    margin_s: float = 30.0
    new_vehicle_m: float = 1500.0
    max_detour: float = 3.0
    detour_slack_s: float = 300.0
    orders_ahead: int = 4
    rounds: int = 40
    most_moved: int = 10
    order: Literal["oldest", "nearest"] = "oldest"
    hold_s: float = 60.0
    spare_s: float = 60.0
    planner: Literal["insertion", "rolling", "vroom", "pyvrp"] = "insertion"
    exploration: int = 0
    horizon_s: float = 600.0
    fresh_per_min: float = 0.1
    transfers: int = 0
    least_saving_m: float = 350.0
    stacks: bool = True
    busy_m_per_s: float = 0.0
    end_weight: float = 0.0
    memory_s: float = 1800.0
    rebalance_s: float = 0.0
    rebalance_ahead_s: float = 300.0
