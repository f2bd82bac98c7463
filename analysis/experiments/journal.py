"""The journal of an experiment: what is done stays done, whatever happens next.

One line of JSON a finished task, written as soon as it is known: its key, which is the
checksum of all that it was made from, its row, and the checksum of the two. A line that
was cut off (power, a full disk, `kill -9`) is dropped when the journal is opened again;
one that was changed is refused. Rows stay on disk: memory holds where each begins.
"""

import errno
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from io import FileIO
from pathlib import Path
from typing import Protocol

from typing_extensions import override

from analysis.experiments.tasks import Row
from analysis.experiments.workspace import Workspace, hold
from simulation.errors import RunError
from simulation.folders import writing
from simulation.manifests import sha256_of

_APPEND = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
_PARTS = 3  # of a line; earlier versions had no checksum


class RowWriter(Protocol):
    """Takes in the row of a finished task."""

    def add(self, key: str, row: Row) -> None:
        """Keep a row."""
        ...


class RowStore(Protocol):
    """Rows by the key of their task."""

    @property
    def rows(self) -> Mapping[str, Row]:
        """What is done so far, by key."""
        ...

    def open(self) -> AbstractContextManager[RowWriter]:
        """Give what rows are written to."""
        ...


class StoredRows(Mapping[str, Row]):
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
        """Return the row of a key."""
        begin = self._begins[key]
        with self._path.open("rb") as file:
            file.seek(begin)
            _, row, _ = json.loads(file.readline())
        return dict(row)

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

    def forget(self, key: str) -> None:
        """Take a key out."""
        self._begins.pop(key, None)

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
        self._rows = StoredRows(path)
        self._whole = 0  # bytes of whole lines
        self._lines = 0
        if os.path.lexists(path):
            self._read()

    @property
    def rows(self) -> Mapping[str, Row]:
        """What is done so far, by key."""
        return self._rows

    def forget(self, key: str) -> None:
        """Have a task done again, though it has a row; the later one counts."""
        self._rows.forget(key)

    def _read(self) -> None:
        """Take in the lines after those that were taken in before."""
        cut_off = False
        try:
            with self._path.open("rb") as file:
                file.seek(self._whole)
                for number, line in enumerate(file, self._lines + 1):
                    if cut_off:  # and yet more lines: no accident of writing
                        raise _no_task(self._path, number - 1)
                    cut_off = not self._taken(line, number)
        except OSError as cause:
            raise RunError(
                self._path,
                f"cannot be read ({cause.strerror})",
                "the journal of an experiment",
            ) from cause

    def _taken(self, line: bytes, number: int) -> bool:
        """Take in a line; return whether it is whole."""
        try:
            parts = json.loads(line)
            key, row = parts[:2]
            dict(row)
        except (ValueError, TypeError, KeyError, RecursionError):
            return False
        if not line.endswith(b"\n"):  # whole by chance; to be written again
            return False
        # A line of an earlier version is that of an earlier program too: of no use.
        if len(parts) == _PARTS:
            if parts[2] != _checksum(key, row):
                raise RunError(
                    self._path,
                    f"line {number} was changed since it was written (its "
                    "checksum is not that of its content)",
                    "it as it was, or without this line: then its task is done again",
                )
            self._rows.note(key, self._whole)
        self._whole += len(line)
        self._lines = number
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
            file = FileIO(os.open(self._path, _APPEND, 0o666), "a")
        with file:
            self._alone(file)
            with writing(self._path, RunError):
                file.truncate(self._whole)
            opened = OpenJournal(self._path, file, self._rows, self._whole)
            try:
                yield opened
            finally:
                self._lines += opened.lines
                self._whole = opened.whole

    def _alone(self, file: FileIO) -> None:
        """Hold the file, and take in what another command has added meanwhile."""
        held = hold(file.fileno(), self._path, "here")
        if held and os.fstat(file.fileno()).st_size > self._whole:
            self._read()


class OpenJournal:
    """Takes rows in."""

    def __init__(self, path: Path, file: FileIO, rows: StoredRows, whole: int) -> None:
        self._path = path
        self._file = file
        self._rows = rows
        self.whole = whole  # bytes of whole lines
        self.lines = 0  # added

    def add(self, key: str, row: Row) -> None:
        """Keep a row, on disk before this returns.

        Raises
        ------
        RunError
            If it cannot be written.
        """
        parts = [key, row, _checksum(key, row)]
        text = json.dumps(parts, allow_nan=False, separators=(",", ":"))
        line = text.encode() + b"\n"
        with writing(self._path, RunError):
            if self._file.write(line) != len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(self._file.fileno())
        self._rows.note(key, self.whole)
        self.whole += len(line)
        self.lines += 1


def _checksum(key: object, row: object) -> str:
    return sha256_of(json.dumps([key, row], separators=(",", ":")).encode())[:32]


def _no_task(path: Path, line: int) -> RunError:
    return RunError(
        f"{path}: line {line} is no finished task, expected the journal of an "
        "experiment."
    )


class Memory:
    """Rows that are not to be kept: no file, no waiting for the disk."""

    def __init__(self) -> None:
        self._rows: dict[str, Row] = {}

    @property
    def rows(self) -> Mapping[str, Row]:
        """What is done so far, by key."""
        return self._rows

    @contextmanager
    def open(self) -> Iterator["Memory"]:
        """Give what rows are noted in."""
        yield self

    def add(self, key: str, row: Row) -> None:
        """Note a row."""
        self._rows[key] = row


def journal_of(folder: Workspace | None) -> RowStore:
    """Return the journal of a workspace; without one, rows are kept in memory."""
    return Memory() if folder is None else Journal(folder.journal)
