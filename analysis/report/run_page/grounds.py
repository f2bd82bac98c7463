"""Regions found again, so that maps have the outlines of their tracts."""

from collections.abc import Sequence
from pathlib import Path

from analysis.plots.basemap import basemap_of_places, basemap_of_region
from analysis.report.licences import licences_of
from analysis.report.markup import literal
from analysis.report.run_page.contents import GroundOfRegion
from analysis.report.run_page.digest import Digest
from simulation.errors import InputError
from simulation.region import load_region


def grounds_of(runs: Sequence[Digest]) -> dict[str, GroundOfRegion]:
    """Return the ground of every region by its checksum, in order of appearance."""
    grounds: dict[str, GroundOfRegion] = {}
    for run in runs:
        if run.region_checksum not in grounds:
            grounds[run.region_checksum] = _ground(run)
    return grounds


def _ground(run: Digest) -> GroundOfRegion:
    where = str(run.scenario.get("region", ""))
    try:
        region = load_region(where)
    except InputError as cause:
        return _without(run, where, f"it cannot be read ({literal(str(cause))})")
    if region.checksum != run.region_checksum:
        return _without(run, where, "it is another one by now")
    synthetic = ", synthetic" if region.synthetic else ""
    return GroundOfRegion(
        basemap_of_region(region),
        f"{literal(region.name)}{synthetic}, {region.hotspots} hotspots",
        "",
        licences_of(region),
    )


def _without(run: Digest, where: str, why: str) -> GroundOfRegion:
    """Return what can be drawn from the places of a run alone."""
    name = literal(Path(where).name or "unknown")
    return GroundOfRegion(
        basemap_of_places(run.places, run.tract_ids),
        f"{name}, {len(run.tract_ids)} hotspots",
        f"The region `{literal(where)}` of these runs was looked for: {why}. So a "
        "tract is drawn as the hull of the places in it, its borders are not known, "
        "and neither are the sources of its data.",
        (f"Region {name}: not at hand; see the manifest of the prepared region.",),
    )
