"""The page of ``deliverai region show --map``: a region, and what was left out."""

import shlex
from pathlib import Path

from analysis.plots import plot_streets
from analysis.report.blocks import Block, Column, Command, Figure, Note, Table, Text
from analysis.report.licences import licences_of
from analysis.report.markup import literal
from analysis.report.page import Fact, Page, Section
from simulation.region import Region, describe_region, region_findings
from simulation.region.left_out import KINDS

_MOST_TAGS = 40  # of those not acted on, the most frequent first
_HEAD = ("name", "checksum", "tracts and hotspots", "producers", "consumers", "router")


def region_page(region: Region, folder: Path) -> Page:
    """Return the page of a region: its map, what was left out, what is odd about it.

    Parameters
    ----------
    region
        As it was loaded.
    folder
        Where from; its name stands on the page.
    """
    rows = [row for row in describe_region(region) if row[0] != "source"]
    command = ["deliverai", "region", "show", folder.name, "--map", "map.html"]
    facts = [(name, value) for name, value in rows if name in _HEAD[2:]]
    return Page(
        title=region.title,
        subtitle="What the region holds, and what it was built without",
        lead="Streets, doors and hotspots as runs use them. What could not be used is "
        "drawn and counted, so that a gap in the map is not taken for a gap in the "
        "city.",
        facts=tuple(Fact(name.capitalize(), literal(value)) for name, value in facts),
        sections=(
            _map(region),
            _odd(region),
            _counts([row for row in rows if row[0] not in _HEAD]),
            _tags(region),
            Section(
                "method",
                "How this was made",
                (
                    Text(f"Region `{region.checksum[:16]}`."),
                    Command(shlex.join(command)),
                ),
            ),
        ),
        licences=licences_of(region),
    )


def _map(region: Region) -> Section:
    kinds = [label for kind, label in KINDS.items() if kind in region.left_out.kind]
    shown = f"Marked is also what was left out: {', '.join(kinds)}." if kinds else ""
    figure = Figure(
        "1",
        plot_streets(region),
        caption="The region as it was built. Names in the legend can be clicked.",
        shows="Where a door is far from its street, a dotted line leads there. "
        f"{shown}",
        description="A map of tracts, streets, producers, consumers and hotspots; all "
        "numbers are in the tables below.",
    )
    return Section("map", "Map", (figure,))


def _odd(region: Region) -> Section:
    findings = region_findings(region)
    blocks: tuple[Block, ...] = tuple(
        Note(literal(each.sentence), title=each.severity.capitalize())
        for each in findings
    )
    nothing = Text(
        "Nothing: ids, coordinates, overlaps, places at one point, speeds and detours "
        "were looked at."
    )
    return Section("findings", "What is odd", blocks or (nothing,), short="Findings")


def _counts(rows: list[tuple[str, str]]) -> Section:
    table = Table(
        (Column("What", align="left"), Column("how many")),
        [(name, value) for name, value in rows if name],
        caption="What was read, and what of it is not in the region.",
        number="1",
        compact=True,
    )
    return Section("counts", "Counts", (table,))


def _tags(region: Region) -> Section:
    unread = region.manifest.get("unread_tags", {})
    if not unread:
        text = "None that concerns the vehicle." if unread == {} else "Not recorded."
        return Section("tags", "Tags not acted on", (Text(text),), short="Tags")
    table = Table(
        (Column("Tag", align="left"), Column("on so many ways or nodes")),
        [(tag, f"{count:,}") for tag, count in list(unread.items())[:_MOST_TAGS]],
        caption=f"Tags that concern the vehicle and change nothing: {len(unread):,} "
        f"in all, {sum(unread.values()):,} times.",
        number="2",
        note="They are not understood, hold at some hours only, or say more than the "
        "street model knows.",
        compact=True,
    )
    return Section("tags", "Tags not acted on", (table,), short="Tags")
