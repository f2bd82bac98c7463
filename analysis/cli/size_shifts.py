"""``deliverai size --over shifts``: couriers by hour and class, as shifts."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.cli.failures import DONE, FAILED
from analysis.cli.notes import note_traces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.sizing.folder import SizingFolder
    from analysis.sizing.question import Question
    from analysis.sizing.shifts.asked import ShiftQuestion
    from analysis.sizing.shifts.beside import Beside
    from analysis.sizing.shifts.size import ShiftSizing
    from analysis.sizing.shifts.work import TrialsOf
    from simulation.region.region import Region

_LENGTHS, _STARTS = "4h,6h,8h", "60min"
_SECONDS = {"30min": 1800, "60min": 3600}


@dataclass(frozen=True)
class ShiftOptions:
    """Options of the command that are about shifts, as typed."""

    lengths: str | None
    starts: str | None
    classes: str | None
    most: int | None
    pause: str | None

    def words(self) -> dict[str, str | None]:
        """Return each option with what was typed."""
        return {
            "--shift-lengths": self.lengths,
            "--shift-starts": self.starts,
            "--classes": self.classes,
            "--break": self.pause,
            "--most-shifts": None if self.most is None else str(self.most),
        }

    def check(self, over: str | None, least: str | None, most: str | None) -> None:
        """Check that options of shifts come with shifts, and others without.

        Raises
        ------
        SizingError
            If one makes no difference.
        """
        from analysis.sizing.targets import SizingError

        limits = {"--least": least, "--most": most}
        by_shifts = over == "shifts"
        for name, given in (limits if by_shifts else self.words()).items():
            if given is not None:
                where = "with" if by_shifts else "without"
                raise SizingError(
                    name,
                    f"makes no difference {where} --over shifts",
                    "it left out" if by_shifts else "--over shifts",
                )

    def question(self, asked: "Question") -> "ShiftQuestion":
        """Return what is asked of shifts."""
        from analysis.sizing.shifts.asked import (
            ShiftQuestion,
            read_classes,
            read_lengths,
            read_pause,
        )

        return ShiftQuestion(
            asked.scenario,
            asked.targets,
            (),
            asked.replications,
            asked.indifference,
            asked.probes,
            lengths_s=read_lengths(self.lengths or _LENGTHS),
            every_s=_SECONDS[self.starts or _STARTS],
            classes=read_classes(self.classes, asked.scenario),
            most_shifts=self.most,
            pause=read_pause(self.pause),
        )


def size_by_shifts(
    asked: "Sequence[Question]",
    given: ShiftOptions,
    command: str,
    *,
    processes: int | None,
    as_json: bool,
    out: Path | None,
) -> int:
    """Find the cheapest shifts, write and print them; return the exit code.

    Of several scenarios each by itself, then all side by side.
    """
    from analysis.report import write_page
    from analysis.report.beside_page import beside_page
    from analysis.sizing.folder import write_beside
    from analysis.sizing.shifts.beside import check_alike, folder_of, side_by_side

    questions = [given.question(each) for each in asked]
    check_alike(questions)
    if len(questions) == 1:
        sizing, _, folder, _ = _one(questions[0], processes, out, command)
        _say(sizing, folder, as_json=as_json)
        return FAILED if sizing.best is None else DONE
    found = [
        _one(
            each,
            processes,
            None if out is None else out / folder_of(each),
            command,
            frontier=False,
        )
        for each in questions
    ]
    beside = side_by_side([each[0] for each in found], [each[1] for each in found])
    failed = FAILED if any(each.best is None for each in beside.sizings) else DONE
    page = None
    if out is not None:
        page = write_beside(beside, out)
        write_page(beside_page(beside, found[0][3], command), page)
    _say_beside(beside, page, as_json=as_json)
    return failed


def _one(
    question: "ShiftQuestion",
    processes: int | None,
    out: Path | None,
    command: str,
    *,
    frontier: bool = True,
) -> "tuple[ShiftSizing, TrialsOf, SizingFolder | None, Region]":
    """Return the sizing of one scenario, written, and what gives its runs."""
    from analysis.cli.progress import RoundLines
    from analysis.experiments.executors import executor
    from analysis.experiments.journal import journal_of
    from analysis.report import write_page
    from analysis.report.shift_page import shift_page
    from analysis.sizing.folder import SizingFolder
    from analysis.sizing.shifts.measured import rostered_run
    from analysis.sizing.shifts.size import size_shifts
    from analysis.sizing.shifts.words import progress_words
    from analysis.sizing.trials import SimulatedTrials
    from simulation.assemble import prepare

    prepared = prepare(question.with_fleet(None))
    prepared.orders(question.scenario, 0)
    note_traces(prepared.notes)
    checksum = prepared.region.checksum
    folder = None if out is None else SizingFolder.open(out, question, checksum)
    journal = journal_of(folder)
    by, rounds = executor(processes), RoundLines()

    def trials_of(about: "ShiftQuestion") -> SimulatedTrials:
        return SimulatedTrials(
            about, checksum, journal=journal, by=by, work=rostered_run
        )

    sizing = size_shifts(
        trials_of,
        question,
        lambda about, probe: rounds.show(progress_words(about, probe)),
        frontier=frontier,
    )
    if folder is not None:
        folder.write_shifts(sizing)
        write_page(shift_page(sizing, prepared.region, command), folder.page)
    return sizing, trials_of, folder, prepared.region


def _say_beside(beside: "Beside", page: Path | None, *, as_json: bool) -> None:
    """Print the answers side by side."""
    from analysis.sizing.shifts.beside_words import beside_document, verdict_words
    from analysis.sizing.shifts.words import sentences

    if as_json:
        place = None if page is None else str(page.parent)
        found = {**beside_document(beside), "folder": place}
        click.echo(json.dumps(found, indent=2, allow_nan=False))
        return
    from rich.console import Console

    from analysis.cli.shift_tables import beside_table

    for sentence in verdict_words(beside):
        click.echo(sentence)
    for name, sizing in zip(beside.names, beside.sizings, strict=True):
        click.echo(f"\n{name}: {sentences(sizing)[0]}")
    if beside.metrics:
        click.echo("")
        Console(highlight=False).print(beside_table(beside))
    if page is not None:
        click.echo(f"\nWritten: {page}, a page of each beside it.")


def _say(
    sizing: "ShiftSizing", folder: "SizingFolder | None", *, as_json: bool
) -> None:
    """Print the answer."""
    from analysis.sizing.shifts.document import document, roster_toml
    from analysis.sizing.shifts.words import sentences

    if as_json:
        place = None if folder is None else str(folder.path)
        found = {**document(sizing), "folder": place}
        click.echo(json.dumps(found, indent=2, allow_nan=False))
        return
    from rich.console import Console

    from analysis.cli.shift_tables import frontier_table, hours_table

    for sentence in sentences(sizing):
        click.echo(sentence)
    console = Console(highlight=False)
    if sizing.best is not None:
        click.echo("\nCouriers by hour:")
        console.print(hours_table(sizing))
        click.echo("\nThe roster, for a scenario:")
        click.echo(roster_toml(sizing), nl=False)
    if sizing.frontier:
        click.echo("\nWhat other targets take, as the search sees it:")
        console.print(frontier_table(sizing))
    if folder is not None:
        click.echo(f"\nWritten: {folder.page}, every run beside it.")
