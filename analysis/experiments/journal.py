"""The journal of an experiment: what is done stays done, whatever happens next.

One line of JSON a finished task, written as soon as it is known. A line that was cut
off (power, a full disk, `kill -9`) is dropped when the journal is opened again. Rows
stay on disk: memory holds where each begins.
"""

import errno
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

from typing_extensions import override

from analysis.experiments.tasks import Row
from analysis.metrics.older import in_todays_meaning
from simulation.errors import RunError
from simulation.folders import writing


class KeptRows(Mapping[str, Row]):
    """Rows by key, each read from the journal's file when it is asked for.

    Parameters
    ----------
    path
        The file of the journal.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._begins: dict[str, int] = {}  # byte of the line

    @override
    def __getitem__(self, key: str) -> Row:
        """Return the row of a key, as of today where an older program wrote it."""
        begin = self._begins[key]
        with self._path.open("rb") as file:
            file.seek(begin)
            _, row = json.loads(file.readline())
        return in_todays_meaning(row)

    @override
    def __iter__(self) -> Iterator[str]:
        """Yield the keys, the earliest first."""
        return iter(self._begins)

    @override
    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self._begins)

    @override
    def __contains__(self, key: object) -> bool:
        """Say whether there is a row, without reading it."""
        return key in self._begins

    def note(self, key: str, begin: int) -> None:
        """Take in where the line of a key begins [bytes]."""
        self._begins[key] = begin


class Journal:
    """Rows by the key of their task.

    Parameters
    ----------
    path
        The file; made when the first row is written.

    Raises
    ------
    RunError
        If the file cannot be read or is no journal.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._rows = KeptRows(path)
        self._whole = 0  # bytes of whole lines
        if path.exists():
            self._read()

    @property
    def rows(self) -> Mapping[str, Row]:
        """What is done so far, by key."""
        return self._rows

    def _read(self) -> None:
        cut_off = False
        try:
            with self._path.open("rb") as file:
                for number, line in enumerate(file, start=1):
                    if cut_off:  # and yet more lines: no accident of writing
                        raise _no_task(self._path, number - 1)
                    cut_off = not self._taken(line)
        except OSError as cause:
            raise RunError(
                f"{self._path}: cannot be read ({cause.strerror}), expected the "
                "journal of an experiment."
            ) from cause

    def _taken(self, line: bytes) -> bool:
        """Take in a line; return whether it is whole."""
        try:
            key, row = json.loads(line)
            dict(row)
        except (ValueError, TypeError):
            return False
        if not line.endswith(b"\n"):  # whole by chance; to be written again
            return False
        self._rows.note(key, self._whole)
        self._whole += len(line)
        return True

    @contextmanager
    def open(self) -> Iterator["OpenJournal"]:
        """Give what rows are written to, after the last whole line.

        Raises
        ------
        RunError
            If the file cannot be written.
        """
        with writing(self._path, RunError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # Unbuffered: what a full disk refuses must not be tried again on closing.
            file = self._path.open("ab", buffering=0)
        opened = OpenJournal(self._path, file, self._rows, self._whole)
        with file:
            with writing(self._path, RunError):
                file.truncate(self._whole)
            try:
                yield opened
            finally:
                self._whole = opened.whole


class OpenJournal:
    """Takes rows in."""

    def __init__(self, path: Path, file: FileIO, rows: KeptRows, whole: int) -> None:
        self._path = path
        self._file = file
        self._rows = rows
        self.whole = whole  # bytes of whole lines

    def add(self, key: str, row: Row) -> None:
        """Keep a row, on disk before this returns.

        Raises
        ------
        RunError
            If it cannot be written.
        """
        text = json.dumps([key, row], allow_nan=False, separators=(",", ":"))
        line = text.encode() + b"\n"
        with writing(self._path, RunError):
            if self._file.write(line) != len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(self._file.fileno())
        self._rows.note(key, self.whole)
        self.whole += len(line)


def _no_task(path: Path, line: int) -> RunError:
    return RunError(
        f"{path}: line {line} is no finished task, expected the journal of an "
        "experiment."
    )
