"""One world, put together from a scenario and its prepared."""

from dataclasses import dataclass
from itertools import count

import numpy as np

from simulation.assemble.fleets import finite_fleet, way_between_hotspots
from simulation.assemble.prepared import Prepared
from simulation.demand.orders import Orders
from simulation.network.legs import Legs
from simulation.record.decisions import DecisionLog
from simulation.record.kinds import CORE, PERIPHERAL
from simulation.routing.agent import RoutingAgent
from simulation.routing.offers import OfferBook
from simulation.scenario.models import HotspotsSpec, RequestsSpec, Scenario
from simulation.sharing.board import Board
from simulation.sharing.greedy import GreedyHandler
from simulation.sharing.protocol import RequestHandler
from simulation.sharing.refuse import RefuseHandler
from simulation.units import Floats, on_time_grid
from simulation.world.decisions import CoreDecisions
from simulation.world.fleet import ElasticFleet, Fleet, Pool
from simulation.world.hops import HopRule
from simulation.world.hotspot import HandoverTime, Hotspot
from simulation.world.idle import (
    IdleAnywhere,
    IdleAtHotspot,
    IdleInOverlay,
    IdleInTract,
)
from simulation.world.instant import EndOfInstant
from simulation.world.journeys import DirectJourneys, RelayedJourneys
from simulation.world.meetings import Meetings
from simulation.world.vehicle import Way
from simulation.world.witness import Witness
from simulation.world.world import World


def assemble(
    scenario: Scenario,
    prepared: Prepared,
    orders: Orders,
    handover_time: HandoverTime | None = None,
) -> World:
    """Return a world at time zero with its orders, vehicles and agents.

    Parameters
    ----------
    scenario, prepared
        What is asked, and its ground.
    orders
        Sorted by start.
    handover_time
        Time [s] a load of so many deliveries holds a bay, in place of the
        scenario's ``hotspots.handover_s`` for each delivery.
    """
    return Assembly(scenario, prepared, orders, handover_time).world


@dataclass(frozen=True)
class OverlayParts:
    """Those of the parts by which deliveries find their way between hotspots."""

    agents: list[RoutingAgent]
    hops: HopRule
    meetings: Meetings
    decisions: CoreDecisions


