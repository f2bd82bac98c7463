"""Whether more vehicles ever serve worse: what bisection takes for granted, checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from analysis.sizing.question import Fleet
from analysis.sizing.targets import Target
from analysis.sizing.verdicts import Probe
from analysis.statistics import CONFIDENCE, Interval, differences, interval


@dataclass(frozen=True)
class Fall:
    """A target that a larger fleet keeps by less."""

    target: Target
    smaller: Fleet
    larger: Fleet
    change: Interval  # of the margin, paired, below zero


@dataclass(frozen=True)
class Monotony:
    """What the check came to."""

    compared: int  # pairs of fleets
    falls: tuple[Fall, ...]


def check_monotony(probes: Sequence[Probe], targets: Sequence[Target]) -> Monotony:
    """Return where a larger fleet is shown to serve worse, on the same orders.

    Neighbours of one pool, and all pairs of which one is larger in every pool, with
    intervals that hold together with 95 % confidence.
    """
    pairs = list(_pairs(probes))
    falls = []
    for smaller, larger in pairs:
        for target in targets:
            change = _change(target, smaller, larger, len(pairs) * len(targets))
            if change is not None and change.high < 0:
                falls.append(Fall(target, smaller.fleet, larger.fleet, change))
    return Monotony(len(pairs), tuple(falls))


def _pairs(probes: Sequence[Probe]) -> list[tuple[Probe, Probe]]:
    """Return what is compared, the smaller first."""
    in_order = sorted(probes, key=lambda probe: probe.fleet)
    if all(len(probe.fleet) == 1 for probe in in_order):
        return list(pairwise(in_order))
    return [
        (one, other)
        for one, other in combinations(in_order, 2)
        if one.first == other.first
        and all(a <= b for a, b in zip(one.fleet, other.fleet, strict=True))
    ]


def _change(
    target: Target, smaller: Probe, larger: Probe, comparisons: int
) -> Interval | None:
    count = min(len(smaller.rows), len(larger.rows))
    before, after = (
        [target.margin(value) for value in probe.values(target.kpi)[:count]]
        for probe in (smaller, larger)
    )
    change = interval(differences(after, before), 1 - (1 - CONFIDENCE) / comparisons)
    if change is not None and count == 1:  # the one run of a trace
        return Interval(change.mean, 0.0, 1)
    return change
