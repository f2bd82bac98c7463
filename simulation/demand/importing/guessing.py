"""Which column of a file is which: as told, by its name, by what is in it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from simulation.demand.importing.findings import Findings
from simulation.demand.importing.sheets import Sheet
from simulation.demand.importing.synonyms import (
    COURIER_COLUMNS,
    ORDER_COLUMNS,
    OUTCOMES,
    POINTS,
    SPANS,
    TIMES,
    named_roles,
    plain_name,
    unit_of,
)
from simulation.demand.importing.times import is_small
from simulation.demand.importing.values import (
    is_degrees,
    is_dotted,
    is_number,
    is_plain_point,
    is_said,
    looks_timed,
    says_day_alone,
    says_time_alone,
    span_of,
)
from simulation.errors import DemandError
from simulation.specs import nearest

_SAMPLE = 200
_LONGEST_ID = 64  # characters
_UNIQUE = 0.95  # share of cells from which a column may be an id
_START = {"start": "placed"}
TOLD, NAME, CONTENT = "told", "by its name", "by what is in it"


@dataclass(frozen=True)
class Column:
    """A column of the file, and why it is taken for what it is."""

    name: str
    why: str
    unit_s: float | None = None  # of its numbers, where that is said


def columns_of(
    sheet: Sheet, told: Mapping[str, str], findings: Findings, *, couriers: bool = False
) -> dict[str, Column]:
    """Return the columns of a sheet by what they are.

    Parameters
    ----------
    sheet
        The table.
    told
        Columns of the file to canonical ones, or to `-`: to be left alone.
    findings
        Told where two columns might be the same thing, and what is left alone.
    couriers
        Whether the table is one of couriers, not of orders.

    Raises
    ------
    DemandError
        If a told column is not there, or is told to be none there is.
    """
    roles = COURIER_COLUMNS if couriers else ORDER_COLUMNS
    found = _as_told(sheet, told, roles)
    taken = {each.name for each in found.values()} | set(told)
    ranked = sorted(
        (rank, roles.index(role), at, name, role)
        for at, name in enumerate(sheet.names)
        if name not in taken
        for rank, named in named_roles(name, couriers=couriers)
        for role in [_as_filled(sheet, name, named)]
        if role in roles and _fits(sheet, name, role)
    )
    for _, _, _, name, role in ranked:
        if role in found and found[role].why == NAME and name not in taken:
            findings.tell(
                f"{name} may be {role} too, for which {found[role].name} is taken "
                f"(--map {name}={role})"
            )
        if role not in found and name not in taken:
            found[role] = Column(name, NAME, unit_of(plain_name(name))[1])
            taken.add(name)
    if not couriers:
        _by_content(sheet, found, taken)
    _without_doubles(found)
    used = {each.name for each in found.values()}
    unused = [name for name in sheet.names if name not in used]
    outcomes = [name for name in unused if plain_name(name) in OUTCOMES]
    if unused:
        said = f"not used: {', '.join(unused)}"
        if outcomes:
            said += f" ({', '.join(outcomes)}: what happened; see deliverai validate)"
        findings.tell(said)
    return {role: found[role] for role in roles if role in found}


def unlike_its_name(sheet: Sheet, columns: Mapping[str, Column], *roles: str) -> str:
    """Return which unused column has the name of a role and holds what is none.

    Such as `` (created_at is 'soon')``; empty if there is none.
    """
    used = {each.name for each in columns.values()}
    for name in sheet.names:
        named = {role for _, role in named_roles(name)}
        cells = _sample(sheet, name)
        if name not in used and cells and named & set(roles):
            return f" ({name} is {str(cells[0])[:60]!r})"
    return ""


def _as_told(
    sheet: Sheet, told: Mapping[str, str], roles: Iterable[str]
) -> dict[str, Column]:
    found: dict[str, Column] = {}
    for name, said in told.items():
        role, unit_s = _START.get(said, said), None
        if role not in roles:
            bare, unit_s = unit_of(said)
            role = next((each for each in (bare, f"{bare}_s") if each in roles), role)
        if name not in sheet.columns:
            near = nearest(name, list(sheet.names))
            hint = f" (did you mean {near}?)" if near else ""
            raise DemandError(
                f"--map {name}={said}: {sheet.path} has no column {name}, expected one "
                f"of {', '.join(sheet.names)}{hint}."
            )
        if role == "-":
            continue
        if role not in roles:
            near = nearest(role, list(roles))
            hint = f" (did you mean {near}?)" if near else ""
            raise DemandError(
                f"--map {name}={said}: there is no {said}, expected one of "
                f"{', '.join(roles)}, or - to leave it alone{hint}."
            )
        if role in found:
            raise DemandError(
                f"--map {name}={said}: {found[role].name} is {role} already, expected "
                "one column of each."
            )
        of_name = unit_of(plain_name(name))[1]
        as_said = 1.0 if said.endswith("_s") else None
        found[role] = Column(name, TOLD, unit_s or of_name or as_said)
    return found


def _sample(sheet: Sheet, name: str) -> list[object]:
    filled = [each for each in sheet.columns[name] if each is not None]
    return filled[:: max(1, len(filled) // _SAMPLE)]


def _as_filled(sheet: Sheet, name: str, role: str) -> str:
    """Return what a column is whose name says a role, and its cells a like one.

    An `eta` of 35 is a promise, a `pickup` of two numbers a point, a `date` with times
    of day says when, and `cancelled` with yes and no is a status.
    """
    cells = _sample(sheet, name)
    for named, filled, holds in _LIKE:
        if role == named and cells and all(map(holds, cells)):
            return filled
    return role


_LIKE: tuple[tuple[str, str, Callable[[object], bool]], ...] = (
    ("ready", "preparation_s", lambda cell: is_small(cell) and not is_dotted(cell)),
    ("due", "promise_s", lambda cell: is_small(cell) and not is_dotted(cell)),
    ("placed_day", "placed", lambda c: looks_timed(c) and not says_day_alone(c)),
    ("cancelled", "status", is_said),
    ("producer", "producer_point", is_plain_point),
    ("consumer", "consumer_point", is_plain_point),
)


def _fits(sheet: Sheet, name: str, role: str) -> bool:
    """Return whether a column's cells may be what its name says."""
    cells = _sample(sheet, name)
    if not cells:
        return False
    if role.endswith("_point"):
        return not all(map(is_number, cells))
    holds = _TELLS.get(role)
    return holds is None or sum(map(holds, cells)) > len(cells) // 2


