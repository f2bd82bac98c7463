"""One cell as a date, a time of day, or both, as people and machines write them."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar enero janvier januari tammi tammikuuta tammikuu",
            "feb february februar febrero fevrier februari helmi helmikuuta helmikuu",
            "mar march maerz marz marzo mars maart maalis maaliskuuta maaliskuu",
            "apr april abril avril huhti huhtikuuta huhtikuu",
            "may mai mayo mei touko toukokuuta toukokuu",
            "jun june juni junio juin kesa kesakuuta kesakuu",
            "jul july juli julio juillet heina heinakuuta heinakuu",
            "aug august agosto aout augustus elo elokuuta elokuu",
            "sep sept september septiembre septembre syys syyskuuta syyskuu",
            "oct october oktober okt octubre octobre loka lokakuuta lokakuu",
            "nov november noviembre novembre marras marraskuuta marraskuu",
            "dec december dezember dez diciembre decembre joulu joulukuuta joulukuu",
        ),
        start=1,
    )
    for name in names.split()
}
_WESTERN = ("pst", "mst", "cst", "est")  # as in mail (RFC 2822): 8 to 5 hours behind
_ZONES = {"wet": 0, "west": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3}  # hours
_ZONES |= {zone: hours - 8 for hours, zone in enumerate(_WESTERN)}
_ZONES |= {f"{zone[0]}dt": _ZONES[zone] + 1 for zone in _WESTERN}
_TIME = (
    r"(?P<h>\d{1,2})(?P<sep>[:.h])(?P<mi>\d{2})(?:[:.](?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?)?"
    r"(?:\s*(?P<half>[ap])\.?m\.?)?(?:\s*uhr)?"
    r"\s*(?P<zone>z|utc|gmt|[cemp][sd]t|[ce]es?t|wes?t|(?:utc|gmt)?[+-]\d{1,2}(?::?\d{2})?)?(?:\s*\[[^\]]*\])?"
)
_GAP = r"(?:t|\s*,\s*|\s+(?:klo|um|at|kl\.?|a las|a)\s+|\s+|_)"
_THEN = rf"(?:{_GAP}{_TIME})?"
_WEEKDAY = r"(?:[a-z]{2,9}\.?,?\s+)?"
_FORMS = tuple(
    re.compile(_WEEKDAY * weekday + form + _THEN)
    for weekday, form in (
        (0, r"(?P<y>\d{4})[-/.](?P<mo>\d{1,2})[-/.](?P<d>\d{1,2})"),
        (1, r"(?P<a>\d{1,2})[./-](?P<b>\d{1,2})[./-](?P<y>\d{4}|\d{2})"),
        (1, r"(?P<d>\d{1,2})[. -]+(?P<word>[a-z]{3,12})\.?,?[ -]+(?P<y>\d{4})"),
        (1, r"(?P<word>[a-z]{3,12})\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?,? (?P<y>\d{4})"),
    )
)
_COMPACT = re.compile(
    r"(\d{4})(\d{2})(\d{2})(?:t?(\d{2})(\d{2})(\d{2})?(?:\.(\d+))?(z|[+-]\d{2}:?\d{2})?)?"
)
_TIME_ONLY = re.compile(_TIME)
_YEARLESS = re.compile(rf"(?P<mo>\d{{2}})-(?P<d>\d{{2}})\s+{_TIME}")
YEAR_UNSAID = 2000  # of days that say no year: one with a 29 February
_CENTURY = 2000
_YEARS = (1900, 2199)
_FARTHEST = timedelta(hours=14)  # from UTC, anywhere
_NOON = 12
_LAST_HOUR = 24


class Clock(NamedTuple):
    """What a cell says; None of what it does not say."""

    day: tuple[int, int, int] | None = None  # year, month, day
    pair: tuple[int, int, int] | None = None  # two numbers of a day and month, year
    dotted: bool = False  # whether dots stand in the pair: day first
    time: timedelta | None = None  # since midnight
    half: bool = False  # whether it says am or pm
    offset: timedelta | None = None  # of its zone
    yearless: bool = False  # whether it says no year


def read_clock(cell: object) -> Clock | None:
    """Return what a cell says of a moment; None if it says nothing."""
    if isinstance(cell, date) and not _is_day(cell.year, cell.month, cell.day):
        return None
    if isinstance(cell, datetime):
        since = timedelta(
            hours=cell.hour,
            minutes=cell.minute,
            seconds=cell.second,
            microseconds=cell.microsecond,
        )
        day = (cell.year, cell.month, cell.day)
        return Clock(day=day, time=since, offset=cell.utcoffset())
    if isinstance(cell, date):
        return Clock(day=(cell.year, cell.month, cell.day))
    if isinstance(cell, time):
        since = timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second)
        return Clock(time=since)
    if isinstance(cell, timedelta):
        return Clock(time=cell)
    return _of_text(cell) if isinstance(cell, str) else None


def _of_text(cell: str) -> Clock | None:
    text = unicodedata.normalize("NFKD", " ".join(cell.lower().split()))
    text = "".join(each for each in text if not unicodedata.combining(each))
    compact = _COMPACT.fullmatch(text)
    if compact is not None:
        return _of_compact(compact)
    for form in _FORMS:
        found = form.fullmatch(text)
        if found is not None:
            return _dated(found)
    found = _YEARLESS.fullmatch(text)
    if found is not None:
        clock = _dated(found, YEAR_UNSAID)
        return None if clock is None else clock._replace(yearless=True)
    found = _TIME_ONLY.fullmatch(text)
    if found is None or (found["sep"] == "." and found["s"] is None):
        return None  # 18.30 alone is a number
    timed = _timed(found)
    return None if timed is None else Clock(**timed)


def _of_compact(found: re.Match[str]) -> Clock | None:
    year, month, day, hours, minutes, seconds, fraction, zone = found.groups()
    known = (int(year), int(month), int(day))
    if not _is_day(*known):
        return None
    if hours is None:
        return Clock(day=known)
    since = timedelta(
        hours=int(hours),
        minutes=int(minutes),
        seconds=float(f"{seconds or 0}.{fraction or 0}"),
    )
    if since > timedelta(days=1):
        return None
    return Clock(day=known, time=since, offset=_offset(zone))


def _dated(found: re.Match[str], year: int | None = None) -> Clock | None:
    parts = found.groupdict()
    timed = _timed(found)
    if timed is None:
        return None
    if year is None:
        year = int(parts["y"]) + (_CENTURY if len(parts["y"]) == 2 else 0)  # noqa: PLR2004
    if parts.get("a") is not None:
        pair = (int(parts["a"]), int(parts["b"]), year)
        if not (_is_day(year, pair[1], pair[0]) or _is_day(year, pair[0], pair[1])):
            return None
        return Clock(pair=pair, dotted="." in found[0][: found.end("y")], **timed)
    if parts.get("word") is not None:
        month = _MONTHS.get(parts["word"], 0)
    else:
        month = int(parts["mo"])
    day = (year, month, int(parts["d"]))
    return Clock(day=day, **timed) if _is_day(*day) else None


def _timed(found: re.Match[str]) -> dict[str, Any] | None:
    """Return the fields of a time of day; None if it is none of a day."""
    parts = found.groupdict()
    if parts["h"] is None:
        return {}
    hours, minutes, seconds = int(parts["h"]), int(parts["mi"]), int(parts["s"] or 0)
    half = parts["half"]
    if half is not None:
        if not 1 <= hours <= _NOON:
            return None
        hours = hours % _NOON + (_NOON if half == "p" else 0)
    if hours > _LAST_HOUR or minutes >= 60 or seconds >= 60:  # noqa: PLR2004
        return None
    offset = _offset(parts["zone"])
    if offset is not None and abs(offset) > _FARTHEST:
        return None
    fraction = float(f"0.{parts['f'] or 0}")
    since = timedelta(hours=hours, minutes=minutes, seconds=seconds + fraction)
    if since > timedelta(days=1):
        return None
    return {"time": since, "half": half is not None, "offset": offset}


def _offset(zone: str | None) -> timedelta | None:
    if zone is None:
        return None
    if zone in _ZONES:
        return timedelta(hours=_ZONES[zone])
    digits = zone.removeprefix("utc").removeprefix("gmt").replace(":", "")
    if digits in {"", "z"}:
        return timedelta(0)
    sign = -1 if digits[0] == "-" else 1
    long = len(digits) > len("+99")
    hours, minutes = (digits[1:-2], digits[-2:]) if long else (digits[1:], "0")
    return sign * timedelta(hours=int(hours), minutes=int(minutes))


def _is_day(year: int, month: int, day: int) -> bool:
    """Return whether there is such a day, of a year in which somebody ordered."""
    try:
        return _YEARS[0] <= date(year, month, day).year <= _YEARS[1]
    except ValueError:
        return False
