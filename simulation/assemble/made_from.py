"""By what it is known whether two scenarios can share what is prepared."""

from simulation.assemble.inputs import stamps_of
from simulation.assemble.parts import Given, decides
from simulation.scenario.models import Scenario
from simulation.scenario.routing import RoutingSpec

LATER = ("times", "relearn_episodes")  # keys that no first policy depends on


def made_from_of(scenario: Scenario, given: Given) -> tuple[object, ...]:
    """Return what region and trace, policy, objects and files depend on, in turn.

    Parameters
    ----------
    scenario
        What is asked.
    given
        Parts that are objects, by the name of their kind.
    """
    file, demand = trace_file_of(scenario), scenario.demand
    stamps = stamps_of(scenario)
    ground: tuple[object, ...] = (scenario.region, file)
    if file is not None:
        stamp = stamps.get("demand.trace_file")
        ground = (*ground, stamp, demand.replicate, demand.keep_share)
    if scenario.turns_off and scenario.dispatch.waypoints:
        ground = (*ground, scenario.dispatch.waypoints)
    learnt = (_routing_of(scenario, given), stamps.get("routing.table"))
    objects = tuple((name, id(part.target)) for name, part in sorted(given.items()))
    return ground, learnt, objects, tuple(stamps.items())


def trace_file_of(scenario: Scenario) -> str | None:
    """Return the file that orders are read from, if they are not drawn."""
    demand = scenario.demand
    return demand.trace_file if demand.profile == "trace" else None


def _routing_of(scenario: Scenario, given: Given) -> tuple[RoutingSpec, int] | None:
    """Return all that the policy depends on besides the region."""
    if not decides(scenario, given):
        return None
    first = {key: RoutingSpec.model_fields[key].default for key in LATER}
    return scenario.routing.model_copy(update=first), scenario.seed
