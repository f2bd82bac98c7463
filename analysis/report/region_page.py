"""The page of ``deliverai region show --map``: a region, and what was left out."""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from analysis.plots import plot_streets
from analysis.report.blocks import Block, Column, Command, Figure, Note, Table, Text
from analysis.report.markup import literal
from analysis.report.page import (
    Fact,
    Page,
    Section,
    licences_of,
    method,
    section,
    sections_of,
)
from simulation.region import Region, describe_region, region_findings
from simulation.region.left_out import KINDS

_MOST_TAGS = 40  # of those not acted on, the most frequent first
_HEAD = ("name", "checksum", "tracts and hotspots", "producers", "consumers", "router")


@dataclass(frozen=True)
class Looked:
    """A region to look at, and what its folder is called."""

    region: Region
    folder: str

    @cached_property
    def rows(self) -> list[tuple[str, str]]:
        """What is to be said of it, by name; not whom its data is owed to."""
        return [row for row in describe_region(self.region) if row[0] != "source"]


def region_page(region: Region, folder: Path) -> Page:
    """Return the page of a region: its map, what was left out, what is odd about it.

    Parameters
    ----------
    region
        As it was loaded.
    folder
        Where from; its name stands on the page.
    """
    shown = Looked(region, folder.name)
    return Page(
        title=region.title,
        subtitle="What the region holds, and what it was built without",
        lead="Streets, doors and hotspots as runs use them. What could not be used is "
        "drawn and counted, so that a gap in the map is not taken for a gap in the "
        "city.",
        facts=tuple(
            Fact(name.capitalize(), literal(value))
            for name, value in shown.rows
            if name in _HEAD[2:]
        ),
        sections=sections_of(shown, (_map, _odd, _counts, _tags, _method)),
        licences=licences_of(region),
    )


@section("map", "Map")
def _map(shown: Looked) -> Iterator[Block]:
    left_out = shown.region.left_out.kind
    kinds = ", ".join(label for kind, label in KINDS.items() if kind in left_out)
    yield Figure(
        "1",
        plot_streets(shown.region),
        caption="The region as it was built. Names in the legend can be clicked.",
        shows="Where a door is far from its street, a dotted line leads there. "
        + f"Marked is also what was left out: {kinds}." * bool(kinds),
        description="A map of tracts, streets, producers, consumers and hotspots; all "
        "numbers are in the tables below.",
    )


@section("findings", "What is odd", short="Findings")
def _odd(shown: Looked) -> Iterator[Block]:
    findings = region_findings(shown.region)
    for each in findings:
        yield Note(literal(each.sentence), title=each.severity.capitalize())
    if not findings:
        yield Text(
            "Nothing: ids, coordinates, overlaps, places at one point, speeds and "
            "detours were looked at."
        )


@section("counts", "Counts")
def _counts(shown: Looked) -> Iterator[Block]:
    yield Table(
        (Column("What", align="left"), Column("how many")),
        [row for row in shown.rows if row[0] and row[0] not in _HEAD],
        caption="What was read, and what of it is not in the region.",
        number="1",
        compact=True,
    )


@section("tags", "Tags not acted on", short="Tags")
def _tags(shown: Looked) -> Iterator[Block]:
    unread = shown.region.manifest.get("unread_tags", {})
    if not unread:
        none = "None that concerns the vehicle." if unread == {} else "Not recorded."
        yield Text(none)
        return
    yield Table(
        (Column("Tag", align="left"), Column("on so many ways or nodes")),
        [(tag, f"{count:,}") for tag, count in list(unread.items())[:_MOST_TAGS]],
        caption=f"Tags that concern the vehicle and change nothing: {len(unread):,} "
        f"in all, {sum(unread.values()):,} times.",
        number="2",
        note="They are not understood, hold at some hours only, or say more than the "
        "street model knows.",
        compact=True,
    )


def _method(shown: Looked) -> Section:
    command = ["deliverai", "region", "show", shown.folder, "--map", "map.html"]
    words = f"Region `{shown.region.checksum[:16]}`."
    return method(words, Command(shlex.join(command)))
