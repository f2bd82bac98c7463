"""Keys that may change while a world is under way."""

from simulation.errors import ScenarioError
from simulation.registry import DISPATCH, HANDLER, ROUTING, TRAFFIC
from simulation.scenario.dispatch import DispatchSpec
from simulation.scenario.hotspots import AT_HOTSPOTS
from simulation.scenario.interventions import RecallSpec
from simulation.scenario.models import Scenario

_KINDS = (HANDLER, ROUTING, DISPATCH, TRAFFIC)  # of parts that may be changed
# Tables with keys of their own, all of which may change.
_TABLES = (
    *(f"{kind.options_key}." for kind in _KINDS),
    *(f"{table}." for table in AT_HOTSPOTS.values()),
    "traffic.closures.",
)

_NOT_IN_FLIGHT = {
    *("interval_s", "order", "rule", "options"),  # told on their own
    *("lead_s", "waypoints", "planner", "exploration", "horizon_s", "fresh_per_min"),
}
# What each key means that may change while a world is under way.
IN_FLIGHT: dict[str, str] = {
    "requests.handler": "Whoever decides from then on is let share, or not; who shares "
    "already rides on together until they part.",
    **dict.fromkeys(
        ("requests.value_of_time_m_per_s", "requests.table", "requests.hold_s"),
        "As `requests.handler`.",
    ),
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
    "routing.superspots": "As `routing.policy`.",
    "routing.table": "As `routing.policy`.",
    "routing.learning_rate": "As `routing.policy`: the new agents are trained so.",
    "routing.discount": "As `routing.policy`.",
    "routing.temperature": "As `routing.policy`: the new agents are trained so.",
    "routing.exploration": "As `routing.policy`: the new agents are trained so.",
    "routing.episodes": "As `routing.policy`: the new agents are trained so.",
    "routing.time_scaling": "As `routing.policy`.",
    "routing.preferred_share": "Preferred hops of decisions from then on.",
    "routing.preferred_most": "Preferred hops of decisions from then on.",
    "routing.times": "Decisions from then on; agents that learn keep what they have "
    "learnt since the start, unless it is `free_flow`.",
    "routing.relearn_episodes": "Learning from then on.",
    "dispatch.interval_s": "Plans are made on the next beat of the new length, counted "
    "from the start of the run; with 0 at once.",
    "dispatch.order": "Plans made from then on, of all orders that nobody has picked "
    "up; the first is made on the next beat.",
    **dict.fromkeys(
        (
            f"dispatch.{key}"
            for key in DispatchSpec.model_fields
            if key not in _NOT_IN_FLIGHT
        ),
        "As `dispatch.order`.",
    ),
    "fleet.core.size": "More vehicles join then, at the hotspots where so many more "
    "would start. Of fewer, the surplus leaves as it comes to be idle: at once those "
    "that are idle then, the highest numbers first; others when their job is done, "
    "before they take another. `elastic`: from then on as many as are needed. Where "
    "stops are planned, as many of the busy ones as are too many take no more orders.",
    "fleet.core.speed_factor": "Legs that begin from then on.",
    "fleet.peripheral.size": "As `fleet.core.size`.",
    "fleet.peripheral.speed_factor": "Legs that begin from then on.",
    "fleet.peripheral.deadheading": "Empty ways of an elastic fleet that begin from "
    "then on.",
    "dispatch.rule": "Trips that wait then, and later ones.",
    "traffic.model": "Legs that begin from then on.",
    **dict.fromkeys(
        (
            "traffic.closures",
            *(f"traffic.{key}" for key in ("hours", "file", "planned", "spared")),
            *(f"traffic.{key}" for key in ("noise", "noise_min", "noise_shared")),
        ),
        "As `traffic.model`; minutes count from time zero.",
    ),
    **{kind.options_key: f"As `{kind.key}`." for kind in _KINDS},
    "hotspots.docks": "More bays are taken at once by those who wait longest; of "
    "fewer, handovers under way keep theirs until they end.",
    "hotspots.docks_at": "As `hotspots.docks`; of a hotspot that is out of service, "
    "handovers under way end, what lies there is loaded still, and who comes there "
    "waits until it has bays again.",
    "hotspots.storage": "More room is taken at once by those who wait longest; what "
    "lies in a hotspot beyond less room stays until it is loaded.",
    "hotspots.storage_at": "As `hotspots.storage`.",
    "hotspots.handover_s": "Handovers that begin from then on.",
    "fleet.core.breakdowns_per_h": "Legs that begin from then on, and rests of legs "
    "after a repair. From 0 too; vehicles keep how far they are towards a breakdown.",
    "fleet.peripheral.breakdowns_per_h": "As `fleet.core.breakdowns_per_h`.",
    **dict.fromkeys(
        (f"breakdowns.{key}" for key in ("repair_s", "rescue_after_s")),
        "Breakdowns from then on.",
    ),
    "breakdowns.crews": "More crews take in those who wait at once; of fewer, repairs "
    "under way are finished.",
    "attempts.absent_share": "Doors reached from then on. From 0 too, if no door takes "
    "time: from then on the log has the rows of doors, also when it is 0 again.",
    **dict.fromkeys(
        (f"attempts.{key}" for key in ("wait_s", "retry_s")),
        "Attempts of stops that begin from then on.",
    ),
    **dict.fromkeys(
        (f"recall.{key}" for key in RecallSpec.model_fields),
        "Orders of these producers are cancelled then or, picked up, go back; so are "
        "those that are placed as long as it holds. What is called back stays so.",
    ),
}


