"""Pages: values in, one self-contained HTML file out.

A :class:`Page` has :class:`Section` s, a section has blocks: :class:`Text`,
:class:`Heading`, :class:`Note`, :class:`Table`, :class:`Figure`, :class:`Findings`,
:class:`Command`, :class:`Fold`. :func:`render` gives the document, :func:`write_page`
its file. The file holds all it shows, plotly.js among it: nothing is fetched, and the
browser is told to fetch nothing.

Plain text is escaped and shown as it is; markup knows emphasis, code and links, and
:func:`literal` makes plain text of a name within it.
"""

from analysis.report.blocks import (
    Band,
    Block,
    Cell,
    Column,
    Command,
    Figure,
    Finding,
    Findings,
    Fold,
    Heading,
    Note,
    Table,
    Text,
    Tone,
    Verdict,
)
from analysis.report.errors import ReportError
from analysis.report.markup import literal
from analysis.report.page import Fact, Page, Section
from analysis.report.rendering import render
from analysis.report.writing import write_document, write_page

__all__ = [
    "Band",
    "Block",
    "Cell",
    "Column",
    "Command",
    "Fact",
    "Figure",
    "Finding",
    "Findings",
    "Fold",
    "Heading",
    "Note",
    "Page",
    "ReportError",
    "Section",
    "Table",
    "Text",
    "Tone",
    "Verdict",
    "literal",
    "render",
    "write_document",
    "write_page",
]