_TELLS: dict[str, Callable[[object], bool]] = {
    **dict.fromkeys((*POINTS, "lon", "lat"), is_degrees),
    "seats": is_number,
    **dict.fromkeys((*TIMES, "placed_day", "on", "off"), looks_timed),
    **dict.fromkeys(SPANS, lambda each: span_of(each, 1.0) is not None),
}


def _by_content(sheet: Sheet, found: dict[str, Column], taken: set[str]) -> None:
    """Add what only the cells tell: the one column of times, pairs of degrees."""
    left = [name for name in sheet.names if name not in taken]
    if "placed" not in found:
        times = _timed(sheet, left)
        if times:
            found["placed"] = Column(times[0], CONTENT)
            taken.add(times[0])
    if not any(role.startswith(("producer", "consumer")) for role in found):
        degrees = [name for name in left if _is_degrees(sheet, name)]
        if len(degrees) == 4:  # noqa: PLR2004 - two points
            roles = ("producer_lat", "producer_lon", "consumer_lat", "consumer_lon")
            for name, role in zip(degrees, roles, strict=True):
                found[role] = Column(name, CONTENT)
                taken.add(name)
    _add_day(sheet, found, taken)
    first = sheet.names[0]  # others may be unlike by chance
    if "id" not in found and first not in taken and _is_id(sheet, first):
        found["id"] = Column(first, CONTENT)


def _add_day(sheet: Sheet, found: dict[str, Column], taken: set[str]) -> None:
    """Add the one column of days, where placing has times of day alone."""
    if "placed" not in found or "placed_day" in found:
        return
    if not all(map(says_time_alone, _sample(sheet, found["placed"].name))):
        return
    left = [each for each in sheet.names if each not in taken]
    days = [each for each in left if all(map(says_day_alone, _sample(sheet, each)))]
    if len(days) == 1 and _sample(sheet, days[0]):
        found["placed_day"] = Column(days[0], CONTENT)
        taken.add(days[0])


def _timed(sheet: Sheet, names: Iterable[str]) -> list[str]:
    timed = []
    for name in names:
        cells = _sample(sheet, name)
        if plain_name(name) in OUTCOMES or not cells:
            continue
        if all(looks_timed(each) and not is_number(each) for each in cells):
            timed.append(name)
    return timed


def _is_degrees(sheet: Sheet, name: str) -> bool:
    """Return whether a column holds fractions between -180 and 180."""
    cells = _sample(sheet, name)
    if not cells or not all(map(is_number, cells)):
        return False
    values = [float(str(each).replace(",", ".")) for each in cells]
    fractions = sum(each != int(each) for each in values)
    return all(abs(each) <= 180 for each in values) and 2 * fractions > len(values)  # noqa: PLR2004


def _is_id(sheet: Sheet, name: str) -> bool:
    cells = sheet.columns[name]
    words = [str(each) for each in cells if each is not None]
    if len(words) < len(cells) or any(isinstance(each, float) for each in cells):
        return False
    if any(looks_timed(each) and not is_number(each) for each in cells[:_SAMPLE]):
        return False
    return len(set(words)) >= _UNIQUE * len(words) and all(
        len(each) <= _LONGEST_ID and " " not in each for each in words[:_SAMPLE]
    )


def _without_doubles(found: dict[str, Column]) -> None:
    """Leave out by-name guesses where another column says the same more exactly."""
    for side in ("producer", "consumer"):
        points = [f"{side}_{axis}" for axis in ("lon", "lat", "point")]
        if side in found and found[side].why == TOLD:
            for role in points:
                found.pop(role, None)
        whole = f"{side}_lon" in found and f"{side}_lat" in found
        if whole:
            found.pop(f"{side}_point", None)
        if whole or f"{side}_point" in found:
            found.pop(side, None)
        for role in (f"{side}_lon", f"{side}_lat"):
            if not whole and role in found and found[role].why != TOLD:
                del found[role]
    for time, span in (("ready", "preparation_s"), ("due", "promise_s")):
        if time in found and span in found:
            told = found[span].why == TOLD and found[time].why != TOLD
            del found[time if told else span]
