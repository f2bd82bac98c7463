"""Whom the data of a region is owed to, as pages say it."""

from analysis.report.markup import literal
from simulation.region import Region


def licences_of(region: Region | None) -> tuple[str, ...]:
    """Return the sources of a region with their licences, in markup."""
    sources = [] if region is None else region.manifest.get("sources", [])
    return tuple(
        f"{literal(str(each.get('origin', '')))}: "
        f"{literal(str(each.get('licence', '')))}"
        for each in sources
    )
