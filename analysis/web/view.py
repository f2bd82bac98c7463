"""What a visitor looks at: one plan or two, and the link that says so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from simulation.errors import ScenarioError
from simulation.registry import foreign_words
from simulation.scenario import read_overrides, toml_value
from simulation.scenario.values import with_values
from simulation.specs import quoted

DEFAULT_PLAN = "paper/deliverai_2"
MOST_CHARACTERS = 8_000  # of a link; browsers and proxies take no more for sure

_PLAN, _SET, _VERSUS, _VERSUS_SET = "plan", "set", "versus", "versus-set"


@dataclass(frozen=True)
class PlanChoice:
    """A scenario or run by name, under changed keys."""

    base: str = DEFAULT_PLAN  # as the library lists it
    changes: Mapping[str, Any] = field(default_factory=dict)  # by dotted key

    def under(self, key: str, value: object) -> "PlanChoice":
        """Return this under one more change."""
        return replace(self, changes={**self.changes, key: value})

    def texts(self) -> list[str]:
        """Return the changes as ``KEY=VALUE``, values as in TOML."""
        return [f"{key}={toml_value(value)}" for key, value in self.changes.items()]


@dataclass(frozen=True)
class View:
    """One plan, or two on the same orders."""

    first: PlanChoice = PlanChoice()
    second: PlanChoice | None = None

    def query(self) -> str:
        """Return the view as the query of a link."""
        pairs = [(_PLAN, self.first.base)]
        pairs += [(_SET, text) for text in self.first.texts()]
        if self.second is not None:
            pairs.append((_VERSUS, self.second.base))
            pairs += [(_VERSUS_SET, text) for text in self.second.texts()]
        return urlencode(pairs)


def view_of(query: str, default: str = DEFAULT_PLAN) -> View:
    """Return the view of a link's query; what it does not name is left out.

    Parameters
    ----------
    query
        What stands behind the question mark.
    default
        The plan of a link that names none.

    Raises
    ------
    ScenarioError
        If the link is too long, a change is no key and value, or the value is a
        date, which no key takes.
    """
    if len(query) > MOST_CHARACTERS:
        raise ScenarioError(
            f"The link has {len(query):,} characters, expected at most "
            f"{MOST_CHARACTERS:,}."
        )
    pairs = parse_qsl(query)
    named = dict(reversed(pairs))  # the first of each name
    first = PlanChoice(named.get(_PLAN, default), _changes(pairs, _SET))
    if _VERSUS not in named:
        return View(first)
    return View(first, PlanChoice(named[_VERSUS], _changes(pairs, _VERSUS_SET)))


def _changes(pairs: Iterable[tuple[str, str]], name: str) -> dict[str, Any]:
    changes = read_overrides([text for each, text in pairs if each == name])
    changes = {key: _as_linked(value) for key, value in changes.items()}
    for key, value in changes.items():
        try:
            toml_value(value)
        except TypeError as cause:
            raise ScenarioError(
                f"{key}: {key} is {quoted(value)}, expected a text, a number, a truth "
                "value or a list of them."
            ) from cause
    return changes


def _as_linked(value: object) -> object:
    """Return a value as a link says it: a path from the working folder on.

    Reading makes paths absolute, and a link is seen by others.
    """
    if not isinstance(value, str) or not Path(value).is_absolute():
        return value
    path, folder = Path(value), Path.cwd()
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else value


def check_words(changes: Mapping[str, Any]) -> None:
    """Refuse parts by ``module:Class``: a page runs no code that a visitor names.

    Raises
    ------
    ScenarioError
        If one is named so.
    """
    for kind, word, _ in foreign_words(with_values({}, changes)):
        if ":" in word:
            raise ScenarioError(
                kind.key,
                f"{kind.key} is {quoted(word)}",
                "the word of a shipped or an installed part in a page "
                "(`deliverai run` takes module:Class)",
            )
