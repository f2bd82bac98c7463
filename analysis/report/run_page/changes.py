"""What changes between two plans, and whether it is certain."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from analysis.metrics.catalogue import KPIS, Kpi
from analysis.metrics.display import SHARE
from analysis.metrics.terms import IN_GENERAL, Terms
from analysis.report.blocks import Verdict
from analysis.report.run_page.plans import Plan
from analysis.statistics import (
    Direction,
    Interval,
    changes_percent,
    differences,
    interval,
    unpaired_difference,
    verdict,
)

HEADLINES = (  # that findings speak of, of runs and of sweeps
    "success_ratio",
    "delivery_time_mean_s",
    "delivery_time_p95_s",
    "distance_all_km",
    "vehicles_fleet",
    "cost_per_order",
    "co2_g_per_order",
)


class Outcome(StrEnum):
    """What is said of a change, in the words that are shown."""

    BETTER = "better"
    WORSE = "worse"
    MORE = "more"  # of what is neither good nor bad
    LESS = "less"
    EQUAL = "equal"  # the same in every pair
    CANNOT_TELL = "cannot tell"
    ONE_RUN = "one run"  # a difference, and nothing known of chance
    NONE = ""  # nothing to compare


@dataclass(frozen=True)
class Change:
    """A KPI of one plan against the same of the first."""

    kpi: Kpi
    value: Interval | None  # the change, in `unit`
    unit: str  # "%", "pp", or the KPI's own where the first plan has zero
    paired: bool
    outcome: Outcome


def changes_between(
    plan: Plan, first: Plan, terms: Terms = IN_GENERAL
) -> dict[str, Change]:
    """Return the change of every KPI by name, paired where the orders are the same.

    Runs are a pair if seed, replication and orders agree. Without at least as many
    pairs as the smaller plan has runs, the plans are compared as independent ones,
    by Welch's interval.
    """
    return {kpi.name: _change(terms.of(kpi), plan, first) for kpi in KPIS}


def paired_runs(plan: Plan, first: Plan) -> list[tuple[int, int]]:
    """Return the positions, in either plan, of runs that met the same orders."""
    places = {
        (each.seed, each.replication, each.orders_sha256): at
        for at, each in enumerate(first.runs)
    }
    pairs = []
    for at, each in enumerate(plan.runs):
        other = places.get((each.seed, each.replication, each.orders_sha256))
        if other is not None:
            pairs.append((at, other))
    return pairs


def are_paired(plan: Plan, first: Plan) -> bool:
    """Return whether all runs of the smaller plan have a partner in the other."""
    return len(paired_runs(plan, first)) == min(len(plan.runs), len(first.runs))


def _change(kpi: Kpi, plan: Plan, first: Plan) -> Change:
    of, over = plan.values(kpi.name), first.values(kpi.name)
    paired = are_paired(plan, first)
    if paired:
        pairs = paired_runs(plan, first)
        return change_of_pairs(
            kpi, [of[at] for at, _ in pairs], [over[at] for _, at in pairs]
        )
    value, unit = _independent(kpi, of, over)
    return Change(kpi, value, unit, paired, outcome(value, kpi.better))


def change_of_pairs(
    kpi: Kpi, of: Sequence[float | None], over: Sequence[float | None]
) -> Change:
    """Return the mean change over pairs of runs; of none, nothing is known."""
    relative, unit = changes_percent(of, over), "%"
    if kpi.unit == SHARE:
        relative, unit = differences(of, over, 100.0), "pp"
    elif None in relative:  # where the first has zero, no percentage is known
        relative, unit = differences(of, over), kpi.unit
    value = interval(relative)
    return Change(kpi, value, unit, paired=True, outcome=outcome(value, kpi.better))


def _independent(
    kpi: Kpi, of: list[float | None], over: list[float | None]
) -> tuple[Interval | None, str]:
    known = [each for each in of if each is not None]
    base = [each for each in over if each is not None]
    if len(known) < len(of) or len(base) < len(over):
        return None, kpi.unit
    found = unpaired_difference(known, base)
    if kpi.unit == SHARE:
        return Interval(100 * found.mean, 100 * found.reach, found.count), "pp"
    level = math.fsum(base) / len(base)
    if level == 0:
        return found, kpi.unit
    # Of the first plan's mean, whose own uncertainty is not counted.
    scale = 100 / abs(level)
    return Interval(scale * found.mean, scale * found.reach, found.count), "%"


def outcome(value: Interval | None, better: Direction) -> Outcome:
    """Return what a change says, given which direction is better."""
    said = verdict(value, better)
    if value is None or said is None:
        return Outcome.NONE
    return Outcome(said) if math.isfinite(value.reach) else Outcome.ONE_RUN


def overall(outcomes: Iterable[Outcome]) -> Verdict:
    """Return one word for what several changes say together."""
    known = set(outcomes)
    if {Outcome.BETTER, Outcome.WORSE} <= known:
        return Verdict.MIXED
    return next((word for each, word in _WORDS if each in known), Verdict.UNSURE)


_WORDS = (  # whichever comes first decides
    (Outcome.ONE_RUN, Verdict.ONE_RUN),
    (Outcome.BETTER, Verdict.BETTER),
    (Outcome.WORSE, Verdict.WORSE),
    (Outcome.MORE, Verdict.DIFFERS),
    (Outcome.LESS, Verdict.DIFFERS),
    (Outcome.CANNOT_TELL, Verdict.UNSURE),
    (Outcome.EQUAL, Verdict.EQUAL),
)
