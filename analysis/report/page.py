"""A page: sections of blocks under a header, above a footer.

Every kind of page is a list of functions, each of which makes a section of the page's
contents. A section without blocks has nothing to say and is left out.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

from analysis.experiments.titles import (
    Tables,
    base_of,
    changes_in_words,
    facts,
    on_the_way,
)
from analysis.report.blocks import Block, Command, Figure, Fold, Text
from analysis.report.errors import ReportError
from analysis.report.markup import literal
from simulation.region import Region

NAME = re.compile(r"[a-z][a-z0-9-]*")
Contents = TypeVar("Contents")  # what a page is made from: values, read and computed
Plan = tuple[str, Tables, Mapping[str, Any] | None]  # name, scenario, what it forks


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


def section(
    name: str, title: str | Callable[[Any], str], short: str = ""
) -> Callable[[Callable[[Contents], Iterable[Block]]], Callable[[Contents], Section]]:
    """Make a function that yields blocks of some contents return their section."""

    def made(
        blocks: Callable[[Contents], Iterable[Block]],
    ) -> Callable[[Contents], Section]:
        @wraps(blocks)
        def of(shown: Contents) -> Section:
            words = title if isinstance(title, str) else title(shown)
            return Section(name, words, tuple(blocks(shown)), short)

        return of

    return made


def sections_of(
    shown: Contents, parts: Iterable[Callable[[Contents], Section]]
) -> tuple[Section, ...]:
    """Return the sections of some contents that have something to say, in order."""
    return tuple(found for part in parts if (found := part(shown)).blocks)


def method(
    words: str, command: Command | None, *more: Block, title: str = "How this was made"
) -> Section:
    """Return the last section of a page: how it was made, and how to make it again."""
    again = () if command is None else (command,)
    return Section("method", title, (Text(words), *again, *more), short="Method")


@dataclass(frozen=True)
class Page:
    """All of a page: the same page gives the same bytes."""

    title: str
    sections: Sequence[Section]
    subtitle: str = ""
    lead: str = ""  # markup: the page in a paragraph or two
    facts: Sequence[Fact] = ()  # in the header
    versions: Mapping[str, str] = field(default_factory=dict)  # in the footer
    licences: Sequence[str] = ()  # markup, in the footer
    language: str = "en-GB"

    def figures(self) -> tuple[Figure, ...]:
        """Return the figures, in reading order."""
        return tuple(
            figure for section in self.sections for figure in _figures(section.blocks)
        )


def settings_of(
    plans: Sequence[Plan], labels: Sequence[str], *, own_due: bool = False
) -> tuple[Fact, ...]:
    """Return what plans are set to and what was changed in each, for a header.

    Parameters
    ----------
    plans
        Names, scenarios and links of forks.
    labels
        What the plans are called on the page.
    own_due
        Whether orders have due times of their own, which count in place of a promise.
    """
    told = [facts(scenario) for _, scenario, _ in plans]
    if own_due:
        told = [each | {"Promise": "each order's own due time"} for each in told]
    found = []
    for name in dict.fromkeys(name for each in told for name in each):
        values = dict.fromkeys(each[name] for each in told if name in each)
        found.append(Fact(name, literal("; ".join(values))))
    for (name, scenario, fork), label in zip(plans, labels, strict=True):
        changes = "; ".join([*changes_in_words(name, scenario), *on_the_way(fork)])
        of = f" in {label}" if len(plans) > 1 else ""
        words = changes or f"nothing; as shipped in {base_of(name, scenario)}"
        found.append(Fact(f"Changed{of}", literal(words)))
    return tuple(found)


def licences_of(region: Region | None) -> tuple[str, ...]:
    """Return the sources of a region with their licences, in markup."""
    sources = [] if region is None else region.manifest.get("sources", [])
    return tuple(
        f"{literal(str(each.get('origin', '')))}: "
        f"{literal(str(each.get('licence', '')))}"
        for each in sources
    )


def _figures(blocks: Sequence[Block]) -> Iterator[Figure]:
    for block in blocks:
        if isinstance(block, Figure):
            yield block
        elif isinstance(block, Fold):
            yield from _figures(block.blocks)
