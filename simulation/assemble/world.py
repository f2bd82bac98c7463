"""One world and its rules, put together from a scenario and what it stands on."""

from itertools import count
from operator import attrgetter

from simulation.assemble.parts import part_of
from simulation.assemble.policies import Rules, docking_of
from simulation.assemble.prepared import Prepared
from simulation.demand.orders import Orders
from simulation.record.decisions import DecisionLog
from simulation.record.kinds import CORE, PERIPHERAL
from simulation.registry import SERVICE, Part
from simulation.routing.agent import RoutingAgent
from simulation.scenario.models import Scenario
from simulation.streams import Streams
from simulation.world.fleet import Fleet
from simulation.world.groups.decisions import CoreDecisions, SharingRules
from simulation.world.groups.hops import HopRule
from simulation.world.groups.recorder import DecisionRecorder
from simulation.world.hotspot import HandoverTime
from simulation.world.planned_fleet import PlannedFleet
from simulation.world.policies import Policies
from simulation.world.world import World


def assemble(
    scenario: Scenario,
    prepared: Prepared,
    orders: Orders,
    handover_time: HandoverTime | None = None,
    world: World | None = None,
    replication: int = 0,
) -> World:
    """Return a world at time zero with its orders, vehicles and agents.

    Parameters
    ----------
    scenario, prepared
        What is asked, and what it stands on.
    orders
        Sorted by start.
    handover_time
        Time [s] a load of so many deliveries holds a bay, in place of the
        scenario's ``hotspots.handover_s`` for each delivery.
    world
        A new one, to be filled; absent: made here.
    replication
        Names the random streams, together with the scenario's seed.
    """
    policies = policies_of(scenario, prepared, orders, handover_time, replication)
    service = part_of(SERVICE, scenario, prepared.given)
    world = World() if world is None else world
    world.dock(policies, prepared.overlay.hotspots)
    if policies.sharing is not None:
        _serve_by_relay(world, policies, policies.sharing, scenario, service)
    elif scenario.service.mode == "stacked":
        _serve_stacked(world, policies, service, Streams(scenario.seed, replication))
    else:
        _serve_directly(world, policies, service)
    world.populate(orders, prepared.region.places.tract)
    return world


def policies_of(
    scenario: Scenario,
    prepared: Prepared,
    orders: Orders,
    handover_time: HandoverTime | None = None,
    replication: int = 0,
    *,
    before: tuple[Scenario, Policies] | None = None,
) -> Policies:
    """Return the rules of a scenario.

    Parameters
    ----------
    scenario, prepared
        What is asked, and what it stands on.
    orders
        Sorted by start; legs that they need are routed beforehand.
    handover_time
        Time [s] a load of so many deliveries holds a bay, in place of the
        scenario's ``hotspots.handover_s`` for each delivery.
    replication
        Names the random streams of parts that draw.
    before
        What holds so far, and of which scenario it was made: a rule stays the same
        object where nothing differs that it is made of.
    """
    makes = Rules(scenario, prepared, orders, replication)

    def held(*tables: str) -> Policies | None:
        """Return what holds so far, if nothing of these tables differs."""
        of = attrgetter(*tables)
        if before is None or of(before[0]) != of(scenario):
            return None
        return before[1]

    was = held("hotspots")
    docking = was.docking if was else docking_of(scenario.hotspots, handover_time)
    was = held("fleet.peripheral", "dispatch", "traffic")
    fleets = {PERIPHERAL: was.fleets[PERIPHERAL] if was else makes.peripheral()}
    if not scenario.service.relays:
        return Policies(docking, fleets)
    was = held("fleet.core", "dispatch", "traffic")
    fleets[CORE] = was.fleets[CORE] if was else makes.core()
    was = held("requests", "routing")
    return Policies(docking, fleets, was.sharing if was else makes.sharing())


def _serve_directly(world: World, policies: Policies, service: Part) -> None:
    """Baseline 1: peripheral vehicles all the way, always driving."""
    fleet = Fleet(world.around, PERIPHERAL, count(), policies.fleets[PERIPHERAL])
    parts = {"env": world.env, "underway": world.open, "peripheral": fleet}
    world.begin(policies, [fleet], service.make(parts))


def _serve_stacked(
    world: World, policies: Policies, service: Part, streams: Streams
) -> None:
    """Baseline 3: peripheral vehicles all the way, with several orders aboard."""
    fleet = PlannedFleet(
        world.around,
        PERIPHERAL,
        count(),
        policies.fleets[PERIPHERAL],
        streams.get("dispatch"),
    )
    parts = {"env": world.env, "underway": world.open, "peripheral": fleet}
    world.begin(policies, [fleet], service.make(parts))


def _serve_by_relay(
    world: World,
    policies: Policies,
    rules: SharingRules,
    scenario: Scenario,
    service: Part,
) -> None:
    """First mile, hops between hotspots, last mile; or what a service makes of it."""
    hotspots = rules.book.policy.hotspots
    agents = [RoutingAgent(world, each, rules.book) for each in range(hotspots)]
    hops = HopRule(agents, rules.revisit)
    recorder = None
    if scenario.record.decisions:
        world.decisions = DecisionLog()
        recorder = DecisionRecorder(world.env, world.decisions, hops)
    numbers = count()
    core = Fleet(world.around, CORE, numbers, policies.fleets[CORE])
    peripheral = Fleet(world.around, PERIPHERAL, numbers, policies.fleets[PERIPHERAL])
    decisions = CoreDecisions(
        world.env,
        world.log,
        world.instant,
        world.open,
        hops=hops,
        fleet=core,
        capacity=scenario.fleet.core.capacity,
        rules=rules,
        recorder=recorder,
    )
    parts = {
        "env": world.env,
        "underway": world.open,
        "peripheral": peripheral,
        "core": core,
        "decisions": decisions,
    }
    world.begin(policies, [peripheral, core], service.make(parts))
