"""TOML files into specifications, and whatever is wrong with them into one sentence."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import (
    Any,
    Literal,
    NamedTuple,
    TypeVar,
    get_args,
    get_origin,
)

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from simulation.errors import InputError
from simulation.specs.spec import ConflictError, Spec, UnfitError
from simulation.specs.wording import (
    expectation,
    lowered,
    nearest,
    one_of,
    quoted,
    reason,
)

AnySpec = TypeVar("AnySpec", bound=Spec)

DEEPEST = 100  # tables within tables; a specification has five
_PIECES = re.compile(r"[=,#\n\[\]{}]")  # between them no key goes on


def read_toml(path: Path, error: type[InputError]) -> dict[str, Any]:
    """Return the tables of a TOML file.

    Raises
    ------
    InputError
        Of the class `error`, if the file is missing, empty, a folder, not text
        or not TOML.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise error(path, "no such file", "a TOML file") from None
    except IsADirectoryError:
        raise error(path, "is a folder", "a TOML file") from None
    except UnicodeDecodeError:
        raise error(path, "is not text", "a TOML file") from None
    except (OSError, ValueError) as cause:
        raise error(path, f"cannot be read ({reason(cause)})") from cause
    try:
        tables = toml_tables(text)
    except ValueError as cause:
        raise error(path, f"is not valid TOML, {lowered(str(cause))}") from cause
    if not tables:
        raise error(path, "is empty", "at least one key")
    return tables


def toml_tables(text: str) -> dict[str, Any]:
    """Return the tables of a text in TOML.

    Raises
    ------
    ValueError
        If it is no TOML, or tables lie within tables more than `DEEPEST` deep: a key
        of 50,000 parts would take minutes to read, and more than can be looked into.
    """
    too_deep = f"tables are nested too deeply (expected at most {DEEPEST})"
    if any(piece.count(".") > DEEPEST for piece in _PIECES.split(text)):
        raise ValueError(too_deep)
    try:
        tables = tomllib.loads(text)
    except RecursionError as cause:
        raise ValueError(too_deep) from cause
    inside: list[Any] = [tables]
    for _ in range(DEEPEST):
        inside = [
            value
            for each in inside
            for value in (each.values() if isinstance(each, dict) else each)
            if isinstance(value, dict | list)
        ]
    if inside:
        raise ValueError(too_deep)
    return tables


def validated(
    model: type[AnySpec],
    tables: Mapping[str, Any],
    where: str | Callable[[str], str],
    error: type[InputError],
) -> AnySpec:
    """Return the specification that the tables describe.

    Parameters
    ----------
    model
        The class of the specification.
    tables
        Nested as in TOML.
    where
        The file to name, or a function from a dotted key to what to name.
    error
        The class of the error raised.

    Raises
    ------
    InputError
        Of the class `error`, in one sentence, about the first wrong key.
    """
    try:
        return model.model_validate(dict(tables))
    except ValidationError as cause:
        found = _first_problem(model, tables, cause.errors(include_url=False))
    except RecursionError:
        found = _Problem("", "tables are nested too deeply")
    place = where(found.key) if callable(where) else where
    raise error(place, found.given, found.expected, hint=found.hint)


def known_keys(model: type[Spec], prefix: str = "") -> Iterator[str]:
    """Yield every dotted key of a specification, depth first, tables left out."""
    for name, field in model.model_fields.items():
        if field.exclude:
            continue
        inner = _spec_of(field.annotation)
        if inner is None or _is_list(field.annotation):
            yield prefix + name
        else:
            yield from known_keys(inner, f"{prefix}{name}.")


class _Problem(NamedTuple):
    """What is wrong with a key; words as in :class:`InputError`."""

    key: str
    given: str
    expected: str = ""
    hint: str = ""


def _first_problem(
    model: type[Spec], tables: Mapping[str, Any], problems: list[ErrorDetails]
) -> _Problem:
    """Return the problem to name first."""
    # A misspelt key is the cause of whatever else is wrong beside it.
    first = min(problems, key=lambda problem: problem["type"] != "extra_forbidden")
    if first["type"] == "extra_forbidden":
        parts = _named(first["loc"])
        return _unknown(".".join(parts), list(_known_beside(model, parts)))
    conflict = first.get("ctx", {}).get("error")
    if isinstance(conflict, ConflictError):
        return _Problem(conflict.key, conflict.given, conflict.expected)
    if isinstance(conflict, UnfitError):
        parts = _named(first["loc"])
        key = ".".join([*parts, conflict.key] if conflict.key else parts)
        return _Problem(key, f"{key} {conflict.given}", conflict.expected)
    return _wrong(model, tables, first)