_FROM_DOOR_TO_DOOR = (
    "fleet.peripheral.size",
    "fleet.peripheral.speed_factor",
    "traffic.",
)
_GOES_WRONG = (
    *("fleet.peripheral.breakdowns_per_h", "breakdowns.", "attempts."),
    "recall.",
)
_WHY_NOT = {
    "demand": "both futures meet the same orders",
    "seed": "both futures meet the same orders",
    "region": "places stay where they are",
    "service": "deliveries are under way in the one mode",
    "horizon_s": "both futures end alike",
    "promise_s": "both futures are measured alike",
    "report": "both futures are measured alike",
    "record": "both futures are recorded alike",
    "fleet": "seats stay as they are",
    "producers": "doors stay as they are for both futures",
    "consumers": "doors stay as they are for both futures",
    **dict.fromkeys(
        ("fleet.core.refusals", "fleet.peripheral.refusals"),
        "vehicles stay as willing as they are",
    ),
    "drivers": "both futures have the same drivers",
    "breakdowns": "repairs are drawn and breakdowns are named for the whole run",
    "cancellations": "both futures have the same consumers",
    "attempts": "orders under way are tried as it was said when they were placed",
    "costs": "both futures are paid alike",
    "traffic.clock": "both futures have the same clock",
    "traffic.feed": "it has times of its own",
    "traffic.detector": "both futures are watched alike",
    "interventions": "they are said from the start; a change of now is said by itself",
    "intervention_file": "as interventions",
    "lines": "both futures have the same timetables",
    "dispatch.lead_s": "both futures call for their orders alike",
    "dispatch.waypoints": "places stay where they are",
    "fleet.classes": "classes stay as they are in both futures",
    **{
        f"fleet.{pool}.{key}": "both futures have the same shifts"
        for pool in ("core", "peripheral")
        for key in ("shifts", "shift_file", "last_call_s")
    },
}


def may_change(key: str) -> bool:
    """Return whether a dotted key may change while a world is under way."""
    return key in IN_FLIGHT or key.startswith(_TABLES)


def check_in_flight(key: str, scenario: Scenario, where: str = "") -> None:
    """Refuse a dotted key that cannot change under way, or that a service leaves idle.

    Parameters
    ----------
    key, scenario
        What changes in which one.
    where
        Begins the sentence; absent: that the command was told so.

    Raises
    ------
    ScenarioError
        In one sentence.
    """
    where = where or f"--set {key}"
    if not may_change(key):
        parts = key.split(".")
        prefixes = (".".join(parts[:end]) for end in range(len(parts), 0, -1))
        known = (_WHY_NOT[each] for each in prefixes if each in _WHY_NOT)
        why = next(known, "it is no key of what moves")
        keys = sorted({each.partition(".")[0] for each in IN_FLIGHT})
        raise ScenarioError(
            where,
            f"cannot change while a run is under way ({why})",
            f"a key of {', '.join(keys[:-1])} or {keys[-1]} that can",
        )
    expected = wanted_instead(key, scenario)
    if expected:
        mode = scenario.service.mode
        raise ScenarioError(where, f"{mode} service makes no use of it", expected)


def wanted_instead(key: str, scenario: Scenario) -> str:
    """Return which keys a service makes use of, if not of this one; "" if it does."""
    mode = scenario.service.mode
    dispatches = key.startswith("dispatch.")
    by_rule = key.startswith(("dispatch.rule", "dispatch.options"))
    used = key.startswith((*_FROM_DOOR_TO_DOOR, *_GOES_WRONG))
    expected = " or ".join(each.rstrip(".") for each in _FROM_DOOR_TO_DOOR)
    if mode == "direct":
        used = used or by_rule
        expected = f"{expected} or dispatch.rule"
    elif mode == "through":
        hubs = key.startswith("hotspots.")
        used = used or hubs or (dispatches and not by_rule)
        expected = f"{expected}, hotspots or a key of dispatch"
    elif mode == "stacked":
        used = used or (dispatches and not by_rule)
        expected = f"{expected} or a key of dispatch"
    elif scenario.makes_rounds:
        used = True
        expected = "a key that can"
    else:
        used = not dispatches or by_rule
        expected = "a key of fleet, hotspots, requests or routing that can"
    return "" if used else expected
