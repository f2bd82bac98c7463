"""Cells as numbers, degrees and spans of time; None where they are none."""

import math
import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from simulation.demand.importing.clocks import read_clock

_COMPASS = {"N": 1.0, "E": 1.0, "S": -1.0, "W": -1.0}
_NUMBER = re.compile(r"[-+]?(\d[\d.,' ]*|[.,]\d+)([eE][-+]?\d+)?")
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(\.\d{3})+")
_SPAN = re.compile(r"(?:(\d+):)?(\d{1,3}):(\d{2}(?:[.,]\d+)?)")
_ISO_SPAN = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?", re.IGNORECASE)
_WORDED = re.compile(
    r"([\d.,]+)\s*(s|secs?|seconds?|sek|m|mins?|minutes?|minuten|minuuttia|minutos|h|hrs?"
    r"|hours?|tuntia|stunden?)\b\.?",
    re.IGNORECASE,
)
_POINT = re.compile(r"[-+]?\d+,\d+(?=\s*[;|/ ]|,\s|$)|[-+]?\d+(?:\.\d+)?")
_AROUND = re.compile(  # the numbers of a point, in all its forms
    r"(?:[\s,;:|/()\[\]{}\"'\N{DEGREE SIGN}]|srid=|point|type|coordinates|"
    r"lat(?:itude)?|lo?ng?(?:itude)?|[xyzmnsew])*",
    re.IGNORECASE,
)
_MINUTES = re.compile(  # 41°52.6'N or 41°52'36"N
    r"(\d{1,3})\s*\N{DEGREE SIGN}\s*([\d.,]+)\s*['\u2032]\s*"
    r"(?:([\d.,]+)\s*(?:[\"\u2033]|''))?\s*([NESW])"
)
_DOTTED = re.compile(r"([01]?\d|2[0-3])\.[0-5]\d")
_SAID = {"yes", "no", "true", "false", "y", "n", "0", "1"}


def number_of(cell: object) -> float | None:
    """Return a cell as a number, whichever of point and comma its decimals have."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        value = float(cell)
        return value if math.isfinite(value) else None
    if not isinstance(cell, str) or _NUMBER.fullmatch(cell) is None:
        return None
    text = cell.replace(" ", "").replace("'", "")
    if "," in text and "." in text:  # the last one stands before the decimals
        thousands = "," if text.rindex(".") > text.rindex(",") else "."
        text = text.replace(thousands, "")
    text = text.replace(",", ".")
    if text.count(".") > 1:
        if _THOUSANDS.fullmatch(text) is None:
            return None
        text = text.replace(".", "")
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def text_of(cell: object) -> str:
    """Return a cell as a text: a whole number without a point, of nothing none."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def is_number(cell: object) -> bool:
    """Return whether a cell is a number."""
    return number_of(cell) is not None


def degrees_of(cell: object) -> float | None:
    """Return a cell as degrees, such as 60.17, 60,17, 60.17° N or 24.9E."""
    value = number_of(cell)
    if value is not None or not isinstance(cell, str):
        return value
    parts = _MINUTES.fullmatch(cell.strip().upper())
    if parts is not None:
        sixtieths = [number_of(each or "0") or 0.0 for each in parts.groups()[:3]]
        whole, minutes, seconds = sixtieths
        return _COMPASS[parts[4]] * (whole + minutes / 60 + seconds / 3600)
    text = cell.replace("\N{DEGREE SIGN}", " ").strip().upper()
    sign = _COMPASS.get(text[-1:], 0.0)
    bare = number_of(text[:-1].strip() if sign else text)
    return None if bare is None else bare * (sign or 1.0)


def point_of(cell: object) -> tuple[float, float] | None:
    """Return the two numbers of a point such as `60.17, 24.94` or `POINT(24.9 60.1)`.

    As lon and lat where it says so (WKT, and lists as GeoJSON has them), else as lat
    and lon, as maps show them.
    """
    if isinstance(cell, list | tuple) and len(cell) == 2:  # noqa: PLR2004
        return (float(cell[0]), float(cell[1])) if all(map(is_number, cell)) else None
    if not isinstance(cell, str):
        return None
    found = _POINT.findall(cell)
    if len(found) != 2 or _AROUND.fullmatch(_POINT.sub(" ", cell)) is None:  # noqa: PLR2004
        return None
    first, second = (float(each.replace(",", ".")) for each in found)
    text = cell.strip().upper()
    lat, lon = text.find("LAT"), text.find("LON") + text.find("LNG")
    worded = text.startswith(("POINT", "SRID", "{", "[")) if lat < 0 else lat > lon
    return (first, second) if worded else (second, first)


