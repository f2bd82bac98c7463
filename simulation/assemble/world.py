"""One world, put together from a scenario and its setting."""

from itertools import count

import numpy as np

from simulation.agents.routing_agent import RoutingAgent
from simulation.assemble.setting import Setting
from simulation.demand.orders import Orders
from simulation.network.legs import Leg, Legs
from simulation.network.overlay import Overlay
from simulation.record.decisions import DecisionLog
from simulation.record.kinds import CORE, PERIPHERAL
from simulation.requests.board import Board
from simulation.requests.greedy import GreedyHandler
from simulation.requests.protocol import RequestHandler
from simulation.requests.refuse import RefuseHandler
from simulation.scenario.models import HotspotsSpec, RequestsSpec, Scenario
from simulation.units import Floats, on_time_grid
from simulation.world.decisions import CoreDecisions
from simulation.world.fleet import ElasticFleet, FiniteFleet, Fleet, Pool
from simulation.world.hops import HopRule
from simulation.world.hotspot import HandoverTime, Hotspot
from simulation.world.idle import (
    IdleAnywhere,
    IdleAtHotspot,
    IdleInOverlay,
    IdleInTract,
)
from simulation.world.instant import EndOfInstant
from simulation.world.journeys import DirectJourneys, Embark, RelayedJourneys
from simulation.world.meetings import Meetings
from simulation.world.vehicle import Way
from simulation.world.witness import Witness
from simulation.world.world import World


def assemble(
    scenario: Scenario,
    setting: Setting,
    orders: Orders,
    handover_time: HandoverTime | None = None,
) -> World:
    """Return a world at time zero with its orders, vehicles and agents.

    Parameters
    ----------
    scenario, setting
        What is asked, and its ground.
    orders
        Sorted by start.
    handover_time
        Time [s] a load of so many deliveries holds a bay, in place of the
        scenario's ``hotspots.handover_s`` for each delivery.
    """
    return _Assembly(scenario, setting, orders, handover_time).world


