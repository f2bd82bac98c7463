"""A moment as users write it: on the clock of a run, or since its start."""

import re
from datetime import UTC, datetime, timedelta

from simulation.errors import InputError

_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*(s|min|h)?")
_CLOCK = re.compile(r"(\d{1,4}):([0-5]\d)(?::([0-5]\d(?:\.\d+)?))?")
_SECONDS = {None: 1.0, "s": 1.0, "min": 60.0, "h": 3600.0}
_HOURS_A_DAY = 24
_EXPECTED = "expected seconds such as 1200, 20min, 1.5h, or a time such as 18:20"


def seconds_since_start(text: str, zero: datetime | None) -> float:
    """Return a moment in seconds since the start of a run [s].

    Parameters
    ----------
    text
        ``1200``, ``1200s``, ``20min`` or ``1.5h`` since the start; ``18:20`` or
        ``18:20:30``: with a clock the first such time of day from the start on,
        without one hours and minutes since the start; an ISO time, with a clock.
    zero
        What the clock says at the start; None without a clock.

    Raises
    ------
    InputError
        If it is none of these.
    """
    text = text.strip()
    span = _SPAN.fullmatch(text)
    if span is not None:
        return float(span[1]) * _SECONDS[span[2]]
    clock = _CLOCK.fullmatch(text)
    if clock is not None:
        since_midnight = timedelta(
            hours=int(clock[1]), minutes=int(clock[2]), seconds=float(clock[3] or 0)
        )
        if zero is None:
            return since_midnight.total_seconds()
        return _next(text, since_midnight, zero)
    return _dated(text, zero)


def _next(text: str, since_midnight: timedelta, zero: datetime) -> float:
    """Return the first such time of day from `zero` on [s]."""
    if since_midnight >= timedelta(hours=_HOURS_A_DAY):
        raise InputError(f"--at {text}: is no time of day, expected 00:00 to 23:59.")
    midnight = zero.replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
    later = (
        _seconds(midnight + timedelta(days=day) + since_midnight, fold, zero)
        for day in (0, 1)
        for fold in (0, 1)  # an hour that clocks repeat comes twice
    )
    return next(each for each in later if each >= 0)


def _seconds(shown: datetime, fold: int, zero: datetime) -> float:
    """Return when clocks of the zone of `zero` show a time [s]."""
    moment = shown.replace(tzinfo=zero.tzinfo, fold=fold)
    if zero.tzinfo is None:
        return (moment - zero).total_seconds()
    return (moment.astimezone(UTC) - zero.astimezone(UTC)).total_seconds()


def _dated(text: str, zero: datetime | None) -> float:
    """Return an ISO time [s]; without a zone it is in that of the clock."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as cause:
        raise InputError(f"--at {text}: is no time, {_EXPECTED}.") from cause
    if zero is None:
        raise InputError(
            f"--at {text}: has a date, but the orders of this run have none, "
            f"{_EXPECTED} since the start."
        )
    if zero.tzinfo is None and moment.tzinfo is not None:
        raise InputError(
            f"--at {text}: has a zone, but the orders of this run have none, expected "
            f"such as {zero.isoformat(timespec='minutes')}."
        )
    if moment.tzinfo is None:
        return _seconds(moment, 0, zero)
    return (moment.astimezone(UTC) - zero.astimezone(UTC)).total_seconds()
