"""How vehicles get their stops, where several orders ride in one vehicle."""

from typing import Annotated, Literal

from pydantic import Field

from simulation.scenario.parts import Foreign, PartOptions
from simulation.specs import (
    NonNegativeFloat,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    Seconds,
    Spec,
)

SOLVERS = ("vroom", "pyvrp")  # planners that are a program of others
Factor = Annotated[float, Field(ge=1, le=1000)]


class DispatchSpec(Spec):
    """Which vehicle takes whom; all but rule and lead is for planned stops."""

    rule: Literal["nearest", "nearest_trip"] | Foreign = Field(
        default="nearest",
        description="The oldest trip first, by the nearest vehicle; or, where trips "
        "wait for a finite fleet, the one nearest to an idle vehicle. Stacked service "
        "plans stops instead.",
    )
    options: PartOptions = None
    lead_s: Seconds | Literal["unlimited"] = Field(
        default=600.0,
        description="A vehicle is called at most so long before its order is ready; "
        "unlimited: as soon as it is placed [s].",
    )
    interval_s: Seconds = Field(
        default=15.0,
        description="Beat on which stops are planned; 0: as orders come [s].",
    )
    planner: Literal["insertion", "rolling", "vroom", "pyvrp"] = Field(
        default="insertion",
        description="How stops are planned: cheapest insertion, improved by ruin and "
        "recreate; bundles of a producer by a rolling horizon and linear "
        "assignment, as in the literature on meal delivery; or by a solver of vehicle "
        "routing, with the extra solvers.",
    )
    exploration: Annotated[int, Field(ge=0, le=5)] = Field(
        default=0, description="How far VROOM searches, 0 to 5; planner vroom."
    )
    horizon_s: Seconds = Field(
        default=600.0,
        description="Bundles that are ready within it go before others; rolling [s].",
    )
    fresh_per_min: NonNegativeFloat = Field(
        default=0.1,
        description="Orders a minute of a vehicle's time that a minute of waiting food "
        "is worth; rolling [1/min2].",
    )
    order: Literal["oldest", "nearest"] = Field(
        default="oldest",
        description="Which waiting order is planned first: the oldest, or the one a "
        "vehicle can be at soonest; they differ where a finite fleet has a queue.",
    )
    rounds: NonNegativeInt = Field(
        default=40,
        description="Attempts to improve the plans of a moment; of PyVRP, iterations.",
    )
    most_moved: PositiveInt = Field(
        default=10, description="Orders moved at once in such an attempt at most."
    )
    value_of_time_m_per_s: NonNegativeFloat = Field(
        default=7.5,
        description="Price of a second until an order is delivered, in metres [m/s].",
    )
    late_m_per_s: NonNegativeFloat = Field(
        default=60.0,
        description="Further price of a second beyond an order's aim [m/s].",
    )
    margin_s: Seconds = Field(
        default=30.0, description="An order's aim lies so long before promise_s [s]."
    )
    new_vehicle_m: NonNegativeFloat = Field(
        default=1500.0,
        description="Price of a vehicle that joins an elastic fleet [m].",
    )
    max_detour: Factor = Field(
        default=3.0,
        description="An order is aboard at most so many times its direct time ... [1].",
    )
    detour_slack_s: Seconds = Field(default=300.0, description="... plus this [s].")
    orders_ahead: NonNegativeInt = Field(
        default=4,
        description="Orders in a vehicle's plan beyond fleet.peripheral.capacity.",
    )
    hold_s: Seconds = Field(
        default=60.0,
        description="How long after its release an order may keep a vehicle of several "
        "seats waiting for another one [s].",
    )
    spare_s: Seconds = Field(
        default=60.0,
        description="A vehicle waits only as long as its order will still be so much "
        "before its aim [s].",
    )
    busy_m_per_s: NonNegativeFloat = Field(
        default=0.0,
        description="Price of a second of a vehicle's work, in metres [m/s].",
    )
    end_weight: NonNegativeFloat = Field(
        default=0.0,
        description="How much counts, as a price of the plan, of the empty way from "
        "where it ends to where orders were released of late; 0: nothing [1].",
    )
    memory_s: PositiveFloat = Field(
        default=1800.0,
        description="Orders of so long a time say where more are expected [s].",
    )
    rebalance_s: Seconds = Field(
        default=0.0,
        description="Beat on which idle vehicles are sent to hotspots where orders are "
        "expected; 0: they stay where they are [s].",
    )
    rebalance_ahead_s: PositiveFloat = Field(
        default=300.0,
        description="There is to be a vehicle for each order expected within so long a "
        "time [s].",
    )
    waypoints: Annotated[int, Field(ge=0, le=10_000)] = Field(
        default=0,
        description="So many points on the ways of the region, where vehicles under "
        "way turn off if their plan is another one; 0: a leg is driven to its end.",
    )
    stacks: bool = Field(
        default=True,
        description="Whether a vehicle takes up an order at a door while it has others "
        "aboard; if not, only vehicles that meet share.",
    )
    transfers: NonNegativeInt = Field(
        default=1,
        description="How often an order changes its vehicle at most; 0: nobody meets.",
    )
    least_saving_m: NonNegativeFloat = Field(
        default=350.0,
        description="Vehicles meet if that saves so much, time priced in [m].",
    )
