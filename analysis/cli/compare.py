"""``deliverai compare``: which orders, tracts and hours gained or lost, and why."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.cli import options
from analysis.cli.failures import DONE

if TYPE_CHECKING:
    from analysis.compare.comparison import Comparison

_TWO = 2


@click.command()
@click.argument("runs", nargs=-1, metavar="RUN RUN")
@options.slots
@options.counted("--most", 1, 1000, "Winners, losers and tracts that are told.", 5)
@options.tables
@options.page
@options.document
def compare(
    *,
    runs: tuple[str, ...],
    every: float | None,
    most: int,
    csv: Path | None,
    page: Path | None,
    as_json: bool,
) -> int:
    """Compare two runs of the same orders: who gained, who lost, and why.

    RUN is a run folder. A change is the second run less the first: what is negative
    was faster in the second.
    """
    from analysis.compare.comparison import compare_runs
    from analysis.compare.export import check_targets, write_tables
    from analysis.compare.settings import same_run
    from simulation.record.run import Run

    if len(runs) != _TWO:
        raise click.UsageError(f"got {len(runs)}, expected two run folders: RUN RUN.")
    check_targets(csv, page)
    first, second = (Run.read(each) for each in runs)
    labels = (runs[0], runs[1])
    comparison = compare_runs(first, second, labels=labels, every_min=every)
    differing = [each.key for each in comparison.settings]
    same = same_run(first, second, differing)
    if csv is not None:
        write_tables(csv, comparison.tables())
    if page is not None:
        _write_page(comparison, page, every, most)
    if as_json:
        document = {**comparison.document(most), "same_run": same}
        click.echo(json.dumps(document, indent=2, allow_nan=False))
        return DONE
    from rich.console import Console

    from analysis.cli.order_tables import print_comparison

    for sentence in same:
        click.echo(sentence)
    print_comparison(Console(highlight=False), comparison, most)
    for written in (csv, page):
        if written is not None:
            click.echo(f"Written: {written}")
    return DONE


def _write_page(
    comparison: "Comparison", page: Path, every: float | None, most: int
) -> None:
    from analysis.report import write_page
    from analysis.report.comparison_page import comparison_page
    from analysis.report.writing import again

    runs = [
        Path(side.label) for side in (comparison.pairs.first, comparison.pairs.second)
    ]
    settings = [] if every is None else ["--every", f"{every:g}"]
    settings += ["--most", str(most)]
    command = again(page, "deliverai", "compare", *runs, "--page", page, *settings)
    write_page(comparison_page(comparison, command, most), page)
