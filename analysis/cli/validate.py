"""``deliverai validate``: a run against what couriers did."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.cli import options
from analysis.cli.failures import DONE

if TYPE_CHECKING:
    from analysis.compare.validation import Validation


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
@options.measured(
    "--tolerance", 0, 1e6, "S", "An error up to this is small enough [s].", 120.0
)
@options.slots
@options.tables
@options.page
@options.document
def validate(  # noqa: PLR0913 - one for each option
    *,
    run: str,
    against: str,
    tolerance: float,
    every: float | None,
    csv: Path | None,
    page: Path | None,
    as_json: bool,
) -> int:
    """Say how far a run is from what happened, by tract and by hour.

    RUN is a run folder. An error is the simulated delivery time less the actual one:
    what is negative was too fast.
    """
    from analysis.compare.export import check_targets, write_tables
    from analysis.compare.validation import validate as validated
    from simulation.record.run import Run

    check_targets(csv, page)
    validation = validated(
        Run.read(run), against, run, tolerance_s=tolerance, every_min=every
    )
    if csv is not None:
        write_tables(csv, validation.tables())
    if page is not None:
        _write_page(validation, page, every)
    if as_json:
        click.echo(json.dumps(validation.document(), indent=2, allow_nan=False))
        return DONE
    from rich.console import Console

    from analysis.cli.order_tables import print_validation

    print_validation(Console(highlight=False), validation)
    for written in (csv, page):
        if written is not None:
            click.echo(f"Written: {written}")
    return DONE


def _write_page(validation: "Validation", page: Path, every: float | None) -> None:
    from analysis.report import write_page
    from analysis.report.validation_page import validation_page
    from analysis.report.writing import again

    settings = ["--tolerance", f"{validation.tolerance_s:g}"]
    settings += [] if every is None else ["--every", f"{every:g}"]
    read: list[str | Path] = [
        Path(validation.label),
        "--against",
        validation.file,
        *settings,
    ]
    read += ["--page", page]
    write_page(
        validation_page(validation, again(page, "deliverai", "validate", *read)), page
    )
