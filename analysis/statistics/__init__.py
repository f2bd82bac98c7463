"""Means with intervals, what a difference says and where it turns, warm-up."""

from analysis.statistics.crossings import Crossing, crossings
from analysis.statistics.intervals import (
    CONFIDENCE,
    Interval,
    changes_percent,
    differences,
    interval,
    observations,
    unpaired_difference,
)
from analysis.statistics.precision import Precision
from analysis.statistics.verdicts import Direction, Verdict, verdict
from analysis.statistics.warm_up import WarmUp, mser_5, warm_up_of

__all__ = [
    "CONFIDENCE",
    "Crossing",
    "Direction",
    "Interval",
    "Precision",
    "Verdict",
    "WarmUp",
    "changes_percent",
    "crossings",
    "differences",
    "interval",
    "mser_5",
    "observations",
    "unpaired_difference",
    "verdict",
    "warm_up_of",
]
