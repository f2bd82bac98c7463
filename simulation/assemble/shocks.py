"""Shocks of demand, and uses of land, with their places found in the region."""

from math import inf

from simulation.assemble.change_file import Ground, changes_in
from simulation.assemble.places import places_of
from simulation.demand.shocks import Shock
from simulation.demand.uses import Use
from simulation.region.region import Region
from simulation.scenario.demand import DemandSpec
from simulation.scenario.interventions import ShockSpec
from simulation.scenario.models import Scenario
from simulation.units import SECONDS_PER_MINUTE


def shocks_of(scenario: Scenario, ground: Ground) -> list[Shock]:
    """Return the demand shocks of a scenario, those of its file of changes too.

    Raises
    ------
    ScenarioError
        If a place is none of the region, or none is meant.
    """
    specs = [
        (f"demand.shocks[{number}]", each)
        for number, each in enumerate(scenario.demand.shocks, start=1)
    ]
    if scenario.intervention_file is not None:
        changes = changes_in(scenario, ground)
        specs += [(scenario.intervention_file, each) for each in changes.shocks]
    return [_shock(each, ground.region, where) for where, each in specs]


def _shock(spec: ShockSpec, region: Region, where: str) -> Shock:
    return Shock(
        spec.what,
        spec.from_min * SECONDS_PER_MINUTE,
        inf if spec.until_min is None else spec.until_min * SECONDS_PER_MINUTE,
        spec.factor,
        spec.side.removesuffix("s"),
        places_of(spec.where, region, spec.side, f"{where}.where"),
    )


def uses_of(demand: DemandSpec, region: Region) -> list[Use]:
    """Return places of a kind, and how often they are drawn.

    Raises
    ------
    ScenarioError
        If a place is none of the region, or none is meant.
    """
    return [
        Use(
            each.what,
            each.hours,
            each.side.removesuffix("s"),
            places_of(each.where, region, each.side, f"demand.uses[{number}].where"),
        )
        for number, each in enumerate(demand.uses, start=1)
    ]
