"""A table of any file: its names, its cells, and how it was read."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from simulation.demand.importing.delimiters import rows_of_text, text_of
from simulation.demand.importing.findings import Findings
from simulation.demand.importing.headers import NoTableError, named
from simulation.errors import DemandError
from simulation.region.building.delimited import why_unread

_ZIP, _GZIP, _OLE, _PARQUET = b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"PAR1"
_BOOK = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")  # of xlsx, xlsb, ods
_LARGEST = 1 << 31  # bytes, unpacked
_JSON = ("{", "[")
EXPECTED = "expected CSV, Excel or Parquet, as it is or in .zip or .gz"


@dataclass(frozen=True)
class Sheet:
    """Columns of cells, each a text, number, time or None where it is empty."""

    path: Path
    columns: dict[str, list[Any]]  # by name, all as long
    rows: tuple[int, ...]  # number of each row in the file, from 1 after the header
    read_as: dict[str, str] = field(default_factory=dict)  # format, delimiter, encoding
    notes: tuple[str, ...] = ()  # what was left out or may be otherwise than meant
    odd: tuple[tuple[int, list[Any]], ...] = ()  # rows of more or fewer cells

    def __len__(self) -> int:
        """Return the number of rows n."""
        return len(self.rows)

    def tell(self, findings: Findings) -> None:
        """Tell what was left out before any cell was looked at."""
        for note in self.notes:
            findings.tell(note)
        findings.rows(self.why_odd, [row for row, _ in self.odd], dropped=True)

    @property
    def count(self) -> int:
        """How many rows the file has, those that are none among them."""
        return len(self.rows) + len(self.odd)

    @property
    def why_odd(self) -> str:
        """Why rows are none."""
        return f"have other than {len(self.columns)} cells"

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(self.columns)


def read_sheet(path: Path | str, sheet: str | None = None) -> Sheet:
    """Return the table of a file.

    Parameters
    ----------
    path
        CSV with any delimiter in UTF-8, UTF-16, UTF-32 or Windows-1252; Excel or
        OpenDocument (extra `excel`); Parquet. Packed in .zip or .gz, too.
    sheet
        Of a workbook; absent: its first with a table.

    Raises
    ------
    DemandError
        If it is none of these, or holds no table.
    """
    path = Path(path)
    if path.is_dir():
        raise DemandError(f"{path}: is a folder, expected a file of a table.")
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise DemandError(f"{path}: no such file, expected a table.") from None
    except OSError as cause:
        raise DemandError(
            f"{path}: cannot be read ({cause.strerror}), {EXPECTED}."
        ) from cause
    read_as: dict[str, str] = {}
    content = _unpacked(path, content, read_as)
    if not content.strip():
        raise DemandError(f"{path}: is empty, expected a header and a row or more.")
    try:
        if content.startswith(_PARQUET):
            read_as["format"] = "Parquet"
            return _of_parquet(path, content, read_as)
        if _is_book(content):
            rows, said = _of_book(path, content, sheet)
            read_as |= {"format": "workbook", **said}
        else:
            if sheet is not None:
                raise DemandError(f"{path}: is no workbook, expected no --sheet.")
            rows = _of_text(path, content, read_as)
        return _of_rows(path, rows, read_as)
    except NoTableError as cause:
        raise DemandError(f"{path}: {cause}.") from cause


def _unpacked(path: Path, content: bytes, read_as: dict[str, str]) -> bytes:
    """Return what a packed file holds; twice packed is unpacked twice."""
    for _ in range(2):
        if content.startswith(_GZIP):
            read_as["packed"] = "gzip"
            try:
                with gzip.open(io.BytesIO(content)) as file:
                    content = file.read(_LARGEST)
            except (EOFError, OSError, zlib.error) as cause:
                raise DemandError(
                    f"{path}: the compressed file is damaged, {EXPECTED}."
                ) from cause
        elif content.startswith(_ZIP) and not _is_book(content):
            content = _member(path, content, read_as)
    return content


def _member(path: Path, content: bytes, read_as: dict[str, str]) -> bytes:
    """Return the one table of a zip."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = [
                each
                for each in packed.infolist()
                if not each.is_dir()
                and not each.filename.startswith("__MACOSX/")
                and not Path(each.filename).name.startswith(".")
            ]
            if len(members) != 1:
                names = ", ".join(each.filename for each in members[:5]) or "nothing"
                raise DemandError(
                    f"{path}: holds {names}, expected one table in a zip."
                )
            if members[0].file_size > _LARGEST:
                raise DemandError(f"{path}: is over 2 GiB unpacked, expected less.")
            read_as["packed"] = f"zip, {members[0].filename}"
            return packed.read(members[0])
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as cause:
        raise DemandError(f"{path}: the zip is damaged, {EXPECTED}.") from cause
    except RuntimeError as cause:  # what zipfile raises where a password is asked
        raise DemandError(
            f"{path}: the zip asks for a password, expected one without."
        ) from cause


