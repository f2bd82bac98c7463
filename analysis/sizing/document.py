"""The answer of a sizing as a document and as tables."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from analysis.metrics.catalogue import KPIS
from analysis.sizing.question import COST, Question, is_class
from analysis.sizing.size import Sizing
from analysis.sizing.trials import JOINED, joined
from analysis.sizing.verdicts import Probe
from analysis.sizing.words import binding, sentences
from analysis.statistics import Interval, interval

if TYPE_CHECKING:
    from pandas import DataFrame

_ALWAYS = (
    "success_ratio",
    "delivery_time_mean_s",
    "delivery_time_p95_s",
    "vehicle_wait_mean_s",
    "distance_all_km",
    "deadhead_all_km",
    "utilisation_fleet_mean",
)


def metrics_of(sizing: Sizing) -> tuple[str, ...]:
    """Return the KPIs of the trade-off: those of the targets first."""
    cost = (COST,) if sizing.question.by_cost else ()
    kpis = (target.kpi for target in sizing.question.targets)
    return tuple(dict.fromkeys((*kpis, *cost, *_ALWAYS)))


def document(sizing: Sizing) -> dict[str, Any]:
    """Return all there is to know, ready for JSON."""
    question, best = sizing.question, sizing.best
    return {
        "scenario": question.scenario.name,
        "seed": question.scenario.seed,
        "region": question.scenario.region,
        "targets": targets_described(question),
        "smallest_by": COST if question.by_cost else "vehicles",
        "method": sizing.method,
        "confidence": None if question.exact else question.confidence,
        "interval_confidence": None if question.exact else sizing.interval_confidence,
        "looks": list(question.looks),
        "bounds": {
            key: [low, high]
            for key, low, high in zip(
                question.over, sizing.least, sizing.most, strict=True
            )
        },
        "answer": None
        if best is None
        else {
            "fleet": dict(zip(question.over, best.fleet, strict=True)),
            "vehicles": best.vehicles,
            "smaller_excluded": sizing.settled,
        },
        "sentences": sentences(sizing),
        "binds": [
            {
                "fleet": dict(zip(question.over, probe.fleet, strict=True)),
                "targets": [target.words for target in targets],
            }
            for probe, targets in binding(sizing)
        ],
        "mixes": [
            {
                "share": each.share,
                **({} if each.proved is None else _described(sizing, each.proved)),
            }
            for each in sizing.curve
        ],
        "trade_off": [_described(sizing, probe) for probe in sizing.fleets],
        "elastic": _elastic_described(sizing),
        "monotone": {
            "pairs": sizing.monotony.compared,
            "falls": [
                {
                    "kpi": fall.target.kpi,
                    "smaller": list(fall.smaller),
                    "larger": list(fall.larger),
                    "change": _limits(fall.change),
                }
                for fall in sizing.monotony.falls
            ],
        },
    }


def _described(sizing: Sizing, probe: Probe) -> dict[str, Any]:
    question = sizing.question
    return {
        "fleet": dict(zip(question.over, probe.fleet, strict=True)),
        **probe_described(question, probe, sizing.stage(probe), metrics_of(sizing)),
    }


def targets_described(question: Question) -> list[dict[str, Any]]:
    """Return the targets of a sizing, ready for JSON."""
    return [
        {
            "kpi": target.kpi,
            "sense": ">=" if target.at_least else "<=",
            "limit": target.limit,
            "indifference": zone,
        }
        for target, zone in zip(question.targets, question.zones, strict=True)
    ]


def probe_described(
    question: Question, probe: Probe, stage: str, metrics: Iterable[str]
) -> dict[str, Any]:
    """Return what the runs of a fleet came to, ready for JSON."""
    return {
        "replications": len(probe.rows),
        "first_replication": probe.first,
        "stage": stage,
        "verdict": probe.verdict.value,
        "verdicts": {
            target.words: verdict.value
            for target, verdict in zip(question.targets, probe.verdicts, strict=True)
        },
        "metrics": {name: _limits(interval(probe.values(name))) for name in metrics},
    }


def _elastic_described(sizing: Sizing) -> dict[str, Any]:
    return {
        "replications": len(sizing.elastic),
        "vehicles": {
            key: _limits(interval([row[joined(key)] for row in sizing.elastic]))
            for key in sizing.question.over
            if not is_class(key)
        },
        "vehicles_fleet": _limits(elastic_interval(sizing, "vehicles_fleet")),
        "metrics": {
            kpi: _limits(elastic_interval(sizing, kpi)) for kpi in metrics_of(sizing)
        },
    }


def _limits(seen: Interval | None) -> dict[str, float | None] | None:
    """Return mean, low and high; None of nothing, limits None of one run."""
    if seen is None:
        return None
    if seen.count == 1:
        return {"mean": seen.mean, "low": None, "high": None}
    return {"mean": seen.mean, "low": seen.low, "high": seen.high}


def elastic_interval(sizing: Sizing, kpi: str) -> Interval | None:
    """Return a KPI's mean with the elastic fleet; None: nothing to observe."""
    return interval([row.get(kpi) for row in sizing.elastic])


def runs_frame(sizing: Sizing) -> "DataFrame":
    """Return every run, one a row: fleet, replication, all KPIs, the log's hash."""
    import pandas as pd  # noqa: PLC0415 - heavy

    keys = sizing.question.over
    columns = [*(kpi.name for kpi in KPIS), *JOINED.values(), "log_hash"]
    elastic = [
        {**dict.fromkeys(keys), "replication": at} | {k: row.get(k) for k in columns}
        for at, row in enumerate(sizing.elastic)
    ]
    tried = [
        {**dict(zip(keys, probe.fleet, strict=True)), "replication": probe.first + at}
        | {name: row.get(name) for name in columns}
        for probe in sizing.probes
        for at, row in enumerate(probe.rows)
    ]
    frame = pd.DataFrame(elastic + tried)
    for key in keys:
        frame[key] = frame[key].astype("Int64")  # missing: elastic
    return frame


def trade_off_frame(sizing: Sizing) -> "DataFrame":
    """Return every metric of every fleet, once: mean with its 95 % interval.

    Columns: the keys, `vehicles`, `stage` (search or proof), `verdict`,
    `replications`, `metric`, `mean`, `low`, `high`.
    """
    import pandas as pd  # noqa: PLC0415 - heavy

    keys = sizing.question.over
    rows = []
    for probe in sizing.fleets:
        for kpi in metrics_of(sizing):
            limits = _limits(interval(probe.values(kpi))) or {}
            rows.append(
                {
                    **dict(zip(keys, probe.fleet, strict=True)),
                    "vehicles": probe.vehicles,
                    "stage": sizing.stage(probe),
                    "verdict": probe.verdict.value,
                    "replications": len(probe.rows),
                    "metric": kpi,
                    "mean": limits.get("mean"),
                    "low": limits.get("low"),
                    "high": limits.get("high"),
                }
            )
    return pd.DataFrame(rows)
