"""Which places of a region are meant."""

from collections.abc import Sequence

import numpy as np

from simulation.errors import ScenarioError
from simulation.region.geometry import in_rings
from simulation.region.region import Region
from simulation.scenario.interventions import PlacesSpec
from simulation.scenario.models import Scenario
from simulation.specs import nearest
from simulation.units import Bools


def places_of(spec: PlacesSpec, region: Region, kind: str, where: str) -> Bools | None:
    """Return which places are meant, (n,); None: all.

    Parameters
    ----------
    spec, region
        What is said, and where.
    kind
        ``producers``, ``consumers`` or ``hotspots``: only such places.
    where
        Begins the sentence of an error.

    Raises
    ------
    ScenarioError
        If an id is unknown, or nobody of that kind is there.
    """
    if spec.everywhere:
        return None
    places = region.places
    of_kind = np.zeros(len(places), dtype=np.bool_)
    if kind == "hotspots":
        of_kind[: region.hotspots] = True
    else:
        of_kind[getattr(region, kind)] = True
    tracts = known_ids(spec.tracts, region.tracts.ids, f"{where}.tracts")
    chosen = np.isin(places.tract, [region.tracts.ids.index(each) for each in tracts])
    ids = places.source_id[of_kind].tolist()
    chosen |= np.isin(places.source_id, known_ids(spec.places, ids, f"{where}.places"))
    if spec.box is not None:
        west, south, east, north = spec.box
        chosen |= (
            (west <= places.lon)
            & (places.lon <= east)
            & (south <= places.lat)
            & (places.lat <= north)
        )
    if spec.polygon:
        chosen |= in_rings(places.lon, places.lat, (np.array(spec.polygon),))
    chosen &= of_kind
    if not chosen.any():
        raise ScenarioError(
            where, f"there are no {kind}", f"places where some {kind} of the region are"
        )
    return chosen


def recalled_of(scenario: Scenario, region: Region) -> frozenset[int]:
    """Return the places of producers that call their orders back.

    Raises
    ------
    ScenarioError
        If an id is unknown, or there are no producers.
    """
    chosen = places_of(scenario.recall, region, "producers", f"{scenario.name}: recall")
    return frozenset() if chosen is None else frozenset(np.flatnonzero(chosen).tolist())


def known_ids(names: Sequence[str], known: Sequence[str], where: str) -> list[str]:
    """Return ids as they are, if the region has them."""
    there = set(known)
    for name in names:
        if name not in there:
            near = nearest(name, list(known))
            raise ScenarioError(
                where,
                f"there is no {name!r}",
                "ids of the region",
                hint=f"did you mean {near}?" if near else "",
            )
    return list(names)
