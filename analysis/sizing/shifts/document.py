"""The answer of a sizing by shifts as a document and as tables."""

from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.metrics.catalogue import KPIS
from analysis.sizing.document import probe_described, targets_described
from analysis.sizing.question import COST
from analysis.sizing.shifts.covering import clock, coverage
from analysis.sizing.shifts.measured import (
    LATE,
    ORDERS,
    PAID_H,
    SLOT_S,
    SLOTS,
)
from analysis.sizing.shifts.size import ShiftSizing, mean_of
from analysis.sizing.shifts.words import (
    class_words,
    extra_cost,
    money,
    per_words,
    sentences,
)
from analysis.sizing.shifts.work import blamed, mean_by_slot
from analysis.sizing.verdicts import Probe
from simulation.units import SECONDS_PER_HOUR, Floats

if TYPE_CHECKING:
    from pandas import DataFrame

_ALWAYS = (
    "success_ratio",
    "delivery_time_mean_s",
    "delivery_time_p95_s",
    "vehicle_wait_mean_s",
    "distance_all_km",
)
_PAID = (PAID_H, "cost_total", COST)


def metrics_of(sizing: ShiftSizing) -> tuple[str, ...]:
    """Return the KPIs of the tables: those of the targets first."""
    kpis = (target.kpi for target in sizing.question.targets)
    return tuple(dict.fromkeys((*kpis, *_ALWAYS)))


def document(sizing: ShiftSizing) -> dict[str, Any]:
    """Return all there is to know, ready for JSON."""
    question, best = sizing.question, sizing.best
    answer = None
    if best is not None:
        answer = {
            **_described(sizing, best),
            "hours": records_of(hours_frame(sizing)),
        }
    return {
        "scenario": question.scenario.name,
        "seed": question.scenario.seed,
        "region": question.scenario.region,
        "targets": targets_described(question),
        "method": "shifts",
        "shift_lengths_h": [each / SECONDS_PER_HOUR for each in question.lengths_s],
        "shift_starts_min": question.every_s // 60,
        "break_h": None
        if question.pause is None
        else [
            each / SECONDS_PER_HOUR
            for each in (question.pause.lasts_s, question.pause.after_s)
        ],
        "classes": [class_words(each) for each in question.classes],
        "cheapest_by": money(question) if question.by_cost else "hours",
        "confidence": None if question.exact else question.confidence,
        "interval_confidence": None if question.exact else sizing.confidence,
        "looks": list(question.looks),
        "answer": answer,
        "sentences": sentences(sizing),
        "one_shift_less": [_described(sizing, each) for each in sizing.smaller],
        "frontier": records_of(frontier_frame(sizing)),
        "tried": [_described(sizing, each) for each in sizing.probes],
    }


def _described(sizing: ShiftSizing, probe: Probe) -> dict[str, Any]:
    question = sizing.question
    return {
        "shifts": list(question.texts(probe.fleet)),
        "count": probe.vehicles,
        "hours_a_day": question.hours(probe.fleet),
        "cost_a_day": sizing.rosters.price(probe.fleet),
        **probe_described(
            question, probe, sizing.stage(probe), (*metrics_of(sizing), *_PAID)
        ),
    }


def records_of(frame: "DataFrame") -> list[dict[str, Any]]:
    """Return the rows of a table, ready for JSON: nothing in place of NaN."""
    return [
        {
            str(key): None if isinstance(value, float) and np.isnan(value) else value
            for key, value in row.items()
        }
        for row in frame.to_dict("records")
    ]


