"""Which keys change nothing, under which scenarios, and why."""

from collections.abc import Callable

from simulation.registry import DEMAND, HANDLER
from simulation.scenario.conditions import (
    draws_at_doors,
    has_one_seat,
    is_direct,
    is_planned,
    is_stacked,
    is_through,
    is_traced,
    learns,
    meets,
    shares_nothing,
    tries,
    waits_for_nobody,
)
from simulation.scenario.dispatch import DispatchSpec
from simulation.scenario.failure_rules import FAILURES, draws_failures
from simulation.scenario.models import Scenario
from simulation.scenario.planner_rules import OF_PLANNERS
from simulation.scenario.traffic_effects import TRAFFIC_RULES

OF_TRAINING = tuple(
    f"routing.{key}"
    for key in ("learning_rate", "temperature", "exploration", "episodes")
)

Rule = tuple[Callable[[Scenario], bool], tuple[str, ...], str]  # if, keys, why


_OF_RELAYED = (
    "routing.",
    "requests.",
    "fleet.core.",
    "fleet.peripheral.deadheading",
    "record.decisions",
    "costs.core_km",
    "costs.core_g_co2_per_km",
)
_OF_HUBS = ("hotspots.", "costs.handover")
_OF_SHARING = (
    *("requests.interaction_range_m", "requests.lookahead_s", "requests.max_wait_s"),
    *("requests.count_inbound", "requests.meet_at_destination"),
    *("requests.value_of_time_m_per_s", "requests.hold_s", "routing.preferred_most"),
)
OF_DRAWING = (
    *("demand.load_per_min", "demand.duration_min", "demand.arrivals"),
    *("demand.hours", "demand.uses"),
)
_OF_PLANS = tuple(
    f"dispatch.{key}"
    for key in DispatchSpec.model_fields
    if key not in {"rule", "options", "lead_s"}
)
_OF_MEETINGS = tuple(
    f"dispatch.{key}" for key in ("stacks", "transfers", "least_saving_m")
)
NOBODY_PLANS = "service.mode is relayed and fleet.peripheral.capacity is 1"
NOBODY_POOLS = "service.mode is none of stacked, through and relayed"
_OF_OTHERS = "fleet.peripheral.shifts are those of further classes: no vehicle has it"
# Keys end in a dot where all below them is meant. The first that holds is told.
RULES: tuple[Rule, ...] = (
    (
        is_direct,
        (*_OF_RELAYED, *_OF_HUBS),
        "service.mode is direct: one vehicle takes an order all the way, without "
        "hotspots, and drives every metre",
    ),
    (
        is_stacked,
        (*_OF_RELAYED, *_OF_HUBS),
        "service.mode is stacked: one vehicle takes an order all the way, without "
        "hotspots, and drives every metre",
    ),
    (
        is_through,
        _OF_RELAYED,
        "service.mode is through: vehicles meet where their plans say, without agents, "
        "and drive every metre",
    ),
    (
        lambda asked: not asked.service.chooses,
        ("service.expected_core_load", "service.expected_core_wait_s"),
        "service.mode is not choice: no order has a mode of its own",
    ),
    (
        lambda asked: not asked.service.pools,
        (*_OF_PLANS, "fleet.peripheral.capacity"),
        f"{NOBODY_POOLS}: no peripheral vehicle has several orders aboard, so no stops "
        "are planned",
    ),
    (
        lambda asked: not is_planned(asked),
        _OF_PLANS,
        f"{NOBODY_PLANS}: first and last miles take one order each, so no stops are "
        "planned",
    ),
    (
        lambda asked: not meets(asked),
        _OF_MEETINGS,
        "service.mode is neither through nor choice: vehicles meet nowhere",
    ),
    (
        lambda asked: asked.makes_rounds,
        ("dispatch.waypoints",),
        "first and last miles are planned: whoever waits for them counts on their legs",
    ),
    (
        lambda asked: asked.service.plans and not asked.service.relays,
        ("dispatch.rule",),
        "stops are planned, by the other keys of dispatch",
    ),
    *OF_PLANNERS,
    (
        lambda asked: (
            asked.fleet.peripheral.size != "elastic" or asked.fleet.peripheral.by_shifts
        ),
        ("fleet.peripheral.elastic_start",),
        "peripheral vehicles are not elastic",
    ),
    (
        lambda asked: asked.dispatch.rebalance_s == 0,
        ("dispatch.rebalance_ahead_s",),
        "dispatch.rebalance_s is 0: idle vehicles stay where they are",
    ),
    (
        lambda asked: not (asked.dispatch.rebalance_s or asked.dispatch.end_weight),
        ("dispatch.memory_s",),
        "dispatch.rebalance_s and dispatch.end_weight are 0: nobody asks where orders "
        "are expected",
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
            and not learns(asked)
            and not tries(asked)
            and not draws_at_doors(asked)
            and not draws_failures(asked)
            and not asked.traffic.draws
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
        lambda asked: not learns(asked),
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
        shares_nothing,
        (*_OF_SHARING, "fleet.core.capacity"),
        "requests.handler is refuse: nobody shares",
    ),
    (
        lambda asked: shares_nothing(asked) and not learns(asked),
        ("routing.preferred_share",),
        "requests.handler is refuse: nobody is asked for its preferred hops",
    ),
    (
        has_one_seat,
        (*_OF_SHARING, "requests.handler"),
        "fleet.core.capacity is 1: nobody shares",
    ),
    (
        lambda asked: has_one_seat(asked) and not learns(asked),
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
        waits_for_nobody,
        ("dispatch.rule",),
        "vehicles are elastic: no trip waits for one",
    ),
    *(
        (unused, (f"fleet.peripheral.{key}",), _OF_OTHERS)
        for key, unused in (
            ("capacity", lambda asked: not asked.fleet.serves_unnamed),
            (
                "speed_factor",
                lambda asked: not (asked.fleet.serves_unnamed or is_planned(asked)),
            ),
        )
    ),
    (
        lambda asked: (
            asked.hotspots.handover_s == 0 and not asked.hotspots.limits_storage
        ),
        ("hotspots.docks",),
        "hotspots.handover_s is 0: handovers take no time, so no bay is ever full",
    ),
    (
        lambda asked: asked.makes_rounds,
        ("fleet.peripheral.deadheading",),
        "first and last miles are planned, and every way of them is driven",
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
    *FAILURES,
    *TRAFFIC_RULES,
    *(
        rule
        for pool in ("core", "peripheral")
        for rule in (
            (
                lambda asked, pool=pool: not getattr(asked.fleet, pool).by_shifts,
                (f"fleet.{pool}.last_call_s",),
                f"fleet.{pool} has no shifts: nobody's shift ends",
            ),
            (
                lambda asked, pool=pool: getattr(asked.fleet, pool).by_shifts,
                (f"fleet.{pool}.size",),
                f"fleet.{pool} has shifts, which say how many vehicles there are",
            ),
        )
    ),
)
