"""CSV files that spreadsheets read as what they are: texts stay texts."""

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from pathlib import Path

    from pandas import DataFrame

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how spreadsheets know what to carry out
Cell = TypeVar("Cell")


def write_csv(frame: "DataFrame", path: "Path") -> None:
    """Write a table, its names and texts harmless."""
    safe = frame.rename(columns=harmless)
    for name in safe:
        if safe[name].dtype.kind not in "biufcmM":  # numbers and times
            safe[name] = safe[name].map(harmless)
    safe.to_csv(path, index=False, lineterminator="\n")


def harmless(cell: Cell) -> Cell | str:
    """Return a cell that no spreadsheet carries out as a formula.

    Names and ids come from files of others. A text that begins as a formula gets an
    apostrophe, which says "text" to a spreadsheet (OWASP, CSV injection); numbers,
    also those written as texts, stay what they are.
    """
    if not isinstance(cell, str) or not cell.startswith(_FORMULA):
        return cell
    return cell if _is_number(cell) else f"'{cell}"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return not text.startswith(("\t", "\r"))
