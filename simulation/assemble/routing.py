"""Routing policies: exact, learnt now, or learnt before."""

import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np

from simulation.assemble.parts import Given, decides, part_of
from simulation.errors import CostlyWarning, PolicyError, ScenarioError
from simulation.network.overlay import Overlay
from simulation.registry import ROUTING, Part, failed
from simulation.routing.exact import ExactPolicy
from simulation.routing.protocol import RoutingPolicy
from simulation.routing.q_learning.explorers import (
    Boltzmann,
    EpsilonGreedy,
    Explorer,
)
from simulation.routing.q_learning.files import load_table
from simulation.routing.q_learning.kept import KeptValues
from simulation.routing.q_learning.one_by_one import learn
from simulation.routing.q_learning.tabular import TabularPolicy
from simulation.routing.q_learning.training import (
    TrainedTable,
    TrainingPlan,
    train,
)
from simulation.routing.reach import check_leads_everywhere
from simulation.scenario.models import Scenario
from simulation.scenario.routing import RoutingSpec
from simulation.streams import Streams
from simulation.units import Floats

LEARNT = ("q_boltzmann", "q_epsilon")
_MUCH = 10**9  # bytes of a table: 500 hotspots
Progress = Callable[[float], None]  # told the share done


def policy_of(
    scenario: Scenario,
    overlay: Overlay,
    given: Given,
    progress: Progress | None = None,
) -> tuple[RoutingPolicy | None, RoutingSpec]:
    """Return the policy of a scenario, and the routing keys as they are used.

    A table that was learnt before brings its own learning rate, exploration and
    episodes; what the values mean (policy, discount, time scaling) must agree.
    No policy where no agents decide. `given` are objects.

    Raises
    ------
    ScenarioError
        If a table contradicts the scenario.
    PolicyError
        If a table cannot be read or does not lead to every destination.
    """
    routing = scenario.routing
    if not decides(scenario, given):
        return None, routing
    if routing.table is not None:
        trained = load_table(Path(routing.table), overlay.travel_time_s)
        check_leads_everywhere(trained.policy)
        return trained.policy, _as_learnt(scenario, trained)
    part = part_of(ROUTING, scenario, given)
    policy: RoutingPolicy = part.make(
        {
            "travel_time_s": overlay.travel_time_s,
            "distance_m": overlay.distance_m,
            "superspots": routing.superspots,
            "discount": routing.discount,
            "time_scaling": routing.time_scaling,
            "streams": Streams(scenario.seed, None),
            "scenario": scenario,
            "overlay": overlay,
            "progress": progress,
        }
    )
    # The exact one is not checked: between hotspots 0 s apart ties may circle, which
    # the rule against visiting a hotspot twice, or the cap of H hops, puts an end to.
    if part.source is not None:
        _check(part, policy, overlay)
    return policy, routing


def _check(part: Part, policy: RoutingPolicy, overlay: Overlay) -> None:
    """Refuse a policy of one's own that is for another network, or goes in circles."""
    if policy.hotspots != overlay.hotspots:
        raise PolicyError(
            part.where,
            f"{part.label} is for {policy.hotspots} hotspots",
            f"{overlay.hotspots}",
        )
    try:
        check_leads_everywhere(policy)
    except PolicyError as cause:
        raise PolicyError(f"{part.where}: {part.label}: {cause}") from cause
    except Exception as cause:
        raise failed(part, "values", cause) from cause


def learnt_policy(
    scenario: Scenario, overlay: Overlay, progress: Progress | None
) -> RoutingPolicy:
    """Return the policy of agents that learn for a scenario, or did so before.

    Raises
    ------
    PolicyError
        If it does not lead to every destination.
    """
    explorer, plan = _how(scenario.routing, scenario.routing.episodes)
    times = overlay.travel_time_s
    kept = KeptValues(times, explorer, plan, scenario.seed)
    values = kept.read()
    if values is None:
        _warn_of_size(scenario, overlay.hotspots)
        values = learn(times, explorer, plan, _stream(scenario), progress)
        values.setflags(write=False)  # a policy of them needs no copy
        kept.write(values)
    policy = TabularPolicy(values)
    _check_learnt(scenario, policy)
    return policy


