"""The event log on its way to a Parquet file, while the run goes on.

Rows wait on the tape until there are enough for a row group, so that a run of a
million orders never holds its log; the hash goes on with each group.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import pyarrow.parquet as pq

from simulation.errors import RunError
from simulation.folders import new_file, writing
from simulation.record.columns import WRITTEN
from simulation.record.hashing import RowHash
from simulation.record.kinds import LOG_FORMAT
from simulation.record.log import EventLog
from simulation.record.table import EVENT_SCHEMA, FORMATS, EventTable
from simulation.units import TICKS_PER_S

ROWS_PER_GROUP = 1 << 16  # about so many on the tape at most, and in a row group
_STRETCH_S = 600.0  # at most, from one look at the length of the tape to the next


class UnderWay(Protocol):
    """A run that goes on when it is told to."""

    @property
    def finished(self) -> bool:
        """Whether nothing is left to happen before the horizon."""

    @property
    def next_s(self) -> float:
        """When the next thing happens [s]."""

    def run(self, until_s: float) -> None:
        """Let everything happen that happens before a time [s]."""


class LogFile:
    """A log that goes to a file piece by piece, its hash along with it.

    Parameters
    ----------
    path
        Where it is written.
    name
        What it is to be called, also in errors.
    """

    def __init__(self, path: Path, name: Path) -> None:
        self.rows_per_group = ROWS_PER_GROUP
        self._path = name
        self._hash = RowHash()
        with writing(name, RunError):
            self._writer = pq.ParquetWriter(path, EVENT_SCHEMA, **WRITTEN)

    def add(self, events: EventTable) -> None:
        """Write further rows, in order."""
        if not len(events):
            return
        self._hash.add(events, FORMATS[LOG_FORMAT](events))
        with writing(self._path, RunError):
            self._writer.write_table(events.to_arrow(), self.rows_per_group)

    def close(self) -> None:
        """Write how the file ends, without which it is none."""
        with writing(self._path, RunError):
            self._writer.close()

    @property
    def hash(self) -> str:
        """The hash of the log so far."""
        return self._hash.hex


@contextmanager
def log_file(path: Path) -> Iterator[LogFile]:
    """Give a log that is the file `path` if the block ends well; else none is left.

    Raises
    ------
    RunError
        If there is such a file, or it cannot be written.
    """
    with new_file(path, RunError) as draft:
        file = LogFile(draft, path)
        try:
            yield file
        finally:
            file.close()


def stretches(run: UnderWay, log: EventLog, rows: int) -> Iterator[None]:
    """Let a run go on, and stop whenever so many rows wait in its log, or soon after.

    Nobody counts rows where they are written: stretches of time are as long as makes
    a few of them that many.
    """
    lasts_s = _STRETCH_S
    while not run.finished:
        before = log.waiting
        run.run(run.next_s + lasts_s)
        came = log.waiting - before
        if came > rows // 4:
            lasts_s = max(lasts_s / 2, 1 / TICKS_PER_S)
        elif came < rows // 16:
            lasts_s = min(lasts_s * 2, _STRETCH_S)
        if log.waiting >= rows:
            yield
