"""Patterns of shifts as texts: ``5 van 17:00-01:00 break 20:00-20:30``."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from simulation.specs import UnfitError

_TIME = r"(\d{1,2}):(\d\d)"
_SPAN = rf"{_TIME}\s*-\s*{_TIME}"
_FORM = re.compile(
    rf"\s*(\d+)\s+(?:([^\d\s]\S*)\s+)?{_SPAN}((?:\s+break\s+{_SPAN})*)\s*"
)
_BREAK = re.compile(_SPAN)
_EXPECTED = (
    'vehicles, perhaps their class, and times of day, such as "10 11:00-15:00" or '
    '"5 van 17:00-01:00 break 20:00-20:30"'
)
_MOST = 1_000_000  # vehicles, as in a size
_HOUR_S, _MINUTE_S, _DAY_S, _HOURS, _MINUTES = 3600, 60, 86_400, 48, 60

Span = tuple[int, int]  # from, until, since midnight [s]


@dataclass(frozen=True)
class Pattern:
    """So many vehicles of a class that work every day at the same time."""

    vehicles: int
    of_class: str | None
    span_s: Span  # ends after it begins, perhaps the next day
    breaks: tuple[Span, ...]  # in order, within it


def patterns_of(texts: Iterable[str]) -> Iterator[Pattern]:
    """Yield the patterns of texts that are checked."""
    for text in texts:
        yield _pattern(text)


def in_shifts(texts: Iterable[str]) -> int:
    """Return how many vehicles work in some patterns."""
    return sum(each.vehicles for each in patterns_of(texts))


def class_names(texts: Iterable[str]) -> list[str]:
    """Return the classes that some patterns name."""
    return [each.of_class for each in patterns_of(texts) if each.of_class is not None]


def checked_shifts(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return texts of patterns as they are.

    Raises
    ------
    UnfitError
        Naming the first that is none.
    """
    for text in texts:
        _pattern(text)
    return texts


def _pattern(text: str) -> Pattern:
    form = _FORM.fullmatch(text)
    if form is None or not 1 <= int(form[1]) <= _MOST:
        raise UnfitError(f"has {text!r}", _EXPECTED)
    on_s, off_s = span_of(text, form.groups()[2:6])
    if off_s <= on_s:
        off_s += _DAY_S
    if not on_s < off_s <= on_s + _DAY_S:
        raise UnfitError(f"has {text!r}", "a shift of at most 24 hours")
    breaks = []
    until_s = on_s
    for found in _BREAK.finditer(form[7]):
        begin_s, end_s = span_of(text, found.groups())
        begin_s += _DAY_S if begin_s < on_s else 0
        end_s += _DAY_S if end_s < begin_s else 0
        if not until_s <= begin_s < end_s <= off_s:
            raise UnfitError(f"has {text!r}", "breaks in order and within the shift")
        breaks.append((begin_s, end_s))
        until_s = end_s
    return Pattern(int(form[1]), form[2], (on_s, off_s), tuple(breaks))


def span_of(text: str, digits: Iterable[str]) -> Span:
    """Return the two times of a span [s], of its hours and minutes.

    Raises
    ------
    UnfitError
        If one is no time of a clock, up to 48:00.
    """
    from_h, from_min, until_h, until_min = map(int, digits)
    if max(from_h, until_h) > _HOURS or max(from_min, until_min) >= _MINUTES:
        raise UnfitError(f"has {text!r}", f"times from 00:00 to {_HOURS}:00")
    return (
        from_h * _HOUR_S + from_min * _MINUTE_S,
        until_h * _HOUR_S + until_min * _MINUTE_S,
    )
