"""A scenario as it is while something lies over its keys."""

from collections.abc import Callable, Sequence

from simulation.errors import ScenarioError
from simulation.scenario.in_flight import check_in_flight
from simulation.scenario.interventions import (
    Changing,
    InterventionSpec,
    tables_under,
)
from simulation.scenario.models import Scenario
from simulation.specs import UnfitError, validated
from simulation.specs.wording import one_of

_SOME = "some"  # hotspot


def scenario_under(
    scenario: Scenario, layers: Sequence[Changing], where: str
) -> Scenario:
    """Return the scenario in force under layers, the last one on top.

    Parameters
    ----------
    scenario
        What holds without them.
    layers
        In order.
    where
        Begins the sentence of an error.

    Raises
    ------
    ScenarioError
        If what they come to together is no scenario.
    """
    tables = scenario.model_dump(mode="json", exclude_none=True)
    try:
        changed = tables_under(tables, layers)
    except UnfitError as cause:
        raise ScenarioError(where, cause.given, cause.expected) from cause
    return validated(Scenario, {**changed, "name": scenario.name}, where, ScenarioError)


def check_interventions(scenario: Scenario, where: Callable[[str], str]) -> None:
    """Refuse interventions whose keys cannot change, or not to such values.

    Each by itself; what several come to together is seen where they overlap.

    Parameters
    ----------
    scenario
        With its interventions.
    where
        From a dotted key to what to name in the error.

    Raises
    ------
    ScenarioError
        In one sentence.
    """
    for number, each in enumerate(scenario.interventions, start=1):
        at = f"{where('interventions')}: interventions[{number}]"
        check_intervention(scenario, each, at)


def check_intervention(scenario: Scenario, each: InterventionSpec, where: str) -> None:
    """Refuse one intervention whose keys cannot change, or not to such values.

    `where` begins the sentence.

    Raises
    ------
    ScenarioError
        In one sentence; also if it happens by chance again and again without an end.
    """
    if not each.where.everywhere:  # which hotspots is for the region to say
        each = each.at_hotspots([_SOME])
    scenario_under(scenario, [each], where)
    for table in ("set", "scale"):
        for key in getattr(each, table):
            check_in_flight(key, scenario, f"{where}.{table}.{key}")
    endless = each.until_min is None and scenario.horizon_s is None
    if each.per_h is not None and endless:
        expected = one_of(["until when it may begin", "a horizon_s"])
        raise ScenarioError(
            where, "until_min is missing where per_h is given", expected
        )
