"""Tables as people write them: which separator, what is an id, why one is unread."""

import csv
import gzip
import io
import math
import re
import zlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

SEPARATORS = {",": "commas", "\t": "tabs", ";": "semicolons", "|": "vertical bars"}

_PARQUET, _GZIP, _UTF16 = b"PAR1", b"\x1f\x8b", (b"\xff\xfe", b"\xfe\xff")
_LONGEST_HEADER = 1 << 16  # bytes
_BLOCK = 1 << 24  # bytes; a row is not longer
_LONGEST_REASON = 100  # characters
_EXACT = 2.0**53  # floats above do not tell neighbouring whole numbers apart
_CELLS = re.compile(r"Row #(\d+): Expected (\d+) columns, got (\d+)")


class IdError(ValueError):
    """A cell that holds no id: its row, from 0, and what is wrong with it."""

    def __init__(self, row: int, said: str) -> None:
        super().__init__(f"row {row + 1} {said}")
        self.row, self.said = row, said


@dataclass(frozen=True)
class TableFile:
    """A CSV or Parquet file whose column names are known."""

    path: Path
    names: tuple[str, ...]  # without blanks around them
    separator: str | None  # None: Parquet
    _written: tuple[str, ...] = ()  # names as the CSV has them
    _packed: bool = False

    def read(self, texts: Collection[str], *, others: bool) -> pa.Table:
        """Return the columns `texts`, and with `others` the rest as they are.

        Of a CSV as text: 007 is a name and no number. Line breaks in quoted cells
        belong to the cell, however long the file is.
        """
        if not self.names:
            return pa.table({})
        if self.separator is None:
            wanted = None if others else [each for each in self.names if each in texts]
            return pq.ParquetFile(self.path).read(columns=wanted)
        types = {
            written: pa.string() if name in texts else pa.binary()
            for written, name in zip(self._written, self.names, strict=True)
        }
        include = [each for each in types if others or each.strip() in texts]
        table = pa_csv.read_csv(
            pa.input_stream(
                str(self.path), compression="gzip" if self._packed else None
            ),
            read_options=pa_csv.ReadOptions(block_size=_BLOCK, use_threads=False),
            parse_options=pa_csv.ParseOptions(
                delimiter=self.separator, newlines_in_values=True
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types=types, include_columns=[] if others else include
            ),
        )
        return table.rename_columns([each.strip() for each in table.column_names])


def table_file(path: Path, known: Collection[str]) -> TableFile:
    """Return a file with its column names; without any if it is empty.

    The separator of a CSV is the one that yields most of the `known` names.

    Raises
    ------
    OSError, ValueError, pyarrow.ArrowException
        If the file cannot be read; `why_unread` says it in words.
    """
    with path.open("rb") as file:
        begins = file.read(_LONGEST_HEADER)
    packed = begins.startswith(_GZIP)
    if packed:
        try:
            with gzip.open(path) as unpacked:
                begins = unpacked.read(_LONGEST_HEADER)
        except (EOFError, zlib.error) as error:
            raise ValueError("the compressed file is damaged") from error
    if begins.startswith(_PARQUET):
        return TableFile(path, tuple(pq.read_schema(path).names), None)
    if begins.startswith(_UTF16):
        raise ValueError("the text is UTF-16 and not UTF-8")
    text = begins.decode("utf-8-sig", errors="replace").lstrip("\r\n")
    if not text:
        return TableFile(path, (), ",")
    if "\0" in text:
        raise ValueError("it is no text")
    separator = _separator(text, known)
    names = tuple(_header(text, separator))
    trimmed = tuple(name.strip() for name in names)
    return TableFile(path, trimmed, separator, names, packed)


def _separator(text: str, known: Collection[str]) -> str:
    found = {
        each: sum(name.strip() in known for name in set(_header(text, each)))
        for each in SEPARATORS
    }
    if any(found.values()):
        return max(found, key=lambda each: found[each])  # commas, if they do as well
    line = text.splitlines()[0]
    return next((each for each in SEPARATORS if each in line), ",")


def _header(text: str, separator: str) -> list[str]:
    """Return the first row, whose quoted names may hold line breaks."""
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise ValueError(f"the header: {error}") from error


def plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column of values themselves where it holds references to them."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    return column.cast(pa.string()) if str(column.type) == "string_view" else column


def ids_of(column: pa.ChunkedArray) -> list[str]:
    """Return a column of ids as texts; see `id_texts`."""
    column = plain(column)
    if pa.types.is_nested(column.type) or pa.types.is_boolean(column.type):
        raise IdError(0, f"is of the type {column.type}")
    if pa.types.is_float32(column.type):  # 5.01, not 5.010000228881836
        whole = [each is None or each.is_integer() for each in column.to_pylist()]
        texts = column.cast(pa.string()).to_pylist()
        pairs = zip(column.to_pylist(), texts, whole, strict=True)
        return id_texts([value if plain else text for value, text, plain in pairs])
    return id_texts(column.to_pylist())


def id_texts(values: Iterable[object]) -> list[str]:
    """Return ids as texts without blanks around them; 501.0 is 501, 5.01 is 5.01.

    Raises
    ------
    IdError
        At the first that is empty, or too long for the float that holds it.
    """
    texts: list[str] = []
    for row, value in enumerate(values):
        if hasattr(value, "__len__") and not isinstance(value, (str, bytes)):
            raise IdError(row, "is a list or table")
        text = "" if value is None else str(value).strip()
        if isinstance(value, float):
            number = float(value)
            text = "" if math.isnan(number) else repr(number)
            if abs(number) >= _EXACT:
                raise IdError(row, f"is {text}, of which the last digits are lost")
            if number.is_integer():
                text = str(int(number))
        elif isinstance(value, bytes):
            text = value.decode("utf-8", errors="replace").strip()
        if not text:
            raise IdError(row, "is empty")
        texts.append(text)
    return texts


def repeated(names: Sequence[str]) -> str | None:
    """Return the first name that stands twice, None if none does."""
    return next((name for name in names if names.count(name) > 1), None)


def why_unread(error: BaseException) -> str:
    """Return in a few words why a file cannot be read, without hints for programmers.

    Of a binary file's rests and of a reader's second sentence nothing is left.
    """
    text = getattr(error, "strerror", None) or str(error)
    cells = _CELLS.search(text)
    if cells:
        row, wanted, got = map(int, cells.groups())
        return f"row {row - 1} has {got} cells, expected {wanted} as in the header"
    if "UTF8" in text or isinstance(error, UnicodeDecodeError):
        return "not all of it is UTF-8 text"
    line = (text.splitlines() or ["?"])[0].partition(". ")[0].rstrip(":. ")
    line = "".join(filter(str.isprintable, line)).strip()
    if len(line) > _LONGEST_REASON:
        line = line[:_LONGEST_REASON].rpartition(" ")[0] + "…"
    return line[:1].lower() + line[1:] if not line[:2].isupper() else line
