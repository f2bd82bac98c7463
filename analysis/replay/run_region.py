"""The region that a run was made on, with the places that its orders named."""

from simulation.record.run import Run
from simulation.region import Region


def with_places_of(run: Run, region: Region) -> Region:
    """Return the region with the places that the orders of a run named."""
    own, places = len(region.places), run.places
    if len(places) <= own:
        return region
    return region.with_points(
        places.lon[own:],
        places.lat[own:],
        places.kind[own:],
        places.source_id[own:].tolist(),
    )
