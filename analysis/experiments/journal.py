"""The journal of an experiment: what is done stays done, whatever happens next.

One line of JSON a finished task, written as soon as it is known. A line that was cut
off (power, a full disk, `kill -9`) is dropped when the journal is opened again.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from analysis.experiments.tasks import Row
from simulation.errors import RunError


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
        self.rows: dict[str, Row] = {}
        self._whole = 0  # bytes of whole lines
        if path.exists():
            self._read()

    def _read(self) -> None:
        try:
            lines = self._path.read_bytes().splitlines(keepends=True)
        except OSError as cause:
            raise RunError(
                f"{self._path}: cannot be read ({cause.strerror}), expected the "
                "journal of an experiment."
            ) from cause
        for number, line in enumerate(lines, start=1):
            try:
                key, row = json.loads(line)
                self.rows[key] = dict(row)
            except (ValueError, TypeError) as cause:
                if number == len(lines):  # cut off
                    break
                raise RunError(
                    f"{self._path}: line {number} is no finished task, expected the "
                    "journal of an experiment."
                ) from cause
            if not line.endswith(b"\n"):  # whole by chance; to be written again
                del self.rows[key]
                break
            self._whole += len(line)

    @contextmanager
    def open(self) -> Iterator["OpenJournal"]:
        """Give what rows are written to, after the last whole line.

        Raises
        ------
        RunError
            If the file cannot be written.
        """
        with _in_words(self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            file = self._path.open("ab")
        with file:
            with _in_words(self._path):
                file.truncate(self._whole)
            yield OpenJournal(self._path, file, self.rows)
            self._whole = file.tell()


class OpenJournal:
    """Takes rows in."""

    def __init__(self, path: Path, file: IO[bytes], rows: dict[str, Row]) -> None:
        self._path = path
        self._file = file
        self._rows = rows

    def add(self, key: str, row: Row) -> None:
        """Keep a row, on disk before this returns.

        Raises
        ------
        RunError
            If it cannot be written.
        """
        line = json.dumps([key, row], allow_nan=False, separators=(",", ":"))
        with _in_words(self._path):
            self._file.write(line.encode() + b"\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        self._rows[key] = row


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    """Turn what hinders writing into one sentence."""
    try:
        yield
    except OSError as cause:
        raise RunError(
            f"{path}: cannot be written ({cause.strerror or cause}), expected a "
            "writable place with room on the disk."
        ) from cause
