"""The region of a run, where it is still at hand: a run keeps no outlines of tracts."""

from simulation.errors import InputError
from simulation.record.run import Run
from simulation.region import Region, embedded_region, load_region


def region_of(run: Run) -> Region | None:
    """Return the region that a run was made on; None if it is gone or has changed."""
    name = run.scenario.region
    try:
        region = embedded_region() if name == "embedded" else load_region(name)
    except InputError:
        return None
    return region if region.checksum == run.region_checksum else None
