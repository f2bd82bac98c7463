"""``deliverai validate``: a run against what couriers did."""

import json
from pathlib import Path

import click

from analysis.cli.failures import DONE
from analysis.cli.options import slots, tables


@click.command()
@click.argument("run", metavar="RUN")
@click.option(
    "--against",
    required=True,
    metavar="FILE",
    help="CSV or Parquet of actual times: an order by its number in the run (order), "
    "or by start_s or start, producer and consumer as in a trace; and delivered_s, "
    "delivered (ISO time) or delivery_time_s, empty where it was not delivered.",
)
@click.option(
    "--tolerance",
    type=click.FloatRange(0, 1e6),
    default=120.0,
    show_default=True,
    metavar="S",
    help="An error up to this is small enough [s].",
)
@slots
@tables
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def validate(
    *,
    run: str,
    against: str,
    tolerance: float,
    every: float,
    csv: Path | None,
    as_json: bool,
) -> int:
    """Say how far a run is from what happened, by tract and by hour.

    RUN is a run folder. An error is the simulated delivery time less the actual one:
    what is negative was too fast.
    """
    from analysis.compare.export import check_targets, write_tables
    from analysis.compare.validation import validate as validated
    from simulation.record.run import Run

    check_targets(csv, None)
    found = validated(
        Run.read(run), against, run, tolerance_s=tolerance, every_min=every
    )
    if csv is not None:
        write_tables(csv, found.tables())
    if as_json:
        click.echo(json.dumps(found.document(), indent=2, allow_nan=False))
        return DONE
    from rich.console import Console

    from analysis.cli.validation_tables import print_validation

    print_validation(Console(highlight=False), found)
    if csv is not None:
        click.echo(f"Written: {csv}")
    return DONE
