"""The demand shocks of a scenario, their places found in its region."""

from collections.abc import Sequence
from math import inf

import numpy as np

from simulation.assemble.change_file import Ground, changes_in
from simulation.demand.shocks import Shock
from simulation.errors import ScenarioError
from simulation.region.geometry import in_rings
from simulation.region.region import Region
from simulation.scenario.interventions import PlacesSpec, ShockSpec
from simulation.scenario.models import Scenario
from simulation.specs import nearest
from simulation.units import SECONDS_PER_MINUTE, Bools


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
        _places(spec.where, region, spec.side, where),
    )


def _places(
    spec: PlacesSpec, region: Region, side: str, where: str
) -> Bools | None:
    """Return which places are meant, (n,); None: all.

    Raises
    ------
    ScenarioError
        If an id is unknown, or nobody of that side is there.
    """
    if spec.everywhere:
        return None
    places = region.places
    of_side = np.zeros(len(places), dtype=np.bool_)
    of_side[getattr(region, side)] = True
    tracts = _known(spec.tracts, region.tracts.ids, "tracts", where)
    chosen = np.isin(places.tract, [region.tracts.ids.index(each) for each in tracts])
    ids = places.source_id[of_side].tolist()
    chosen |= np.isin(places.source_id, _known(spec.places, ids, "places", where))
    if spec.bbox is not None:
        west, south, east, north = spec.bbox
        chosen |= (west <= places.lon) & (places.lon <= east) & (
            south <= places.lat
        ) & (places.lat <= north)
    if spec.polygon:
        chosen |= in_rings(places.lon, places.lat, (np.array(spec.polygon),))
    chosen &= of_side
    if not chosen.any():
        raise ScenarioError(
            f"{where}.where",
            f"there are no {side}",
            f"places where some {side} of the region are",
        )
    return chosen


def _known(
    names: Sequence[str], known: Sequence[str], key: str, where: str
) -> list[str]:
    """Return ids as they are, if the region has them."""
    there = set(known)
    for name in names:
        if name not in there:
            near = nearest(name, list(known))
            raise ScenarioError(
                f"{where}.where.{key}",
                f"there is no {name!r}",
                "ids of the region",
                hint=f"did you mean {near}?" if near else "",
            )
    return list(names)
