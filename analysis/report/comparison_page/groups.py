"""Where and when orders gained or lost: tables by tract and by start, and the map."""

from collections.abc import Mapping
from typing import Any

from analysis.compare.comparison import Comparison
from analysis.compare.naming import LESS, records
from analysis.compare.stories import LEAST_ORDERS
from analysis.numbers import more_seconds, percent, seconds
from analysis.plots import plot_change_map
from analysis.report.blocks import Band, Block, Column, Figure, Fold, Note, Table
from analysis.report.orders import mean_cell
from analysis.report.page import Section
from analysis.words import slot
from simulation.region import Region

_SIDES = (("consumer", "Orders to the tract"), ("producer", "Orders from the tract"))


def where(found: Comparison, region: Region | None) -> Section:
    """Return the map, the worst-served tracts, and all tracts."""
    blocks: list[Block] = []
    tracts = found.tracts
    if region is None:
        blocks.append(
            Note("The region is not at hand any more, so there is no map of it.")
        )
    else:
        to_tract = tracts[tracts["side"] == "consumer"]
        blocks.append(
            Figure(
                "3",
                plot_change_map(region, to_tract),
                caption="Mean change of the orders to each tract.",
                shows="Blue tracts are served faster in B, orange ones slower.",
                description="A map of the tracts coloured by their mean change; the "
                "same numbers are in the table below.",
            )
        )
    rows: list[Any] = []
    for side, title in _SIDES:
        rows.append(Band(title))
        chosen = tracts[tracts["side"] == side].sort_values(
            ["change_sum_s", "tract"], kind="stable"
        )
        rows += [_group(row["tract"], row) for row in records(chosen)]
    table = _groups("Tract", rows, "Tracts, those that gained most first.", "3")
    return Section(
        "where", "Where", [*blocks, _worst(found), Fold("All tracts", [table])]
    )


def when(found: Comparison) -> Section:
    """Return the orders by start."""
    rows = [_group(slot(row), row) for row in records(found.hours)]
    return Section("when", "When", [_groups("Start", rows, "Orders by start.", "4")])


def _worst(found: Comparison) -> Table:
    rows = [
        (
            letter,
            dict(_SIDES)[worst.side].removesuffix(" the tract").lower()
            + f" {worst.tract}",
            f"{worst.orders:,}",
            percent(worst.success_ratio),
            seconds(worst.time_mean_s),
        )
        for letter, run in zip("AB", ("first", "second"), strict=True)
        for worst in found.worst[run]
    ]
    return Table(
        (
            Column("Run", align="left"),
            Column("Tract", align="left"),
            *map(Column, ("orders", "on time", "delivery time, mean [s]")),
        ),
        rows,
        caption="The worst-served tracts: fewest orders on time, among "
        f"tracts of {LEAST_ORDERS} orders or more.",
    )


def _groups(head: str, rows: list[Any], caption: str, number: str) -> Table:
    return Table(
        (
            Column(head, align="left"),
            *map(Column, ("orders", "faster", "slower", "A, mean [s]", "B, mean [s]")),
            *map(Column, (f"{LESS} [s]", "sum [s]")),
        ),
        rows,
        caption=caption,
        number=number,
        compact=True,
    )


def _group(name: str, row: Mapping[Any, Any]) -> tuple[Any, ...]:
    return (
        name,
        *(f"{row[each]:,}" for each in ("orders", "faster", "slower")),
        seconds(row["first_mean_s"]),
        seconds(row["second_mean_s"]),
        mean_cell(row, "change"),
        more_seconds(row["change_sum_s"]),
    )
