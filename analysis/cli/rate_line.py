"""How far many runs are: done, rate, time left, failures; on a terminal or in a log."""

import sys
import time
from types import TracebackType
from typing import Self

import click

_PATIENCE_S = 1.0  # what is done sooner needs no line
_TERMINAL_S = 0.2  # between two looks of a terminal
_LOG_S = 30.0  # between two lines of a log


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
