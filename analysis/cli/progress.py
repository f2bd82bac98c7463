"""A progress bar on stderr, for those who wait at a terminal."""

import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

_PATIENCE_S = 1.0  # what is done sooner needs no bar


class ProgressLine:
    """A bar that appears after a second, only on a terminal."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._console = Console(stderr=True)
        self._wanted = sys.stderr.isatty() and self._console.is_terminal
        self._since = time.perf_counter()
        self._bar: Progress | None = None
        self._task = TaskID(0)

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
