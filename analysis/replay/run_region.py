"""The region that a run was made on: a run keeps its places and no outlines."""

from simulation.errors import InputError, RegionError
from simulation.record.run import Run
from simulation.region import Region, load_region


def region_of_run(run: Run, where: str) -> Region:
    """Return the region that a run was made on.

    Parameters
    ----------
    run
        The run.
    where
        What messages call it.

    Raises
    ------
    InputError
        If the region cannot be read, or is another one by now.
    """
    name = run.scenario.region
    region = load_region(name)
    if region.checksum != run.region_checksum:
        raise RegionError(
            f"{where}: its region {name} has the checksum {region.checksum}, expected "
            f"{run.region_checksum} as recorded."
        )
    return region


def region_at_hand(run: Run) -> Region | None:
    """Return the region that a run was made on; None if it is gone or has changed."""
    try:
        return region_of_run(run, run.name)
    except InputError:
        return None


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
