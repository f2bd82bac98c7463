"""Which keys of dispatch change nothing, by who plans the stops."""

from collections.abc import Callable

from simulation.scenario.dispatch import SOLVERS
from simulation.scenario.models import Scenario

_OF_INSERTION = (
    *("value_of_time_m_per_s", "late_m_per_s", "rounds", "most_moved", "order"),
    *("hold_s", "spare_s", "new_vehicle_m", "orders_ahead", "busy_m_per_s"),
    "end_weight",
)
_OF_PRICES = tuple(
    f"dispatch.{key}"
    for key in (
        *("value_of_time_m_per_s", "late_m_per_s", "most_moved", "order"),
        *("max_detour", "detour_slack_s", "end_weight"),
    )
)

# As the rules of `effect_rules`: if, keys, why.
OF_PLANNERS: tuple[tuple[Callable[[Scenario], bool], tuple[str, ...], str], ...] = (
    (
        lambda asked: asked.dispatch.planner == "rolling",
        tuple(f"dispatch.{key}" for key in _OF_INSERTION),
        "dispatch.planner is rolling, which bundles and assigns by keys of its own",
    ),
    (
        lambda asked: asked.dispatch.planner != "rolling",
        ("dispatch.horizon_s", "dispatch.fresh_per_min"),
        "dispatch.planner is not rolling",
    ),
    (
        lambda asked: asked.dispatch.planner in SOLVERS,
        _OF_PRICES,
        "dispatch.planner is a solver, which counts metres and seats and keeps aims, "
        "and has no price of time or lateness and no limit of the time aboard",
    ),
    (
        lambda asked: asked.dispatch.planner == "vroom",
        ("dispatch.rounds",),
        "dispatch.planner is vroom, which searches by dispatch.exploration",
    ),
    (
        lambda asked: asked.dispatch.planner == "pyvrp",
        ("dispatch.orders_ahead",),
        "dispatch.planner is pyvrp, which limits no vehicle's orders beyond its seats",
    ),
    (
        lambda asked: asked.dispatch.planner != "vroom",
        ("dispatch.exploration",),
        "dispatch.planner is not vroom",
    ),
)
