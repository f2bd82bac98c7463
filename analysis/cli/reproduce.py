"""``deliverai reproduce``: the paper's whole experiment, and a page about it."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.cli import options
from analysis.cli.failures import DONE, FAILED, complain, complain_of_each

if TYPE_CHECKING:
    from analysis.experiments.campaign import Results
    from analysis.report.blocks import Command
    from analysis.reproduction.folder import ReproductionFolder
    from analysis.reproduction.reproduce import Findings, Reproduction


@click.command()
@click.option(
    "--region",
    default="embedded",
    metavar="FOLDER",
    help="A prepared region (`deliverai region build`); absent: the embedded one, "
    "which is synthetic.",
)
@options.counted(
    "--datasets",
    2,
    1000,
    "Data sets of each category, 2 or more; the paper has 5.",
    5,
)
@options.counted("--seed", 0, 2**63 - 1, "Names all data sets.", 1)
@options.processes
@options.out(
    "Where index.html and tables/*.csv go. If it holds a reproduction of this "
    "region and seed that was interrupted, that one is gone on with.",
    default=Path("reproduction"),
)
def reproduce(
    *, region: str, datasets: int, seed: int, processes: int | None, out: Path
) -> int:
    """Redo the paper's experiment and write one page about it.

    Tables 3 to 6 cell by cell beside ours, Figures 6 to 9, which findings hold, what
    the headline rests on, and how far greedy is from the optimum.
    """
    from analysis.reproduction.datasets import ExperimentSetup
    from analysis.reproduction.folder import ReproductionFolder
    from analysis.reproduction.reproduce import Reproduction
    from simulation.assemble.prepared import region_of
    from simulation.scenario import load_scenario

    scenario = load_scenario("paper/deliverai_2", [f"region={region}"])
    prepared = region_of(scenario)
    setup = ExperimentSetup(scenario.region, prepared.checksum, datasets, seed)
    folder = ReproductionFolder.open(out, setup, prepared.name)
    experiment = Reproduction(setup, prepared)
    results = _carried_out(experiment, folder, processes)
    if results.failures:
        _complain(results)
        return FAILED
    findings = experiment.findings(results)
    folder.write_tables(findings.tables)
    _write_page(findings, folder, _command(folder, region, datasets, seed))
    click.echo(f"Written: {folder.page}, {len(findings.tables)} tables beside it.")
    _say_the_answer(findings)
    return DONE


def _carried_out(
    experiment: "Reproduction", folder: "ReproductionFolder", processes: int | None
) -> "Results":
    """Return what all tasks came to, under a progress bar."""
    from analysis.cli.progress import ProgressLine
    from analysis.experiments.campaign import carry_out
    from analysis.experiments.executors import executor
    from analysis.experiments.journal import Journal

    with ProgressLine("reproducing") as progress:
        return carry_out(
            list(experiment.tasks()),
            journal=Journal(folder.journal),
            by=executor(processes),
            progress=progress.orders,
        )


def _write_page(
    findings: "Findings", folder: "ReproductionFolder", command: "Command"
) -> None:
    from analysis.report import write_page
    from analysis.report.reproduction_page import reproduction_page

    write_page(reproduction_page(findings, command), folder.page)


def _command(
    folder: "ReproductionFolder", region: str, datasets: int, seed: int
) -> "Command":
    """Return what a user types for the same page, in a new folder beside it."""
    from analysis.report.writing import again

    words: list[str | Path] = ["deliverai", "reproduce"]
    if region != "embedded":
        words += ["--region", Path(region)]
    words += ["--datasets", str(datasets), "--seed", str(seed)]
    return again(folder.page, *words, "--out", "again")


def _say_the_answer(findings: "Findings") -> None:
    """Print which findings hold, one a line."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from analysis.reproduction.trends import worst_of

    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for trend in findings.trends:
        table.add_row(Text(trend.verdict.value), Text(trend.claim))
        if trend.beside:
            verdict = worst_of(trend.beside).value
            table.add_row(Text(verdict), Text("  the same with every way counted"))
    Console(highlight=False).print(table)


def _complain(results: "Results") -> None:
    """Say what failed; what is done is kept."""
    more = complain_of_each(
        f"{failed.task.label}: {failed.error}" for failed in results.failures
    )
    if more:
        complain(f"and {more} more tasks failed.")
    click.echo(
        "What is done is kept; the same command goes on with the rest.", err=True
    )
