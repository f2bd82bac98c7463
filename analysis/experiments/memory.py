"""What keeps the rows of a campaign: a journal on disk, or memory alone."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from analysis.experiments.tasks import Row


class TakesRows(Protocol):
    """Takes in the row of a finished task."""

    def add(self, key: str, row: Row) -> None:
        """Keep a row."""
        ...


class KeepsRows(Protocol):
    """Rows by the key of their task."""

    @property
    def rows(self) -> Mapping[str, Row]:
        """What is done so far, by key."""
        ...

    def open(self) -> AbstractContextManager[TakesRows]:
        """Give what rows are written to."""
        ...


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
