"""Which row of a table names its columns, and which rows are none of it."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

_SAMPLE = 200
_VALUE = re.compile(r"[-+]?[\d.,:/ TZ+-]*\d[\d.,:/ TZ+-]*(?i:am|pm)?|true|false")


class NoTableError(ValueError):
    """What is read holds no table: why, without the file."""


Numbered = tuple[int, list[Any]]  # the number of a row, from 1 after the header


def named(
    rows: Sequence[Sequence[Any]],
) -> tuple[list[str], list[Numbered], list[Numbered], list[str]]:
    """Return the names of the columns, the rows of as many cells, others, and notes.

    Lines above the header, such as a title, are left out and told. A table without a
    header has its columns numbered.
    """
    width = _width(rows)
    if width is None:
        raise NoTableError("is empty, expected a header and a row or more")
    width, top = _top(rows, width)
    header = list(rows[top])[:width]
    notes: list[str] = []
    above = sum(_filled(row) for row in rows[:top])
    if above:
        lines = (
            "line above the header is" if above == 1 else "lines above the header are"
        )
        notes.append(f"{above} {lines} left out")
    body = top + 1
    if _is_data(header):
        names = [f"column {number}" for number in range(1, width + 1)]
        notes.append(
            "has no header: its columns are called column 1, column 2 and so on"
        )
        body = top
    else:
        names = _unlike([_text(cell) for cell in header])
    kept: list[Numbered] = []
    odd: list[Numbered] = []
    for number, row in enumerate(rows[body:], start=1):
        if not _filled(row):
            continue
        cells = list(row)
        while len(cells) > width and not _text(cells[-1]):
            cells.pop()
        if len(cells) == width:
            kept.append((number, cells))
        else:
            odd.append((number, cells))
    if not kept:
        raise NoTableError("has a header and no row, expected a row or more")
    return names, kept, odd, notes


def _width(rows: Sequence[Sequence[Any]]) -> int | None:
    """Return how many cells most rows have."""
    widths = Counter(len(row) for row in rows[: 10 * _SAMPLE] if _filled(row))
    if not widths:
        return None
    return max(widths.items(), key=lambda each: (each[1], each[0]))[0]


def _top(rows: Sequence[Sequence[Any]], width: int) -> tuple[int, int]:
    """Return how many columns there are, and the first row that may name them."""
    ends = [row[-1] for row in rows[: 10 * _SAMPLE] if len(row) == width]
    if width > 1 and sum(not _text(each) for each in ends) > len(ends) // 2:
        for at, row in enumerate(rows):  # rows end in a delimiter, the header does not
            if len(row) >= width:
                break
            if len(row) == width - 1 and _filled(row):
                return width - 1, at
    full = [
        at
        for at, row in enumerate(rows[: 10 * _SAMPLE])
        if len(row) >= width and 2 * sum(bool(_text(cell)) for cell in row) >= width
    ]
    first = next(
        at for at, row in enumerate(rows) if _filled(row) and len(row) >= width
    )
    return width, full[0] if full else first


def _filled(row: Sequence[Any]) -> bool:
    return any(_text(cell) for cell in row)


def _text(cell: object) -> str:
    return "" if cell is None else " ".join(str(cell).split())


def _is_data(header: Sequence[Any]) -> bool:
    """Return whether what should be names are values."""
    cells = [each for each in header if _text(each)]
    values = sum(not isinstance(each, str) or _is_value(each) for each in cells)
    return bool(cells) and 2 * values >= len(cells)


def _is_value(text: str) -> bool:
    return _VALUE.fullmatch(text.strip()) is not None


def _unlike(names: Sequence[str]) -> list[str]:
    """Return names each once; those without one are called by their number."""
    found: list[str] = []
    for at, name in enumerate(names):
        candidate = base = name or f"column {at + 1}"
        number = 1
        while candidate in found:
            number += 1
            candidate = f"{base} ({number})"
        found.append(candidate)
    return found
