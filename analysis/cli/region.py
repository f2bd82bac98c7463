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
) -> None:
    """Check a region's folder thoroughly: checksums, polygons, matrices, legs."""
    from simulation.region import check_region

    if against is None and (data or page or as_json):
        raise click.UsageError("--data, --page and --json are for --against osrm.")
    checked = check_region(folder)
    if not as_json:
        click.echo(f"{folder}: region {checked.title} is sound")
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


def _print(shown: "Region") -> None:
    from simulation.region import describe_region

    rows = describe_region(shown)
    width = max(len(label) for label, _ in rows)
    for label, value in rows:
        click.echo(f"{label:<{width}}  {value}")
