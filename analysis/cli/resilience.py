"""``deliverai resilience``: plans on bad days, each paired with the good one."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.cli import options
from analysis.cli.failures import DONE, FAILED, complain_of_each
from analysis.cli.notes import note_traces, note_without_effect

if TYPE_CHECKING:
    from analysis.resilience.folder import ResilienceFolder
    from analysis.resilience.study import Answer, Question


@click.command()
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO...")
@click.option(
    "--days",
    "days",
    multiple=True,
    required=True,
    metavar="DAY...",
    help="Bad days: files, a folder of them, or shipped ones, stress or such as "
    "stress/strike. Further files of days may follow.",
)
@click.option(
    "--plan",
    "variants",
    multiple=True,
    metavar="'NAME: KEY=VALUE; ...'",
    help="A further plan: the first scenario under other keys.",
)
@click.option(
    "--by",
    "metric",
    default="success_ratio",
    show_default=True,
    metavar="KPI",
    help="The metric by which plans are compared.",
)
@options.counted("--replications", 1, 1000, "Of each plan and day.", 10)
@options.measured(
    "--window", 5, 1440, "MIN", "Length of the window whose worst one is shown.", 60
)
@options.measured(
    "--tolerance",
    0,
    10,
    "SHARE",
    "Open orders above those of the good day, over their mean, at which a plan has "
    "recovered.",
    0.1,
)
@options.measured(
    "--later", 0, 100_000, "MIN", "By how much later all happens than days say.", 0
)
@options.changes
@options.processes
@options.document
@options.out(
    "Keep answer and page there. If it holds such a comparison of the same first plan, "
    "its runs are used."
)
def resilience(  # noqa: PLR0913 - one for each option
    *,
    scenarios: tuple[str, ...],
    days: tuple[str, ...],
    variants: tuple[str, ...],
    metric: str,
    replications: int,
    window: float,
    tolerance: float,
    later: float,
    seed: str | None,
    overrides: tuple[str, ...],
    processes: int | None,
    as_json: bool,
    out: Path | None,
) -> int:
    """Compare plans over bad days, and say which one bears all of them best.

    Each SCENARIO is a plan, and each --plan. A bad day is paired with the good day of
    the same replication: the same orders, but for those that its shocks add or take
    away. The plan to take is the one whose largest regret over all days is smallest.
    """
    from analysis.cli.progress import ProgressLine
    from analysis.experiments.executors import executor
    from analysis.experiments.journal import journal_of
    from analysis.experiments.runs import shared_prepared
    from analysis.resilience.days import days_of, is_day
    from analysis.resilience.folder import ResilienceFolder
    from analysis.resilience.plans import plans_of
    from analysis.resilience.study import Question, answer

    plain = tuple(each for each in scenarios if not is_day(each))
    if not plain:
        raise click.UsageError("Only days are given, expected a SCENARIO too.")
    found = days_of([*days, *(each for each in scenarios if is_day(each))])
    changed = options.all_overrides(seed, overrides)
    plans = plans_of(plain, variants, found, changed, later)
    note_without_effect([each.scenario for each in plans], changed)
    question = Question(plans, found, metric, replications, window, tolerance)
    question.check()
    prepared = shared_prepared(plans[0].scenario)
    note_traces(prepared.notes)
    for plan in plans:  # a bad day is said before any run
        for day in (plan.scenario, *plan.on.values()):
            _check(day)
    checksum = prepared.region.checksum
    folder = None if out is None else ResilienceFolder.open(out, question, checksum)
    with ProgressLine("plans on good and bad days") as progress:
        found_answer = answer(
            question,
            checksum,
            journal=journal_of(folder),
            by=executor(processes),
            progress=progress.orders,
        )
    if found_answer.failures:
        complain_of_each(
            f"{each.task.label}: the run failed: {each.error}"
            for each in found_answer.failures
        )
        return FAILED
    if folder is not None:
        from analysis.report import write_page
        from analysis.report.resilience_page import resilience_page
        from analysis.resilience.words import document

        folder.write_answer(document(found_answer))
        command = _command(plain, days, variants, question, later, changed)
        write_page(resilience_page(found_answer, prepared.region, command), folder.page)
    _say(found_answer, folder, as_json=as_json)
    return DONE


def _check(scenario: "object") -> None:
    """Refuse a day whose places, hotspots or orders are not those of the region."""
    from analysis.experiments.runs import shared_prepared
    from simulation.scenario import Scenario
    from simulation.simulation import Simulation

    assert isinstance(scenario, Scenario)
    Simulation(scenario, prepared=shared_prepared(scenario))


def _command(
    scenarios: tuple[str, ...],
    days: tuple[str, ...],
    variants: tuple[str, ...],
    question: "Question",
    later: float,
    changed: list[str],
) -> str:
    """Return what a user types for the same answer."""
    import shlex

    words = ["deliverai", "resilience", *scenarios]
    for option, values in (("--days", days), ("--plan", variants), ("--set", changed)):
        for value in values:
            words += [option, value]
    words += ["--by", question.metric, "--replications", str(question.replications)]
    words += ["--window", f"{question.window_min:g}"]
    words += ["--tolerance", f"{question.tolerance:g}"]
    return shlex.join([*words, *(["--later", f"{later:g}"] if later else [])])


def _say(found: "Answer", folder: "ResilienceFolder | None", *, as_json: bool) -> None:
    """Print the answer."""
    from analysis.resilience.words import (
        comparisons,
        document,
        metric_words,
        notes,
        recommendation,
    )

    if as_json:
        place = None if folder is None else str(folder.path)
        text = {**document(found), "folder": place}
        click.echo(json.dumps(text, indent=2, allow_nan=False))
        return
    from rich.console import Console

    from analysis.cli.resilience_tables import by_day, by_plan

    click.echo(recommendation(found))
    for sentence in (*comparisons(found), *notes(found)):
        click.echo(sentence)
    console = Console(highlight=False)
    click.echo(
        f"\n{metric_words(found)}; mean of {found.question.replications} "
        "replications ± half of its 95 % interval."
    )
    console.print(by_plan(found))
    click.echo(
        "\nWhat each day does, paired with the good day of the same replication."
    )
    console.print(by_day(found))
    if folder is not None:
        click.echo(f"Written: {folder.page}")
