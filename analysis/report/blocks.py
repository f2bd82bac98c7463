"""What a page is made of: frozen values, without a word of HTML.

Strings are of two kinds. *Plain* text is shown as it is. *Markup* (see
:mod:`analysis.report.markup`) knows emphasis, code and links.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Literal

import plotly.graph_objects as go

from analysis.report.errors import ReportError

Align = Literal["left", "right", "centre"]


class Tone(StrEnum):
    """How a cell or note speaks; words carry the meaning, colour repeats it."""

    PLAIN = "plain"
    GOOD = "good"
    BAD = "bad"
    UNSURE = "unsure"
    MUTED = "muted"
    STRONG = "strong"


class Verdict(StrEnum):
    """What became of a claim, in the words that are shown."""

    HOLDS = "holds"
    FAILS = "does not hold"
    UNSURE = "cannot tell"
    BETTER = "better"
    WORSE = "worse"
    MIXED = "mixed"  # better in one respect, worse in another
    DIFFERS = "differs"  # and neither way is better
    EQUAL = "equal"
    ONE_RUN = "one run"  # nothing is known of chance


@dataclass(frozen=True)
class Text:
    """Paragraphs and lists, in markup; blank lines part them."""

    kind: ClassVar[str] = "text"

    markup: str


@dataclass(frozen=True)
class Heading:
    """A heading within a section; with a `name` it is an anchor."""

    kind: ClassVar[str] = "heading"

    title: str
    name: str = ""


@dataclass(frozen=True)
class Note:
    """A boxed remark, in markup, that a reader must not miss."""

    kind: ClassVar[str] = "note"

    markup: str
    title: str = ""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True)
class Column:
    """One column of a table: plain head, alignment, the header above it.

    Neighbours of the same non-empty `group` stand under one header.
    """

    head: str
    align: Align = "right"
    group: str = ""
    tip: str = ""  # what the head means, for the pointer


@dataclass(frozen=True)
class Cell:
    """A cell of plain text, with what may be said about it."""

    text: str
    below: str = ""  # a second, smaller line: an interval, the paper's value
    mark: str = ""  # a word in a badge: "differs"
    tip: str = ""  # a sentence for the pointer
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True)
class Band:
    """A row that is one heading across the table."""

    text: str


@dataclass(frozen=True)
class Table:
    """A table whose first column names the rows and stays in sight.

    Raises
    ------
    ReportError
        If there is no column, or a row has not one cell per column.
    """

    kind: ClassVar[str] = "table"

    columns: Sequence[Column]
    rows: Sequence[Sequence[str | Cell] | Band]
    caption: str  # markup
    number: str = ""
    note: str = ""  # markup
    compact: bool = False

    def __post_init__(self) -> None:
        label = f"table {self.number or repr(self.caption)}"
        if not self.columns:
            raise ReportError(f"{label}: has no column, expected one or more.")
        for index, row in enumerate(self.rows, start=1):
            if isinstance(row, str):
                raise ReportError(f"{label}: row {index} is text, expected cells.")
            if not isinstance(row, Band) and len(row) != len(self.columns):
                raise ReportError(
                    f"{label}: row {index} has {len(row)} cells, expected one for "
                    f"each of {len(self.columns)} columns."
                )

    @property
    def anchor(self) -> str:
        """The name to link to; empty without a number."""
        return f"table-{slug(self.number)}" if self.number else ""


@dataclass(frozen=True)
class Figure:
    """A figure with its caption, what it shows, and words for who cannot see it."""

    kind: ClassVar[str] = "figure"

    number: str
    figure: go.Figure
    caption: str  # markup
    shows: str  # markup
    description: str  # plain
    height_px: int | None = None  # None: as the figure says

    @property
    def anchor(self) -> str:
        """The name to link to."""
        return f"figure-{slug(self.number)}"


@dataclass(frozen=True)
class Finding:
    """A claim, where the paper makes it, and what became of it; all markup."""

    verdict: Verdict
    claim: str
    source: str = ""
    evidence: str = ""


@dataclass(frozen=True)
class Findings:
    """Findings, the most important first."""

    kind: ClassVar[str] = "findings"

    findings: Sequence[Finding]
    numbered: bool = True


@dataclass(frozen=True)
class Command:
    """Lines to copy into a terminal."""

    kind: ClassVar[str] = "command"

    text: str
    label: str = ""


@dataclass(frozen=True)
class Fold:
    """Blocks behind a line that opens them; open when printed."""

    kind: ClassVar[str] = "fold"

    summary: str
    blocks: "Sequence[Block]"


Block = Text | Heading | Note | Table | Figure | Findings | Command | Fold


def slug(text: str) -> str:
    """Return `text` as a part of an anchor: ``6(a)`` is ``6-a``."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
