"""The rules of fleets, made from a scenario."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import numpy as np

from simulation.assemble.asked import last_wanted_s
from simulation.assemble.drivers import with_drivers
from simulation.assemble.driving import DrivingMaker
from simulation.assemble.parts import part_of
from simulation.assemble.planning import onward_of, planning_of
from simulation.assemble.prepared import Prepared
from simulation.assemble.rosters import roster_of
from simulation.demand.orders import Orders
from simulation.dispatch.checked import CheckedDispatch
from simulation.dispatch.idle import (
    IdleAnywhere,
    IdleAtHotspot,
    IdleInOverlay,
    IdleInTract,
    IdleInTraffic,
    IdleOfClasses,
)
from simulation.dispatch.nearest import NearestIdle
from simulation.dispatch.protocol import Dispatch
from simulation.dispatch.roster import Roster
from simulation.dispatch.supply import Elastic, Fixed, Supply
from simulation.network.legs import Legs
from simulation.network.rows import LegRows
from simulation.network.travel_times import HotspotTimes, TravelTimes
from simulation.record.kinds import CORE, PERIPHERAL
from simulation.registry import DEMAND, DISPATCH
from simulation.scenario.fleet import PoolSpec
from simulation.scenario.models import Scenario
from simulation.scenario.traffic import FREE_FLOW
from simulation.units import Floats, Ints
from simulation.world.choice_fleet import ChoiceRules
from simulation.world.fleet_rules import FleetRules, VehicleClass
from simulation.world.planned_rules import PlannedRules


class FleetMaker(DrivingMaker):
    """Makes the rules of the fleets of one scenario."""

    def __init__(
        self,
        scenario: Scenario,
        prepared: Prepared,
        orders: Orders,
        replication: int = 0,
    ) -> None:
        super().__init__(scenario, prepared, replication)
        self._orders = orders
        self._from_door_to_door = not scenario.service.relays
        # Orders that are known, those of a trace among them, say where vehicles start.
        demand = part_of(DEMAND, scenario, prepared.given)
        self._known = prepared.trace if demand.source is None else orders

    def core(self) -> FleetRules:
        """Return the rules of the vehicles between hotspots."""
        return self._refusing(self._core(), "core")

    def _core(self) -> FleetRules:
        spec = self._scenario.fleet.core
        overlay = self._prepared.overlay.at_speed(spec.speed_factor)
        free = HotspotTimes(overlay)
        travel = self._in_traffic(free, spec.speed_factor)
        believed = self._believed(CORE, free)
        legs = believed.get(CORE, travel)  # of whoever chooses
        rule = self._dispatch("core", {CORE: legs})
        if spec.grows:
            index = partial(IdleAtHotspot, overlay.hotspots)
            return FleetRules(Elastic(), rule, index, travel, believed=believed)
        departures = self._entering_overlay()
        supply = _supply(spec, departures)
        roster = self._roster(spec, {None: CORE}, departures)
        if roster is not None:  # files may name any place; these stay at hotspots
            tract = self._prepared.region.places.tract
            shifts = [
                replace(each, place=int(tract[each.place])) for each in roster.shifts
            ]
            roster = replace(roster, shifts=tuple(shifts))
        if travel is free:
            nearest = partial(IdleInOverlay, overlay.travel_time_s)
            return FleetRules(supply, rule, nearest, travel, roster=roster)
        now_nearest = partial(IdleInTraffic, legs, overlay.hotspots)
        return FleetRules(
            supply, rule, now_nearest, travel, roster=roster, believed=believed
        )

    def _roster(
        self, spec: PoolSpec, pools: Mapping[str | None, int], departures: Floats
    ) -> Roster | None:
        """Return who works when, if anybody works in shifts."""
        starts = Fixed(0, departures).starts
        last_s = last_wanted_s(self._scenario, self._orders)
        roster = roster_of(spec, pools, last_s, starts, self._prepared)
        drivers = self._scenario.drivers
        if roster is None or not drivers.fail:
            return roster
        name = "core" if CORE in pools.values() else "peripheral"
        return with_drivers(roster, drivers, self._streams.get(f"drivers/{name}"))

    def _with_classes(
        self,
        rules: FleetRules,
        departures: Floats,
        travels: Mapping[int, TravelTimes],
    ) -> FleetRules:
        """Return the rules of peripheral vehicles with their classes and shifts.

        `travels`: their legs, by pool.
        """
        fleet = self._scenario.fleet
        pools: dict[str | None, int] = {None: PERIPHERAL}
        pools |= {name: pool for pool, name in enumerate(fleet.classes, PERIPHERAL + 1)}
        roster = self._roster(fleet.peripheral, pools, departures)
        if not fleet.classes:
            return replace(rules, roster=roster)
        starts = Fixed(0, departures).starts
        classes = [
            VehicleClass(pool, travels[pool], of.capacity, tuple(starts(of.size or 0)))
            for pool, of in enumerate(fleet.classes.values(), PERIPHERAL + 1)
        ]
        places = len(self._prepared.region.places.tract)
        index = partial(IdleOfClasses, {**travels, **rules.believed}, places)
        return replace(rules, roster=roster, classes=tuple(classes), index=index)

    def peripheral(self) -> FleetRules:
        """Return the rules of the vehicles between doors and hotspots, or doors."""
        return self._refusing(self._peripheral(), "peripheral")

    def _peripheral(self) -> FleetRules:
        spec = self._scenario.fleet.peripheral
        if self._scenario.plans_stops:
            return self._planned()
        free = self._legs()
        travel = self._in_traffic(free, spec.speed_factor)
        travels, believed = self._travels(travel), self._believed(PERIPHERAL, free)
        legs = believed.get(PERIPHERAL, travel)  # of whoever chooses
        rule = self._dispatch("peripheral", {**travels, **believed})
        tract_of = self._prepared.region.places.tract.tolist()
        if spec.grows:
            ignored = spec.deadheading == "ignored" and not self._from_door_to_door
            index = partial(IdleInTract, legs, tract_of)
            return FleetRules(
                Elastic(),
                rule,
                index,
                travel,
                ignored,
                self._priority(),
                joins_at=self._joins_at(),
                believed=believed,
            )
        called_to = self._orders.producer
        if not self._from_door_to_door:
            called_to = np.append(called_to, np.arange(self._prepared.region.hotspots))
        self._search_towards(called_to)
        departures = self._needing_peripheral()
        rules = FleetRules(
            _supply(spec, departures),
            rule,
            partial(IdleAnywhere, legs, len(tract_of)),
            travel,
            priority=self._priority(),
            believed=believed,
        )
        return self._with_classes(rules, departures, travels)

    def _needing_peripheral(self) -> Floats:
        """Return where peripheral vehicles are needed, by tract (H,)."""
        departures = self._share_of("producer")
        if not self._from_door_to_door:
            departures = departures + self._share_of("consumer")
        return departures

    def _joins_at(self) -> list[int] | None:
        """Return where vehicles of an elastic fleet join, by place; None: there."""
        if self._scenario.fleet.peripheral.elastic_start == "door":
            return None
        tract_of: list[int] = self._prepared.region.places.tract.tolist()
        return tract_of

    def _priority(self) -> list[int] | None:
        priority = self._orders.priority
        return None if priority is None else priority.tolist()

    def _refusing(self, rules: FleetRules, pool: str) -> FleetRules:
        """Return the rules of a pool whose vehicles may refuse."""
        share = getattr(self._scenario.fleet, pool).refusals
        if not share:
            return rules
        draw = self._streams.get(f"refusals/{pool}").random
        return replace(rules, refuses=lambda: draw() < share)

    def _dispatch(self, pool: str, travels: Mapping[int, TravelTimes]) -> Dispatch:
        """Return the rule by which vehicles are chosen, their legs told by pool."""
        part = part_of(DISPATCH, self._scenario, self._prepared.given)
        legs = {"travel": next(iter(travels.values())), "travels": travels}
        rule: Dispatch = part.make({**self._values, "pool": pool, **legs})
        return rule if part.source is None else CheckedDispatch(rule, part)

    def _planned(self) -> FleetRules:
        """Return the rules of vehicles with several orders aboard.

        Stops are planned at free flow or at the speeds of the moment, and driven in
        traffic.
        """
        spec, known = self._scenario.fleet.peripheral, self._by_hour
        if self._scenario.traffic.planned == FREE_FLOW:
            known = None
        self._search_towards(np.union1d(self._orders.producer, self._orders.consumer))
        planning = planning_of(self._scenario, self._prepared, self._orders, known)
        rows = planning.rows
        # Vehicles drive legs without doors, and as they come.
        if planning.door_s is not None or known is not None:
            rows = LegRows(self._prepared.legs_at(spec.speed_factor))
        departures = self._needing_peripheral()
        travel = self._in_traffic(rows, spec.speed_factor)
        places = len(self._prepared.region.places.tract)
        travels = self._travels(travel)
        planning = replace(planning, waypoints=self._waypoints(travels))
        rules = PlannedRules(
            joins_at=self._joins_at(),
            supply=_supply(spec, departures),
            dispatch=NearestIdle(),
            index=partial(IdleAnywhere, travel, places),
            travel=travel,
            planning=planning,
            believed=self._believed(PERIPHERAL, rows),
        )
        if self._scenario.service.chooses:
            onward = onward_of(self._scenario, self._prepared, self._orders)
            rules = ChoiceRules(**vars(rules), onward=onward)
        return self._with_classes(rules, departures, travels)

    def _search_towards(self, places: Ints) -> None:
        """Search the streets now, not while vehicles drive, for legs to some places."""
        fleet = self._scenario.fleet
        own = self._prepared.legs_at(fleet.peripheral.speed_factor)
        for legs in {own, *self._prepared.legs_of_classes(fleet).values()}:
            legs.search_towards(places)

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


def _supply(spec: PoolSpec, departures: Floats) -> Supply:
    """Return how many vehicles there are, where nobody works in shifts."""
    if spec.size == "elastic":
        return Elastic()
    return Fixed(spec.size, departures)
