"""Means with intervals, what a difference says, how many runs it takes, warm-up."""

from analysis.statistics.intervals import (
    CONFIDENCE,
    Interval,
    changes_percent,
    differences,
    interval,
    unpaired_difference,
)
from analysis.statistics.precision import Precision
from analysis.statistics.verdicts import Direction, Verdict, verdict
from analysis.statistics.warm_up import WarmUp, mser_5

__all__ = [
    "CONFIDENCE",
    "Direction",
    "Interval",
    "Precision",
    "Verdict",
    "WarmUp",
    "changes_percent",
    "differences",
    "interval",
    "mser_5",
    "unpaired_difference",
    "verdict",
]
