"""Small text tables of data sets, checked cell by cell."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from simulation.errors import DemandError


@dataclass(frozen=True)
class TextTable:
    """A text file with a header: its columns by name, and the line of each row."""

    path: Path
    columns: Mapping[str, Sequence[str]]
    lines: Sequence[int]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.lines)

    def numbers(self, name: str, *, least: float = -math.inf) -> list[float]:
        """Return a column as finite numbers, `least` or more.

        Raises
        ------
        DemandError
            Naming the line that has something else.
        """
        found = []
        for line, cell in zip(self.lines, self.columns[name], strict=True):
            value = number_in(cell)
            if value is None or value < least:
                expected = "a number" if least == -math.inf else f"{least:g} or more"
                raise DemandError(
                    f"{self.path}: line {line}", f"{name} is {cell!r}", expected
                )
            found.append(value)
        return found

    def ids(self, name: str) -> tuple[str, ...]:
        """Return a column of ids, each once and none empty.

        Raises
        ------
        DemandError
            Naming the line of the first that is not.
        """
        known: dict[str, int] = {}
        for line, cell in zip(self.lines, self.columns[name], strict=True):
            if not cell or cell in known:
                said = f"is {cell!r} as in line {known[cell]}" if cell else "is empty"
                raise DemandError(
                    f"{self.path}: line {line}", f"{name} {said}", "an id of its own"
                )
            known[cell] = line
        return tuple(known)


def number_in(cell: str) -> float | None:
    """Return a cell as a finite number; None if it is none."""
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def text_of(path: Path) -> str:
    """Return the text of a file.

    Raises
    ------
    DemandError
        If it is missing or no text.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        said = getattr(error, "strerror", None) or "is no text"
        raise DemandError(
            f"{path}: cannot be read ({said}), expected a text file."
        ) from error


def read_text_table(path: Path, names: Sequence[str]) -> TextTable:
    """Return a table of a text file whose columns are separated by tabs.

    Parameters
    ----------
    path
        The file; commas or blanks do where its header has no tabs.
    names
        Columns it must have; others are left alone.

    Raises
    ------
    DemandError
        If it is missing, has no row or no such column, or a row is too short.
    """
    rows = [
        (number, line)
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if line.strip()
    ]
    if not rows:
        raise DemandError(f"{path}: is empty, expected a header and rows.")
    separator = next((each for each in "\t," if each in rows[0][1]), None)
    header = _split(rows[0][1], separator)
    for name in names:
        if header.count(name) != 1:
            said = (
                f"has no column {name}" if name not in header else f"has {name} twice"
            )
            raise DemandError(path, said, f"{', '.join(names)} (it has {_of(header)})")
    if len(rows) == 1:
        raise DemandError(f"{path}: has a header and no row, expected one or more.")
    cells = []
    for number, line in rows[1:]:
        row = _split(line, separator)
        if len(row) != len(header):
            raise DemandError(
                f"{path}: line {number}",
                f"has {len(row)} cells",
                f"{len(header)} as in the header",
            )
        cells.append(row)
    columns = {name: [row[header.index(name)] for row in cells] for name in names}
    return TextTable(path, columns, [number for number, _ in rows[1:]])


def _split(line: str, separator: str | None) -> list[str]:
    return [each.strip() for each in line.rstrip().split(separator)]


def _of(header: Sequence[str]) -> str:
    return ", ".join(repr(each)[1:-1] for each in header[:8])
