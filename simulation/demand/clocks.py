"""Times without a zone, where clocks change: nothing in them says which hour it was."""

import re
import zoneinfo
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import numpy as np

from simulation.region.geometry import haversine_m
from simulation.region.region import Region
from simulation.units import SECONDS_PER_MINUTE, Floats

_TABLE = "zone1970.tab"
_PLACE = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?([+-])(\d{3})(\d{2})(\d{2})?")
_DAY = timedelta(days=1)
_MOST_ROWS = 3  # said one by one
_IN_ORDER = 10  # rows from which one step back in time is no accident
_SPRUNG_MIN = 60  # clocks are set back by no more


def clock_notes(
    zero: datetime, start_s: Floats, lon: float, lat: float
) -> tuple[str, ...]:
    """Return what a user should know of times without a zone; mostly nothing.

    Parameters
    ----------
    zero
        Time zero, as the clocks show it.
    start_s : (n,) array
        Starts in the order of the file [s].
    lon, lat
        Where the orders are: the nearest city of the time zone database says when
        clocks change there.
    """
    zone = nearest_zone(lon, lat)
    try:
        times = [zero + timedelta(seconds=each) for each in start_s.tolist()]
        notes = tuple(_changes(times, zone)) if zone is not None else ()
    except OverflowError:  # in the year 1 or 9999 no clock is changed
        notes = ()
    return notes or tuple(_steps_back(start_s))


def nearest_zone(lon: float, lat: float) -> zoneinfo.ZoneInfo | None:
    """Return the time zone whose city is nearest; None without a zone database."""
    names, lons, lats = [], [], []
    for line in _zone_table().splitlines():
        cells = line.split("\t")
        found = _PLACE.fullmatch(cells[1]) if len(cells) > 2 else None  # noqa: PLR2004
        if found is not None and not line.startswith("#"):
            lats.append(_degrees(found.groups()[:4]))
            lons.append(_degrees(found.groups()[4:]))
            names.append(cells[2])
    if not names:
        return None
    away_m = haversine_m(np.array(lons), np.array(lats), lon, lat)
    return zone_named(names[int(np.argmin(away_m))])


def zone_of_region(region: Region) -> zoneinfo.ZoneInfo | None:
    """Return the time zone whose city is nearest to the middle of a region's places."""
    return nearest_zone(*middle_of(region)) if len(region.places) else None


def middle_of(region: Region) -> tuple[float, float]:
    """Return the point [degrees] for which a region's clocks are asked."""
    return float(np.median(region.places.lon)), float(np.median(region.places.lat))


def elapsed_s(zero: datetime, shown: datetime) -> float:
    """Return when clocks of the zone of `zero` show a time [s after `zero`]."""
    if zero.tzinfo is None:
        return (shown - zero).total_seconds()
    return (shown.astimezone(UTC) - zero.astimezone(UTC)).total_seconds()


def zone_named(name: str) -> zoneinfo.ZoneInfo | None:
    """Return a zone by its name, such as Europe/Helsinki; None if there is none."""
    try:
        return zoneinfo.ZoneInfo(name) if "/" in name or name == "UTC" else None
    except (zoneinfo.ZoneInfoNotFoundError, OSError, ValueError):
        return None


def _zone_table() -> str:
    """Return the list of zones and their cities that the zone database holds."""
    for folder in zoneinfo.TZPATH:
        path = Path(folder) / _TABLE
        if path.is_file():
            return path.read_text(encoding="utf-8", errors="replace")
    try:
        return (files("tzdata") / "zoneinfo" / _TABLE).read_text(encoding="utf-8")
    except (ModuleNotFoundError, OSError):
        return ""


def _degrees(parts: Sequence[str | None]) -> float:
    sign, degrees, minutes, seconds = parts
    value = int(degrees or 0) + int(minutes or 0) / 60 + int(seconds or 0) / 3600
    return -value if sign == "-" else value


def _changes(times: Sequence[datetime], zone: zoneinfo.ZoneInfo) -> Iterator[str]:
    """Yield which rows lie in an hour that clocks repeat or skip, or beyond one."""
    first, last = min(times), max(times)
    days = [first - _DAY + _DAY * at for at in range((last - first).days + 4)]
    offsets = [each.replace(tzinfo=zone).utcoffset() for each in days]
    if len(set(offsets)) == 1:
        return
    early = [each.replace(tzinfo=zone).utcoffset() or timedelta() for each in times]
    late = [
        each.replace(tzinfo=zone, fold=1).utcoffset() or timedelta() for each in times
    ]
    for word, rows in (
        ("repeat", [at for at, each in enumerate(early) if each > late[at]]),
        ("skip", [at for at, each in enumerate(early) if each < late[at]]),
    ):
        if rows:
            lie = "row {} lies" if len(rows) == 1 else "rows {} lie"
            written = times[rows[0]]
            yield (
                f"{lie.format(_numbered(rows))} in the hour that clocks of {zone.key} "
                f"(the nearest zone) {word} on {written:%Y-%m-%d} and have no offset: "
                "times are taken as they are written and may be an hour wrong, give "
                f"each one such as {written.isoformat()}{_offset(early[rows[0]])}"
            )
    begin, end = times.index(first), times.index(last)
    step = early[end] - early[begin]  # none where the last is in a repeated hour
    if step:
        minutes = step / timedelta(minutes=1)
        yield (
            f"clocks of {zone.key} (the nearest zone) change by {minutes:+.0f} min "
            f"between row {begin + 1} ({first.isoformat()}) and row {end + 1} "
            f"({last.isoformat()}): without offsets the time between them is "
            f"{abs(minutes):.0f} min too {'long' if minutes > 0 else 'short'}"
        )


def _steps_back(start_s: Floats) -> Iterator[str]:
    """Yield the only step back, of an hour or less, of rows otherwise in order."""
    steps = np.diff(start_s)
    back = np.flatnonzero(steps < 0)
    if start_s.size < _IN_ORDER or back.size != 1:
        return
    row, minutes = int(back[0]), -float(steps[back[0]]) / SECONDS_PER_MINUTE
    if minutes <= _SPRUNG_MIN:
        yield (
            f"row {row + 2} is {minutes:.0f} min before row {row + 1}, the only step "
            "back of rows in order of time: if a clock was set back there, later "
            "orders are an hour early; give each time an offset"
        )


def _numbered(rows: Sequence[int]) -> str:
    shown = ", ".join(str(row + 1) for row in rows[:_MOST_ROWS])
    more = len(rows) - _MOST_ROWS
    return f"{shown} and {more} more" if more > 0 else shown


def _offset(offset: timedelta) -> str:
    minutes = round(offset / timedelta(minutes=1))
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
