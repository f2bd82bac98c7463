"""``deliverai region``: regions built, shown and checked."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.cli import options
from analysis.cli.failures import BAD_INPUT, DONE

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

    shown = load_region(folder)
    _print(shown)
    if page is not None:
        from analysis.report import write_page
        from analysis.report.region_page import region_page

        write_page(region_page(shown, Path(folder)), page)
        click.echo(f"written to {page}")


@region.command()
@click.argument("folder")
def check(folder: str) -> int:
    """Check a region's folder thoroughly, and say what is odd about it.

    Checksums, polygons, matrices and legs, as they were built; then ids, outliers,
    overlaps, places at one point, speeds and detours. Faults end with exit code 2,
    warnings do not.
    """
    from simulation.region import check_region, region_findings

    checked = check_region(folder)
    findings = region_findings(checked)
    _say(findings)
    faults = sum(each.severity == "fault" for each in findings)
    counts = {"fault": faults, "warning": len(findings) - faults}
    said = " and ".join(
        f"{count} {word}{'s' * (count > 1)}" for word, count in counts.items() if count
    )
    click.echo(
        f"{folder}: region {checked.title} {f'has {said}' if said else 'is sound'}"
    )
    return BAD_INPUT if faults else DONE


def _print(shown: "Region") -> None:
    from simulation.region import describe_region, region_findings

    rows = describe_region(shown)
    width = max(len(label) for label, _ in rows)
    for label, value in rows:
        click.echo(f"{label:<{width}}  {value}")
    _say(region_findings(shown, legs=False))


def _say(findings: list["Finding"]) -> None:
    """Print each finding in a line."""
    for each in findings:
        click.echo(f"{each.severity.title()}: {each.sentence}")
