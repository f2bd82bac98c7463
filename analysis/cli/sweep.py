"""``deliverai sweep``: a study's runs, made once, in one folder."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.cli import options
from analysis.cli.failures import DONE, FAILED, complain_of_each
from analysis.cli.notes import note, note_traces

if TYPE_CHECKING:
    from analysis.experiments.executor_choice import Kind
    from analysis.sweeps.plan import Plan
    from analysis.sweeps.sweep import Failure

_MOST_LINES = 12  # along which it is said where a scenario pays


@click.command(no_args_is_help=True)
@click.argument("study")
@options.out(
    "A new folder: runs.parquet with one row a run, and what led to it.", required=True
)
@click.option(
    "--executor",
    "kind",
    type=click.Choice(["serial", "processes", "ray"]),
    metavar="KIND",
    default="processes",
    show_default=True,
    help="serial, processes (all cores) or ray (a cluster); the results are the same "
    "to the byte.",
)
@click.option(
    "--address",
    metavar="A",
    help="Of a running Ray cluster, such as 10.0.0.5:6379 or auto; absent: one is "
    "started on this machine.",
)
@options.processes
@click.option(
    "--resume",
    is_flag=True,
    help="Go on with FOLDER: only runs that it lacks are made. More replications "
    "may be asked for.",
)
@options.counted("--replications", 1, 100_000, "Instead of the study's.")
@click.option(
    "--beside",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Where relative paths of STUDY begin, such as those of regions; absent: at "
    "its file.",
)
@options.changes
def sweep(  # noqa: PLR0913 - the options of the command
    *,
    study: str,
    out: Path,
    kind: "Kind",
    address: str | None,
    processes: int | None,
    resume: bool,
    replications: int | None,
    beside: Path | None,
    seed: str | None,
    overrides: tuple[str, ...],
) -> int:
    """Make all runs of a study: its points, by scenarios, by replications.

    STUDY is a file or a shipped name (studies/capacity). A file says:

    \b
        question = "Up to which capacity does sharing pay?"
        scenarios = ["paper/point_to_point", "paper/deliverai_2"]
        replications = 10
        set.fleet.peripheral.deadheading = "driven"
        [grid]
        fleet.core.capacity = [2, 3, 4]
        hotspots.docks = [2, "unlimited"]

    Instead of [grid], all combinations: [[points]], one table of keys each, or
    [latin_hypercube] with points = 50, seed = 1 and ranges.KEY = [low, high], beside
    choices.KEY = [values] and settings. Any key of a scenario may be varied.
    Replication k of every scenario and point meets the same random causes.
    keep_runs = true keeps the event logs too.

    In the end it says where along each key the scenarios begin or stop to pay in
    distance against the first. Interrupted, the same command with --resume goes on.
    """  # noqa: D301 - click's sign for lines to be left as they are
    from analysis.experiments.executor_choice import open_executor
    from analysis.sweeps.folder import opened_folder
    from analysis.sweeps.plan import plan_of
    from analysis.sweeps.study import load_study

    plan = plan_of(
        load_study(study, beside), options.all_overrides(seed, overrides), replications
    )
    for key, why in plan.without_effect.items():
        note(key, why)
    note_traces(plan.notes)
    with (
        open_executor(kind, processes, address) as by,
        opened_folder(out, plan, resume=resume) as folder,
    ):
        from analysis.cli.progress import RateLine
        from analysis.sweeps.sweep import Watched, carry_out_sweep

        watched = Watched(by)
        with RateLine("runs") as line:
            try:
                failures = carry_out_sweep(
                    plan,
                    folder,
                    by=watched,
                    progress=lambda done, total: line.show(done, total, watched.failed),
                )
            except KeyboardInterrupt:
                line.__exit__(None, None, None)
                click.echo("What is done is kept; --resume goes on.", err=True)
                raise
    click.echo(_summary(plan, out, len(plan) - len(failures)))
    for sentence in (*_made_once(plan), *_where_it_pays(plan, out)):
        click.echo(sentence)
    if failures:
        _complain(failures, out)
        return FAILED
    return DONE


def _summary(plan: "Plan", out: Path, done: int) -> str:
    from analysis.words import counted

    parts = (
        counted(len(plan.points), "point"),
        counted(len(plan.names), "scenario"),
        counted(plan.replications, "replication"),
    )
    return (
        f"Written: {out / 'runs.parquet'}, {done:,} of {counted(len(plan), 'run')} "
        f"({', '.join(parts)})."
    )


def _made_once(plan: "Plan") -> list[str]:
    """Say which scenarios are one run, however many replications were asked for."""
    once = sum(not cell.repeats for cell in plan.cells)
    if not once or plan.replications == 1:
        return []
    which = "All" if once == len(plan.cells) else f"{once:,} of {len(plan.cells):,}"
    return [
        f"{which} scenarios by points meet the orders of a trace, the same in every "
        "replication: one run each, without interval or verdict."
    ]


def _where_it_pays(plan: "Plan", out: Path) -> list[str]:
    """Return where the scenarios pay, a sentence for each line of each metric.

    In distance, and where there are prices and emissions in what they come to.
    """
    if len(plan.names) == 1 or not plan.varied:
        return []
    import pandas as pd

    from analysis.experiments.titles import plain_name
    from analysis.metrics.catalogue import KPI_OF
    from analysis.metrics.display import ignored_ways, in_sentence
    from analysis.metrics.terms import terms_of
    from analysis.sweeps.break_even import DISTANCE, break_evens
    from analysis.sweeps.folder import RUNS

    frame = pd.read_parquet(out / RUNS)
    lines = [
        (in_sentence(KPI_OF[metric]), line)
        for metric in (DISTANCE, "cost_per_order", "co2_g_per_order")
        if metric in frame and frame[metric].notna().any()
        for line in break_evens(frame, plan.varied, metric)
    ]
    sentences = [f"In {what}, {each.words}." for what, each in lines[:_MOST_LINES]]
    more = len(lines) - len(sentences)
    if more:
        page = shlex.join(["deliverai", "report", str(out), "--out", "sweep.html"])
        sentences.append(f"And {more:,} lines more: {page}")
    means = frame.groupby("scenario", sort=False)["ignored_km"].mean()
    ignored = {plain_name(str(name)): float(km) for name, km in means.items()}
    told = terms_of(cell.scenario for cell in plan.cells).note
    return [*sentences, *filter(None, [ignored_ways(ignored), told])]


def _complain(failures: list["Failure"], out: Path) -> None:
    """List what failed; what is done is kept."""
    from analysis.words import counted

    more = complain_of_each(map(_failure_words, failures))
    also = f"and {more:,} more; " if more else ""
    runs = counted(len(failures), "run")
    click.echo(
        f"{runs} failed ({also}all in {out / 'failures.json'}); "
        "--resume tries them again.",
        err=True,
    )


def _failure_words(failure: "Failure") -> str:
    """Return which run failed, and why."""
    values = [f"{key}={value}" for key, value in failure.point.items()]
    run = ", ".join([failure.name, *values, f"replication {failure.replication}"])
    return f"run {failure.run} ({run}): {failure.error}"