def _is_book(content: bytes) -> bool:
    if content.startswith(_OLE):
        return True
    if not content.startswith(_ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return any(name in packed.namelist() for name in _BOOK)
    except zipfile.BadZipFile:
        return False


def _of_book(
    path: Path, content: bytes, sheet: str | None
) -> tuple[list[list[Any]], dict[str, str]]:
    """Return the rows of a sheet of a workbook, and which one it is."""
    try:
        from python_calamine import (  # noqa: PLC0415 - an extra
            CalamineError,
            CalamineWorkbook,
        )
    except ModuleNotFoundError:
        raise DemandError(
            f"{path}: is a workbook, expected the extra excel to be installed "
            "(pip install 'deliverai[excel]'), or the sheet saved as CSV."
        ) from None
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = list(book.sheet_names)
        if sheet is not None and sheet not in names:
            raise DemandError(
                f"{path}: has no sheet {sheet}, expected {', '.join(names)}."
            )
        for name in names if sheet is None else [sheet]:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=True)
            if len(rows) > 1 or name == sheet:
                others = ", ".join(each for each in names if each != name)
                said = {"sheet": name} | ({"other sheets": others} if others else {})
                return rows, said
    except CalamineError as cause:
        reason = str(cause).split("\n")[0].rstrip(".")
        raise DemandError(
            f"{path}: the workbook cannot be read ({reason}), expected one that is "
            "whole and without a password."
        ) from cause
    raise NoTableError("has no sheet with a header and a row, expected one")


def _of_text(path: Path, content: bytes, read_as: dict[str, str]) -> list[list[Any]]:
    text, encoding = text_of(content)
    if text is None:
        raise DemandError(f"{path}: is no text and no table, {EXPECTED}.")
    if text.lstrip()[:1] in _JSON:
        raise DemandError(f"{path}: is JSON, {EXPECTED}.")
    if text.lstrip()[:1] == "<":
        raise DemandError(f"{path}: is HTML or XML, {EXPECTED}.")
    rows, delimiter = rows_of_text(text)
    read_as |= {"format": "CSV", "encoding": encoding, "delimiter": delimiter}
    return rows


def _of_rows(
    path: Path, rows: Sequence[Sequence[Any]], read_as: dict[str, str]
) -> Sheet:
    names, kept, odd, notes = named(rows)
    columns = {
        name: [_cell(row[at]) for _, row in kept] for at, name in enumerate(names)
    }
    numbers = tuple(row for row, _ in kept)
    return Sheet(path, columns, numbers, read_as, tuple(notes), tuple(odd))


def _of_parquet(path: Path, content: bytes, read_as: dict[str, str]) -> Sheet:
    try:
        table = pq.ParquetFile(pa.BufferReader(content)).read(use_threads=False)
    except (pa.ArrowException, OSError, ValueError) as cause:
        raise DemandError(
            f"{path}: cannot be read as Parquet ({why_unread(cause)})."
        ) from cause
    if table.num_rows == 0:
        raise NoTableError("is empty, expected a row or more")
    columns: dict[str, list[Any]] = {}
    for name, column in zip(table.column_names, table.columns, strict=True):
        columns[_unlike(name.strip() or "column", columns.__contains__)] = [
            _cell(each) for each in column.to_pylist()
        ]
    return Sheet(path, columns, tuple(range(1, table.num_rows + 1)), read_as)


def _unlike(name: str, taken: Callable[[str], bool]) -> str:
    names: Iterator[str] = (f"{name} ({number})" for number in range(2, 1 << 20))
    return name if not taken(name) else next(each for each in names if not taken(each))


_NOTHING = {
    "",
    "null",
    "none",
    "nan",
    "n/a",
    "na",
    "nat",
    "-",
    "#n/a",
    "\\n",
    "undefined",
    "never",
}


def _cell(value: object) -> object:
    """Return a cell, texts without blanks around them; None of one that is empty."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", errors="replace")
    if isinstance(value, str):
        value = value.replace("\N{NO-BREAK SPACE}", " ").strip().strip("\ufeff\u200b")
        return None if value.lower() in _NOTHING else value
    if isinstance(value, float) and value != value:  # noqa: PLR0124 - NaN alone
        return None
    return value
