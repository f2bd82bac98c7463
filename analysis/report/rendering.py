"""A page in, one HTML document out that needs nothing else."""

import re
from collections import Counter
from functools import cache
from itertools import count, groupby
from pathlib import Path

import jinja2
from markupsafe import Markup
from plotly.offline import get_plotlyjs, get_plotlyjs_version

from analysis.report.blocks import Band, Cell, Column, Table
from analysis.report.drawing import drawings, has_columns, height_px
from analysis.report.errors import ReportError
from analysis.report.markup import inline, prose, without_odd_signs
from analysis.report.page import Page

TEMPLATES = Path(__file__).parent / "templates"
SCRIPT = re.compile(r"(<script[^>]*>).*?</script>", re.DOTALL)
ID = re.compile(r'<[a-z][^<>]* id="([^"]*)"')
ANCHOR = re.compile(r'<a [^<>]*href="#([^"]*)"')


def render(page: Page) -> str:
    """Return the page as one HTML document: the same page, the same text.

    Raises
    ------
    ReportError
        If an anchor is there twice, a link leads to none, or a figure would fetch
        something.
    """
    figures = page.figures()
    data, templates = drawings(figures)
    document = (
        _environment()
        .get_template("page.html.j2")
        .render(
            page=page,
            data={anchor: Markup(text) for anchor, text in data.items()},
            templates=Markup(templates),
            css=_source("page.css"),
            script=_source("page.js"),
            plotly=_Verbatim(get_plotlyjs()) if figures else "",
            plotly_version=get_plotlyjs_version(),
            serial=count(1),
        )
    )
    _check_anchors(document)
    return document


class _Verbatim(Markup):
    """Text that is not ours to clean: plotly.js holds odd characters on purpose."""


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        autoescape=True,
        finalize=_clean,
        keep_trailing_newline=True,
        loader=jinja2.FileSystemLoader(TEMPLATES),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters.update(
        inline=inline,
        prose=prose,
        height_px=height_px,
        has_columns=has_columns,
        next_of=next,
    )
    environment.globals.update(header_groups=_header_groups, bodies=_bodies)
    return environment


def _source(name: str) -> Markup:
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))


def _clean(value: object) -> object:
    """Return a value without characters that no document may contain."""
    if not isinstance(value, str) or isinstance(value, _Verbatim):
        return value
    clean = without_odd_signs(value)
    return value if clean == value else type(value)(clean)


def _cell(value: str | Cell) -> Cell:
    return value if isinstance(value, Cell) else Cell(value)


def _header_groups(table: Table) -> list[tuple[str, list[Column]]]:
    """Return neighbouring columns of the same group together, the others alone."""
    keyed = [(each.group or index, each) for index, each in enumerate(table.columns)]
    runs = [list(run) for _, run in groupby(keyed, key=lambda pair: pair[0])]
    return [(run[0][1].group, [column for _, column in run]) for run in runs]


def _bodies(table: Table) -> list[tuple[Band | None, list[list[Cell]]]]:
    """Return the rows as cells, each run of them below its band."""
    bodies: list[tuple[Band | None, list[list[Cell]]]] = []
    for row in table.rows:
        if isinstance(row, Band):
            bodies.append((row, []))
        else:
            if not bodies:
                bodies.append((None, []))
            bodies[-1][1].append([_cell(each) for each in row])
    return bodies


def _check_anchors(document: str) -> None:
    elements = SCRIPT.sub(r"\1", document)  # text and values hold no < > " of their own
    ids = Counter(ID.findall(elements))
    for anchor, times in ids.items():
        if times > 1:
            raise ReportError(
                f"page: {times} things are named {anchor}, expected different names."
            )
    lost = sorted(set(ANCHOR.findall(elements)) - ids.keys())
    if lost:
        raise ReportError(
            f"page: a link leads to #{lost[0]}, expected the name of a section, "
            f"heading, table or figure on it."
        )
