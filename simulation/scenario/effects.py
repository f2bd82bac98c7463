"""Keys that change nothing, since what they belong to is not in use; and why."""

from collections.abc import Callable, Iterable, Iterator

from simulation.registry import DISPATCH, KINDS, ROUTING
from simulation.scenario.dispatch import DispatchSpec
from simulation.scenario.models import Scenario

_LEARNT = ("q_boltzmann", "q_epsilon")
_OF_TRAINING = (
    "routing.learning_rate",
    "routing.temperature",
    "routing.exploration",
    "routing.episodes",
)

Rule = tuple[Callable[[Scenario], bool], tuple[str, ...], str]  # if, keys, why


def _direct(asked: Scenario) -> bool:
    return asked.service.mode == "direct"


def _stacked(asked: Scenario) -> bool:
    return asked.service.mode == "stacked"


def _traced(asked: Scenario) -> bool:
    return asked.demand.profile == "trace"


def _learns(asked: Scenario) -> bool:
    """Return whether agents are trained for the run."""
    routing = asked.routing
    return asked.service.relays and routing.table is None and routing.policy in _LEARNT


def _tries(asked: Scenario) -> bool:
    """Return whether plans of stops are improved by trial."""
    return _stacked(asked) and asked.dispatch.rounds > 0


def _shares_nothing(asked: Scenario) -> bool:
    return asked.requests.handler == "refuse"


_OF_RELAYED = (
    "routing.",
    "requests.",
    "fleet.core.",
    "hotspots.",
    "fleet.peripheral.deadheading",
    "costs.core_km",
    "costs.core_g_co2_per_km",
    "costs.handover",
)
OF_DRAWING = ("demand.load_per_min", "demand.duration_min", "demand.arrivals")
_OF_PLANS = tuple(
    f"dispatch.{key}"
    for key in DispatchSpec.model_fields
    if key not in {"rule", "options"}
)
# Keys end in a dot where all below them is meant. The first that holds is told.
_RULES: tuple[Rule, ...] = (
    (
        _direct,
        _OF_RELAYED,
        "service.mode is direct: one vehicle takes an order all the way, without "
        "hotspots, and drives every metre",
    ),
    (
        _stacked,
        _OF_RELAYED,
        "service.mode is stacked: one vehicle takes an order all the way, without "
        "hotspots, and drives every metre",
    ),
    (
        lambda asked: not _stacked(asked),
        (*_OF_PLANS, "fleet.peripheral.capacity"),
        "service.mode is not stacked: no peripheral vehicle has several orders aboard, "
        "so no stops are planned",
    ),
    (
        _stacked,
        ("dispatch.rule",),
        "service.mode is stacked: stops are planned, by the other keys of dispatch",
    ),
    (
        lambda asked: asked.dispatch.planner == "rolling",
        tuple(
            f"dispatch.{key}"
            for key in (
                "value_of_time_m_per_s",
                "late_m_per_s",
                "rounds",
                "most_moved",
                "order",
                "hold_s",
                "spare_s",
                "new_vehicle_m",
                "orders_ahead",
            )
        ),
        "dispatch.planner is rolling, which bundles and assigns by keys of its own",
    ),
    (
        lambda asked: asked.dispatch.planner != "rolling",
        ("dispatch.horizon_s", "dispatch.fresh_per_min"),
        "dispatch.planner is insertion",
    ),
    (
        lambda asked: asked.dispatch.rounds == 0,
        ("dispatch.most_moved",),
        "dispatch.rounds is 0: no plan is improved",
    ),
    (
        lambda asked: asked.fleet.peripheral.capacity == 1,
        ("dispatch.hold_s", "dispatch.spare_s"),
        "fleet.peripheral.capacity is 1: no vehicle is held for a second order",
    ),
    (
        lambda asked: asked.dispatch.hold_s == 0,
        ("dispatch.spare_s",),
        "dispatch.hold_s is 0: no vehicle is held",
    ),
    (
        lambda asked: asked.fleet.peripheral.size == "elastic",
        ("dispatch.order",),
        "fleet.peripheral.size is elastic: no order waits for a seat",
    ),
    (
        lambda asked: asked.fleet.peripheral.size != "elastic",
        ("dispatch.new_vehicle_m",),
        "fleet.peripheral.size is given: no vehicle joins for an order",
    ),
    (_traced, OF_DRAWING, "demand.profile is trace: the file has the orders"),
    (
        lambda asked: (
            not asked.demand.repeats and not _learns(asked) and not _tries(asked)
        ),
        ("seed",),
        "nothing is drawn: the orders are those of a trace, and no agents are trained",
    ),
    (
        lambda asked: not _traced(asked),
        ("demand.trace_file", "demand.replicate", "demand.keep_share"),
        "the file is read where demand.profile is trace",
    ),
    (
        lambda asked: asked.demand.replicate != "thin",
        ("demand.keep_share",),
        "demand.replicate is not thin: no order is left out",
    ),
    (
        lambda asked: asked.routing.table is not None,
        _OF_TRAINING,
        "routing.table is given, and was learnt with its own",
    ),
    (
        lambda asked: not _learns(asked),
        _OF_TRAINING,
        "routing.policy is exact: nothing is learnt",
    ),
    (
        lambda asked: asked.routing.policy != "q_boltzmann",
        ("routing.temperature",),
        "routing.policy is q_epsilon, which explores by routing.exploration",
    ),
    (
        lambda asked: asked.routing.policy != "q_epsilon",
        ("routing.exploration",),
        "routing.policy is q_boltzmann, which explores by routing.temperature",
    ),
    (
        _shares_nothing,
        (
            "requests.interaction_range_m",
            "requests.lookahead_s",
            "requests.max_wait_s",
            "requests.count_inbound",
            "requests.meet_at_destination",
            "fleet.core.capacity",
        ),
        "requests.handler is refuse: nobody shares",
    ),
    (
        lambda asked: asked.hotspots.handover_s == 0,
        ("hotspots.docks",),
        "hotspots.handover_s is 0: handovers take no time, so no bay is ever full",
    ),
    (
        lambda asked: asked.fleet.peripheral.size != "elastic",
        ("fleet.peripheral.deadheading",),
        "fleet.peripheral.size is given: empty ways of such a fleet are driven",
    ),
)


