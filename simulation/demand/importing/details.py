"""What an export says of orders beyond when and where; slips are mended and told."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from simulation.demand.importing.findings import Findings
from simulation.demand.importing.guessing import Column
from simulation.demand.importing.sheets import Sheet
from simulation.demand.importing.synonyms import SPANS
from simulation.demand.importing.times import Moments, Reading, moments_of
from simulation.demand.importing.values import is_bare, number_of, span_of
from simulation.errors import DemandError
from simulation.units import Bools, Floats

# Medians of bare spans, above which they are seconds: of doors, and of others.
_MINUTES_UP_TO = {"pickup_service_s": 20.0, "dropoff_service_s": 20.0}
_MOST_MINUTES = 120.0
_MANY_SEATS = 10  # times the median: a slip, or a fleet that is larger than it is
_FAR_S = 24 * 3600.0
_PROMISE_S = 900.0  # where no row has a promise to go by
_YES = {"1", "true", "yes", "y", "x", "kylla", "ja", "si", "oui", "express", "high"}
_YES |= {"urgent", "rush"}
_LOW = {"low", "matala", "niedrig", "baja", "basse", "laag"}
_WORDS = re.compile(r"[^\W_]+")
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+")
_CANCELLED = {
    *("cancelled", "canceled", "cancel", "rejected", "failed", "declined", "peruttu"),
    *("true", "yes", "y", "1"),  # of a column that is called so
    *("storniert", "cancelado", "annule", "annulee", "geannuleerd"),
}


@dataclass
class Rows:
    """The rows of a sheet, and which of them are kept."""

    sheet: Sheet
    findings: Findings
    reasons: dict[int, str] = field(default_factory=dict)  # of dropped ones

    @property
    def kept(self) -> Bools:
        """Which rows are kept, (n,)."""
        kept = np.ones(len(self.sheet), dtype=np.bool_)
        kept[list(self.reasons)] = False
        return kept

    def drop(self, which: Bools, said: str) -> None:
        """Drop rows, those that still are kept, and say why."""
        at = np.flatnonzero(which & self.kept).tolist()
        self.findings.rows(said, [self.sheet.rows[each] for each in at], dropped=True)
        self.reasons.update(dict.fromkeys(at, said))

    def without_repeats(self, *, named: bool) -> None:
        """Drop rows that say all that an earlier row says; without ids tell them."""
        known: set[tuple[str, ...]] = set()
        again = np.zeros(len(self.sheet), dtype=np.bool_)
        for at, row in enumerate(zip(*self.sheet.columns.values(), strict=True)):
            key = tuple(map(str, row))
            again[at] = key in known
            known.add(key)
        if named:
            self.drop(again, "repeat an earlier row in every cell")
            return
        said = "are like an earlier row in every cell, and no id tells: kept"
        self.tell(np.flatnonzero(again), said)

    def tell(self, at: Iterable[int], said: str) -> None:
        """Say something of rows that are kept."""
        kept = self.kept
        self.findings.rows(said, [self.sheet.rows[each] for each in at if kept[each]])


def details_of(
    rows: Rows, columns: Mapping[str, Column], reading: Reading, placed: Moments
) -> dict[str, Floats]:
    """Return the optional canonical columns (n,) by name, those that the file has."""
    found: dict[str, Floats] = {}
    for role in ("ready", "due", "cancelled"):
        if role in columns:
            found[role] = _moments(rows, columns[role], reading, placed)
    mends = {"ready": _ready, "due": _due, "cancelled": _cancelled}
    for role, mend in mends.items():
        if role in found:
            found[role] = mend(rows, columns[role].name, found[role], placed.time_s)
    for role in SPANS:
        if role in columns:
            spans = _spans(rows, columns[role], role)
            found[role] = _filled(rows, columns[role].name, role, spans)
    for role, least in (("seats", 1.0), ("priority", -np.inf)):
        if role in columns:
            found[role] = _whole(rows, columns[role], role, least)
    if "status" in columns:
        _tell_status(rows, columns["status"].name, found.get("cancelled"))
    return found


def _moments(rows: Rows, column: Column, reading: Reading, placed: Moments) -> Floats:
    cells = rows.sheet.columns[column.name]
    found = moments_of(
        column.name,
        cells,
        reading,
        follows=None if placed.relative else placed.time_s,
        unit_s=column.unit_s or (1.0 if placed.relative else None),
    )
    rows.tell(found.wrong.tolist(), f"are no times in {column.name}: left empty")
    rows.tell(found.timeless.tolist(), f"have a day and no time in {column.name}")
    values = found.time_s.copy()
    values[found.timeless] = np.nan
    if found.relative != placed.relative:
        rows.findings.tell(
            f"{column.name} counts in another way than the times of placing: not used"
        )
        return np.full(values.size, np.nan)
    return values


def _ready(rows: Rows, name: str, ready: Floats, start: Floats) -> Floats:
    empty, early = np.isnan(ready), ready < start
    if early.sum() > 1 and (early | empty).all():
        raise DemandError(
            f"{rows.sheet.path}: {name} is before placing in every row, expected when "
            f"orders can be picked up, or --map {name}=- to leave it alone."
        )
    rows.tell(np.flatnonzero(empty), f"have no time in {name}: ready when placed")
    rows.tell(np.flatnonzero(early), f"are ready before placed in {name}: when placed")
    far = ready > start + _FAR_S
    rows.tell(np.flatnonzero(far), f"are ready over a day after placed in {name}")
    return np.where(empty | early, start, ready)


def _due(rows: Rows, name: str, due: Floats, start: Floats) -> Floats:
    wrong = np.isnan(due) | (due <= start)
    right = (due - start)[~wrong & ~np.isnan(start)]
    if not right.size and (due <= start).any():
        raise DemandError(
            f"{rows.sheet.path}: {name} is before placing in every row, expected until "
            f"when orders are promised, or --map {name}=- to leave it alone."
        )
    usual = float(np.median(right)) if right.size else _PROMISE_S
    rows.tell(
        np.flatnonzero(wrong),
        f"have no time after placed in {name}: due {usual / 60:g} min after placed, as "
        f"{'the median order is' if right.size else 'promise_s is by default'}",
    )
    far = due > start + _FAR_S
    rows.tell(np.flatnonzero(far), f"are due over a day after placed in {name}")
    return np.where(wrong, start + usual, due)


def _cancelled(rows: Rows, name: str, cancelled: Floats, start: Floats) -> Floats:
    early = cancelled <= start
    rows.drop(early, f"are cancelled when placed or before in {name}")
    return cancelled


def _spans(rows: Rows, column: Column, role: str) -> Floats:
    """Return spans of time [s]; of bare numbers the unit is told by their size."""
    cells = _without_thousands(rows, column.name)
    bare = [number_of(each) or 0.0 for each in cells if is_bare(each)]
    unit_s = column.unit_s
    if unit_s is None:
        unit_s = 1.0
        if bare:
            most = _MINUTES_UP_TO.get(role, _MOST_MINUTES)
            minutes = float(np.median(bare)) <= most
            unit_s = 60.0 if minutes else 1.0
            words = ("minutes", "seconds") if minutes else ("seconds", "minutes")
            other = role if minutes else role.removesuffix("_s") + "_min"
            rows.findings.tell(
                f"{column.name} says no unit: {words[0]} are taken (--map "
                f"{column.name}={other} for {words[1]})"
            )
    spans = [span_of(each, unit_s) for each in cells]
    wrong = [
        at for at, each in enumerate(spans) if each is None and cells[at] is not None
    ]
    rows.tell(wrong, f"are no spans of time in {column.name}: left empty")
    return np.array([np.nan if each is None else each for each in spans])


def _without_thousands(rows: Rows, name: str) -> Sequence[object]:
    """Return cells; where every comma in them may be of thousands, without these."""
    cells = rows.sheet.columns[name]
    commas = [each for each in cells if isinstance(each, str) and "," in each]
    if not commas or not all(map(_THOUSANDS.fullmatch, commas)):
        return cells
    rows.findings.tell(f"{name} has commas of thousands, such as {commas[0]}")
    return [each.replace(",", "") if isinstance(each, str) else each for each in cells]


def _filled(rows: Rows, name: str, role: str, spans: Floats) -> Floats:
    """Return spans without gaps and none below 0; promises are above 0."""
    wrong = np.isnan(spans) | (spans < 0)
    if role == "promise_s":
        wrong |= spans == 0
    right = spans[~wrong]
    instead = 0.0
    if role == "promise_s":
        instead = float(np.median(right)) if right.size else _PROMISE_S
    rows.tell(
        np.flatnonzero(wrong),
        f"have no span of time in {name}: {instead / 60:g} min is taken",
    )
    rows.tell(np.flatnonzero(spans > _FAR_S), f"are over a day in {name}")
    return np.where(wrong, instead, spans)


def _whole(rows: Rows, column: Column, role: str, least: float) -> Floats:
    """Return whole numbers; seats are rounded up, words of priority are 1."""
    cells = rows.sheet.columns[column.name]
    values = np.array([_number(each, role) for each in cells])
    instead = max(least, 0.0) if role == "priority" else least
    wrong = np.isnan(values) | (values < least) | (np.abs(values) > 1e6)  # noqa: PLR2004
    rows.tell(
        np.flatnonzero(wrong),
        f"have no such number in {column.name}: {instead:g} is taken",
    )
    whole = np.where(wrong, instead, np.ceil(values))
    if role == "seats":
        usual = float(np.median(whole[rows.kept]))
        many = np.flatnonzero(whole > _MANY_SEATS * usual)
        said = f"have over {_MANY_SEATS} times the usual {usual:g} in {column.name}"
        rows.tell(many, f"{said}: every vehicle is given so much room")
    odd = np.flatnonzero(~wrong & (whole != values))
    rows.tell(odd, f"are no whole numbers in {column.name}: rounded up")
    return whole


def _number(cell: object, role: str) -> float:
    value = number_of(cell)
    if value is not None:
        return value
    if role == "priority" and cell is not None:
        word = str(cell).lower()
        return float(word in _YES) - float(word in _LOW)
    return float("nan")


def _tell_status(rows: Rows, name: str, cancelled: Floats | None) -> None:
    cells = rows.sheet.columns[name]
    words = [set(_WORDS.findall(str(each).lower())) for each in cells]
    at = [
        number
        for number, said in enumerate(words)
        if said & _CANCELLED and (cancelled is None or np.isnan(cancelled[number]))
    ]
    rows.tell(
        at, f"are cancelled by {name}, at a time nobody says: kept, never cancelled"
    )
