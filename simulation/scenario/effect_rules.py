"""Which keys change nothing, under which scenarios, and why."""

from collections.abc import Callable

from simulation.registry import DEMAND, DISPATCH, HANDLER
from simulation.scenario.dispatch import DispatchSpec
from simulation.scenario.models import Scenario

_LEARNT = ("q_boltzmann", "q_epsilon")
OF_TRAINING = (
    "routing.learning_rate",
    "routing.temperature",
    "routing.exploration",
    "routing.episodes",
)

Rule = tuple[Callable[[Scenario], bool], tuple[str, ...], str]  # if, keys, why


def is_direct(asked: Scenario) -> bool:
    """Return whether one vehicle takes one order all the way."""
    return asked.service.mode == "direct"


def is_stacked(asked: Scenario) -> bool:
    """Return whether stops are planned."""
    return asked.service.mode == "stacked"


def is_traced(asked: Scenario) -> bool:
    """Return whether the orders are those of a file."""
    return asked.demand.profile == "trace"


def _learns(asked: Scenario) -> bool:
    """Return whether agents are trained for the run."""
    routing = asked.routing
    return asked.service.relays and routing.table is None and routing.policy in _LEARNT


def _tries(asked: Scenario) -> bool:
    """Return whether plans of stops are improved by trial."""
    return is_stacked(asked) and asked.dispatch.rounds > 0


def _shares_nothing(asked: Scenario) -> bool:
    return asked.requests.handler == "refuse"


def _has_one_seat(asked: Scenario) -> bool:
    """Return whether nobody shares since core vehicles take one delivery."""
    shipped = asked.requests.handler in HANDLER.shipped
    return shipped and asked.fleet.core.capacity == 1


def _waits_for_nobody(asked: Scenario) -> bool:
    """Return whether no trip ever waits for a vehicle, under a shipped rule."""
    fleet, shipped = asked.fleet, asked.dispatch.rule in DISPATCH.shipped
    grows = fleet.peripheral.grows and (is_direct(asked) or fleet.core.grows)
    return shipped and grows


def _draws_at_doors(asked: Scenario) -> bool:
    """Return whether times at doors, or refusals, are drawn."""
    fleet = asked.fleet
    pools = (
        (fleet.core, fleet.peripheral) if asked.service.relays else (fleet.peripheral,)
    )
    doors = (asked.producers, asked.consumers)
    return any(each.distribution is not None for each in doors) or any(
        pool.refusals > 0 for pool in pools
    )


