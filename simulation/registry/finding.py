"""Words into parts."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from importlib import import_module
from inspect import isfunction
from typing import Any

from simulation.errors import ScenarioError
from simulation.registry.kinds import KINDS, OPTIONS, Kind
from simulation.registry.part import Part, lacks, parameters, said_by
from simulation.registry.sources import imported, installed, source_of
from simulation.specs import nearest, quoted
from simulation.specs.wording import one_of


def find(
    kind: Kind,
    word: str,
    options: Mapping[str, Any] | None = None,
    where: str = "scenario",
) -> Part:
    """Return the part of a word.

    A shipped word is never hidden by that of a package. For ``module:Class`` the
    working folder is looked in too, after all other places.

    Parameters
    ----------
    kind, word
        What is looked for.
    options
        Of the part.
    where
        Begins the sentence of an error.

    Raises
    ------
    ScenarioError
        In one sentence: if there is no such word, its module cannot be imported, or
        what it names cannot be such a part.
    """
    if word in kind.shipped:
        module, _, name = kind.shipped[word].partition(":")
        return Part(kind, word, getattr(import_module(module), name), where=where)
    named = word if ":" in word else installed(kind.group).get(word)
    if named is None:
        words = kind.words()
        near = nearest(word, words)
        raise ScenarioError(
            where,
            f"{kind.key} is {quoted(word)}",
            f"{one_of([quoted(each) for each in words])} or module:Class",
            hint=f"did you mean {quoted(near)}?" if near else "",
        )
    part = Part(kind, word, None, options=dict(options or {}), where=where)
    return replace(part, target=_target(part, named), source=source_of(named))


def is_told(kind: Kind, word: str, value: str) -> bool:
    """Return whether a part is made with a value, of those of `Kind.gives`.

    Of one's own, whose module is imported already: none is for this alone, as when
    runs are read that others carried out. Where that cannot be said, it may be.
    """
    named = word if ":" in word else installed(kind.group).get(word, "")
    if word not in kind.shipped and named.partition(":")[0] not in sys.modules:
        return True
    try:
        return find(kind, word).names(value)
    except ScenarioError:
        return True


def from_object(kind: Kind, given: object, where: str = "simulate") -> Part:
    """Return the part of an object, or of a class that is yet to be made.

    Raises
    ------
    ScenarioError
        If it lacks what the world asks of it.
    """
    inner = given.func if isinstance(given, partial) else given
    makes = isinstance(inner, type) or isfunction(inner)
    of: Any = inner if makes else type(given)
    named = f"{of.__module__}:{of.__qualname__}"
    part = Part(kind, named, given, source_of(named), ready=not makes, where=where)
    _check_target(part, of if part.ready else given)
    return part


def parts_in(tables: Mapping[str, Any], where: str = "scenario") -> list[Part]:
    """Return the parts of a scenario that are not shipped.

    Parameters
    ----------
    tables
        Nested as in TOML.

    Raises
    ------
    ScenarioError
        As of :func:`find`.
    """
    return [
        find(kind, word, table.get(OPTIONS), where)
        for kind, word, table in foreign_words(tables)
    ]


def foreign_words(
    tables: Mapping[str, Any],
) -> Iterator[tuple[Kind, str, Mapping[str, Any]]]:
    """Yield each word of a scenario that is not shipped: kind, word and its table."""
    for kind in KINDS:
        name, _, key = kind.key.partition(".")
        table = tables.get(name)
        if isinstance(table, Mapping):
            word = table.get(key)
            if isinstance(word, str) and word not in kind.shipped:
                yield kind, word, table


def _target(part: Part, named: str) -> object:
    """Return what ``module:Class`` names."""
    module_name, _, attributes = named.partition(":")
    try:
        target: object = imported(module_name)
    except (Exception, SystemExit) as cause:
        raise ScenarioError(
            part.where,
            f"{part.kind.key} is {quoted(part.word)}, whose module {module_name} "
            f"cannot be imported ({said_by(cause)})",
            "one in the working folder or installed",
        ) from cause
    for name in attributes.split("."):
        try:
            target = getattr(target, name)
        except AttributeError as cause:
            raise ScenarioError(
                part.where,
                f"{part.kind.key} is {quoted(part.word)}, and {module_name} has no "
                f"{attributes}",
                "a class of that module",
            ) from cause
    if not callable(target):
        raise ScenarioError(
            part.where,
            f"{part.kind.key} is {quoted(part.word)}, which cannot be called",
            "a class",
        )
    _check_target(part, target)
    return target


def _check_target(part: Part, target: object) -> None:
    """Refuse what asks for other values, and a class that lacks a method.

    What a function answers is looked at later.
    """
    for name, parameter in parameters(target).items():
        needed = parameter.default is parameter.empty
        if needed and not part.ready and name not in (*part.kind.gives, OPTIONS):
            raise ScenarioError(
                part.where,
                f"{part.kind.key} is {quoted(part.word)}, which asks for {name}",
                f"some of {', '.join([*part.kind.gives, OPTIONS])}, or a default",
            )
    if isinstance(target, type):
        methods = part.kind.methods
        missing = [each for each in methods if not callable(getattr(target, each, 0))]
        if missing:
            raise lacks(part, missing)
