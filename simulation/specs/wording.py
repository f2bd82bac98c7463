"""Words for values and for what a field expects."""

import difflib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import annotated_types as bounds
from pydantic.fields import FieldInfo

_LONGEST_QUOTE = 60  # characters of a value repeated in a message


@dataclass(frozen=True)
class Worded:
    """Says what a text is, where it is more than any text."""

    words: str


def nearest(word: str, known: list[str]) -> str | None:
    """Return the known word most like `word`, or None if none is near."""
    found = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return found[0] if found else None


def quoted(value: object) -> str:
    """Return a value as TOML would show it, cut short if it is long."""
    if isinstance(value, Mapping):
        return "a table"
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except (ValueError, RecursionError):
        return "a value that cannot be shown"
    text = {"NaN": "nan", "Infinity": "inf", "-Infinity": "-inf"}.get(text, text)
    if len(text) > _LONGEST_QUOTE:
        return text[:_LONGEST_QUOTE] + "…"
    return text


def reason(cause: BaseException) -> str:
    """Return why the system refused, without the path that the message names."""
    if isinstance(cause, OSError) and cause.strerror:
        return lowered(cause.strerror)
    return lowered(str(cause)) or type(cause).__name__


def expectation(annotation: object, metadata: tuple[Any, ...] = ()) -> str:
    """Return in words what a field of this type takes."""
    origin = get_origin(annotation)
    inside = [each for each in get_args(annotation) if each not in (NoneType, Ellipsis)]
    if origin is Annotated:
        words = expectation(inside[0], (*metadata, *inside[1:]))
    elif origin in (Union, UnionType):
        words = " or ".join(expectation(each, metadata) for each in inside)
    elif origin is Literal:
        words = one_of([quoted(each) for each in inside])
    elif origin is tuple and len(inside) > 1:
        words = f"a list of {len(inside)}, each {expectation(inside[0])}"
    elif origin in (tuple, list):
        words = f"a list, each {expectation(inside[0])}"
    elif annotation is int:
        words = "a whole number" + _range(metadata, whole=True)
    elif annotation is float:
        words = "a number" + _range(metadata, whole=False)
    elif annotation is str and (worded := _worded(metadata)):
        words = worded
    elif annotation is str:
        words = "a text" + (" that is not empty" if list(_flat(metadata)) else "")
    else:
        words = "true or false" if annotation is bool else "a table"
    return words


def _worded(metadata: tuple[Any, ...]) -> str:
    """Return the words that a field gives for itself, if it does."""
    return next((each.words for each in metadata if isinstance(each, Worded)), "")


def _range(metadata: tuple[Any, ...], *, whole: bool) -> str:
    """Return the bounds in words; above 0 is 1 or more for whole numbers."""
    low: str | None = None
    high: str | None = None
    for each in _flat(metadata):
        if isinstance(each, bounds.Gt):
            low = f"{int(str(each.gt)) + 1}" if whole else f"above {each.gt}"
        elif isinstance(each, bounds.Ge):
            low = f"{each.ge}"
        elif isinstance(each, bounds.Le):
            high = f"{each.le}" if whole else f"{each.le:.15g}"
    if low is None:
        return "" if high is None else f" of at most {high}"
    if low.startswith("above"):
        return f" {low}" if high is None else f" {low} and at most {high}"
    return f" of {low} or more" if high is None else f" from {low} to {high}"


def _flat(metadata: tuple[Any, ...]) -> Iterator[object]:
    for each in metadata:
        if isinstance(each, FieldInfo):
            yield from each.metadata
        else:
            yield each


def one_of(words: list[str]) -> str:
    """Return the words as a choice."""
    if len(words) == 1:
        return words[0]
    return f"{', '.join(words[:-1])} or {words[-1]}"


def lowered(sentence: str) -> str:
    """Return a sentence ready to stand inside another one."""
    return (sentence[:1].lower() + sentence[1:]).rstrip(".")