_OF_RELAYED = (
    "routing.",
    "requests.",
    "fleet.core.",
    "hotspots.",
    "fleet.peripheral.deadheading",
    "record.decisions",
    "costs.core_km",
    "costs.core_g_co2_per_km",
    "costs.handover",
)
_OF_SHARING = (
    "requests.interaction_range_m",
    "requests.lookahead_s",
    "requests.max_wait_s",
    "requests.count_inbound",
    "requests.meet_at_destination",
    "requests.value_of_time_m_per_s",
    "requests.hold_s",
)
OF_DRAWING = ("demand.load_per_min", "demand.duration_min", "demand.arrivals")
_OF_PLANS = tuple(
    f"dispatch.{key}"
    for key in DispatchSpec.model_fields
    if key not in {"rule", "options", "lead_s"}
)
_OF_INSERTION = (
    *("value_of_time_m_per_s", "late_m_per_s", "rounds", "most_moved", "order"),
    *("hold_s", "spare_s", "new_vehicle_m", "orders_ahead"),
)
# Keys end in a dot where all below them is meant. The first that holds is told.
RULES: tuple[Rule, ...] = (
    (
        is_direct,
        _OF_RELAYED,
        "service.mode is direct: one vehicle takes an order all the way, without "
        "hotspots, and drives every metre",
    ),
    (
        is_stacked,
        _OF_RELAYED,
        "service.mode is stacked: one vehicle takes an order all the way, without "
        "hotspots, and drives every metre",
    ),
    (
        lambda asked: not is_stacked(asked),
        (*_OF_PLANS, "fleet.peripheral.capacity"),
        "service.mode is not stacked: no peripheral vehicle has several orders aboard, "
        "so no stops are planned",
    ),
    (
        is_stacked,
        ("dispatch.rule",),
        "service.mode is stacked: stops are planned, by the other keys of dispatch",
    ),
    (
        lambda asked: asked.dispatch.planner == "rolling",
        tuple(f"dispatch.{key}" for key in _OF_INSERTION),
        "dispatch.planner is rolling, which bundles and assigns by keys of its own",
    ),
    (
        lambda asked: asked.dispatch.planner != "rolling",
        ("dispatch.horizon_s", "dispatch.fresh_per_min"),
        "dispatch.planner is insertion",
    ),
    (
        lambda asked: (
            asked.fleet.peripheral.size != "elastic" or asked.fleet.peripheral.by_shifts
        ),
        ("fleet.peripheral.elastic_start",),
        "peripheral vehicles are not elastic",
    ),
    (
        lambda asked: asked.dispatch.rounds == 0,
        ("dispatch.most_moved",),
        "dispatch.rounds is 0: no plan is improved",
    ),
    (
        lambda asked: asked.fleet.most_seats == 1,
        ("dispatch.hold_s", "dispatch.spare_s"),
        "fleet.peripheral.capacity is 1: no vehicle is held for a second order",
    ),
    (
        lambda asked: asked.dispatch.hold_s == 0,
        ("dispatch.spare_s",),
        "dispatch.hold_s is 0: no vehicle is held",
    ),
    (
        lambda asked: asked.fleet.peripheral.grows,
        ("dispatch.order",),
        "fleet.peripheral.size is elastic: no order waits for a seat",
    ),
    (
        lambda asked: asked.fleet.peripheral.by_shifts,
        ("dispatch.new_vehicle_m",),
        "fleet.peripheral has shifts: no vehicle joins for an order",
    ),
    (
        lambda asked: not asked.fleet.peripheral.grows,
        ("dispatch.new_vehicle_m",),
        "fleet.peripheral.size is given: no vehicle joins for an order",
    ),
    (is_traced, OF_DRAWING, "demand.profile is trace: the file has the orders"),
    (
        lambda asked: (
            not asked.demand.repeats
            and not _learns(asked)
            and not _tries(asked)
            and not _draws_at_doors(asked)
        ),
        ("seed",),
        "nothing is drawn: the orders are those of a trace, and no agents are trained",
    ),
    (
        lambda asked: not is_traced(asked),
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
        OF_TRAINING,
        "routing.table is given, and was learnt with its own",
    ),
    (
        lambda asked: not _learns(asked),
        OF_TRAINING,
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
        (*_OF_SHARING, "fleet.core.capacity"),
        "requests.handler is refuse: nobody shares",
    ),
    (
        lambda asked: _shares_nothing(asked) and not _learns(asked),
        ("routing.preferred_share",),
        "requests.handler is refuse: nobody is asked for its preferred hops",
    ),
    (
        _has_one_seat,
        (*_OF_SHARING, "requests.handler"),
        "fleet.core.capacity is 1: nobody shares",
    ),
    (
        lambda asked: _has_one_seat(asked) and not _learns(asked),
        ("routing.preferred_share",),
        "fleet.core.capacity is 1: nobody is asked for its preferred hops",
    ),
    (
        lambda asked: asked.requests.handler in {"greedy", "refuse"},
        ("requests.value_of_time_m_per_s",),
        "requests.handler compares Q-values: saved distance is not weighed",
    ),
    (
        lambda asked: asked.requests.handler in set(HANDLER.shipped) - {"reservation"},
        ("requests.hold_s",),
        "requests.handler is not reservation: nobody is held",
    ),
    (
        _waits_for_nobody,
        ("dispatch.rule",),
        "vehicles are elastic: no trip waits for one",
    ),
    (
        lambda asked: not asked.fleet.serves_unnamed,
        ("fleet.peripheral.capacity",),
        "fleet.peripheral.shifts are those of further classes: no vehicle has it",
    ),
    (
        lambda asked: not (asked.fleet.serves_unnamed or is_stacked(asked)),
        ("fleet.peripheral.speed_factor",),
        "fleet.peripheral.shifts are those of further classes: no vehicle has it",
    ),
    (
        lambda asked: asked.hotspots.handover_s == 0,
        ("hotspots.docks",),
        "hotspots.handover_s is 0: handovers take no time, so no bay is ever full",
    ),
    (
        lambda asked: asked.fleet.peripheral.by_shifts,
        ("fleet.peripheral.deadheading",),
        "fleet.peripheral has shifts: empty ways of such a fleet are driven",
    ),
    (
        lambda asked: not asked.fleet.peripheral.grows,
        ("fleet.peripheral.deadheading",),
        "fleet.peripheral.size is given: empty ways of such a fleet are driven",
    ),
    (
        lambda asked: asked.demand.profile in set(DEMAND.shipped) - {"trace"},
        ("dispatch.lead_s",),
        "orders are drawn, and ready when they are placed",
    ),
    *(
        (
            lambda asked, pool=pool: not getattr(asked.fleet, pool).by_shifts,
            (f"fleet.{pool}.last_call_s",),
            f"fleet.{pool} has no shifts: nobody's shift ends",
        )
        for pool in ("core", "peripheral")
    ),
    *(
        (
            lambda asked, pool=pool: getattr(asked.fleet, pool).by_shifts,
            (f"fleet.{pool}.size",),
            f"fleet.{pool} has shifts, which say how many vehicles there are",
        )
        for pool in ("core", "peripheral")
    ),
)
