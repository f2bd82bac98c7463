"""``deliverai locate``: where to put hotspots, and how many."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis.cli import options
from analysis.cli.failures import DONE
from analysis.cli.notes import note_traces, note_without_effect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.locate.locate import Demand, Measure, Placed
    from simulation.scenario import Scenario


@click.command()
@click.argument("scenario")
@click.option(
    "--hotspots",
    metavar="N,...",
    help="Numbers of hotspots; absent: 5, 10, 15, 20, 30, 40, 50, 60, 80 and 100, as "
    "far as the region has so many tracts.",
)
@click.option(
    "--by",
    "measure",
    type=click.Choice(["time", "distance"]),
    default="time",
    show_default=True,
    metavar="MEASURE",
    help="What first and last miles are to be short in: time or distance.",
)
@options.counted(
    "--replications", 1, 9_999, "Demands to place them by, from replication 0 on.", 10
)
@options.changes
@options.page
@options.document
@options.out("A new folder: a prepared region for each number of hotspots.")
def locate(  # noqa: PLR0913 -- one for each option
    *,
    scenario: str,
    hotspots: str | None,
    measure: "Measure",
    replications: int,
    seed: str | None,
    overrides: tuple[str, ...],
    page: Path | None,
    as_json: bool,
    out: Path | None,
) -> int:
    """Choose hotspots for the orders of SCENARIO, and say what each number gives.

    Sites are the hotspots of the region's tracts. Those are chosen to which first and
    last miles are shortest in all (the p-median), each tract's orders by one of them;
    how far the choice may be from the best is told. What is driven empty, shared or
    waited for is not in it: simulate the regions that --out writes.

    deliverai locate paper/deliverai_2 --hotspots 5,10,15
    """
    from analysis.locate.locate import (
        Demand,
        LocateError,
        as_it_is,
        checked_counts,
        located,
    )
    from simulation.folders import check_new
    from simulation.scenario import load_scenario

    changed = options.all_overrides(seed, overrides)
    loaded = load_scenario(scenario, changed)
    note_without_effect([loaded], changed)
    numbers = _numbers(hotspots)
    if out is not None:
        check_new(out, LocateError)
    demand = Demand.of(loaded, replications)
    note_traces(demand.notes)
    found = list(
        located(demand, checked_counts(numbers, demand.region.hotspots), measure)
    )
    now = as_it_is(demand)
    words = _command(scenario, found, measure, replications, changed)
    if out is not None:
        _write_regions(loaded, found, out, words)
    if page is not None:
        from analysis.report import write_page
        from analysis.report.locate_page import locate_page

        write_page(locate_page(demand, found, now, measure, words), page)
    if as_json:
        document = {
            "region": demand.region.checksum,
            "orders": len(demand),
            "minimised": measure,
            "as_it_is": _record(now, demand),
            "placed": [_record(each, demand) for each in found],
        }
        click.echo(json.dumps(document, indent=2, allow_nan=False))
        return DONE
    _say(demand, found, now, measure)
    for written in (page, out):
        if written is not None:
            click.echo(f"written to {written}")
    if out is not None:
        folder = out / _folder(found[-1])
        click.echo(f"simulate one by: deliverai run {scenario} --set region={folder}")
    return DONE


def _numbers(text: str | None) -> list[int]:
    """Return the numbers of a list."""
    from analysis.locate.locate import LocateError

    try:
        return [] if text is None else [int(each) for each in text.split(",")]
    except ValueError as cause:
        raise LocateError(
            "--hotspots", f"is {text!r}", "whole numbers, such as 5,10,20"
        ) from cause


def _folder(placed: "Placed") -> str:
    return f"hotspots_{placed.hotspots}"


def _write_regions(
    scenario: "Scenario", found: "Sequence[Placed]", out: Path, command: str
) -> None:
    """Write a region for each number of hotspots."""
    from simulation.assemble.prepared import region_of
    from simulation.region import save_region
    from simulation.region.zones import with_hotspots

    region = region_of(scenario)  # without the places that a trace adds
    regions = [
        (
            each,
            with_hotspots(
                region,
                each.site_of,
                f"{region.name}, chosen hotspots",
                {"command": command},
            ),
        )
        for each in found
    ]
    for each, made in regions:
        save_region(made, out / _folder(each))


def _record(placed: "Placed", demand: "Demand") -> dict[str, Any]:
    """Return what is told of a choice, each tract's hotspot by name."""
    ids = demand.region.tracts.ids
    homes = dict(zip(ids, (ids[at] for at in placed.site_of.tolist()), strict=True))
    told = asdict(replace(placed, site_of=placed.site_of[:0]))
    return told | {"site_of": homes}


def _command(
    scenario: str,
    found: "Sequence[Placed]",
    measure: str,
    replications: int,
    changed: list[str],
) -> str:
    """Return what a user types for the same answer."""
    import shlex

    numbers = ",".join(str(each.hotspots) for each in found)
    words = ["deliverai", "locate", scenario, "--hotspots", numbers, "--by", measure]
    words += ["--replications", str(replications)]
    for key in changed:
        words += ["--set", key]
    return shlex.join(words)


def _say(
    demand: "Demand", found: "Sequence[Placed]", now: "Placed", measure: "Measure"
) -> None:
    from rich.console import Console

    from analysis.cli.cells import say, show
    from analysis.locate.words import HEADS, assumed, cells, notes

    rows = [cells(each) for each in found]
    rows.append((f"{now.hotspots} as it is", *cells(now)[1:]))
    show(Console(highlight=False), HEADS, rows)
    say(f"\n{assumed(len(demand), now, measure)}")
    for sentence in notes(found):
        say(sentence)
