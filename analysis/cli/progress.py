"""Progress on stderr: a bar for who waits at a terminal, a line of counts for a log."""

import sys
import time
from types import TracebackType
from typing import Self

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

_PATIENCE_S = 1.0  # what is done sooner needs neither
_TERMINAL_S = 0.2  # between two looks of a terminal
_ROUNDS_S = 3.0  # before rounds are shown
_LOG_S = 30.0  # between two lines of a log


class ProgressLine:
    """A bar that appears after a second, only on a terminal."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._console = Console(stderr=True)
        self._wanted = sys.stderr.isatty() and self._console.is_terminal
        self._since = time.perf_counter()
        self._bar: Progress | None = None
        self._task = TaskID(0)

    @property
    def wanted(self) -> bool:
        """Whether there is a terminal that shows it."""
        return self._wanted

    def __enter__(self) -> Self:
        """Start the clock."""
        self._since = time.perf_counter()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        cause: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()

    def orders(self, released: int, total: int) -> None:
        """Show how many orders are released, of how many."""
        self.share(released / total if total else 1.0)

    def share(self, done: float) -> None:
        """Show the share done, 0 to 1."""
        if not self._wanted or time.perf_counter() - self._since < _PATIENCE_S:
            return
        if self._bar is None:
            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.percentage:>3.0f} %"),
                TimeRemainingColumn(),
                console=self._console,
                transient=True,
            )
            self._task = self._bar.add_task(self._label, total=1.0)
            self._bar.start()
        self._bar.update(self._task, completed=done)


class RoundLines:
    """A line on stderr for each round of a search, in a log as at a terminal.

    None for what is done within seconds.
    """

    def __init__(self) -> None:
        self._since = time.perf_counter()
        self._rounds = 0

    def show(self, text: str) -> None:
        """Write what a round came to."""
        self._rounds += 1
        if time.perf_counter() - self._since >= _ROUNDS_S:
            click.echo(f"round {self._rounds}: {text}", err=True)


class RateLine:
    """One line on stderr: written over on a terminal, now and then anew in a log.

    Parameters
    ----------
    what
        What is counted, such as "runs".
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._terminal = sys.stderr.isatty()
        self._since = time.perf_counter()
        self._shown_at = self._since if self._terminal else self._since + _LOG_S
        self._first: int | None = None  # done before we began
        self._width = 0

    def __enter__(self) -> Self:
        """Start the clock."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        cause: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the line away from a terminal."""
        if self._width:
            click.echo(f"\r{' ' * self._width}\r", err=True, nl=False)

    def show(self, done: int, total: int, failed: int) -> None:
        """Show the count, if it is time to."""
        now = time.perf_counter()
        if self._first is None:
            self._first, self._since = done, now
        if now - self._since < _PATIENCE_S or now < self._shown_at:
            return
        here = done - self._first
        text = line(self._what, done, total, here / (now - self._since), failed)
        if self._terminal:
            self._shown_at = now + _TERMINAL_S
            click.echo(f"\r{text:<{self._width}}", err=True, nl=False)
            self._width = len(text)
        else:
            self._shown_at = now + _LOG_S
            click.echo(text, err=True)


def line(what: str, done: int, total: int, rate: float, failed: int) -> str:
    """Return the line: counts, rate [1/s], time left, failures."""
    left = f"{_duration((total - done) / rate)} left" if rate > 0 else "time left: ?"
    speed = f"{rate:.1f} {what}/s" if rate >= 1 else f"{60 * rate:.1f} {what}/min"
    return f"{done:,} of {total:,} {what} done, {speed}, {left}, {failed:,} failed"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02d} min"
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
