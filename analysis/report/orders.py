"""What pages about the orders of runs have in common: cells, words, the region."""

import math
from collections.abc import Mapping
from typing import Any

from analysis.compare.naming import seconds, signed
from analysis.numbers import NOTHING
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


def level(value: float | None) -> str:
    """Return seconds, a dash where they are not known."""
    return NOTHING if value is None or math.isnan(value) else seconds(value)


def change(value: float | None) -> str:
    """Return a change of seconds, a dash where it is not known."""
    return NOTHING if value is None or math.isnan(value) else signed(value)


def mean_cell(row: Mapping[Any, Any], what: str) -> Cell:
    """Return the mean of ``WHAT_mean_s`` above its interval."""
    mean, low, high = (row[f"{what}_{each}_s"] for each in ("mean", "low", "high"))
    if mean is None or math.isnan(mean):
        return Cell(NOTHING)
    known = math.isfinite(low) and math.isfinite(high)
    below = f"{signed(low)} to {signed(high)}" if known else "no interval"
    return Cell(signed(mean), below=below)


def region_words(run: Run, region: Region | None) -> str:
    """Return the region of a run, in markup; its key where it is not at hand."""
    if region is None:
        return literal(run.scenario.region)
    return literal(region.title)
