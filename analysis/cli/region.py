"""``deliverai region``: regions built, shown and checked."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.cli import options

if TYPE_CHECKING:
    from simulation.region import Region


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
def show(folder: str) -> None:
    """Print what a region holds: FOLDER, or "embedded"."""
    from simulation.region import load_region

    _print(load_region(folder))


@region.command()
@click.argument("folder")
def check(folder: str) -> None:
    """Check a region's folder thoroughly: checksums, polygons, matrices, legs."""
    from simulation.region import check_region

    checked = check_region(folder)
    click.echo(f"{folder}: region {checked.title} is sound")


def _print(shown: "Region") -> None:
    from simulation.region import describe_region

    rows = describe_region(shown)
    width = max(len(label) for label, _ in rows)
    for label, value in rows:
        click.echo(f"{label:<{width}}  {value}")
