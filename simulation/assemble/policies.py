"""The rules of a world, made from a scenario."""

from functools import cached_property, partial

import numpy as np

from simulation.assemble.asked import asked_of
from simulation.assemble.doors import mean_door_s
from simulation.assemble.parts import part_of
from simulation.assemble.prepared import Prepared
from simulation.demand.orders import Orders
from simulation.dispatch.checked import CheckedDispatch
from simulation.dispatch.idle import (
    IdleAnywhere,
    IdleAtHotspot,
    IdleInOverlay,
    IdleInTract,
    IdleInTraffic,
)
from simulation.dispatch.nearest import NearestIdle
from simulation.dispatch.options import DispatchOptions
from simulation.dispatch.protocol import Dispatch
from simulation.dispatch.supply import Elastic, Fixed, Supply
from simulation.network.legs import Legs
from simulation.network.rows import LegRows
from simulation.network.travel_times import (
    HotspotTimes,
    InTraffic,
    Traffic,
    TravelTimes,
)
from simulation.registry import DEMAND, DISPATCH, HANDLER, TRAFFIC, Part
from simulation.scenario.dispatch import DispatchSpec
from simulation.scenario.models import HotspotsSpec, RequestsSpec, Scenario
from simulation.sharing.board import Board
from simulation.sharing.checked import CheckedHandler
from simulation.sharing.protocol import RequestHandler
from simulation.streams import Streams
from simulation.units import Floats, on_time_grid
from simulation.world.fleet import FleetRules
from simulation.world.groups.decisions import SharingRules
from simulation.world.hotspot import Docking, HandoverTime
from simulation.world.planned_fleet import PlannedRules, Planning

FREE_FLOW = "free_flow"


