"""How stops of several orders are planned, made from a scenario."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from simulation.assemble.asked import all_asked_of, asked_of
from simulation.assemble.doors import mean_door_s
from simulation.assemble.prepared import Prepared
from simulation.assemble.traffic import TrafficMaker
from simulation.demand.orders import Orders
from simulation.dispatch.expected import Expected
from simulation.dispatch.giving import Hubs
from simulation.dispatch.options import DispatchOptions
from simulation.network.hub_legs import HubLegs
from simulation.network.moment import RoutedLegs
from simulation.network.rows import LegRows
from simulation.routing.superspots import SuperspotPolicy
from simulation.scenario.dispatch import DispatchSpec
from simulation.scenario.models import Scenario
from simulation.units import Floats, on_time_grid
from simulation.world.choice_fleet import Onward
from simulation.world.planned_rules import Planning, Rounds

if TYPE_CHECKING:
    from simulation.network.legs import Legs


def planning_of(
    scenario: Scenario,
    prepared: Prepared,
    orders: Orders,
    traffic: TrafficMaker | None = None,
) -> Planning:
    """Return how stops are planned, with what stops at doors take.

    At the speeds of the moment where `traffic` is given, else at free flow.
    """
    spec = scenario.fleet.peripheral
    door_s = mean_door_s(scenario, prepared)

    def routed(speed_factor: float) -> RoutedLegs:
        if traffic is None:
            return prepared.legs_at(speed_factor)
        return traffic.planned(speed_factor)

    return Planning(
        options_of(scenario.dispatch),
        scenario.dispatch.interval_s,
        spec.capacity,
        float(on_time_grid(scenario.promise_s)),
        LegRows(routed(spec.speed_factor), door_s),
        None if door_s is None else door_s.tolist(),
        asked_of(scenario, orders),
        dict(_rows_of_classes(scenario, prepared, door_s, traffic)),
        _hubs_of(scenario, prepared, door_s, routed(spec.speed_factor)),
        _expected_of(scenario.dispatch, prepared),
        _rounds_of(scenario, prepared, orders, door_s),
    )


def _expected_of(
    spec: DispatchSpec, prepared: Prepared
) -> Callable[..., Expected] | None:
    """Return what makes the knowledge of orders to come, if anybody asks for it."""
    if not (spec.end_weight or spec.rebalance_s):
        return None
    tract_of, distance_m = prepared.region.places.tract, prepared.overlay.distance_m
    return partial(Expected, tract_of, distance_m, spec.memory_s)


def _rounds_of(
    scenario: Scenario, prepared: Prepared, orders: Orders, door_s: Floats | None
) -> Rounds | None:
    """Return what is to be known of first and last miles, if they go in rounds."""
    if not scenario.makes_rounds:
        return None
    _, onward_s = _behind_hotspot(scenario, prepared, orders, door_s)
    handover_s = float(on_time_grid(scenario.hotspots.handover_s))
    asked = all_asked_of(scenario, orders)
    return Rounds(prepared.overlay.hotspots, asked, onward_s.tolist(), handover_s)


def _behind_hotspot(
    scenario: Scenario,
    prepared: Prepared,
    orders: Orders,
    door_s: Floats | None,
    load: float = 1.0,
) -> tuple[Floats, Floats]:
    """Return metres [m] and at least the time [s] from the first hotspot to the door.

    By order, the metres between hotspots shared by so many.
    """
    fleet, overlay = scenario.fleet, prepared.overlay
    tract = prepared.region.places.tract
    source, destination = tract[orders.producer], tract[orders.consumer]
    last_s, last_m = prepared.legs_at(fleet.peripheral.speed_factor).routed(
        destination, orders.consumer
    )
    between_s = overlay.at_speed(fleet.core.speed_factor).travel_time_s
    between_m, hops = overlay.distance_m, source != destination
    if isinstance(prepared.policy, SuperspotPolicy):
        along = prepared.policy.clusters.along
        between_s, between_m = along(between_s), along(between_m)
        hops = along(1.0 - np.eye(overlay.hotspots))[source, destination]
    onward_s = between_s[source, destination] + last_s
    onward_s += hops * scenario.hotspots.handover_s
    if door_s is not None:
        onward_s += door_s[orders.consumer]
    return between_m[source, destination] / load + last_m, onward_s


def onward_of(scenario: Scenario, prepared: Prepared, orders: Orders) -> Onward:
    """Return what orders that are relayed are expected to cost behind a hotspot."""
    service, places = scenario.service, prepared.region.places
    door_s = mean_door_s(scenario, prepared)
    metres, seconds = _behind_hotspot(
        scenario, prepared, orders, door_s, service.expected_core_load
    )
    between = places.tract[orders.producer] != places.tract[orders.consumer]
    seconds = seconds + np.where(between, service.expected_core_wait_s, 0.0)
    if orders.dropoff_service_s is not None:
        seconds = seconds + orders.dropoff_service_s
    if orders.seats is not None:
        metres = np.where(orders.seats > scenario.fleet.core.capacity, np.inf, metres)
    return Onward(tuple(metres.tolist()), tuple(seconds.tolist()))


def _hubs_of(
    scenario: Scenario,
    prepared: Prepared,
    door_s: Floats | None,
    routed: RoutedLegs,
) -> Hubs | None:
    """Return where orders may change their vehicle, if they may."""
    if not scenario.service.meets:
        return None
    legs = HubLegs(routed, prepared.overlay.hotspots, door_s)
    handover_s = float(on_time_grid(scenario.hotspots.handover_s))
    hotspots = scenario.hotspots
    room = np.zeros(prepared.overlay.hotspots) if hotspots.limits_storage else None
    return Hubs(legs, handover_s.__mul__, room)


def _rows_of_classes(
    scenario: Scenario,
    prepared: Prepared,
    door_s: Floats | None,
    traffic: TrafficMaker | None,
) -> Iterator[tuple[int, LegRows]]:
    """Yield the legs of classes that drive otherwise than the pool's own, by pool.

    At other speeds, on other streets, or past the traffic.
    """
    made: dict[tuple[Legs, bool], LegRows] = {}
    fleet = scenario.fleet
    own = prepared.legs_at(fleet.peripheral.speed_factor)
    for (pool, legs), (name, of) in zip(
        prepared.legs_of_classes(fleet).items(), fleet.classes.items(), strict=True
    ):
        known = None if name in scenario.traffic.spared else traffic
        if (legs, known) == (own, traffic):
            continue
        key = (legs, known is None)
        if key not in made:
            streets = of.streets if name in fleet.serving else None
            routed = known.planned(of.speed_factor, streets) if known else legs
            made[key] = LegRows(routed, door_s)
        yield pool, made[key]


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
        exploration=spec.exploration,
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
