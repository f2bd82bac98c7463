"""Where vehicles met: what that was to save, and what it took."""

import math
from collections.abc import Iterator, Sequence

import pandas as pd

from analysis.numbers import NOTHING, plain
from analysis.report.blocks import Block, Cell, Column, Fold, Table, Text
from analysis.report.markup import literal
from analysis.report.page import section
from analysis.report.run_page.contents import Contents
from analysis.report.run_page.plans import Plan
from analysis.words import clock

_MOST = 10  # meetings in a table
_METRES_PER_KM = 1000.0


@section("meetings", "Where vehicles met", short="Meetings")
def meetings(shown: Contents) -> Iterator[Block]:
    """Return the section of meetings, of the plans in which vehicles meet."""
    plans = [plan for plan in shown.plans if any(len(r.meetings) for r in plan.runs)]
    if not plans:
        return
    yield Text(
        "At a meeting one vehicle hands all its orders over at a hotspot and is free; "
        "others take them on. **The saving is as planned at that moment**, in priced "
        "metres: what the plans of both cost less, time and lateness priced in. It is "
        "not measured: plans change afterwards, and what would have been driven "
        "without the meeting is not known. To see what meetings save, compare runs "
        "with and without them (`service.mode`). All rows: "
        "`deliverai export RUN --format csv`, or `run.meetings` in Python."
    )
    yield _sums(plans)
    for plan in plans:
        summary = f"{plan.label}: the meetings with the largest savings"
        yield Fold(summary, (_largest(plan),))


def _sums(plans: Sequence[Plan]) -> Table:
    return Table(
        (
            Column("", "left"),
            Column("planned", group="meetings a run"),
            Column("took place", group="meetings a run"),
            Column("sum a run [km]", group="saving as planned"),
            Column("mean [m]", group="saving as planned"),
            Column("receivers waited [s]", group="mean of a meeting"),
            Column("orders were there [s]", group="mean of a meeting"),
        ),
        [_sum_of(plan) for plan in plans],
        "Meetings, what they were to save and what they took.",
        note="Receivers waited until the orders were handed over; orders were there "
        "from the giver's arrival until they left, all orders of a meeting together.",
    )


def _sum_of(plan: Plan) -> list[str | Cell]:
    every = _of(plan)
    count = len(plan.runs)
    over = every[every["handed_over_s"].notna()]
    return [
        plan.label,
        plain(len(every) / count, 1 if count > 1 else 0),
        plain(len(over) / count, 1 if count > 1 else 0),
        plain(math.fsum(every["saving_m"]) / count / _METRES_PER_KM),
        plain(every["saving_m"].mean(), 0),
        *(
            plain(over[name].mean(), 1) if len(over) else NOTHING
            for name in ("receivers_wait_s", "hotspot_s")
        ),
    ]


def _of(plan: Plan) -> pd.DataFrame:
    """Return the meetings of all runs of a plan, with the number of the run."""
    frames = [run.meetings.assign(run=run.replication) for run in plan.runs]
    return pd.concat(frames, ignore_index=True)


def _largest(plan: Plan) -> Table:
    every = _of(plan).sort_values(
        ["saving_m", "run", "planned_s"], ascending=[False, True, True]
    )
    several = len(plan.runs) > 1
    rows = [
        [
            clock(row["planned_s"], plan.runs[0].time_zero),
            *([str(row["run"])] if several else []),
            str(row["giver"]),
            str(row["hotspot_tract"]),
            ", ".join(map(str, row["orders"])),
            plain(row["saving_m"], 0),
            _clock_or_nothing(row["handed_over_s"], plan),
            ", ".join(map(str, row["receivers"])) or NOTHING,
            plain(row["receivers_wait_s"], 0),
            plain(row["hotspot_s"], 0),
        ]
        for row in every.head(_MOST).to_dict("records")
    ]
    return Table(
        [
            Column("planned", "left"),
            *([Column("replication")] if several else []),
            Column("giver", tip="the vehicle that hands over"),
            Column("hotspot of tract"),
            Column("orders"),
            Column("saving [m]", tip="as planned at that moment, in priced metres"),
            Column("handed over"),
            Column("receivers", tip="the vehicles that took the orders on"),
            Column("they waited [s]"),
            Column("orders were there [s]"),
        ],
        rows,
        f"{literal(plan.label)}: the largest of {len(every):,} planned savings.",
        compact=True,
    )


def _clock_or_nothing(time_s: float, plan: Plan) -> str:
    return NOTHING if math.isnan(time_s) else clock(time_s, plan.runs[0].time_zero)
