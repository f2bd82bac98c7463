"""A page: sections of blocks under a header, above a footer."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.experiments.titles import Tables, base_of, changes_in_words, facts
from analysis.report.blocks import Block, Figure, Fold
from analysis.report.errors import ReportError
from analysis.report.markup import literal

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


def settings_of(
    plans: Sequence[tuple[str, Tables]],
    labels: Sequence[str],
    besides: Sequence[Sequence[str]] = (),
) -> tuple[Fact, ...]:
    """Return what plans are set to and what was changed in each, for a header.

    Parameters
    ----------
    plans
        Names and scenarios, at least one.
    labels
        What the plans are called on the page.
    besides
        Of each plan, what else was changed in it.
    """
    if not plans:
        return ()
    told = [facts(scenario) for _, scenario in plans]
    found = []
    for name in dict.fromkeys(name for each in told for name in each):
        values = dict.fromkeys(each[name] for each in told if name in each)
        found.append(Fact(name, literal("; ".join(values))))
    for plan, label, also in zip(
        plans, labels, besides or [()] * len(plans), strict=True
    ):
        changes = "; ".join([*changes_in_words(*plan), *also])
        of = f" in {label}" if len(plans) > 1 else ""
        words = changes or f"nothing; as shipped in {base_of(*plan)}"
        found.append(Fact(f"Changed{of}", literal(words)))
    return tuple(found)


def _figures(blocks: Sequence[Block]) -> Iterator[Figure]:
    for block in blocks:
        if isinstance(block, Figure):
            yield block
        elif isinstance(block, Fold):
            yield from _figures(block.blocks)
