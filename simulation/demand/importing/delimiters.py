"""Text of unknown encoding into rows of cells with an unknown delimiter between."""

import csv
import io
from collections import Counter

_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
)
_CALLED = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252",
    "latin-1": "Latin-1",
}
DELIMITERS = {
    ",": "commas",
    ";": "semicolons",
    "\t": "tabs",
    "|": "vertical bars",
    "^": "carets",
    "~": "tildes",
    ":": "colons",
}
_SAMPLE = 200  # rows by which a delimiter is found
_ODD = 0.01  # share of control characters from which a content is no text
_LONGEST_CELL = 1 << 24


def text_of(content: bytes) -> tuple[str | None, str]:
    """Return a content as text with the name of its encoding; None: it is no text."""
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return _decoded(content, (encoding,))
    head = content[:4096]
    if head.count(0) > len(head) // 4:  # every second byte of plain UTF-16 is zero
        even, odd = head[::2].count(0), head[1::2].count(0)
        return _decoded(content, ("utf-16-le" if odd > even else "utf-16-be",))
    return _decoded(content, ("utf-8", "cp1252", "latin-1"))


def _decoded(content: bytes, encodings: tuple[str, ...]) -> tuple[str | None, str]:
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        text = text.lstrip("\ufeff")
        odd = sum(each < " " and each not in "\t\r\n\f\x1a" for each in text[:4096])
        if odd > _ODD * len(text[:4096]):
            return None, ""
        return text.replace("\x00", "").rstrip("\x1a"), _CALLED[encoding]
    return None, ""


def rows_of_text(text: str) -> tuple[list[list[str]], str]:
    """Return all rows of a text as cells, and what stands between them in words.

    The delimiter is the one that cuts most rows into equally many cells, two or more;
    a first line `sep=;`, which Excel writes, says it. Empty rows stay: they count.
    """
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == len("sep=;"):
        delimiter = first.strip()[-1]
        return _rows(rest, delimiter), DELIMITERS.get(delimiter, repr(delimiter))
    best = max(DELIMITERS, key=lambda each: _regular(text, each))
    return _rows(text, best), DELIMITERS[best]


def _regular(text: str, delimiter: str) -> float:
    """Return how well a delimiter cuts a text: most rows alike, into many cells.

    Twice as well if the first of these has no digit, as names of columns have none.
    """
    sample = io.StringIO(text[: 1 << 20], newline="")
    widths: Counter[int] = Counter()
    first: dict[int, list[str]] = {}  # row of each width: one may be the header
    try:
        for row in csv.reader(sample, delimiter=delimiter):
            if any(cell.strip() for cell in row):
                widths[len(row)] += 1
                first.setdefault(len(row), row)
            if widths.total() >= _SAMPLE:
                break
    except csv.Error:
        return 0.0
    if not widths:
        return 0.0
    width, alike = max(widths.items(), key=lambda each: (each[1], each[0]))
    if width == 1:
        return 0.0
    # Times have colons in them, decimals commas: of equals the earlier in the list.
    rank = list(DELIMITERS).index(delimiter)
    share = alike / widths.total()
    names = 1 if any(map(str.isdigit, "".join(first[width]))) else 2
    cut = share**2 * min(width, 12) * names
    return cut - rank / 1000 - (delimiter == ":") * width / 2


def _rows(text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    try:
        rows.extend(reader)
    except csv.Error:  # a stray quote: every line is a row
        lines = text.splitlines()
        rows = [line.split(delimiter) for line in lines]
    return rows
