"""A world that goes on under other keys: new parts, handed over while it stands."""

from simulation.assemble.prepared import Prepared
from simulation.assemble.world import Assembly, OverlayParts, bounded, docking_of
from simulation.scenario.models import Scenario

# What each key means that may change while a world is under way.
IN_FLIGHT: dict[str, str] = {
    "requests.handler": "Whoever decides from then on is let share, or not; who shares "
    "already rides on together until they part.",
    "requests.interaction_range_m": "Requests of decisions from then on.",
    "requests.decision_interval_s": "Whoever stands undecided decides on the next "
    "beat of the new length, counted from the start of the run; with 0 at once.",
    "requests.lookahead_s": "Requests of decisions from then on.",
    "requests.max_wait_s": "Waits that have begun too: patience counts from the "
    "arrival at the place, and ends at once if that is longer ago.",
    "requests.count_inbound": "Deliveries under way are found by others, or not, from "
    "then on.",
    "requests.meet_at_destination": "Requests of decisions from then on.",
    "requests.revisit": "Hops chosen from then on; a hop agreed on is still taken.",
    "routing.policy": "Hops chosen from then on; a hop agreed on is still taken.",
    "routing.table": "As `routing.policy`.",
    "routing.learning_rate": "As `routing.policy`: the new agents are trained so.",
    "routing.discount": "As `routing.policy`.",
    "routing.temperature": "As `routing.policy`: the new agents are trained so.",
    "routing.exploration": "As `routing.policy`: the new agents are trained so.",
    "routing.episodes": "As `routing.policy`: the new agents are trained so.",
    "routing.time_scaling": "As `routing.policy`.",
    "routing.preferred_share": "Preferred hops of decisions from then on.",
    "fleet.core.size": "More vehicles join then, at the hotspots where so many more "
    "would start. Of fewer, the surplus leaves as it comes to be idle: at once those "
    "that are idle then, the highest numbers first; others when their job is done, "
    "before they take another. `elastic`: from then on as many as are needed.",
    "fleet.core.speed_factor": "Legs that begin from then on.",
    "fleet.peripheral.size": "As `fleet.core.size`.",
    "fleet.peripheral.speed_factor": "Legs that begin from then on.",
    "fleet.peripheral.deadheading": "Empty ways of an elastic fleet that begin from "
    "then on.",
    "hotspots.docks": "More bays are taken at once by those who wait longest; of "
    "fewer, handovers under way keep theirs until they end.",
    "hotspots.handover_s": "Handovers that begin from then on.",
}


def amend(assembly: Assembly, scenario: Scenario, prepared: Prepared) -> None:
    """Let a world go on under another scenario from this instant on.

    New parts take the place of those whose keys differ; all that moves, waits and
    is agreed stays. To be called before anything of the instant has happened.

    Parameters
    ----------
    assembly
        The world's parts.
    scenario, prepared
        What holds from now on; they differ in keys of ``IN_FLIGHT`` only.
    """
    before = assembly.scenario
    assembly.scenario, assembly.prepared = scenario, prepared
    assembly.instant.held = True  # it ends when all parts are there
    if scenario.hotspots != before.hotspots:
        _amend_hotspots(assembly)
    if scenario.fleet.peripheral != before.fleet.peripheral:
        _amend_peripheral(assembly)
    parts = assembly.overlay
    if parts is not None:
        if scenario.fleet.core != before.fleet.core:
            _amend_core(assembly, parts)
        if (scenario.requests, scenario.routing) != (before.requests, before.routing):
            _amend_overlay(assembly, parts)
    assembly.instant.release()


def _amend_hotspots(assembly: Assembly) -> None:
    """Change bays and handovers; a hotspot without either lets loads pass at once."""
    assembly.docking = docking_of(assembly.scenario.hotspots)
    for hotspot in assembly.built:
        hotspot.go_on_by(*assembly.docking)
    unload = any(each is not None for each in assembly.docking)
    if unload and not assembly.built:
        assembly.built = assembly.new_hotspots()
    # In place: every vehicle looks it up there.
    assembly.hotspots[:] = assembly.built if unload else []


def _amend_peripheral(assembly: Assembly) -> None:
    former = assembly.peripheral
    assembly.peripheral = assembly.peripheral_fleet(len(former.vehicles))
    assembly.peripheral.succeed(former)
    assembly.journeys.serve_with(assembly.peripheral)


def _amend_core(assembly: Assembly, parts: OverlayParts) -> None:
    former = assembly.core
    assert former is not None  # there is an overlay network
    assembly.core = assembly.core_fleet(len(former.vehicles))
    assembly.core.succeed(former)
    parts.decisions.serve_with(assembly.core)


def _amend_overlay(assembly: Assembly, parts: OverlayParts) -> None:
    """Change what agents answer, who is let share and who may be asked."""
    requests = assembly.scenario.requests
    book = assembly.offers()
    for agent in parts.agents:
        agent.answer_from(book)
    parts.hops.go_on_by(requests.revisit)
    handler, board = assembly.requests()
    parts.meetings.go_on_by(
        board,
        count_inbound=requests.count_inbound,
        max_wait_s=bounded(requests.max_wait_s),
        underway=assembly.world.open.values(),
    )
    parts.decisions.go_on_by(handler, board, requests.decision_interval_s)
