"""What pages about the orders of runs have in common: cells, words, the region."""

from collections.abc import Mapping
from typing import Any

from analysis.numbers import NOTHING, limits, more_seconds
from analysis.report.blocks import Cell
from analysis.report.markup import literal
from simulation.record.run import Run
from simulation.region import Region

INTERVALS = (
    "Orders that are on their way at one time share vehicles and are no independent "
    "observations: intervals (95 %) come from batches of orders that start together, "
    "widened where neighbouring batches are alike. They speak of these orders on this "
    "region, not of other evenings; one interval in twenty is to be expected wrong."
)


def mean_cell(row: Mapping[Any, Any], what: str) -> Cell:
    """Return the mean of ``WHAT_mean_s`` above its interval."""
    mean = more_seconds(row[f"{what}_mean_s"])
    return Cell(mean, below="" if mean == NOTHING else limits(row, what))


def region_words(run: Run, region: Region | None) -> str:
    """Return the region of a run, in markup; its key where it is not at hand."""
    if region is None:
        return literal(str(run.scenario.get("region", "")) or "unknown")
    return literal(region.title)
