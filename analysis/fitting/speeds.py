"""Speed factors by time of day, fitted to trips, and how well they foresee others."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.fitting.trips import Trips
from simulation.errors import DemandError
from simulation.network.by_hour import LegsByHour
from simulation.network.legs import Leg
from simulation.network.stretches import Calendar, Change, Span, Stretches
from simulation.network.travel_times import Ranked
from simulation.streams import Streams
from simulation.units import SECONDS_PER_DAY, SECONDS_PER_MINUTE, Bools, Floats, Ints

_WEEK, _WEEKEND = (0, 1, 2, 3, 4), (5, 6)
_NAMES = {_WEEK: "mon-fri", _WEEKEND: "sat,sun", (*_WEEK, *_WEEKEND): ""}
_HELD_OUT = 0.2  # of the trips
_LEAST, _MOST = 0.05, 10.0  # factors that `traffic` takes
_DAYS_OF_WEEK = 7


@dataclass(frozen=True)
class Hours:
    """A span of the day with its speed factor, and on how many trips it rests."""

    days: tuple[int, ...]
    from_min: int
    until_min: int
    factor: float
    trips: int  # 0: too few, the factor is that of all hours of these days

    @property
    def names(self) -> str:
        """The days as `traffic.hours` has them, empty for all."""
        return _NAMES[self.days]

    @property
    def span(self) -> str:
        """From and until, such as ``07:00-08:00``."""
        return f"{_clock(self.from_min)}-{_clock(self.until_min)}"


@dataclass(frozen=True)
class Errors:
    """How far foreseen durations of trips are from those driven.

    Attributes
    ----------
    median
        Of the absolute errors over the duration driven [1].
    bias
        Of the logarithm of foreseen over driven, its median: above 0, too long [1].
    """

    median: float
    bias: float


@dataclass(frozen=True)
class Fit:
    """Speeds by time of day, and errors on trips that they were not fitted to."""

    hours: tuple[Hours, ...]
    fitted: int  # trips
    held_out: int
    free_flow: Errors
    constant: Errors  # with one factor at all times
    by_hour: Errors


def fit_speeds(trips: Trips, every_min: int = 60, least_trips: int = 20) -> Fit:
    """Return speeds by time of day: of each slot, the median of free over driven.

    A trip belongs to the slot in which half of its time is over. Days of the week and
    weekends are told apart where both have trips. A fifth of the trips, drawn, is left
    aside; their durations are foreseen as a run would drive them, slot after slot.

    Parameters
    ----------
    trips
    every_min
        Length of a slot [min], of which a day has a whole number.
    least_trips
        Of a slot with fewer, the factor is that of all its days' trips.

    Raises
    ------
    DemandError
        If there are fewer than that in all.
    """
    draws: Floats = Streams(1, None).get("fit-speeds").random(len(trips))
    aside: Bools = draws < _HELD_OUT
    fitted, others = trips.chosen(~aside), trips.chosen(aside)
    if len(fitted) < least_trips or not len(others):
        raise DemandError(
            f"fit-speeds: {len(trips):,} trips can be used, expected more than "
            f"{2 * least_trips:,}."
        )
    log_factor = np.log(fitted.free_s / fitted.duration_s)
    middle_s = fitted.clock_s + fitted.duration_s / 2
    day = (fitted.day + middle_s // SECONDS_PER_DAY).astype(np.int64) % _DAYS_OF_WEEK
    minute = middle_s % SECONDS_PER_DAY / SECONDS_PER_MINUTE
    at_weekend = np.isin(day, _WEEKEND)
    groups: list[tuple[int, ...]] = [(*_WEEK, *_WEEKEND)]
    if min(at_weekend.sum(), (~at_weekend).sum()) >= least_trips:
        groups = [_WEEK, _WEEKEND]
    hours = []
    for days in groups:
        own = np.isin(day, days)
        slots = np.floor(minute[own] / every_min).astype(np.int64)
        hours += _slots(days, slots, log_factor[own], every_min, least_trips)
    whole = float(np.median(log_factor))
    at_all_times = [Hours((*_WEEK, *_WEEKEND), 0, 1440, _factor(whole), len(fitted))]
    return Fit(
        tuple(hours),
        len(fitted),
        len(others),
        _errors(others, []),
        _errors(others, at_all_times),
        _errors(others, hours),
    )


def write_hours(hours: Sequence[Hours], path: Path) -> None:
    """Write the file that `traffic.file` reads.

    Raises
    ------
    DemandError
        If it is there already, or cannot be written.
    """
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(("days", "from", "until", "factor", "trips"))
    for each in hours:
        begin, end = _clock(each.from_min), _clock(each.until_min)
        rows.writerow((each.names, begin, end, f"{each.factor:.4f}", each.trips))
    try:
        with path.open("x", encoding="utf-8", newline="") as file:
            file.write(text.getvalue())
    except FileExistsError:
        raise DemandError(path, "exists already", "a new file") from None
    except OSError as cause:
        said = cause.strerror or str(cause)
        raise DemandError(path, f"cannot be written ({said})") from cause


def _slots(
    days: tuple[int, ...], slots: Ints, log_factor: Floats, every_min: int, least: int
) -> list[Hours]:
    whole = float(np.median(log_factor))
    found = []
    for slot in range(24 * SECONDS_PER_MINUTE // every_min):
        own = log_factor[slots == slot]
        enough = own.size >= least
        factor = _factor(float(np.median(own)) if enough else whole)
        begin = slot * every_min
        trips = int(own.size) if enough else 0
        found.append(Hours(days, begin, begin + every_min, factor, trips))
    return found


def _factor(log_factor: float) -> float:
    return round(float(np.clip(np.exp(log_factor), _LEAST, _MOST)), 4)


@dataclass(frozen=True)
class _FreeLegs:
    """The leg of each trip at free flow, its number in place of where it begins."""

    free_s: Floats

    def leg(self, origin: int, target: int, depart_s: float) -> Leg:  # noqa: ARG002
        return float(self.free_s[origin]), 0.0

    def times_to(self, target: int, origins: Ints, depart_s: float) -> Floats:  # noqa: ARG002
        times: Floats = self.free_s[origins]
        return times

    def nearest(self, target: int) -> Ranked | None:  # noqa: ARG002
        return None


def _errors(trips: Trips, hours: Sequence[Hours]) -> Errors:
    """Return how far durations are off that are foreseen by some hours."""
    changes = [
        Change(
            each.factor,
            spans=(
                Span(
                    frozenset(each.days),
                    float(each.from_min * SECONDS_PER_MINUTE),
                    float(each.until_min * SECONDS_PER_MINUTE),
                ),
            ),
        )
        for each in hours
    ]
    free = _FreeLegs(trips.free_s)
    legs = LegsByHour(Stretches(changes, Calendar()), lambda _: free)
    departs_s = trips.day * float(SECONDS_PER_DAY) + trips.clock_s
    foreseen_s = np.array(
        [legs.leg(row, -1, depart_s)[0] for row, depart_s in enumerate(departs_s)]
    )
    off = np.abs(foreseen_s - trips.duration_s) / trips.duration_s
    bias = np.log(foreseen_s / trips.duration_s)
    return Errors(float(np.median(off)), float(np.median(bias)))


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