def without_effect(scenario: Scenario, keys: Iterable[str]) -> dict[str, str]:
    """Return which keys change nothing under a scenario, each with the reason.

    Whatever value such a key has, every metric is the same. What is not returned
    may still be without effect: a limit that nothing reaches.

    Parameters
    ----------
    scenario
        As it is with all changes.
    keys
        Dotted; those of a scenario.
    """
    found = {}
    for key in keys:
        why = next(_reasons(scenario, key), None)
        if why is not None:
            found[key] = why
    return found


def without_effect_in_any(
    scenarios: Iterable[Scenario], keys: Iterable[str]
) -> dict[str, str]:
    """Return the keys that change nothing in any scenario: one that works is no slip.

    Each with the reason; with every scenario's own, by its name, where they differ.
    """
    names: dict[str, dict[str, str]] = {key: {} for key in keys}  # by reason
    for scenario in scenarios:
        found = without_effect(scenario, names)
        names = {
            key: {**names[key], why: names[key].get(why, scenario.name)}
            for key, why in found.items()
        }
    return {
        key: "; ".join(
            f"in {name}, {why}" if len(whys) > 1 else why for why, name in whys.items()
        )
        for key, whys in names.items()
        if whys
    }


def _others(scenario: Scenario, key: str) -> Iterator[str]:
    """Yield why a key is not in use since a part is, or is not, one's own."""
    for kind in KINDS:
        table, _, name = kind.key.partition(".")
        word = getattr(getattr(scenario, table), name)
        options = key == kind.options_key or key.startswith(f"{kind.options_key}.")
        if options and word in kind.shipped:
            yield f"{kind.key} is {word}, whose values are keys of their own"
        if options and kind is DISPATCH and _stacked(scenario):
            yield "service.mode is stacked, which plans stops by no rule of one's own"
        if kind is ROUTING and word not in kind.shipped and key in _OF_TRAINING:
            yield f"{kind.key} is {word}, which is not told of it"


def _reasons(scenario: Scenario, key: str) -> Iterator[str]:
    """Yield why a key is not in use."""
    if not (_direct(scenario) and key.startswith(("routing.", "requests."))):
        yield from _others(scenario, key)
    for holds, keys, why in _RULES:
        named = any(
            key.startswith(each) if each.endswith(".") else key == each for each in keys
        )
        if named and holds(scenario):
            yield why
