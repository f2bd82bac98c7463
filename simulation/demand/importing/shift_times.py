"""When couriers work: times of shifts, of weekdays, of spans in one column."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa

from simulation.demand.importing.clocks import read_clock
from simulation.demand.importing.details import Rows
from simulation.demand.importing.guessing import Column
from simulation.demand.importing.sheets import Sheet
from simulation.demand.importing.synonyms import named_roles, plain_name
from simulation.demand.importing.times import Reading, moments_of
from simulation.demand.importing.values import is_dotted, number_of, says_time_alone
from simulation.errors import DemandError
from simulation.units import SECONDS_PER_DAY, Bools, Floats

WEEK_S = 7 * SECONDS_PER_DAY  # no shift is of the first week of 1970
_MARKS = ("on", "off", "break_start", "break_end")
_HOURS = 24
_SPAN = re.compile(r"(.*\d.*?)\s*(?:-|\u2013|\u2014|to|bis|until)\s*(.*\d.*)")
_SPANS = frozenset(  # names of columns in which 16-22 is a shift
    ["shift", "hours", "time", "vuoro", "tyoaika", "schicht", "arbeitszeit", "turno"]
)
# Short names of weekdays in several languages, then long ones, from Monday on.
_WEEKDAYS = (
    "mo ma mon lun monday maanantai montag lunes lundi maandag mandag",
    "tu ti di tue mar tis tuesday tiistai dienstag martes mardi dinsdag tisdag",
    "we ke mi wo wed mie mer ons wednesday keskiviikko mittwoch miercoles mercredi "
    "woensdag onsdag",
    "th to do thu jue jeu tor thursday torstai donnerstag jueves jeudi donderdag "
    "torsdag",
    "fr pe vr fri vie ven fre friday perjantai freitag viernes vendredi vrijdag fredag",
    "sa la za sat sab sam lor saturday lauantai samstag sabado samedi zaterdag lordag",
    "su so zo sun dom dim son sunday sunnuntai sonntag domingo dimanche zondag sondag",
)
_BY_NAME = {
    word: number for number, words in enumerate(_WEEKDAYS) for word in words.split()
}


@dataclass(frozen=True)
class Shifts:
    """Shifts, a row each; those of no day have marks below a week."""

    marks: dict[str, Floats] = field(default_factory=dict)  # [s], by canonical column
    weekdays: Sequence[int | None] = ()  # of those of no day; None: every day


def weekday_of(cell: object) -> int | None:
    """Return the weekday that a cell names, from 0 for Monday."""
    word = plain_name(cell) if isinstance(cell, str) else ""
    if len(word) < 4:  # noqa: PLR2004 - short names have up to three letters
        return _BY_NAME.get(word)
    begun = {at for name, at in _BY_NAME.items() if name.startswith(word)}
    return begun.pop() if len(begun) == 1 else None


def _hour_like(cell: object) -> bool:
    hours = number_of(cell)
    return says_time_alone(cell) or (hours is not None and 0 <= hours <= _HOURS)


def in_two_columns(sheet: Sheet) -> tuple[Sheet, dict[str, str]]:
    """Return a sheet whose one column of 16:00-22:00 is two, and what these are."""
    roles = {
        role for name in sheet.names for _, role in named_roles(name, couriers=True)
    }
    if "on" in roles:
        return sheet, {}
    for name, cells in sheet.columns.items():
        found = [
            _SPAN.fullmatch(each) if isinstance(each, str) else None for each in cells
        ]
        spans = [None if each is None else each.groups() for each in found]
        filled = sum(each is not None for each in cells)
        ends_like = _hour_like if plain_name(name) in _SPANS else says_time_alone
        right = [each for each in spans if each and all(map(ends_like, each))]
        if filled and len(right) == filled:
            ends = {
                f"{name}, {end}": [each and each[at] for each in spans]
                for at, end in enumerate(("from", "until"))
            }
            on, off = ends
            columns = {
                each: sheet.columns[each] for each in sheet.names if each != name
            }
            return replace(sheet, columns={**columns, **ends}), {on: "on", off: "off"}
    return sheet, {}


def shifts_of(rows: Rows, columns: Mapping[str, Column], reading: Reading) -> Shifts:
    """Return the shifts, marks [s since 1970], or since midnight of no day.

    Those that end before they begin end the next day.
    """
    if ("on" in columns) != ("off" in columns):
        has = "on" if "on" in columns else "off"
        other = "off" if has == "on" else "on"
        raise DemandError(
            f"{rows.sheet.path}: {columns[has].name} says when couriers are {has} and "
            f"no column when they are {other}, expected --map-couriers COLUMN={other}."
        )
    if "on" not in columns:
        rows.findings.tell("no column holds shifts: couriers are there all the time")
        if "class" in columns:
            rows.findings.tell(
                "classes of couriers without shifts are not used: say how many there "
                "are by fleet.classes.NAME.size"
            )
        return Shifts()
    day = columns.get("day")
    days = None if day is None else rows.sheet.columns[day.name]
    marks: dict[str, Floats] = {}
    for role in _MARKS:
        if role in columns:
            marks[role] = _marks(rows, columns[role], days, reading)
    for role in ("on", "off"):
        which = np.isnan(marks[role])
        rows.drop(which, f"have no time in {columns[role].name}")
    daily = marks["on"] < WEEK_S  # times of no day
    weekdays = [None] * len(rows.sheet) if days is None else list(map(weekday_of, days))
    if day is not None and days is not None:
        told = zip(days, weekdays, strict=True)
        odd = np.array([cell is not None and at is None for cell, at in told])
        rows.drop(daily & odd, f"have no day in {day.name}")
    rows.drop(
        daily & (marks["off"] == marks["on"]) & (marks["on"] > 0), "are off when on"
    )
    early = daily & (marks["off"] <= marks["on"])
    apart = np.full(len(rows.sheet), days is not None)
    _end_next_day(rows, columns, marks, (daily, early, apart))
    rows.drop(marks["off"] <= marks["on"], "are off before on")
    rows.drop(marks["off"] - marks["on"] > SECONDS_PER_DAY, "are on for over a day")
    _check_breaks(rows, marks)
    return Shifts(marks, weekdays)


def _end_next_day(
    rows: Rows,
    columns: Mapping[str, Column],
    marks: dict[str, Floats],
    which: tuple[Bools, Bools, Bools],
) -> None:
    """Move ends and breaks that come before their shift begins to the next day."""
    daily, early, apart = which
    for role in ("off", "break_start", "break_end"):
        if role in marks:
            cells = rows.sheet.columns[columns[role].name]
            alone = np.array(
                [each is not None and not _says_day(each) for each in cells]
            )
            follows = daily | (alone & apart)  # are of the day of the shift
            late = follows & (marks[role] < marks["on"])
            late = late | early if role == "off" else late
            if role == "off":
                rows.tell(np.flatnonzero(late), "end on the next day")
            marks[role] = np.where(late, marks[role] + SECONDS_PER_DAY, marks[role])


def _marks(
    rows: Rows, column: Column, days: Sequence[Any] | None, reading: Reading
) -> Floats:
    """Return moments [s since 1970]; times of no day as seconds since midnight."""
    cells = _on_clocks(rows, column.name)
    found = moments_of(column.name, cells, reading, days=days)
    rows.tell(found.wrong.tolist(), f"are no times in {column.name}")
    rows.tell(found.timeless.tolist(), f"have a day and no time in {column.name}")
    values = found.time_s.copy()
    values[found.timeless] = np.nan
    values[found.dateless] = found.since_s[found.dateless]
    return values


def _says_day(cell: object) -> bool:
    clock = read_clock(cell)
    return clock is not None and (clock.day is not None or clock.pair is not None)


def _on_clocks(rows: Rows, name: str) -> Sequence[Any]:
    """Return cells; hours such as 16 or 16,5 as times of day, and shares of a day."""
    cells = rows.sheet.columns[name]
    values = [number_of(each) for each in cells]
    known = [each for each in values if each is not None]
    if not known or len(known) < sum(each is not None for each in cells):
        return cells
    if not all(0 <= each <= _HOURS for each in known):
        return cells
    dotted = [is_dotted(each) for each in cells]
    if max(known) > 1 and sum(dotted) == len(known):
        return cells  # read as such, and told
    shares = max(known) <= 1 and any(each != int(each) for each in known)
    first = next(each for each in cells if each is not None)
    rows.findings.tell(
        f"{name} has {'shares of a day' if shares else 'hours'}, such as {first}"
    )
    minutes = [
        None if each is None else round(each * 60 * (_HOURS if shares else 1))
        for each in values
    ]
    return [
        None
        if each is None
        else str(cell).replace(".", ":")
        if dot and not shares
        else f"{each // 60}:{each % 60:02d}"
        for cell, each, dot in zip(cells, minutes, dotted, strict=True)
    ]


def _check_breaks(rows: Rows, marks: dict[str, Floats]) -> None:
    """Leave out breaks that are not whole or not within the shift."""
    given = [name for name in ("break_start", "break_end") if name in marks]
    if len(given) == 1:
        rows.findings.tell(f"{given[0]} alone makes no break: not used")
        del marks[given[0]]
    if len(given) != 2:  # noqa: PLR2004
        return
    begin, end = marks["break_start"], marks["break_end"]
    none = np.isnan(begin) & np.isnan(end)
    right = (begin >= marks["on"]) & (begin < end) & (end <= marks["off"])
    rows.tell(
        np.flatnonzero(~none & ~right), "have a break outside the shift: left out"
    )
    marks["break_start"] = np.where(right, begin, np.nan)
    marks["break_end"] = np.where(right, end, np.nan)


def overlapping(columns: Mapping[str, pa.Array], index: Sequence[int]) -> list[int]:
    """Return the rows of the file whose shift begins before the courier's last ends."""
    names = ("id", "on", "off")
    shifts = zip(*(columns[name].to_pylist() for name in names), index, strict=True)
    until: dict[str, datetime] = {}
    again: set[int] = set()
    for name, on, off, at in sorted(shifts, key=lambda each: each[1]):
        if name in until and on < until[name]:
            again.add(at)
        until[name] = max(off, until.get(name, off))
    return sorted(again)


def check_span(sheet: Sheet, table: pa.Table, span: tuple[datetime, datetime]) -> None:
    """Refuse shifts of other days than the orders."""
    if "on" not in table.column_names:
        return
    ons, offs = (table[name].to_pylist() for name in ("on", "off"))
    if any(on <= span[1] and off > span[0] for on, off in zip(ons, offs, strict=True)):
        return
    where = ""
    if ons:
        where = (
            f", they are from {min(ons):%Y-%m-%d %H:%M} to {max(offs):%Y-%m-%d %H:%M}"
        )
    raise DemandError(
        f"{sheet.path}: none of its shifts is between the first order "
        f"({span[0]:%Y-%m-%d %H:%M}) and the last ({span[1]:%Y-%m-%d %H:%M}){where}, "
        "expected shifts of these days, or times of day alone."
    )