def _warn_of_size(scenario: Scenario, hotspots: int) -> None:
    """Say how large a table is before agents begin to learn it."""
    size, policy = 8 * hotspots**3, scenario.routing.policy
    if size >= _MUCH:
        warnings.warn(
            f'{scenario.name}: routing.policy is "{policy}": what {hotspots:,} agents '
            f"learn takes {size / 1e9:.1f} GB of memory or more; "
            '"exact" has the values that they learn towards, without it.',
            CostlyWarning,
            stacklevel=2,
        )


def train_for(
    scenario: Scenario, overlay: Overlay, progress: Progress | None = None
) -> TrainedTable:
    """Return the routing agents' learnt values and how they came to them.

    Raises
    ------
    ScenarioError
        If the scenario's policy is not one that learns.
    PolicyError
        If the table does not lead to every destination.
    """
    routing = scenario.routing
    if routing.policy not in LEARNT:
        raise ScenarioError(
            f"{scenario.name}: routing.policy is {routing.policy!r}, which is not "
            "learnt, expected 'q_boltzmann' or 'q_epsilon'."
        )
    _warn_of_size(scenario, overlay.hotspots)
    explorer, plan = _how(routing, routing.episodes)
    times = overlay.travel_time_s
    trained = train(times, explorer, plan, _stream(scenario), progress)
    _check_learnt(scenario, trained.policy)
    return trained


def _stream(scenario: Scenario) -> np.random.Generator:
    """Return what learning draws from, whatever the replication: it is done once."""
    return Streams(scenario.seed, None).get("training")


def _check_learnt(scenario: Scenario, policy: RoutingPolicy) -> None:
    """Refuse a policy that has learnt too little."""
    try:
        check_leads_everywhere(policy)
    except PolicyError as error:
        raise PolicyError(
            f"{scenario.name}: routing.episodes is {scenario.routing.episodes}; {error}"
        ) from error


def solved_anew(
    routing: RoutingSpec,
    travel_time_s: Floats,
    present: RoutingPolicy,
    rng: np.random.Generator,
) -> RoutingPolicy:
    """Return the policy of agents that have learnt of other travel times (H, H) [s].

    The exact one solves each destination when it is asked for. Agents that learn go on
    from the values that they have.

    Parameters
    ----------
    routing
        As it is used.
    travel_time_s
        The times.
    present
        What they go by so far.
    rng
        What those draw from who learn.
    """
    if routing.policy not in LEARNT:
        discount, scaling = routing.discount, routing.time_scaling
        return ExactPolicy(travel_time_s, discount, scaling, at_once=False)
    assert isinstance(present, TabularPolicy)
    explorer, plan = _how(routing, routing.relearn_episodes)
    values = learn(travel_time_s, explorer, plan, rng, start=present.learnt)
    return TabularPolicy(values)


def _how(routing: RoutingSpec, episodes: int) -> tuple[Explorer, TrainingPlan]:
    """Return how agents explore and learn for so many episodes."""
    explorer: Explorer = EpsilonGreedy(routing.exploration)
    if routing.policy == "q_boltzmann":
        explorer = Boltzmann(routing.temperature)
    return explorer, TrainingPlan(
        episodes=episodes,
        learning_rate=routing.learning_rate,
        discount=routing.discount,
        time_scaling=routing.time_scaling,
        preferred_share=routing.preferred_share,
    )


def _as_learnt(scenario: Scenario, trained: TrainedTable) -> RoutingSpec:
    """Return the routing keys with those by which a table was learnt."""
    routing, plan, explorer = scenario.routing, trained.plan, trained.explorer
    learnt: dict[str, object] = {
        "policy": "q_boltzmann" if isinstance(explorer, Boltzmann) else "q_epsilon",
        "discount": plan.discount,
        "time_scaling": plan.time_scaling,
    }
    for key, value in learnt.items():
        if getattr(routing, key) != value:
            raise ScenarioError(
                f"{scenario.name}: routing.{key} is {getattr(routing, key)!r}, "
                f"expected {value!r} as in routing.table {routing.table}."
            )
    learnt |= {"episodes": plan.episodes, "learning_rate": plan.learning_rate}
    if isinstance(explorer, Boltzmann):
        learnt["temperature"] = explorer.temperature
    elif isinstance(explorer, EpsilonGreedy):
        learnt["exploration"] = explorer.exploration
    return routing.model_copy(update=learnt)