def is_plain_point(cell: object) -> bool:
    """Return whether a cell is a point and no number."""
    return not is_number(cell) and point_of(cell) is not None


def is_dotted(cell: object) -> bool:
    """Return whether a cell may be a time of day with a dot, such as 18.30."""
    return isinstance(cell, str) and _DOTTED.fullmatch(cell) is not None


def is_degrees(cell: object) -> bool:
    """Return whether a cell is a number of degrees."""
    return degrees_of(cell) is not None


def is_said(cell: object) -> bool:
    """Return whether a cell says yes or no."""
    return isinstance(cell, bool) or str(cell).lower() in _SAID


def span_of(cell: object, unit_s: float) -> float | None:
    """Return a cell as a span of time [s]; a bare number is of the unit."""
    if isinstance(cell, timedelta):
        return cell.total_seconds()
    if isinstance(cell, time):  # what workbooks make of 0:15
        return cell.hour * 3600.0 + cell.minute * 60.0 + cell.second
    value = number_of(cell)
    if value is not None:
        return value * unit_s
    return _span_of_text(cell) if isinstance(cell, str) else None


def _span_of_text(cell: str) -> float | None:
    clock = _SPAN.fullmatch(cell)
    if clock is not None:
        hours, minutes, seconds = clock.groups()
        rest = float(seconds.replace(",", "."))
        if hours is None:  # 0:15 or 12:30: hours and minutes, as clocks have it
            return int(minutes) * 3600.0 + rest * 60
        return int(hours) * 3600.0 + int(minutes) * 60 + rest
    iso = _ISO_SPAN.fullmatch(cell)
    if iso is not None and any(iso.groups()):
        h, m, s = (float(each or 0) for each in iso.groups())
        return h * 3600 + m * 60 + s
    return _worded(cell)


def is_bare(cell: object) -> bool:
    """Return whether a span says no unit itself."""
    return is_number(cell)


def _worded(cell: str) -> float | None:
    """Return a span such as 15 min or 1 h 5 min [s]."""
    found = _WORDED.findall(cell)
    if not found or _WORDED.sub("", cell).strip():
        return None
    total = 0.0
    for amount, unit in found:
        value = number_of(amount)
        if value is None:
            return None
        small = unit.lower()
        hours = small.startswith(("h", "t", "stund"))
        total += value * (3600 if hours else 60 if small.startswith("m") else 1)
    return total


def looks_timed(cell: object) -> bool:
    """Return whether a cell may be a moment, a date or a time of day."""
    if isinstance(cell, datetime | date | time):
        return True
    if isinstance(cell, timedelta):
        return True
    value = number_of(cell)
    if value is not None:
        return value >= 0
    return isinstance(cell, str) and read_clock(cell) is not None


def says_day_alone(cell: object) -> bool:
    """Return whether a cell is a day without a time, or at midnight."""
    value = number_of(cell)
    if value is not None:
        return value == int(value) and len(str(int(value))) in {5, 8}
    clock = read_clock(cell)
    if clock is None or (clock.day is None and clock.pair is None):
        return False
    return not clock.time


def says_time_alone(cell: object) -> bool:
    """Return whether a cell is a time of day without a day."""
    clock = read_clock(cell)
    return clock is not None and clock.day is None and clock.pair is None


def unlike(names: Iterable[str]) -> list[str]:
    """Return the names, later ones numbered where they repeat an earlier one."""
    found: dict[str, int] = {}  # each with the last number behind it
    for name in names:
        candidate = name
        while candidate in found:
            found[name] += 1
            candidate = f"{name}-{found[name]}"
        found[candidate] = 1
    return list(found)
