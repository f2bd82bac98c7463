"""Replications of ``deliverai run``: carried out, kept, shown."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis.cli.failures import DONE, FAILED, complain, complain_of_each
from analysis.cli.how_often import HowOften
from analysis.cli.notes import note_traces

if TYPE_CHECKING:
    from analysis.experiments.replications import ReplicationResults, Side
    from simulation.assemble import Prepared
    from simulation.scenario import Scenario

SUMMARY_FILE = "summary.json"


def run_replications(
    scenarios: list["Scenario"],
    names: list[str],
    out: Path | None,
    how: HowOften,
    *,
    as_json: bool,
) -> int:
    """Run scenarios again and again, say what that comes to, return the exit code.

    Raises
    ------
    InputError
        If a scenario cannot be run, or has nothing random to repeat.
    """
    if how.precision is not None:  # bad options are said before anything is prepared
        how.wanted_precision(), how.wanted_metric()
    from analysis.experiments.side_by_side import check_random

    check_random(scenarios, names)
    if out is not None:
        from simulation.errors import RunError
        from simulation.folders import check_new

        check_new(out, RunError)
    shared = _prepared(scenarios, names)
    note_traces(note for each in shared for note in each.notes)
    sides = _sides(scenarios, names, shared, out)
    with _made(out):
        results = _replicated(sides, how)
    code = _complained(results, how)
    if not any(results.rows.values()):
        return code
    document = _document(sides, results, how)
    if out is not None:
        from analysis.experiments.stored_runs import write_summary

        run_names = (
            f"{name}/{each:03d}" for name, rows in results.rows.items() for each in rows
        )
        write_summary(out, document["summary"], run_names)
    if as_json:
        click.echo(json.dumps(document, indent=2, allow_nan=False))
        return code
    from analysis.cli.intervals import print_intervals, say_warm_up

    region = shared[0].region
    click.echo(
        f"Region {region.summary}; seed {scenarios[0].seed}; "
        f"{results.count} replications; mean ± half of its 95 % interval."
    )
    for name in results.one_run:
        log_hash = next(iter(results.rows[name].values()))["log_hash"]
        click.echo(
            f"{name}: all replications have the same log ({log_hash[:16]}), which is "
            "one run: no interval, no verdict."
        )
    print_intervals(results, scenarios)
    say_warm_up(results, dict(zip(names, scenarios, strict=True)))
    if out is not None:
        click.echo(f"Runs and {SUMMARY_FILE} written to {out}")
    return code


@contextmanager
def _made(out: Path | None) -> Iterator[None]:
    """Make the folder, so that a bad place is said before any run; not if unused."""
    if out is None:
        yield
        return
    out.mkdir(parents=True)
    try:
        yield
    finally:
        with suppress(OSError):  # not empty: it holds runs
            out.rmdir()


def _prepared(scenarios: list["Scenario"], names: list[str]) -> list["Prepared"]:
    """Return every scenario prepared, so that a bad one is said before any run."""
    from analysis.cli.progress import ProgressLine
    from analysis.experiments.runs import shared_prepared

    shared = []
    for scenario, name in zip(scenarios, names, strict=True):
        with ProgressLine(f"training for {name}") as progress:
            shared.append(shared_prepared(scenario, progress.share))
    return shared


def _sides(
    scenarios: list["Scenario"],
    names: list[str],
    shared: list["Prepared"],
    out: Path | None,
) -> list["Side"]:
    from analysis.experiments.replications import Side

    return [
        Side(
            name,
            scenario,
            prepared.region.checksum,
            None if out is None else out / name,
        )
        for name, scenario, prepared in zip(names, scenarios, shared, strict=True)
    ]


def _replicated(sides: list["Side"], how: HowOften) -> "ReplicationResults":
    """Return all runs, under a progress bar."""
    from analysis.cli.progress import ProgressLine
    from analysis.experiments.executors import executor
    from analysis.experiments.replications import replicate, replicate_until

    by = executor(how.processes)
    with ProgressLine("replications") as progress:
        if how.replications is not None:
            return replicate(sides, how.replications, by, progress.orders)
        return replicate_until(
            sides, how.wanted_metric(), how.wanted_precision(), by, progress.orders
        )


def _complained(results: "ReplicationResults", how: HowOften) -> int:
    """Say what failed and which means are not as precise as asked."""
    more = complain_of_each(
        f"{failed.task.label}: the run failed: {failed.error}"
        for failed in results.failures
    )
    if more:
        complain(f"and {more} more runs failed.")
    if results.failures or how.precision is None:
        return FAILED if results.failures else DONE
    vague = _vague(results, how)
    for name, reason in vague.items():
        complain(f"{name}: {reason}, expected {how.precision} of it.")
    return FAILED if vague else DONE


def _vague(results: "ReplicationResults", how: HowOften) -> dict[str, str]:
    """Return why a mean is not as precise as asked, by name."""
    from analysis.statistics import interval

    metric, precision = how.wanted_metric(), how.wanted_precision()
    reasons = {}
    for name in results.rows:
        mean = interval(results.values(name, metric))
        if name in results.one_run:
            reasons[name] = f"{metric} is that of one run, made {results.count} times"
        elif mean is None:
            reasons[name] = f"{metric} has no value in some replications"
        elif not precision.reached(mean):
            reasons[name] = (
                f"{metric} is {mean.mean:.6g} ± {mean.reach:.2g} after {mean.count} "
                "replications"
            )
    return reasons


def _document(
    sides: list["Side"], results: "ReplicationResults", how: HowOften
) -> dict[str, Any]:
    """Return the JSON document: one entry per run, and the summary."""
    from analysis.experiments.summary import as_json

    runs = [
        {
            "scenario": side.name,
            "replication": replication,
            "seed": row["seed"],
            "log_hash": row["log_hash"],
            "folder": None
            if side.folder is None
            else str(side.folder / f"{replication:03d}"),
            "kpis": row["kpis"],
            "timing": row["timing"],
        }
        for side in sides
        for replication, row in results.rows[side.name].items()
    ]
    summary = as_json(results)
    if how.precision is not None:
        summary["precision"] = {
            "metric": how.wanted_metric(),
            "wanted": how.wanted_precision().relative,
            "reached": not results.failures and not _vague(results, how),
        }
    return {"runs": runs, "summary": summary}
