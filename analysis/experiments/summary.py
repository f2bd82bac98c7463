"""What replications come to: means, paired differences to the first, warm-up."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from analysis.experiments.replications import UNDER_WAY, ReplicationResults
from analysis.metrics.catalogue import KPI_OF, KPIS
from analysis.statistics import (
    CONFIDENCE,
    Interval,
    Verdict,
    WarmUp,
    differences,
    interval,
    verdict,
    warm_up_of,
)


@dataclass(frozen=True)
class Difference:
    """How a metric differs from the first side's, pair by pair."""

    interval: Interval | None  # None where a run has no value
    change_percent: float | None  # mean difference over the first's mean
    verdict: Verdict | None


def means(results: ReplicationResults) -> dict[str, dict[str, Interval | None]]:
    """Return every metric's mean with its interval, by side."""
    return {
        name: {kpi.name: interval(results.values(name, kpi.name)) for kpi in KPIS}
        for name in results.rows
    }


def paired_differences(results: ReplicationResults) -> dict[str, dict[str, Difference]]:
    """Return every metric's difference to the first side, by side.

    Over the replications that both sides have: replication k is the same orders
    for both, so its chance is in both and drops out.
    """
    first, *others = results.rows
    return {
        name: {kpi.name: _difference(results, first, name, kpi.name) for kpi in KPIS}
        for name in others
    }


def _difference(
    results: ReplicationResults, first: str, name: str, metric: str
) -> Difference:
    both = results.observed(name, first)
    this, base = (
        [results.rows[side][each]["kpis"][metric] for each in both]
        for side in (name, first)
    )
    gap = interval(differences(this, base))
    over = interval(base)
    change = None
    if gap is not None and over is not None and over.mean != 0.0:
        change = 100 * gap.mean / over.mean
    return Difference(gap, change, verdict(gap, KPI_OF[metric].better))


def warm_up(results: ReplicationResults, name: str) -> WarmUp | None:
    """Return what MSER-5 says of orders under way [min], averaged over replications.

    None without a horizon, where a run ends by itself and is taken whole.
    """
    series = [row[UNDER_WAY] for row in results.rows[name].values() if UNDER_WAY in row]
    if not series:
        return None
    return warm_up_of(
        [math.fsum(minute) / len(minute) for minute in zip(*series, strict=True)]
    )


def as_json(results: ReplicationResults) -> dict[str, object]:
    """Return means, differences and warm-up, ready for JSON."""
    first = next(iter(results.rows))
    document: dict[str, object] = {
        "replications": results.count,
        "confidence": CONFIDENCE,
        "means": {
            name: {metric: plain_interval(each) for metric, each in by_metric.items()}
            for name, by_metric in means(results).items()
        },
        "differences": [
            {"scenario": name, "to": first, "kpis": _all_plain(by_metric)}
            for name, by_metric in paired_differences(results).items()
        ],
    }
    if results.one_run:
        document["one_run"] = results.one_run
    suggested = {name: warm_up(results, name) for name in results.rows}
    known = {name: each for name, each in suggested.items() if each is not None}
    if known:
        document["warm_up"] = {
            name: {
                "suggested_min": each.observations,
                "of_min": each.of,
                "after_min": each.after,
            }
            for name, each in known.items()
        }
    return document


def _all_plain(by_metric: Mapping[str, Difference]) -> dict[str, object]:
    return {
        metric: None
        if (plain := plain_interval(each.interval)) is None
        else {
            **plain,
            "change_percent": each.change_percent,
            "verdict": None if each.verdict is None else str(each.verdict),
        }
        for metric, each in by_metric.items()
    }


def plain_interval(
    estimate: Interval | None,
) -> dict[str, float | int | None] | None:
    """Return a mean and half of its interval, ready for JSON."""
    if estimate is None:
        return None
    finite = math.isfinite(estimate.reach)
    return {
        "mean": estimate.mean,
        "half_width": estimate.reach if finite else None,
        "count": estimate.count,
    }
