"""The page of a reproduction, put together."""

from analysis.report.blocks import Command, Text
from analysis.report.markup import literal
from analysis.report.page import (
    Fact,
    Page,
    Section,
    licences_of,
    method,
    sections_of,
)
from analysis.report.reproduction_page.agents import agents
from analysis.report.reproduction_page.answer import answer, findings
from analysis.report.reproduction_page.figures import figures
from analysis.report.reproduction_page.optimum import optimum
from analysis.report.reproduction_page.paper_tables import tables
from analysis.report.reproduction_page.readings import readings
from analysis.reproduction.reproduce import Findings
from simulation.interpreter import versions

_SECTIONS = (answer, findings, tables, figures, agents, readings, optimum)
_PAPER = (
    "A. Mehra, S. Saha, V. Raychoudhury, A. Mathur, *DeliverAI: a distributed "
    "path-sharing network based solution for the last mile food delivery problem*"
)


def reproduction_page(found: Findings, command: Command) -> Page:
    """Return the page that shows what a reproduction came to.

    Parameters
    ----------
    found
        The results.
    command
        What makes the page again.
    """
    setup, region = found.setup, found.region
    return Page(
        title="DeliverAI, reproduced",
        subtitle=region.title,
        lead=f"{_PAPER}: its whole experiment redone, every published figure beside "
        "ours, and what its headline rests on. No number is tuned to the paper.",
        facts=(
            Fact("Region", literal(region.summary)),
            Fact("Data sets", f"{setup.datasets} a category, seed {setup.seed}"),
            Fact(
                "Runs",
                f"{sum(len(rows) for rows in found.rows.values()):,} in Tables 4 to 6",
            ),
        ),
        sections=(*sections_of(found, _SECTIONS), _method(found, command)),
        versions=versions(),
        licences=licences_of(region),
    )


def _method(found: Findings, command: Command) -> Section:
    """Return how the page was made, and how to make it again."""
    files = "\n".join(
        f"- [tables/{name}.csv](tables/{name}.csv), {len(frame):,} rows"
        for name, frame in found.tables.items()
    )
    return method(
        "A data set is a replication: its orders come from seed and number "
        "alone, so every policy and every reading meets the same ones. "
        "Intervals are Student's t at 95 % over the data sets; changes are "
        "taken data set by data set before they are averaged. Savings at "
        "different loads have no orders in common and are compared by Welch's "
        "interval. An interval says how far other orders on this region could "
        "lie, not how far another city; and one that is wrong in twenty is "
        "to be expected among so many.\n\n"
        f"Region checksum: `{found.region.checksum}`.",
        command,
        Text(f"All numbers of this page, as CSV beside it:\n\n{files}"),
    )
