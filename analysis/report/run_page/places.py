"""Where it flows and where it waits: maps and tables by tract."""

from collections.abc import Iterator, Sequence

import pandas as pd

from analysis.metrics.by_tract import WAITS
from analysis.numbers import NOTHING, plain
from analysis.plots.flow_map import plot_flows
from analysis.report.blocks import Block, Cell, Column, Figure, Fold, Note, Table, Text
from analysis.report.markup import literal
from analysis.report.page import section
from analysis.report.run_page.contents import Contents
from analysis.report.run_page.observations import service_of, summed
from analysis.report.run_page.plans import Plan
from analysis.words import listed
from simulation.units import SECONDS_PER_MINUTE

_MOST_FLOWS = 10  # in the table
_FEWEST_ORDERS = 1
_LATE = "past what was promised, of the orders delivered or past it"
_DOORS = "food_wait_s"  # only where doors take time


@section("map", "Where it flows and waits", short="Map")
def places(shown: Contents) -> Iterator[Block]:
    """Return the section of maps, one figure for each region."""
    direct = [plan.label for plan in shown.plans if not _has_core(plan)]
    if direct:
        yield Text(
            f"In {', '.join(literal(each) for each in direct)} no core vehicle "
            "drives; the map shows its vehicles' ways from door to door instead, "
            "by the tracts where they begin and end."
        )
    several = len(shown.grounds) > 1
    for number, (checksum, ground) in enumerate(shown.grounds.items(), start=1):
        plans = [p for p in shown.plans if p.runs[0].region_checksum == checksum]
        if ground.note:
            yield Note(ground.note, title="Borders of the tracts")
        yield Figure(
            f"{shown.numbered(3)} ({number})" if several else shown.numbered(3),
            plot_flows(
                flow_frame(plans),
                waiting_frame(plans),
                ground.map,
                [plan.label for plan in plans],
            ),
            "Flows between tracts, and waiting in them.",
            "Arcs are as broad as the distance driven between two hotspots, empty "
            "legs included, and bend to the right of their direction; shown are "
            "the largest, four fifths of the distance. Tracts are coloured by how "
            f"long an order waits there for {_awaited(plans)}, per "
            "order that comes by. All maps have the same scales.",
            f"Maps of {len(plans)} plans with arcs between hotspots and tracts "
            "coloured by waiting.",
        )
    yield from map(_fold, shown.plans)


def _awaited(plans: Sequence[Plan]) -> str:
    """Return what orders wait for, in words."""
    doors = any(plan.runs[0].doors for plan in plans)
    waits = ["decision", "partner", "vehicle", *(["food"] if doors else []), "bay"]
    return listed(waits)


def _has_core(plan: Plan) -> bool:
    return any(len(run.core_flows) for run in plan.runs)


def _flows(plan: Plan) -> pd.DataFrame:
    """Return a plan's flows, means over its runs."""
    name = "core_flows" if _has_core(plan) else "other_flows"
    every = pd.concat([getattr(run, name) for run in plan.runs], ignore_index=True)
    sums: pd.DataFrame = every.groupby(["tract", "to_tract"], sort=True).sum()
    sums = sums.reset_index()
    columns = ["vehicles", "empty", "orders", "distance_km"]
    sums[columns] = sums[columns] / len(plan.runs)
    return sums


def flow_frame(plans: Sequence[Plan]) -> pd.DataFrame:
    """Return the flows of plans as the map takes them."""
    return pd.concat(
        [_flows(plan).assign(plan=plan.label) for plan in plans], ignore_index=True
    )


def waiting_frame(plans: Sequence[Plan]) -> pd.DataFrame:
    """Return the waiting per order that came by [min], over all runs of a plan."""
    frames = []
    for plan in plans:
        sums = summed(plan, "waiting", ("orders", "wait_s"))
        visited = sums["orders"].where(sums["orders"] > 0)
        wait_min = sums["wait_s"] / visited / SECONDS_PER_MINUTE
        frames.append(sums.assign(plan=plan.label, wait_min=wait_min))
    return pd.concat(frames, ignore_index=True)


def _fold(plan: Plan) -> Fold:
    return Fold(
        f"{plan.label}: every tract, and the largest flows",
        (_tract_table(plan), _flow_table(plan)),
    )


def _tract_table(plan: Plan) -> Table:
    """Return service and waiting by tract, the worst served first."""
    service = service_of(plan)
    waits = [wait for wait in WAITS if wait != _DOORS or plan.runs[0].doors]
    waiting = summed(plan, "waiting", ("orders", *waits))
    waiting = waiting.rename(columns={"orders": "passing"})
    both = service.merge(waiting, on="tract")
    late = both["late"] / both["decided"].where(both["decided"] >= _FEWEST_ORDERS)
    both = both.assign(late_share=late).sort_values(
        ["late_share", "tract"], ascending=[False, True]
    )
    count = len(plan.runs)
    rows: list[list[str | Cell]] = []
    for row in both.to_dict("records"):
        passing = row["passing"]
        share = row["late_share"]
        rows.append(
            [
                str(row["tract"]),
                plain(row["orders"] / count, 0),
                NOTHING if share != share else f"{100 * share:.1f}",  # noqa: PLR0124
                plain(passing / count, 0),
                *(
                    f"{row[wait] / passing:.0f}" if passing else NOTHING
                    for wait in waits
                ),
            ]
        )
    per = "waiting per order that comes by [s]"
    return Table(
        [
            Column("tract", "left"),
            Column("orders", group="to its consumers"),
            Column("late [%]", group="to its consumers", tip=_LATE),
            Column("orders that come by"),
            *(
                Column(wait.removesuffix("_wait_s"), group=per, tip="waited for it")
                for wait in waits
            ),
        ],
        rows,
        f"{literal(plan.label)}: tracts, the worst served first.",
        note="Orders a run; late and waiting over all runs.",
        compact=True,
    )


def _flow_table(plan: Plan) -> Table:
    flows = _flows(plan).sort_values(
        ["distance_km", "tract", "to_tract"], ascending=[False, True, True]
    )
    whole = flows["distance_km"].sum() or 1.0
    rows = [
        [
            f"{row['tract']} to {row['to_tract']}",
            plain(row["distance_km"], 1),
            f"{100 * row['distance_km'] / whole:.1f}",
            plain(row["vehicles"], 1),
            plain(row["orders"] / row["vehicles"], 2),
        ]
        for row in flows.head(_MOST_FLOWS).to_dict("records")
    ]
    return Table(
        (
            Column("from tract to tract", "left"),
            Column("distance [km]"),
            Column("of all [%]"),
            Column("legs"),
            Column("orders aboard a leg"),
        ),
        rows,
        f"{literal(plan.label)}: the largest of {len(flows):,} flows, per run.",
        compact=True,
    )
