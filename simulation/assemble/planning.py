"""How stops of several orders are planned, made from a scenario."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from simulation.assemble.asked import asked_of
from simulation.assemble.doors import mean_door_s
from simulation.assemble.prepared import Prepared
from simulation.demand.orders import Orders
from simulation.dispatch.expected import Expected
from simulation.dispatch.giving import Hubs
from simulation.dispatch.options import DispatchOptions
from simulation.network.hub_legs import HubLegs
from simulation.network.rows import LegRows
from simulation.scenario.dispatch import DispatchSpec
from simulation.scenario.models import Scenario
from simulation.units import Floats, on_time_grid
from simulation.world.planned_rules import Planning

if TYPE_CHECKING:
    from simulation.network.legs import Legs


def planning_of(scenario: Scenario, prepared: Prepared, orders: Orders) -> Planning:
    """Return how stops are planned: at free flow, with what stops at doors take."""
    spec = scenario.fleet.peripheral
    door_s = mean_door_s(scenario, prepared)
    return Planning(
        options_of(scenario.dispatch),
        scenario.dispatch.interval_s,
        spec.capacity,
        float(on_time_grid(scenario.promise_s)),
        LegRows(prepared.legs_at(spec.speed_factor), door_s),
        None if door_s is None else door_s.tolist(),
        asked_of(scenario, orders),
        dict(_rows_of_classes(scenario, prepared, door_s)),
        _hubs_of(scenario, prepared, orders, door_s),
        _expected_of(scenario.dispatch, prepared),
    )


def _expected_of(
    spec: DispatchSpec, prepared: Prepared
) -> Callable[..., Expected] | None:
    """Return what makes the knowledge of orders to come, if anybody asks for it."""
    if not (spec.end_weight or spec.rebalance_s):
        return None
    tract_of, distance_m = prepared.region.places.tract, prepared.overlay.distance_m
    return partial(Expected, tract_of, distance_m, spec.memory_s)


def _hubs_of(
    scenario: Scenario, prepared: Prepared, orders: Orders, door_s: Floats | None
) -> Hubs | None:
    """Return where orders may change their vehicle, if they may."""
    if not scenario.service.meets:
        return None
    legs = HubLegs(
        prepared.legs_at(scenario.fleet.peripheral.speed_factor),
        prepared.overlay.hotspots,
        len(prepared.region.places.tract),
        np.union1d(orders.producer, orders.consumer),
        door_s,
    )
    handover_s = float(on_time_grid(scenario.hotspots.handover_s))
    return Hubs(legs, handover_s.__mul__)


def _rows_of_classes(
    scenario: Scenario, prepared: Prepared, door_s: Floats | None
) -> Iterator[tuple[int, LegRows]]:
    """Yield the legs of classes at other speeds or on other streets, by pool."""
    made: dict[Legs, LegRows] = {}
    own = prepared.legs_at(scenario.fleet.peripheral.speed_factor)
    for pool, legs in prepared.legs_of_classes(scenario.fleet).items():
        if legs is not own:
            if legs not in made:
                made[legs] = LegRows(legs, door_s)
            yield pool, made[legs]


def options_of(spec: DispatchSpec) -> DispatchOptions:
    """Return how stops are planned; times on the time grid."""
    return DispatchOptions(
        value_of_time_m_per_s=spec.value_of_time_m_per_s,
        late_m_per_s=spec.late_m_per_s,
        margin_s=float(on_time_grid(spec.margin_s)),
        new_vehicle_m=spec.new_vehicle_m,
        max_detour=spec.max_detour,
        detour_slack_s=float(on_time_grid(spec.detour_slack_s)),
        orders_ahead=spec.orders_ahead,
        rounds=spec.rounds,
        most_moved=spec.most_moved,
        order=spec.order,
        hold_s=float(on_time_grid(spec.hold_s)),
        spare_s=float(on_time_grid(spec.spare_s)),
        planner=spec.planner,
        horizon_s=spec.horizon_s,
        fresh_per_min=spec.fresh_per_min,
        transfers=spec.transfers,
        least_saving_m=spec.least_saving_m,
        stacks=spec.stacks,
        busy_m_per_s=spec.busy_m_per_s,
        end_weight=spec.end_weight,
        memory_s=float(on_time_grid(spec.memory_s)),
        rebalance_s=float(on_time_grid(spec.rebalance_s)),
        rebalance_ahead_s=spec.rebalance_ahead_s,
    )
