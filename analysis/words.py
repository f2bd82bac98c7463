"""Counts, lists, names and times of day in words: the same in terminal and pages."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

_DAY_MIN = 1440
POLICY_NAMES = {  # of the paper, as they are called
    "baseline_1": "Baseline 1",
    "baseline_2": "Baseline 2",
    "deliverai_1": "DeliverAI-I",
    "deliverai_2": "DeliverAI-II",
}


def counted(count: int, noun: str) -> str:
    """Return a number of things, such as ``1 order`` and ``1,800 orders``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def listed(names: Iterable[object]) -> str:
    """Return names as a list within a sentence: ``a, b and c``."""
    *rest, last = map(str, names)
    return f"{', '.join(rest)} and {last}" if rest else last


def lowered(words: str) -> str:
    """Return words as they stand within a sentence; abbreviations stay as they are."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def raised(words: str) -> str:
    """Return words as they stand at the beginning of a sentence."""
    return words[:1].upper() + words[1:]


def unlike(names: Iterable[str], again: str = "{}-{}") -> list[str]:
    """Return the names, later ones numbered where they repeat an earlier one."""
    taken: list[str] = []
    for name in names:
        number, candidate = 1, name
        while candidate in taken:
            number += 1
            candidate = again.format(name, number)
        taken.append(candidate)
    return taken


def said(value: object) -> str:
    """Return the value of a scenario's key."""
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list | tuple):
        return ", ".join(map(said, value))
    return str(value)


def on_the_clock(zero: datetime, at_s: float) -> datetime:
    """Return what clocks show a time [s] after they show `zero`, in its zone."""
    span = timedelta(seconds=at_s)
    if zero.tzinfo is None:
        return zero + span
    return (zero.astimezone(UTC) + span).astimezone(zero.tzinfo)


def seconds_on(zero: datetime, moment: datetime) -> float:
    """Return how long after `zero` a time is that clocks of the same zone show [s]."""
    if zero.tzinfo is not None:  # clocks may change in between
        zero, moment = zero.astimezone(UTC), moment.astimezone(UTC)
    return (moment - zero).total_seconds()


def time_zero_words(zero: datetime) -> str:
    """Return what clocks show at 0 s, and where that is."""
    zone = f" {zone_of(zero)}" if zero.tzinfo else ""
    return f"{zero:%Y-%m-%d %H:%M}{zone}"


def zone_of(moment: datetime) -> str:
    """Return the zone of a time: Europe/Helsinki, UTC, or an offset."""
    return getattr(moment.tzinfo, "key", None) or moment.strftime("%Z")


def clock(start_s: float, zero: datetime | None = None) -> str:
    """Return a time from zero as h:mm:ss; as the clock shows it, if it shows `zero`."""
    if zero is not None:
        return f"{on_the_clock(zero, start_s):%Y-%m-%d %H:%M:%S}"
    minutes, rest = divmod(int(start_s), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"


def slot(row: Mapping[Any, Any], zero: datetime | None = None) -> str:
    """Return the slot of time of a row, such as 0:10 to 0:20.

    As the clock shows it, if it shows `zero`: 2026-11-20 18:10 to 18:20, or a day.
    """
    begin, end = (clock(60 * row[name], zero) for name in ("from_min", "to_min"))
    if zero is not None and row["to_min"] - row["from_min"] == _DAY_MIN:
        day = on_the_clock(zero, 60 * row["from_min"])
        if (day.hour, day.minute) == (0, 0):
            return f"{day:%a %Y-%m-%d}"
    same_day = zero is not None and begin[:10] == end[:10]
    ends = (begin, end[11:] if same_day else end)
    return " to ".join(each.removesuffix(":00") for each in ends)


def moment_text(at_s: float, zero: datetime | None) -> str:
    """Return a moment as people say it."""
    minutes = f"{at_s / 60:,.1f} min after the start"
    if zero is None:
        return minutes
    moment = on_the_clock(zero, at_s)
    zone = f" {zone_of(moment)}" if moment.tzinfo else ""
    return f"{moment:%Y-%m-%d %H:%M:%S}{zone}, {minutes}"
