"""``deliverai fit-speeds``: speeds by the hour, from trips that were driven."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.cli import options

if TYPE_CHECKING:
    from analysis.fitting import Fit, Trips
    from simulation.region.region import Region

_SHOWN = 5  # rows that are left out, one by one
_FILE = click.Path(path_type=Path)
_SLOTS = [str(each) for each in (15, 20, 30, 60, 120, 180, 240, 360)]


@click.command(name="fit-speeds")
@click.argument("table", type=_FILE)
@click.option(
    "--region",
    default="embedded",
    metavar="FOLDER",
    show_default=True,
    help="The prepared region in which they were driven.",
)
@click.option(
    "--every",
    "every_min",
    type=click.Choice(_SLOTS),
    default="60",
    metavar="MIN",
    show_default=True,
    help="Length of a slot of the day [min]: 15, 20, 30, 60, 120, 180, 240 or 360.",
)
@options.counted(
    "--least", 1, 1_000_000, "Trips of a slot; with fewer, those of all hours.", 20
)
@click.option("--out", type=_FILE, metavar="FILE", help="The file for traffic.file.")
@options.document
def fit_speeds(
    *,
    table: Path,
    region: str,
    every_min: str,
    least: int,
    out: Path | None,
    as_json: bool,
) -> None:
    """Fit speeds by time of day to the trips of TABLE.

    TABLE is a CSV or Parquet file with the columns origin and destination (ids of
    places) or origin_lon, origin_lat, destination_lon and destination_lat; departure;
    and duration_s or duration_min. The median of each hour, weekdays and weekends
    apart; the error is that on trips that were left aside.
    """
    from analysis.fitting import fit_speeds, read_trips, write_hours
    from simulation.region.files import load_region

    loaded = load_region(region)
    trips = read_trips(table, loaded)
    fit = fit_speeds(trips, int(every_min), least)
    if out is not None:
        write_hours(fit.hours, out)
    if as_json:
        document = {**asdict(fit), "left_out": trips.left_out}
        click.echo(json.dumps(document, indent=1))
        return
    _tell(loaded, trips, fit)
    if out is not None:
        click.echo(f"\nwritten to {out}: --set traffic.file={out}")


def _tell(region: "Region", trips: "Trips", fit: "Fit") -> None:
    """Print the fit in words."""
    from analysis.fitting.trips import WHY

    click.echo(f"{region.summary}: {len(trips):,} trips")
    for reason, rows in trips.left_out.items():
        shown = ", ".join(f"{row:,}" for row in rows[:_SHOWN])
        more = f" and {len(rows) - _SHOWN:,} more" if len(rows) > _SHOWN else ""
        click.echo(f"left out, {WHY[reason]}: row {shown}{more}")
    click.echo("\ndays     hours        factor   trips")
    for each in fit.hours:
        count = f"{each.trips:,}" if each.trips else "too few"
        days = each.names or "all"
        click.echo(f"{days:<8} {each.span:<12} {each.factor:>6.3f} {count:>7}")
    click.echo(
        f"\nfitted to {fit.fitted:,} trips; on {fit.held_out:,} that were left aside, "
        "the duration is off by (median), and too long by (median):"
    )
    for label, errors in (
        ("free flow", fit.free_flow),
        ("one factor", fit.constant),
        ("by the hour", fit.by_hour),
    ):
        click.echo(f"{label:<12} {errors.median:>7.1%} {errors.bias:>+7.1%}")
