"""``deliverai size``: the smallest fleet that meets targets, with confidence."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis.cli import options
from analysis.cli.failures import DONE, FAILED
from analysis.cli.notes import note_traces, note_without_effect

if TYPE_CHECKING:
    from analysis.experiments.journal import RowStore
    from analysis.sizing.folder import SizingFolder
    from analysis.sizing.question import Question
    from analysis.sizing.size import Sizing
    from simulation.region.region import Region

_USUAL_RUNS = 250  # of a sizing, for a progress bar that cannot know


@click.command()
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO...")
@click.option(
    "--target",
    "targets",
    multiple=True,
    metavar="EXPR",
    help="A KPI, >= or <=, and a limit, such as 'success_ratio>=0.95'; for several, "
    "all must be met.",
)
@click.option(
    "--over",
    metavar="KEY,...",
    help="Pools to size: one or two of fleet.core.size, fleet.peripheral.size and "
    "fleet.classes.NAME.size; absent: all that drive. Or shifts: couriers by hour.",
)
@click.option("--least", metavar="N,...", help="Smallest size; one, or one a pool.")
@click.option(
    "--most",
    metavar="N,...",
    help="Largest size; one, or one a pool; absent: twice the elastic fleet's.",
)
@options.counted("--replications", 4, 9_999, "Most replications of one fleet.", 64)
@options.measured(
    "--indifference",
    0,
    50,
    "PERCENT",
    "A fleet that keeps a limit by less than this part of it may be refused.",
    1.0,
)
@options.counted(
    "--probes", 8, 1000, "Most fleets that a search over two pools tries.", 40
)
@click.option(
    "--shift-lengths",
    metavar="LENGTH,...",
    help="With --over shifts: lengths that shifts may have, in half hours; absent: "
    "4h,6h,8h.",
)
@click.option(
    "--shift-starts",
    type=click.Choice(["30min", "60min"]),
    metavar="LENGTH",
    help="With --over shifts: every how often they may begin, 30min or 60min; "
    "absent: 60min.",
)
@click.option(
    "--classes",
    metavar="NAME,...",
    help="With --over shifts: classes of vehicle that they may have, peripheral for "
    "the pool's own; absent: those of fleet.classes, or the pool's own.",
)
@click.option(
    "--break",
    "pause",
    metavar="LENGTH",
    help="With --over shifts: a break that longer shifts have, such as "
    "'30min after 4h'; paid, and nobody drives in it.",
)
@options.counted("--most-shifts", 1, 100_000, "With --over shifts: shifts in all.")
@options.changes
@options.processes
@options.document
@options.out(
    "Keep answer, page and every run there. If it holds a sizing of the same "
    "scenario, its runs are used."
)
def size(  # noqa: PLR0913 - one for each option
    *,
    scenarios: tuple[str, ...],
    targets: tuple[str, ...],
    over: str | None,
    least: str | None,
    most: str | None,
    replications: int,
    indifference: float,
    probes: int,
    shift_lengths: str | None,
    shift_starts: str | None,
    classes: str | None,
    most_shifts: int | None,
    pause: str | None,
    seed: str | None,
    overrides: tuple[str, ...],
    processes: int | None,
    as_json: bool,
    out: Path | None,
) -> int:
    """Find the smallest fleet of SCENARIO that meets all targets.

    With costs in the scenario, the cheapest; --over shifts, the cheapest shifts, of
    several scenarios side by side: of services, on the same orders. The
    answer holds with 95 % confidence, however often was looked; exit 1 if no fleet is
    shown to meet the targets.
    """
    from analysis.cli.size_shifts import ShiftOptions, size_by_shifts
    from analysis.experiments.journal import journal_of
    from analysis.sizing.folder import SizingFolder
    from analysis.sizing.question import Question, bounds, pools_over
    from analysis.sizing.targets import SizingError, read_targets
    from simulation.assemble import prepare
    from simulation.scenario import load_scenario

    goals = read_targets(targets)
    changed = options.all_overrides(seed, overrides)
    several = [load_scenario(each, changed) for each in scenarios]
    loaded = several[0]
    given = ShiftOptions(shift_lengths, shift_starts, classes, most_shifts, pause)
    given.check(over, least, most)
    if over != "shifts" and len(several) > 1:
        raise SizingError(
            "SCENARIO", f"{len(several)} are given", "one, or --over shifts"
        )
    pools = () if over == "shifts" else pools_over(over, loaded)
    note_without_effect(several, changed)
    questions = [
        Question(each, goals, pools, replications, indifference / 100, probes)
        for each in several
    ]
    question = questions[0]
    if over == "shifts":
        command = _command(scenarios, question, given.words(), changed)
        return size_by_shifts(
            questions, given, command, processes=processes, as_json=as_json, out=out
        )
    low, high = bounds("--least", least, pools), bounds("--most", most, pools)
    prepared = prepare(loaded)
    prepared.orders(loaded, 0)
    note_traces(prepared.notes)
    limits = {"--least": least, "--most": most}
    command = _command(scenarios, question, limits, changed)
    checksum = prepared.region.checksum
    folder = None if out is None else SizingFolder.open(out, question, checksum)
    journal = journal_of(folder)
    sizing = _carried_out(question, (low, high), prepared.region, journal, processes)
    if folder is not None:
        folder.write(sizing)
        _write_page(sizing, prepared.region, folder, command)
    _say(sizing, folder, as_json=as_json)
    return FAILED if sizing.best is None else DONE


def _carried_out(
    question: "Question",
    limits: tuple[tuple[int, ...] | None, tuple[int, ...] | None],
    region: "Region",
    journal: "RowStore",
    processes: int | None,
) -> "Sizing":
    """Return the sizing, under a progress bar, with a line for each fleet in a log."""
    from analysis.cli.progress import ProgressLine, RoundLines
    from analysis.experiments.executors import executor
    from analysis.sizing.size import size as sized
    from analysis.sizing.trials import SimulatedTrials
    from analysis.sizing.words import round_words

    rounds = RoundLines()

    def tell(fleet: tuple[int, ...] | None, rows: list[dict[str, Any]]) -> None:
        if not progress.wanted:
            rounds.show(round_words(question, fleet, rows))

    with ProgressLine("sizing") as progress:
        trials = SimulatedTrials(
            question,
            region.checksum,
            journal=journal,
            by=executor(processes),
            progress=lambda runs: progress.share(runs / (runs + _USUAL_RUNS)),
            tell=tell,
        )
        return sized(trials, question, *limits)


def _write_page(
    sizing: "Sizing",
    region: "Region",
    folder: "SizingFolder",
    command: str,
) -> None:
    from analysis.report import write_page
    from analysis.report.sizing_page import sizing_page

    write_page(sizing_page(sizing, region, command), folder.page)


def _command(
    scenarios: tuple[str, ...],
    question: "Question",
    limits: dict[str, str | None],
    changed: list[str],
) -> str:
    """Return what a user types for the same answer."""
    import shlex

    words = ["deliverai", "size", *scenarios]
    for target in question.targets:
        words += ["--target", target.words]
    words += ["--over", ",".join(question.over) or "shifts"]
    for key in changed:
        words += ["--set", key]
    for option, sizes in limits.items():
        words += [option, sizes] if sizes is not None else []
    words += ["--replications", str(question.replications)]
    words += ["--indifference", f"{100 * question.indifference:.12g}"]
    words += ["--probes", str(question.probes)]
    return shlex.join(words)


def _say(sizing: "Sizing", folder: "SizingFolder | None", *, as_json: bool) -> None:
    """Print the answer."""
    from analysis.sizing.document import document
    from analysis.sizing.words import sentences

    if as_json:
        place = None if folder is None else str(folder.path)
        click.echo(
            json.dumps({**document(sizing), "folder": place}, indent=2, allow_nan=False)
        )
        return
    from rich.console import Console

    from analysis.cli.trade_off import trade_off_table

    for sentence in sentences(sizing):
        click.echo(sentence)
    click.echo()
    Console(highlight=False).print(trade_off_table(sizing))
    if not sizing.question.exact:
        click.echo(
            "±: half of a 95 % interval, each by itself; verdicts rest on wider ones, "
            "which hold together."
        )
    if folder is not None:
        click.echo(f"Written: {folder.page}, every run beside it.")