class Assembly:
    """The parts of one world, put together; arguments as of :func:`assemble`.

    `world`: a new one, to be filled; absent: made here.
    """

    def __init__(
        self,
        scenario: Scenario,
        prepared: Prepared,
        orders: Orders,
        handover_time: HandoverTime | None = None,
        world: World | None = None,
    ) -> None:
        self.scenario = scenario
        self.prepared = prepared
        self.orders = orders
        self.world = World() if world is None else world
        self.env, self.log = self.world.env, self.world.log
        self.instant = EndOfInstant(self.env)
        self.numbers = count()
        self.docking = docking_of(scenario.hotspots, handover_time)
        docks = any(each is not None for each in self.docking)
        self.built = self.new_hotspots() if docks else []
        self.hotspots = list(self.built)  # none where loads are handed over at once
        self.core: Fleet | None = None
        self.overlay: OverlayParts | None = None
        self.direct = scenario.service.mode == "direct"
        self.journeys = self._direct() if self.direct else self._relayed()
        self.world.populate(
            orders, prepared.region.places.tract, self.instant, self.journeys.embark
        )

    def new_hotspots(self) -> list[Hotspot]:
        """Return the hotspots, with their bays."""
        return [
            Hotspot(self.env, self.log, place, *self.docking)
            for place in range(self.prepared.overlay.hotspots)
        ]

    def _direct(self) -> DirectJourneys:
        """Baseline 1: peripheral vehicles all the way, always driving."""
        self.peripheral = self.peripheral_fleet()
        return DirectJourneys(self.env, self.log, self.world.open, self.peripheral)

    def _relayed(self) -> RelayedJourneys:
        """First mile, hops between hotspots, last mile."""
        spec = self.scenario.requests
        self.core = self.core_fleet()
        self.peripheral = self.peripheral_fleet()
        handler, board = self.requests()
        agents = self._agents()
        hops = HopRule(agents, spec.revisit)
        meetings = Meetings(
            self.env,
            self.log,
            self.instant,
            hops,
            board,
            count_inbound=spec.count_inbound,
            max_wait_s=bounded(spec.max_wait_s),
        )
        decisions = CoreDecisions(
            self.env,
            self.log,
            self.instant,
            hops=hops,
            meetings=meetings,
            handler=handler,
            board=board,
            fleet=self.core,
            capacity=self.scenario.fleet.core.capacity,
            interval_s=spec.decision_interval_s,
            witness=self._witness(hops),
        )
        self.instant.decide_with(decisions)
        self.overlay = OverlayParts(agents, hops, meetings, decisions)
        return RelayedJourneys(
            self.env,
            self.log,
            self.world.open,
            peripheral=self.peripheral,
            decisions=decisions,
            meetings=meetings,
        )

    def _witness(self, hops: HopRule) -> Witness | None:
        if not self.scenario.record.decisions:
            return None
        self.world.decisions = DecisionLog()
        return Witness(self.env, self.world.decisions, hops)

    def offers(self) -> OfferBook:
        """Return what the routing agents answer from."""
        return self.prepared.offers_of(self.scenario.routing.preferred_share)

    def _agents(self) -> list[RoutingAgent]:
        book = self.offers()
        return [
            RoutingAgent(self.world, destination, book)
            for destination in range(self.prepared.overlay.hotspots)
        ]

    def requests(self) -> tuple[RequestHandler, Board | None]:
        """Return who is let share, and the board to ask on if anybody is."""
        spec = self.scenario.requests
        handler = self._handler(spec)
        return handler, self._board(spec) if handler.shares else None

    def _handler(self, spec: RequestsSpec) -> RequestHandler:
        if spec.handler == "refuse":
            return RefuseHandler()
        return GreedyHandler(self.scenario.fleet.core.capacity)

    def _board(self, spec: RequestsSpec) -> Board:
        lookahead_s = bounded(spec.lookahead_s)
        return Board(
            self.prepared.overlay.neighbours(spec.interaction_range_m),
            meet_at_destination=spec.meet_at_destination,
            lookahead_s=float("inf") if lookahead_s is None else lookahead_s,
        )

    # Fleets --------------------------------------------------------------------

    def core_fleet(self, present: int = 0) -> Fleet:
        """Return the core fleet; `present` of its vehicles serve already."""
        spec = self.scenario.fleet.core
        overlay = self.prepared.overlay.at_speed(spec.speed_factor)
        pool = self._pool(CORE, way_between_hotspots(overlay))
        if spec.size == "elastic":
            return ElasticFleet(pool, IdleAtHotspot(overlay.hotspots))
        idle = IdleInOverlay(overlay.travel_time_s)
        return finite_fleet(pool, idle, spec.size - present, self._entering_overlay())

    def _entering_overlay(self) -> Floats:
        """Return the share of orders, by tract (H,), that set out for another one."""
        trace = self.prepared.trace
        if trace is None:  # producer and consumer are drawn independently
            return self._share_of("producer") * (1.0 - self._share_of("consumer"))
        tract = self.prepared.region.places.tract
        source, destination = tract[trace.producer], tract[trace.consumer]
        count_by_tract = np.bincount(
            source[source != destination], minlength=self.prepared.overlay.hotspots
        )
        return count_by_tract / max(1, len(trace))

    def _peripheral_legs(self) -> Legs:
        legs = self.prepared.legs_at(self.scenario.fleet.peripheral.speed_factor)
        used = np.union1d(self.orders.producer, self.orders.consumer)
        legs.learn_tracts(self.prepared.region.places, used)
        if self.direct:
            legs.learn(self.orders.producer, self.orders.consumer)
        return legs

    def peripheral_fleet(self, present: int = 0) -> Fleet:
        """Return the peripheral fleet; `present` of its vehicles serve already."""
        spec = self.scenario.fleet.peripheral
        legs = self._peripheral_legs()
        departures = self._share_of("producer")
        if not self.direct:
            departures = departures + self._share_of("consumer")
        tract_of = self.prepared.region.places.tract.tolist()
        pool = self._pool(PERIPHERAL, legs.leg)
        if spec.size == "elastic":
            ignored = spec.deadheading == "ignored" and not self.direct
            return ElasticFleet(pool, IdleInTract(legs, tract_of), ignored=ignored)
        idle = IdleAnywhere(legs, len(tract_of))
        return finite_fleet(pool, idle, spec.size - present, departures)

    def _pool(self, kind: int, way: Way) -> Pool:
        return Pool(
            self.env, self.log, self.instant, kind, way, self.hotspots, self.numbers
        )

    def _share_of(self, side: str) -> Floats:
        """Return the share of orders, by tract (H,), that start or end there.

        As drawn: every place is as likely. For a trace: as it says.
        """
        places = self.prepared.region.places
        if self.prepared.trace is not None:
            of_side = getattr(self.prepared.trace, side)
        else:
            of_side = getattr(self.prepared.region, f"{side}s")
        count_by_tract = np.bincount(
            places.tract[of_side], minlength=self.prepared.overlay.hotspots
        )
        share: Floats = count_by_tract / max(1, count_by_tract.sum())
        return share


def docking_of(
    spec: HotspotsSpec, handover_time: HandoverTime | None = None
) -> tuple[int | None, HandoverTime | None]:
    """Return number of bays and time of a handover, None for unlimited and for none."""
    docks = None if spec.docks == "unlimited" else spec.docks
    handover_s = float(on_time_grid(spec.handover_s))
    if handover_time is None and handover_s > 0:
        handover_time = handover_s.__mul__
    return docks, handover_time


def bounded(limit_s: float | str) -> float | None:
    """Return a time limit on the time grid [s]; ``None`` for unbounded."""
    return None if isinstance(limit_s, str) else float(on_time_grid(limit_s))
