"""Simple markup in, safe HTML out.

Everything is escaped first of all; then ``*emphasis*``, ``**strong**``, ```code```
and ``[text](address)`` are understood, and a backslash takes a sign its meaning.
"""

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

from analysis.report.errors import ReportError

SIGNS = r"\\`*\[\].\-"  # signs that a backslash makes ordinary
PIECE = re.compile(
    rf"\\(?P<sign>[{SIGNS}])"
    rf"|`(?P<code>(?:\\[{SIGNS}]|[^`])+?)`"
    r"|\[(?P<text>(?:\\.|[^\]\\])+)\]\((?P<address>[^()\s]+)\)"
    r"|\*\*(?=\S)(?P<strong>(?:\\.|[^\\])+?)(?<=\S)\*\*"
    r"|\*(?=[^\s*])(?P<emphasis>(?:\\.|[^\\*])+?)(?<=\S)\*",
    re.DOTALL,
)
SCHEME = re.compile(r"^(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.\-]*):|//)")
BULLET = re.compile(r"^(?:- |\d+\. )")
ALLOWED = {"http", "https", "mailto"}
# HTML knows no such characters, whoever named a scenario so.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def without_odd_signs(text: str) -> str:
    """Return text with another sign for each that no document may contain."""
    return FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


def literal(name: str) -> str:
    """Return markup that shows `name` as it is, whatever signs it contains."""
    return re.sub(rf"([{SIGNS}])", r"\\\1", " ".join(name.split()))


def inline(text: str) -> Markup:
    """Return one run of markup as HTML.

    Raises
    ------
    ReportError
        If a link leads to anything but http, https, mailto, an anchor or a file
        beside the page.
    """
    return Markup("").join(_pieces(text))


def prose(text: str) -> Markup:
    """Return paragraphs and lists as HTML: blank lines part them.

    Lines that all begin with ``- ``, or all with ``1. ``, are a list; an indented
    line goes on with the one above.
    """
    parts = (part for part in re.split(r"\n\s*\n", text.strip()) if part.strip())
    return Markup("\n").join(_paragraph(part) for part in parts)


def _pieces(text: str) -> Iterator[Markup]:
    done = 0
    for match in PIECE.finditer(text):
        yield escape(text[done : match.start()])
        yield _piece(match)
        done = match.end()
    yield escape(text[done:])


def _piece(match: re.Match[str]) -> Markup:
    kind, inside = match.lastgroup, match[match.lastgroup or 0]
    if kind == "code":
        return Markup("<code>{}</code>").format(
            re.sub(rf"\\([{SIGNS}])", r"\1", inside)
        )
    if kind == "address":
        return _link(match["text"], inside)
    if kind == "strong":
        return Markup("<strong>{}</strong>").format(inline(inside))
    if kind == "emphasis":
        return Markup("<em>{}</em>").format(inline(inside))
    return escape(inside)


def _link(text: str, address: str) -> Markup:
    scheme = SCHEME.match(address)
    if scheme and (scheme["scheme"] or "").lower() not in ALLOWED:
        raise ReportError(
            f"link to {address}: expected http, https, mailto, an anchor or a file "
            f"beside the page."
        )
    away = Markup(' rel="noreferrer"') if scheme else Markup("")
    return Markup('<a href="{}"{}>{}</a>').format(address, away, inline(text))


def _paragraph(part: str) -> Markup:
    lines: list[str] = []
    for line in part.splitlines():
        if lines and line.startswith((" ", "\t")):
            lines[-1] += " " + line.strip()
        else:
            lines.append(line.strip())
    bullets = [BULLET.match(line) for line in lines]
    if not all(bullets):
        return Markup("<p>{}</p>").format(inline("\n".join(lines)))
    tag = Markup("ul" if lines[0].startswith("-") else "ol")
    items = Markup("").join(
        Markup("<li>{}</li>").format(inline(BULLET.sub("", line))) for line in lines
    )
    return Markup("<{0}>{1}</{0}>").format(tag, items)
