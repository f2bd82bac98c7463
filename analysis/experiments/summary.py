"""What replications come to: means, paired differences to the first, warm-up."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from analysis.experiments.replications import UNDER_WAY, Replicated
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


def means(done: Replicated) -> dict[str, dict[str, Interval | None]]:
    """Return every metric's mean with its interval, by side."""
    return {
        name: {kpi.name: interval(done.values(name, kpi.name)) for kpi in KPIS}
        for name in done.rows
    }


def paired_differences(done: Replicated) -> dict[str, dict[str, Difference]]:
    """Return every metric's difference to the first side, by side.

    Over the replications that both sides have: replication k is the same orders
    for both, so its chance is in both and drops out.
    """
    first, *others = done.rows
    return {
        name: {kpi.name: _difference(done, first, name, kpi.name) for kpi in KPIS}
        for name in others
    }


def _difference(done: Replicated, first: str, name: str, metric: str) -> Difference:
    both = done.observed(name, first)
    this, base = (
        [done.rows[side][each]["kpis"][metric] for each in both]
        for side in (name, first)
    )
    found = interval(differences(this, base))
    over = interval(base)
    change = None
    if found is not None and over is not None and over.mean != 0.0:
        change = 100 * found.mean / over.mean
    return Difference(found, change, verdict(found, KPI_OF[metric].better))


def warm_up(done: Replicated, name: str) -> WarmUp | None:
    """Return what MSER-5 says of orders under way [min], averaged over replications.

    None without a horizon, where a run ends by itself and is taken whole.
    """
    series = [row[UNDER_WAY] for row in done.rows[name].values() if UNDER_WAY in row]
    if not series:
        return None
    return warm_up_of(
        [math.fsum(minute) / len(minute) for minute in zip(*series, strict=True)]
    )


def as_json(done: Replicated) -> dict[str, object]:
    """Return means, differences and warm-up, ready for JSON."""
    first = next(iter(done.rows))
    document: dict[str, object] = {
        "replications": done.asked,
        "confidence": CONFIDENCE,
        "means": {
            name: {metric: _plain(found) for metric, found in by_metric.items()}
            for name, by_metric in means(done).items()
        },
        "differences": [
            {"scenario": name, "to": first, "kpis": _all_plain(by_metric)}
            for name, by_metric in paired_differences(done).items()
        ],
    }
    if done.one_run:
        document["one_run"] = done.one_run
    suggested = {name: warm_up(done, name) for name in done.rows}
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
        if (plain := _plain(each.interval)) is None
        else {
            **plain,
            "change_percent": each.change_percent,
            "verdict": None if each.verdict is None else str(each.verdict),
        }
        for metric, each in by_metric.items()
    }


def _plain(found: Interval | None) -> dict[str, float | int | None] | None:
    if found is None:
        return None
    known = math.isfinite(found.reach)
    return {
        "mean": found.mean,
        "half_width": found.reach if known else None,
        "count": found.count,
    }