def hours_frame(sizing: ShiftSizing) -> "DataFrame":
    """Return couriers by hour of the answer, in the mean of days.

    Columns: `from` (time of day), `orders`, `late_share` (of those that are placed in
    it, as the runs of the answer have it), `waiting_min` (of all orders together),
    `load` (vehicles at work, were all of the first class), then `on_duty_` with the
    name of each class. By half hours where shifts begin or end at them, or have breaks.
    """
    import pandas as pd  # noqa: PLC0415 - heavy

    best, question = sizing.best, sizing.question
    assert best is not None  # of an answer
    fleet = np.array(best.fleet)
    share = coverage(question.shapes, SLOTS, SLOT_S, 0.0)
    halves = question.pause is not None or any(
        each % SECONDS_PER_HOUR for each in (question.every_s, *question.lengths_s)
    )
    slots = 1 if halves else SECONDS_PER_HOUR // SLOT_S

    def together(values: Floats) -> Floats:
        sums: Floats = values.reshape(-1, slots).sum(axis=1)
        return sums

    orders = together(mean_by_slot(best.rows, ORDERS))
    late = together(mean_by_slot(best.rows, LATE))
    frame = pd.DataFrame(
        {
            "from": [clock(at * slots * SLOT_S) for at in range(orders.size)],
            "orders": orders,
            "late_share": np.divide(
                late, orders, out=np.full(orders.size, np.nan), where=orders > 0
            ),
            "waiting_min": together(blamed(best.rows)) / 60,
            "load": together(sizing.work.first) / slots,
        }
    )
    for name in question.classes:
        of_class = np.array([each.of_class == name for each in question.shapes])
        there = together(share[:, of_class] @ fleet[of_class]) / slots
        frame[f"on_duty_{class_words(name)}"] = np.rint(there).astype(np.int64)
    return frame


def with_somebody(hours: "DataFrame") -> "DataFrame":
    """Return the hours that have orders or couriers."""
    on_duty = hours.filter(like="on_duty_").sum(axis=1)
    return hours[(hours["orders"] > 0) | (on_duty > 0)]


def frontier_frame(sizing: ShiftSizing) -> "DataFrame":
    """Return what other limits of the first target take.

    Columns: `target`, `shifts`, `hours_a_day`, `cost_a_day`, `cost_per_order`,
    `extra_a_day` (more than at the limit before, for a point or a unit of it), `per`
    (what that is for); NaN where no roster meets the limit.
    """
    import pandas as pd  # noqa: PLC0415 - heavy

    rows = []
    for step, extra in zip(sizing.frontier, extra_cost(sizing.frontier), strict=True):
        probe, question = step.probe, sizing.question
        rows.append(
            {
                "target": step.target.words,
                "shifts": np.nan if probe is None else probe.vehicles,
                "hours_a_day": np.nan if probe is None else question.hours(probe.fleet),
                "cost_a_day": step.cost_a_day,
                "cost_per_order": None
                if probe is None or question.cost_kpi is None
                else mean_of(probe, question.cost_kpi),
                "extra_a_day": extra,
                "per": per_words(step.target),
            }
        )
    columns = ["shifts", "hours_a_day", "cost_a_day", "cost_per_order", "extra_a_day"]
    frame = pd.DataFrame(rows, columns=["target", *columns, "per"])
    frame[columns] = frame[columns].astype(float)
    return frame


def runs_frame(sizing: ShiftSizing) -> "DataFrame":
    """Return every run, one a row: shifts, replication, all KPIs, the log's hash."""
    import pandas as pd  # noqa: PLC0415 - heavy

    names = [*(kpi.name for kpi in KPIS), PAID_H, "log_hash"]
    return pd.DataFrame(
        [
            {
                "shifts": "; ".join(sizing.question.texts(probe.fleet)),
                "stage": sizing.stage(probe),
                "replication": probe.first + at,
                **{name: row.get(name) for name in names},
            }
            for probe in sizing.probes
            for at, row in enumerate(probe.rows)
        ]
    )


def roster_toml(sizing: ShiftSizing) -> str:
    """Return the answer as the keys of a scenario."""
    assert sizing.best is not None  # of an answer
    texts = sizing.question.texts(sizing.best.fleet)
    lines = [f'    "{text}",' for text in texts]
    return "\n".join(["[fleet.peripheral]", "shifts = [", *lines, "]", ""])