class Rules:
    """Makes the rules of one scenario."""

    def __init__(
        self,
        scenario: Scenario,
        prepared: Prepared,
        orders: Orders,
        replication: int = 0,
    ) -> None:
        self._scenario = scenario
        self._prepared = prepared
        self._orders = orders
        self._from_door_to_door = not scenario.service.relays
        self._values: dict[str, object] = {  # what parts may ask for
            "travel_time_s": prepared.overlay.travel_time_s,
            "distance_m": prepared.overlay.distance_m,
            "streams": Streams(scenario.seed, replication),
        }
        # Orders that are known, those of a trace among them, say where vehicles start.
        demand = part_of(DEMAND, scenario, prepared.given)
        self._known = prepared.trace if demand.source is None else orders

    # Fleets --------------------------------------------------------------------

    def core(self) -> FleetRules:
        """Return the rules of the vehicles between hotspots."""
        spec = self._scenario.fleet.core
        overlay = self._prepared.overlay.at_speed(spec.speed_factor)
        free = HotspotTimes(overlay)
        travel = self._in_traffic(free)
        rule = self._dispatch("core", travel)
        if spec.size == "elastic":
            index = partial(IdleAtHotspot, overlay.hotspots)
            return FleetRules(Elastic(), rule, index, travel)
        supply = Fixed(spec.size, self._entering_overlay())
        if travel is free:
            nearest = partial(IdleInOverlay, overlay.travel_time_s)
            return FleetRules(supply, rule, nearest, travel)
        now_nearest = partial(IdleInTraffic, travel, overlay.hotspots)
        return FleetRules(supply, rule, now_nearest, travel)

    def peripheral(self) -> FleetRules:
        """Return the rules of the vehicles between doors and hotspots, or doors."""
        spec = self._scenario.fleet.peripheral
        if self._scenario.service.mode == "stacked":
            return self._planned()
        travel = self._in_traffic(self._legs())
        rule = self._dispatch("peripheral", travel)
        tract_of = self._prepared.region.places.tract.tolist()
        if spec.size == "elastic":
            ignored = spec.deadheading == "ignored" and not self._from_door_to_door
            index = partial(IdleInTract, travel, tract_of)
            return FleetRules(Elastic(), rule, index, travel, ignored, self._priority())
        departures = self._share_of("producer")
        if not self._from_door_to_door:
            departures = departures + self._share_of("consumer")
        anywhere = partial(IdleAnywhere, travel, len(tract_of))
        supply = Fixed(spec.size, departures)
        return FleetRules(supply, rule, anywhere, travel, priority=self._priority())

    def _priority(self) -> list[int] | None:
        priority = self._orders.priority
        return None if priority is None else priority.tolist()

    def _dispatch(self, pool: str, travel: TravelTimes) -> Dispatch:
        """Return the rule by which vehicles of a pool are chosen."""
        part = part_of(DISPATCH, self._scenario, self._prepared.given)
        rule: Dispatch = part.make({**self._values, "pool": pool, "travel": travel})
        return rule if part.source is None else CheckedDispatch(rule, part)

    def _in_traffic(self, free: TravelTimes) -> TravelTimes:
        """Return legs as long as the traffic says; at free flow, as they are."""
        part = self._traffic_part
        if part.word == FREE_FLOW:
            return free
        return InTraffic(free, self._traffic, part.label)

    @cached_property
    def _traffic_part(self) -> Part:
        return part_of(TRAFFIC, self._scenario, self._prepared.given)

    @cached_property
    def _traffic(self) -> Traffic:
        """The model of traffic, one for all pools."""
        places = self._prepared.region.places
        model: Traffic = self._traffic_part.make({**self._values, "places": places})
        return model

    def _planned(self) -> PlannedRules:
        """Return the rules of vehicles with several orders aboard.

        Stops are planned at free flow and driven in traffic.
        """
        scenario, spec = self._scenario, self._scenario.fleet.peripheral
        legs, region = self._prepared.legs_at(spec.speed_factor), self._prepared.region
        door_s = mean_door_s(scenario, region)
        rows = LegRows(legs, door_s)
        supply: Supply = Elastic()
        if spec.size != "elastic":
            supply = Fixed(spec.size, self._share_of("producer"))
        travel = self._in_traffic(rows if door_s is None else LegRows(legs))
        places = len(self._prepared.region.places.tract)
        return PlannedRules(
            supply=supply,
            dispatch=NearestIdle(),
            index=partial(IdleAnywhere, travel, places),
            travel=travel,
            planning=Planning(
                options_of(scenario.dispatch),
                scenario.dispatch.interval_s,
                spec.capacity,
                float(on_time_grid(scenario.promise_s)),
                rows,
                None if door_s is None else door_s.tolist(),
                asked_of(scenario, self._orders),
            ),
        )

    def _legs(self) -> Legs:
        """Return legs between places, those that the orders need known already."""
        spec, orders = self._scenario.fleet.peripheral, self._orders
        legs = self._prepared.legs_at(spec.speed_factor)
        used = np.union1d(orders.producer, orders.consumer)
        legs.learn_tracts(self._prepared.region.places, used)
        if self._from_door_to_door:
            legs.learn(orders.producer, orders.consumer)
        return legs

    def _entering_overlay(self) -> Floats:
        """Return the share of orders, by tract (H,), that set out for another one."""
        prepared = self._prepared
        known = self._known
        if known is None:  # producer and consumer are drawn independently
            return self._share_of("producer") * (1.0 - self._share_of("consumer"))
        tract = prepared.region.places.tract
        source, destination = tract[known.producer], tract[known.consumer]
        count_by_tract = np.bincount(
            source[source != destination], minlength=prepared.overlay.hotspots
        )
        return count_by_tract / max(1, len(known))

    def _share_of(self, side: str) -> Floats:
        """Return the share of orders, by tract (H,), that start or end there.

        As drawn: every place is as likely. For orders that are known: as they are.
        """
        prepared = self._prepared
        of_side = getattr(prepared.region, f"{side}s")
        if self._known is not None:
            of_side = getattr(self._known, side)
        count_by_tract = np.bincount(
            prepared.region.places.tract[of_side], minlength=prepared.overlay.hotspots
        )
        share: Floats = count_by_tract / max(1, count_by_tract.sum())
        return share

    # Between hotspots ----------------------------------------------------------

    def sharing(self) -> SharingRules:
        """Return who goes where next, and with whom."""
        scenario, spec = self._scenario, self._scenario.requests
        handler = self._handler()
        return SharingRules(
            book=self._prepared.offers_of(scenario.routing.preferred_share),
            revisit=spec.revisit,
            handler=handler,
            board=self._board(spec) if handler.shares else None,
            count_inbound=spec.count_inbound,
            max_wait_s=_bounded(spec.max_wait_s),
            interval_s=spec.decision_interval_s,
        )

    def _handler(self) -> RequestHandler:
        capacity = self._scenario.fleet.core.capacity
        part = part_of(HANDLER, self._scenario, self._prepared.given)
        handler: RequestHandler = part.make({**self._values, "capacity": capacity})
        return (
            handler if part.source is None else CheckedHandler(handler, part, capacity)
        )

    def _board(self, spec: RequestsSpec) -> "partial[Board]":
        lookahead_s = _bounded(spec.lookahead_s)
        return partial(
            Board,
            self._prepared.overlay.neighbours(spec.interaction_range_m),
            meet_at_destination=spec.meet_at_destination,
            lookahead_s=float("inf") if lookahead_s is None else lookahead_s,
        )


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
    )


def docking_of(
    spec: HotspotsSpec, handover_time: HandoverTime | None = None
) -> Docking:
    """Return bays and the time of a handover."""
    docks = None if spec.docks == "unlimited" else spec.docks
    handover_s = float(on_time_grid(spec.handover_s))
    if handover_time is None and handover_s > 0:
        handover_time = handover_s.__mul__
    return Docking(docks, handover_time)


def _bounded(limit_s: float | str) -> float | None:
    """Return a time limit on the time grid [s]; ``None`` for unbounded."""
    return None if isinstance(limit_s, str) else float(on_time_grid(limit_s))