class _Assembly:
    """The parts of one world while they are put together."""

    def __init__(
        self,
        scenario: Scenario,
        setting: Setting,
        orders: Orders,
        handover_time: HandoverTime | None,
    ) -> None:
        self.scenario = scenario
        self.setting = setting
        self.orders = orders
        self.world = World()
        self.env, self.log = self.world.env, self.world.log
        self.instant = EndOfInstant(self.env)
        self.numbers = count()
        self.hotspots = self._hotspots(scenario.hotspots, handover_time)
        direct = scenario.service.mode == "direct"
        embark = self._direct() if direct else self._relayed()
        self.world.populate(orders, setting.region.places.tract, self.instant, embark)

    def _hotspots(
        self, spec: HotspotsSpec, handover_time: HandoverTime | None
    ) -> list[Hotspot]:
        docks = None if spec.docks == "unlimited" else spec.docks
        handover_s = float(on_time_grid(spec.handover_s))
        if handover_time is None and handover_s > 0:
            handover_time = handover_s.__mul__
        if docks is None and handover_time is None:
            return []  # loads are handed over at once
        return [
            Hotspot(self.env, self.log, place, docks, handover_time)
            for place in range(self.setting.overlay.hotspots)
        ]

    def _direct(self) -> Embark:
        """Baseline 1: peripheral vehicles all the way, always driving."""
        legs = self._peripheral_legs()
        legs.learn(self.orders.producer, self.orders.consumer)
        fleet = self._peripheral(legs, self._share_of("producer"), ignored=False)
        return DirectJourneys(self.env, self.log, self.world.open, fleet).embark

    def _relayed(self) -> Embark:
        """First mile, hops between hotspots, last mile."""
        spec = self.scenario.requests
        core = self._core()
        peripheral = self._peripheral(
            self._peripheral_legs(),
            self._share_of("producer") + self._share_of("consumer"),
            ignored=self.scenario.fleet.peripheral.deadheading == "ignored",
        )
        handler = self._handler(spec)
        board = self._board(spec) if handler.shares else None
        hops = HopRule(self._agents(), spec.revisit)
        meetings = Meetings(
            self.env,
            self.log,
            self.instant,
            hops,
            board,
            count_inbound=spec.count_inbound,
            max_wait_s=_bounded(spec.max_wait_s),
        )
        decisions = CoreDecisions(
            self.env,
            self.log,
            self.instant,
            hops=hops,
            meetings=meetings,
            handler=handler,
            board=board,
            fleet=core,
            capacity=self.scenario.fleet.core.capacity,
            interval_s=spec.decision_interval_s,
            witness=self._witness(hops),
        )
        self.instant.decide_with(decisions)
        return RelayedJourneys(
            self.env,
            self.log,
            self.world.open,
            peripheral=peripheral,
            decisions=decisions,
            meetings=meetings,
        ).embark

    def _witness(self, hops: HopRule) -> Witness | None:
        if not self.scenario.record.decisions:
            return None
        self.world.decisions = DecisionLog()
        return Witness(self.env, self.world.decisions, hops)

    def _agents(self) -> list[RoutingAgent]:
        book = self.setting.offers_of(self.scenario.routing.preferred_share)
        return [
            RoutingAgent(self.world, destination, book)
            for destination in range(self.setting.overlay.hotspots)
        ]

    def _handler(self, spec: RequestsSpec) -> RequestHandler:
        if spec.handler == "refuse":
            return RefuseHandler()
        return GreedyHandler(self.scenario.fleet.core.capacity)

    def _board(self, spec: RequestsSpec) -> Board:
        lookahead_s = _bounded(spec.lookahead_s)
        return Board(
            self.setting.overlay.neighbours(spec.interaction_range_m),
            meet_at_destination=spec.meet_at_destination,
            lookahead_s=float("inf") if lookahead_s is None else lookahead_s,
        )

    # Fleets --------------------------------------------------------------------

    def _core(self) -> Fleet:
        spec = self.scenario.fleet.core
        overlay = self.setting.overlay.at_speed(spec.speed_factor)
        pool = self._pool(CORE, _between_hotspots(overlay))
        if spec.size == "elastic":
            return ElasticFleet(pool, IdleAtHotspot(overlay.hotspots))
        return FiniteFleet(
            pool,
            IdleInOverlay(overlay.travel_time_s),
            start_hotspots(spec.size, self._entering_overlay()),
        )

    def _entering_overlay(self) -> Floats:
        """Return the share of orders, by tract (H,), that set out for another one."""
        trace = self.setting.trace
        if trace is None:  # producer and consumer are drawn independently
            return self._share_of("producer") * (1.0 - self._share_of("consumer"))
        tract = self.setting.region.places.tract
        source, destination = tract[trace.producer], tract[trace.consumer]
        count_by_tract = np.bincount(
            source[source != destination], minlength=self.setting.overlay.hotspots
        )
        return count_by_tract / max(1, len(trace))

    def _peripheral_legs(self) -> Legs:
        legs = self.setting.legs_at(self.scenario.fleet.peripheral.speed_factor)
        used = np.union1d(self.orders.producer, self.orders.consumer)
        legs.learn_tracts(self.setting.region.places, used)
        return legs

    def _peripheral(self, legs: Legs, departures: Floats, *, ignored: bool) -> Fleet:
        spec = self.scenario.fleet.peripheral
        tract_of = self.setting.region.places.tract.tolist()
        pool = self._pool(PERIPHERAL, legs.leg)
        if spec.size == "elastic":
            return ElasticFleet(pool, IdleInTract(legs, tract_of), ignored=ignored)
        return FiniteFleet(
            pool,
            IdleAnywhere(legs, len(tract_of)),
            start_hotspots(spec.size, departures),
        )

    def _pool(self, kind: int, way: Way) -> Pool:
        return Pool(
            self.env, self.log, self.instant, kind, way, self.hotspots, self.numbers
        )

    def _share_of(self, side: str) -> Floats:
        """Return the share of orders, by tract (H,), that start or end there.

        As drawn: every place is as likely. For a trace: as it says.
        """
        places = self.setting.region.places
        if self.setting.trace is not None:
            of_side = getattr(self.setting.trace, side)
        else:
            of_side = getattr(self.setting.region, f"{side}s")
        count_by_tract = np.bincount(
            places.tract[of_side], minlength=self.setting.overlay.hotspots
        )
        share: Floats = count_by_tract / max(1, count_by_tract.sum())
        return share


def _between_hotspots(overlay: Overlay) -> Way:
    """Return the legs between hotspots, as plain numbers."""
    legs = [
        list(zip(times, metres, strict=True))
        for times, metres in zip(
            overlay.travel_time_s.tolist(), overlay.distance_m.tolist(), strict=True
        )
    ]

    def way(origin: int, destination: int) -> Leg:
        return legs[origin][destination]

    return way


def start_hotspots(size: int, expected_departures: Floats) -> list[int]:
    """Return where `size` vehicles start, in order of hotspot.

    In proportion to the departures expected of each hotspot, by largest
    remainder, ties to the lower index (model 6, finite fleet).
    """
    total = float(expected_departures.sum())
    hotspots = expected_departures.size
    if total <= 0:
        quota = np.full(hotspots, size / hotspots)
    else:
        quota = size * expected_departures / total
    whole = np.floor(quota + 1e-9).astype(np.int64)
    remainder = np.round(quota - whole, 9)
    by_remainder = np.lexsort((np.arange(hotspots), -remainder))
    whole[by_remainder[: size - int(whole.sum())]] += 1
    return np.repeat(np.arange(hotspots), whole).tolist()


def _bounded(limit_s: float | str) -> float | None:
    """Return a time limit on the time grid [s]; ``None`` for unbounded."""
    return None if isinstance(limit_s, str) else float(on_time_grid(limit_s))
