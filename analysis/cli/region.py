"""``deliverai region``: regions built, shown and checked."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.cli import options
from analysis.cli.failures import BAD_INPUT, DONE
from analysis.words import counted

if TYPE_CHECKING:
    from simulation.region import Finding, Region


@click.group()
def region() -> None:
    """Build, show and check regions."""


@region.command()
@click.argument("spec")
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Where the files are that SPEC names; absent: beside SPEC.",
)
@options.out("The new region's folder.", required=True)
def build(spec: str, data: Path | None, out: Path) -> None:
    """Build a region from real files, as SPEC (a file or a shipped name) says."""
    from simulation.region import build_region, find_spec

    _print(build_region(find_spec(spec), data, out))
    click.echo(f"written to {out}")


@region.command()
@click.argument("folder")
@click.option(
    "--map",
    "page",
    type=click.Path(path_type=Path),
    metavar="FILE.html",
    help="Write a page with a map: streets, doors, and what was left out and why.",
)
def show(folder: str, page: Path | None) -> None:
    """Print what a region holds: FOLDER, or "embedded"."""
    from simulation.region import load_region

    loaded = load_region(folder)
    _print(loaded)
    if page is not None:
        from analysis.report import write_page
        from analysis.report.region_page import region_page

        write_page(region_page(loaded, Path(folder)), page)
        click.echo(f"written to {page}")


@region.command()
@click.argument("folder")
@click.option(
    "--against",
    type=click.Choice(["osrm"]),
    metavar="ENGINE",
    help="Also drive random pairs of places by a routing engine, osrm, on the same "
    "streets (extra osrm), and say how distances and times differ, and why.",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="With --against: where the streets' file is, as for region build.",
)
@options.counted("--pairs", 1, 100_000, "With --against: pairs of places.", 1000)
@options.counted("--seed", 0, 2**63 - 1, "With --against: names the pairs.", 1)
@options.counted("--worst", 0, 100, "With --against: pairs to explain.", 10)
@options.page
@options.document
def check(  # noqa: PLR0913 -- one for each option
    *,
    folder: str,
    against: str | None,
    data: Path | None,
    pairs: int,
    seed: int,
    worst: int,
    page: Path | None,
    as_json: bool,
) -> int:
    """Check a region's folder thoroughly, and say what is odd about it.

    Checksums, polygons, matrices and legs, as they were built; then ids, outliers,
    overlaps, places at one point, speeds and detours. Faults end with exit code 2,
    warnings do not.
    """
    from simulation.region import check_region, region_findings

    if against is None and (data or page or as_json):
        raise click.UsageError("--data, --page and --json are for --against osrm.")
    checked = check_region(folder)
    findings = region_findings(checked)
    _say(findings, err=as_json)
    faults = sum(each.severity == "fault" for each in findings)
    counts = {"fault": faults, "warning": len(findings) - faults}
    problems = " and ".join(
        counted(count, word) for word, count in counts.items() if count
    )
    click.echo(
        f"{folder}: region {checked.title} "
        f"{f'has {problems}' if problems else 'is sound'}",
        err=as_json,
    )
    if against is not None:
        from analysis.cli.against import check_against_osrm

        check_against_osrm(
            checked,
            data,
            pairs=pairs,
            seed=seed,
            worst=worst,
            page=page,
            as_json=as_json,
        )
    return BAD_INPUT if faults else DONE


def _print(region: "Region") -> None:
    from simulation.region import describe_region, region_findings

    rows = describe_region(region)
    width = max(len(label) for label, _ in rows)
    for label, value in rows:
        click.echo(f"{label:<{width}}  {value}")
    _say(region_findings(region, legs=False))


def _say(findings: list["Finding"], *, err: bool = False) -> None:
    """Print each finding in a line."""
    for each in findings:
        click.echo(f"{each.severity.title()}: {each.sentence}", err=err)
