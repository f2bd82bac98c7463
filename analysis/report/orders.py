"""What the pages about the orders of runs have in common."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from analysis.compare.naming import records
from analysis.compare.rows import INTERVALS, Cells
from analysis.experiments.titles import joint_name
from analysis.metrics import display as metrics
from analysis.metrics.display import Values
from analysis.metrics.terms import Terms
from analysis.numbers import NOTHING
from analysis.plots import plot_change_map
from analysis.report.blocks import (
    Band,
    Block,
    Cell,
    Column,
    Command,
    Figure,
    Fold,
    Note,
    Table,
    Text,
)
from analysis.report.markup import literal
from analysis.report.page import (
    Fact,
    Page,
    Section,
    licences_of,
    sections_of,
    settings_of,
)
from simulation.record.run import Run
from simulation.record.same_region import region_at_hand
from simulation.region import Region

if TYPE_CHECKING:
    from pandas import DataFrame

Found = TypeVar("Found")

SIDES = {"consumer": "Orders to the tract", "producer": "Orders from the tract"}


@dataclass(frozen=True)
class Shown(Generic[Found]):
    """What such a page is made from."""

    found: Found
    runs: Mapping[str, tuple[Run, str]]  # with their folders, by name on the page
    command: Command  # that makes the page again
    most: int = 5  # winners and losers that are told

    @cached_property
    def region(self) -> Region | None:
        """The region of the runs, which keep no outlines; None if not at hand."""
        return region_at_hand(next(iter(self.runs.values()))[0])

    @property
    def made_from(self) -> str:
        """The runs by seed and log, in markup."""
        return "\n".join(
            f"- {name}: seed {run.seed}, replication {run.replication}, log "
            f"`{run.log_hash[:16]}`"
            for name, (run, _) in self.runs.items()
        )


def page_about_orders(
    shown: Shown[Found],
    parts: Iterable[Callable[[Shown[Found]], Section]],
    words: tuple[str, str, str],
    facts: Sequence[Fact],
) -> Page:
    """Return the page: title, subtitle and lead; the runs, their region and settings.

    Parameters
    ----------
    shown
        The contents.
    parts
        What makes its sections.
    words
        Title, subtitle and lead.
    facts
        What else stands in its header.
    """
    runs = {name: run for name, (run, _) in shown.runs.items()}
    first = next(iter(runs.values()))
    title, subtitle, lead = words
    region = shown.region
    where = region.title if region else first.scenario.region
    return Page(
        title=title,
        subtitle=subtitle,
        lead=lead,
        facts=(
            *(
                Fact(name, literal(f"{_called(run)} in {Path(folder).name}"))
                for name, (run, folder) in shown.runs.items()
            ),
            Fact("Region", literal(where)),
            *facts,
            *settings_of(
                [
                    (run.name, run.scenario_tables, run.forked_from)
                    for run in runs.values()
                ],
                list(runs),
                own_due=first.orders.due_s is not None,
            ),
        ),
        sections=sections_of(shown, parts),
        versions=first.versions,
        licences=licences_of(region),
    )


def _called(run: Run) -> str:
    return joint_name([(run.name, run.scenario_tables)])


def answered(sentences: Iterable[str]) -> Iterator[Block]:
    """Yield sentences as a list, and what is to be known of intervals."""
    yield Text("\n".join(f"- {literal(each)}" for each in sentences))
    yield Note(INTERVALS, title="What the intervals mean")


def map_of(
    region: Region | None, tracts: "DataFrame", what: str, caption: str, shows: str
) -> Block:
    """Return the map of the mean of `what` over orders to each tract, if it can be."""
    if region is None:
        return Note("The region is not at hand any more, so there is no map of it.")
    return Figure(
        "3",
        plot_change_map(region, tracts[tracts["side"] == "consumer"], what=what),
        caption=caption,
        shows=shows,
        description=f"A map of the tracts coloured by their mean {what}; the same "
        "numbers are in the table below.",
    )


def all_tracts(
    tracts: "DataFrame",
    cells: Callable[[str, Mapping[Any, Any]], Cells],
    table: Callable[[str, list[Any], str, str], Table],
    caption: str,
) -> Fold:
    """Return the table of tracts, those with most to say first, behind a line."""
    rows: list[Any] = []
    for side, title in SIDES.items():
        chosen = records(tracts[tracts["side"] == side])
        rows += [Band(title), *(cells(row["tract"], row) for row in chosen)]
    return Fold("All tracts", [table("Tract", rows, caption, "3")])


def table_of(
    head: str,
    heads: Sequence[str],
    rows: list[Any],
    caption: str,
    number: str,
    note: str = "",
) -> Table:
    """Return a table of groups of orders."""
    return Table(
        (Column(head, align="left"), *map(Column, heads)),
        [row if isinstance(row, Band) else shown_of(row) for row in rows],
        caption=caption,
        number=number,
        note=note,
        compact=True,
    )


def kpi_table(
    values: Mapping[str, Values],
    caption: str,
    heads: tuple[str, str],
    terms: Terms,
    number: str = "",
) -> Table:
    """Return the KPIs of two runs that are worth a row, and their difference.

    Parameters
    ----------
    values
        By what the runs are called.
    caption
        Of the table.
    heads
        Of the first and the last column.
    terms
        In which they are told.
    number
        Of the table.
    """
    first, second = values.values()
    cancelled = {name: each.get("orders_cancelled") for name, each in values.items()}
    gone = metrics.cancelled_orders(cancelled)
    return Table(
        (Column(heads[0], align="left"), *map(Column, (*values, heads[1]))),
        [
            (
                Cell(metrics.headed(kpi), tip=kpi.definition),
                *(metrics.number(kpi, each[kpi.name]) for each in (first, second)),
                metrics.difference(kpi, first[kpi.name], second[kpi.name]),
            )
            for kpi in metrics.worth_a_row(values.values(), terms)
        ],
        caption=caption,
        number=number,
        note=" ".join(filter(None, (metrics.LEFT_OUT, gone, literal(terms.note)))),
    )


def shown_of(row: Cells) -> tuple[str | Cell, ...]:
    """Return a row whose means have their intervals below them."""
    return tuple(each if isinstance(each, str) else _mean(*each) for each in row)


def _mean(mean: str, interval: str) -> Cell:
    known = "" if mean == NOTHING else interval.replace(NOTHING, "no interval")
    return Cell(mean, below=known)
