"""A page: sections of blocks under a header, above a footer."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.report.blocks import Block, Figure, Fold
from analysis.report.errors import ReportError

NAME = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True)
class Fact:
    """A name (plain) and what it is (markup): a line of a definition list."""

    name: str
    value: str


@dataclass(frozen=True)
class Section:
    """Blocks under a title, which is also an entry of the navigation.

    Raises
    ------
    ReportError
        If `name` cannot be an anchor.
    """

    name: str
    title: str
    blocks: Sequence[Block]
    short: str = ""  # for the navigation; else the title

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise ReportError(
                f"section {self.title!r}: its name is {self.name!r}, expected "
                f"lower-case letters, digits and hyphens."
            )


@dataclass(frozen=True)
class Page:
    """All of a page: the same page gives the same bytes."""

    title: str
    sections: Sequence[Section]
    subtitle: str = ""
    lead: str = ""  # markup: the page in a paragraph or two
    facts: Sequence[Fact] = ()  # in the header
    versions: Sequence[Fact] = ()  # in the footer
    licences: Sequence[str] = ()  # markup, in the footer
    language: str = "en-GB"

    def figures(self) -> tuple[Figure, ...]:
        """Return the figures, in reading order."""
        return tuple(
            figure for section in self.sections for figure in _figures(section.blocks)
        )


def _figures(blocks: Sequence[Block]) -> Iterator[Figure]:
    for block in blocks:
        if isinstance(block, Figure):
            yield block
        elif isinstance(block, Fold):
            yield from _figures(block.blocks)
