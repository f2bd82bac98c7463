"""One world and its rules, put together from a scenario and what it stands on."""

from collections.abc import Iterator, Sequence
from itertools import count
from operator import attrgetter

from simulation.assemble.asked import call_times_of, check_seats
from simulation.assemble.failing import Failing, never_failing
from simulation.assemble.lines import lines_of
from simulation.assemble.parts import DECISIONS, part_of
from simulation.assemble.places import recalled_of
from simulation.assemble.policies import Rules, docking_of
from simulation.assemble.prepared import Prepared
from simulation.assemble.traffic import detector_of
from simulation.demand.orders import Orders
from simulation.record.decisions import DecisionLog
from simulation.record.kinds import CORE, PERIPHERAL
from simulation.record.situation import POOLS
from simulation.registry import SERVICE
from simulation.scenario.models import Scenario
from simulation.scenario.traffic import FREE_FLOW
from simulation.streams import Streams
from simulation.world.choice_fleet import ChoiceFleet, ChoiceRules
from simulation.world.fleet import Fleet
from simulation.world.fleet_rules import FleetRules
from simulation.world.groups.decisions import CoreDecisions
from simulation.world.groups.hops import HopRule
from simulation.world.groups.recorder import DecisionRecorder
from simulation.world.groups.rides import Lines
from simulation.world.groups.rules import SharingRules
from simulation.world.hotspot import HandoverTime
from simulation.world.planned_fleet import PlannedFleet
from simulation.world.planned_rules import PlannedRules
from simulation.world.policies import Policies
from simulation.world.rounds_fleet import RoundsFleet
from simulation.world.services.checked import CheckedService
from simulation.world.services.choice import ChoiceService
from simulation.world.services.direct import DirectService
from simulation.world.services.protocol import Calls
from simulation.world.services.relayed import RelayedService
from simulation.world.through_fleet import ThroughFleet
from simulation.world.world import World


def assemble(  # noqa: PLR0913 - one for each thing that a world is made from
    scenario: Scenario,
    prepared: Prepared,
    orders: Orders,
    handover_time: HandoverTime | None = None,
    world: World | None = None,
    replication: int = 0,
    *,
    failing: Failing | None = None,
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
    failing
        What may come to go wrong; absent: what may under this scenario.
    """
    policies = policies_of(scenario, prepared, orders, handover_time, replication)
    world = _new_world(policies) if world is None else world
    world.dock(policies, prepared.overlay.hotspots)
    numbers = count()  # core vehicles have the lowest
    streams = Streams(scenario.seed, replication)
    if (detector := detector_of(scenario.traffic.detector)) is not None:
        world.watch(detector, prepared.region.places.tract)
    failing = failing or Failing.under([scenario])
    failing.begin(world, scenario, prepared, orders, streams)
    fleets = {
        pool: _fleet(world, pool, numbers, policies.fleets[pool], streams)
        for pool in POOLS
        if pool in policies.fleets
    }
    check_seats(scenario, orders)
    calls = Calls(world.env, world.open, call_times_of(scenario, orders))
    parts: dict[str, object] = {
        "env": world.env,
        "underway": world.open,
        "calls": calls,
    }
    parts |= {POOLS[pool]: fleet for pool, fleet in fleets.items()}
    if policies.sharing is not None:
        seats = None if orders.seats is None else orders.seats.tolist()
        core = fleets[CORE]
        lines = lines_of(scenario, prepared, world.around, core, numbers, seats)
        parts[DECISIONS] = _decisions(
            world, policies.sharing, scenario, core, seats, lines
        )
    part = part_of(SERVICE, scenario, prepared.given)
    service = part.make(parts)
    if part.source is not None:
        service = CheckedService(service, part, world.open)
    if isinstance(service, DirectService | RelayedService | ChoiceService):
        world.send_back = service.recall
    world.returns_cancelled = scenario.cancellations.after_pickup == "return"
    world.begin(policies, [fleets[pool] for pool in policies.fleets], service)
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
    """Return the rules of a scenario, of those fleets that its service names.

    Decisions between hotspots bring core vehicles with them.

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
        if before is None:
            return None
        earlier, rules = before
        same = of(never_failing(earlier)) == of(never_failing(scenario))
        return rules if same else None

    was = held("hotspots")
    docking = (
        was.docking
        if was
        else docking_of(scenario.hotspots, handover_time, prepared.region.tracts.ids)
    )
    names = part_of(SERVICE, scenario, prepared.given).names
    fleets, sharing = {}, None
    if names(POOLS[PERIPHERAL]):
        tables: tuple[str, ...] = ("fleet.peripheral", "dispatch", "traffic")
        if scenario.service.meets:  # plans know how long a handover is
            tables += ("hotspots",)
        if scenario.makes_rounds:  # and these how long the rest takes
            tables += ("hotspots", "fleet.core")
        was = held(*tables)
        fleets[PERIPHERAL] = was.fleets[PERIPHERAL] if was else makes.peripheral()
    if names(POOLS[CORE]) or names(DECISIONS):
        was = held("fleet.core", "dispatch", "traffic")
        fleets[CORE] = was.fleets[CORE] if was else makes.core()
    if names(DECISIONS):
        tables = ("requests", "routing")
        adapts = {scenario.routing.times, before and before[0].routing.times}
        if adapts - {FREE_FLOW, None}:  # then deciding knows of these
            tables += ("traffic", "hotspots")
        was = held(*tables)
        sharing = was.sharing if was else makes.sharing()
    was = held("recall")
    recalled = was.recalled if was else recalled_of(scenario, prepared.region)
    return Policies(docking, fleets, sharing, recalled)


def _new_world(policies: Policies) -> World:
    """Return a world, as a Mesa model if there are agents, which cost its import."""
    if policies.sharing is None:
        return World()
    from simulation.world.mesa_world import MesaWorld  # noqa: PLC0415 - heavy

    return MesaWorld()


def _fleet(
    world: World,
    pool: int,
    numbers: Iterator[int],
    rules: FleetRules,
    streams: Streams,
) -> Fleet:
    """Return the vehicles of a pool, with plans of stops if its rules say how."""
    if isinstance(rules, PlannedRules):
        assert rules.planning is not None
        made = PlannedFleet if rules.planning.hubs is None else ThroughFleet
        if isinstance(rules, ChoiceRules):
            made = ChoiceFleet
        elif rules.planning.rounds is not None:
            made = RoundsFleet
        return made(world.around, pool, numbers, rules, streams.get("dispatch"))
    return Fleet(world.around, pool, numbers, rules)


def _decisions(
    world: World,
    rules: SharingRules,
    scenario: Scenario,
    core: Fleet,
    seats: Sequence[int] | None,
    lines: Lines | None,
) -> CoreDecisions:
    """Return where deliveries go between hotspots, by an agent at each of them."""
    from simulation.routing.agent import RoutingAgent  # noqa: PLC0415 - with Mesa

    hotspots = rules.book.policy.hotspots
    agents = [RoutingAgent(world, each, rules.book) for each in range(hotspots)]
    capacity = scenario.fleet.core.capacity
    hops = HopRule(agents, rules.book, rules.revisit, seats, capacity)
    recorder = None
    if scenario.record.decisions:
        world.decisions = DecisionLog()
        recorder = DecisionRecorder(world.env, world.decisions, hops)
    return CoreDecisions(
        world.env,
        world.log,
        world.instant,
        world.open,
        hops=hops,
        fleet=core,
        capacity=capacity,
        rules=rules,
        recorder=recorder,
        lines=lines,
    )