def _named(loc: tuple[int | str, ...]) -> list[str]:
    """Return the parts of a key; the second table of a list is ``interventions[2]``."""
    parts: list[str] = []
    for part in loc:
        if isinstance(part, int) and parts:
            parts[-1] += f"[{part + 1}]"
        else:
            parts.append(str(part))
    return parts


def _known_beside(model: type[Spec], parts: list[str]) -> Iterator[str]:
    """Yield every dotted key, those of a table with a name of its own too."""
    yield from known_keys(model)
    inside: type[Spec] | None = model
    for at, part in enumerate(parts):
        name = part.partition("[")[0]
        field = None if inside is None else inside.model_fields.get(name)
        if field is None:
            return
        listed = _spec_of(field.annotation) if name != part else None
        if listed is not None:
            yield from known_keys(listed, ".".join(parts[: at + 1]) + ".")
        named = _named_spec(field.annotation)
        if named is not None and at + 1 < len(parts):
            yield from known_keys(named, ".".join(parts[: at + 2]) + ".")
        inside = _spec_of(field.annotation)


def _unknown(key: str, known: list[str]) -> _Problem:
    """Return what to say of a key that does not exist."""
    inside, _, last = key.rpartition(".")
    roots = list(dict.fromkeys(each.partition(".")[0] for each in known))
    beside = [each for each in known if each.rpartition(".")[0] == inside]
    siblings = (
        {each.rpartition(".")[2]: each for each in beside}
        if inside
        else {each: each for each in roots}
    )
    longer = [each for each in siblings if each.startswith(last)]
    if len(longer) == 1:
        hint = f"did you mean {siblings[longer[0]]}?"
        return _Problem(key, f"unknown key {key}", hint=hint)
    anywhere = {each.rpartition(".")[2]: each for each in reversed(known)}
    for words in (siblings, anywhere):  # misspelt, or in the wrong table
        near = nearest(last, list(words))
        if near is not None:
            hint = f"did you mean {words[near]}?"
            return _Problem(key, f"unknown key {key}", hint=hint)
    return _Problem(key, f"unknown key {key}", one_of(list(siblings) or roots))


def _wrong(
    model: type[Spec], tables: Mapping[str, Any], problem: ErrorDetails
) -> _Problem:
    """Return what to say of a missing or wrong value."""
    keys: list[str] = []
    annotation: Any = None
    metadata: tuple[Any, ...] = ()
    value: Any = tables
    inside: type[Spec] | None = model
    for part in problem["loc"]:
        if isinstance(part, int) and isinstance(value, list) and inside:
            keys[-1] += f"[{part + 1}]"
            value = value[part]
        elif get_origin(annotation) is dict and isinstance(value, Mapping):
            if part not in value:  # how a value may be, where it may be several things
                break
            keys.append(str(part))
            annotation, metadata, value = get_args(annotation)[1], (), value[part]
        elif inside is not None and part in inside.model_fields:
            field = inside.model_fields[str(part)]
            annotation, metadata = field.annotation, tuple(field.metadata)
            keys.append(str(part))
            value = value.get(part) if isinstance(value, Mapping) else None
        else:
            break
        inside = _spec_of(annotation)
    key = ".".join(keys)
    if annotation is None:
        return _Problem(key, lowered(problem["msg"]))
    wanted = expectation(annotation, metadata)
    if problem["type"] == "missing" and value is None:
        return _Problem(key, f"{key} is missing", wanted)
    choices = [each for each in _choices(annotation) if isinstance(each, str)]
    near = nearest(value, choices) if isinstance(value, str) else None
    hint = f"did you mean {quoted(near)}?" if near else ""
    return _Problem(key, f"{key} is {quoted(value)}", wanted, hint)


def _spec_of(annotation: object) -> type[Spec] | None:
    """Return the specification inside an annotation, or None; of named ones too."""
    if get_origin(annotation) is dict:
        return None
    for each in (annotation, *get_args(annotation)):
        if isinstance(each, type) and issubclass(each, Spec):
            return each
    return None


def _is_list(annotation: object) -> bool:
    """Return whether a field is a list, of tables where it has a specification."""
    origins = [get_origin(each) for each in (annotation, *get_args(annotation))]
    return tuple in origins


def _named_spec(annotation: object) -> type[Spec] | None:
    """Return the specification of tables that have names of their own, or None."""
    if get_origin(annotation) is not dict:
        return None
    return _spec_of(get_args(annotation)[1])


def _choices(annotation: object) -> Iterator[object]:
    """Yield the words that a field takes."""
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
    elif get_origin(annotation) is not None:
        for each in get_args(annotation):
            yield from _choices(each)
