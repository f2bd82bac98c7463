"""``deliverai fork``: what if keys of a recorded run had changed at a moment."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis.cli import options
from analysis.cli.failures import DONE
from analysis.cli.notes import note_traces

if TYPE_CHECKING:
    from datetime import datetime

    from analysis.experiments.conduct import Outcome
    from simulation.forks import Replay

_RECORDED, _CHANGED = "as recorded", "changed"


@click.command()
@click.argument("run", type=click.Path(path_type=Path), metavar="RUN")
@click.option(
    "--at",
    required=True,
    metavar="TIME",
    help="The moment: 1200 (seconds), 20min or 1.5h since the start; 18:20, a time of "
    "day where the orders are if they have dates, else hours and minutes since the "
    "start.",
)
@options.keys("A key that changes then, such as hotspots.docks=2.")
@options.out("Keep the fork in this new run folder.")
@click.option(
    "--page",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write a page with both futures side by side (HTML).",
)
@options.document
def fork(
    *,
    run: Path,
    at: str,
    overrides: tuple[str, ...],
    out: Path | None,
    page: Path | None,
    as_json: bool,
) -> int:
    """Replay a recorded run to a moment and go on under changed keys.

    RUN is a run folder. Both futures meet the same orders; the fork's past is checked
    against the record, row by row.
    """
    from analysis.cli.progress import ProgressLine
    from analysis.experiments.conduct import keep, outcome_of
    from simulation.forks import replay_of
    from simulation.record.run import Run

    _check_targets(out, page)
    replay = replay_of(Run.read(run), str(run))
    note_traces(replay.prepared.notes)
    zero = replay.prepared.time_zero
    at_s = _moment(replay, at, zero)
    with ProgressLine(f"fork of {run}") as progress:
        forked = outcome_of(replay.fork(at_s, overrides, progress.orders))
    recorded, region = outcome_of(replay.run), replay.prepared.region.summary
    if out is not None:
        keep(forked, out)
    if page is not None:
        _write_page(recorded, forked, region, page)
    if as_json:
        document = _document(recorded, forked, run, out)
        click.echo(json.dumps(document, indent=2, allow_nan=False))
    else:
        click.echo(f"Region {region}.")
        _show(recorded, forked, zero)
        for path in (out, page):
            if path is not None:
                click.echo(f"Written: {path}")
    return DONE


def _check_targets(out: Path | None, page: Path | None) -> None:
    """Refuse what cannot be written, before anything runs."""
    from simulation.errors import InputError, RunError
    from simulation.folders import check_new

    if out is not None:
        check_new(out, RunError)
    if page is not None and (page.is_dir() or not page.absolute().parent.is_dir()):
        raise InputError(f"{page}: cannot be a page, expected a file in a folder.")


def _moment(replay: "Replay", at: str, zero: "datetime | None") -> float:
    """Return the moment within the run [s]."""
    from analysis.cli.moment import seconds_since_start
    from simulation.errors import RunError

    at_s = seconds_since_start(at, zero)
    try:
        return replay.check_moment(at_s)
    except RunError as cause:
        if zero is not None and not 0 < at_s < replay.run.end_s:
            from analysis.words import clock, time_zero_words

            ends = f"{time_zero_words(zero)} and {clock(replay.run.end_s, zero)[:16]}"
            raise RunError(
                f"--at {at}: is {clock(at_s, zero)}, expected a time between {ends}, "
                "within the run."
            ) from cause
        if zero is None and ":" in at:
            sentence = str(cause).removesuffix(".")
            raise RunError(
                f"{sentence} (its orders have no dates, so {at} counts from the start)."
            ) from cause
        raise


def _document(
    recorded: "Outcome", forked: "Outcome", run: Path, out: Path | None
) -> dict[str, Any]:
    """Return the JSON document: both futures, the recorded one first."""
    from analysis.compare.settings import fork_without_effect
    from analysis.metrics import kpis_after

    link = forked.run.forked_from or {}
    at_s: float = link["at_s"]
    runs = [
        {
            "future": future,
            "scenario": outcome.run.name,
            "seed": outcome.run.seed,
            "log_hash": outcome.run.log_hash,
            "folder": None if folder is None else str(folder),
            "kpis": outcome.kpis,
            "kpis_after": kpis_after(outcome.run, at_s),
            "timing": outcome.timing,
        }
        for future, outcome, folder in (
            (_RECORDED, recorded, run),
            (_CHANGED, forked, out),
        )
    ]
    changes = {key: link[key] for key in ("at_s", "changes", "before")}
    reasons = fork_without_effect(recorded.run, forked.run)
    return {**changes, "without_effect": reasons, "runs": runs}


def _show(recorded: "Outcome", forked: "Outcome", zero: "datetime | None") -> None:
    """Print what changed, and the KPIs of both futures side by side."""
    from rich.console import Console

    from analysis.cli.side_by_side import print_side_by_side
    from analysis.compare.leaving import leaving
    from analysis.compare.settings import fork_without_effect
    from analysis.metrics import kpis_after
    from analysis.metrics.terms import terms_of
    from analysis.words import moment_text

    link = forked.run.forked_from or {}
    console = Console(highlight=False)
    click.echo(f"{recorded.run.name}, forked at {moment_text(link['at_s'], zero)}:")
    until = {**link["before"], **link.get("in_force", {})}
    for key, value in link["changes"].items():
        click.echo(f"  {key}: {_value_text(until[key])} -> {_value_text(value)}")
    for sentence in (
        *fork_without_effect(recorded.run, forked.run),
        *leaving(forked.run),
    ):
        click.echo(f"  {sentence}")
    if not link["changes"]:
        click.echo("  nothing changes, so both futures are one.")
    outcomes = {_RECORDED: recorded, _CHANGED: forked}
    click.echo("\nOrders open at that moment or released later, legs from then on:")
    after = {
        name: kpis_after(each.run, link["at_s"]) for name, each in outcomes.items()
    }
    terms = terms_of(each.run.scenario_tables for each in outcomes.values())
    print_side_by_side(console, after, terms, explained=False)  # below, once
    click.echo("\nThe whole run:")
    whole = {name: each.kpis for name, each in outcomes.items()}
    print_side_by_side(console, whole, terms)


def _value_text(value: object) -> str:
    """Return a value as it is written in a scenario."""
    if value is None:
        return "absent"
    return value if isinstance(value, str) else json.dumps(value)


def _write_page(
    recorded: "Outcome", forked: "Outcome", region: str, page: Path
) -> None:
    from analysis.report import write_page
    from analysis.report.fork_page import fork_page

    write_page(fork_page(recorded, forked, region), page)
