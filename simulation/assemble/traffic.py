"""Speeds by the hour, closures and chance, made from a scenario."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path

import numpy as np

from simulation.assemble.prepared import Prepared
from simulation.demand.clocks import elapsed_s
from simulation.demand.columns import filled, numbers, read_table, refuse, texts
from simulation.errors import DemandError, ScenarioError
from simulation.network.by_hour import LegsByHour, Noise
from simulation.network.legs import Legs
from simulation.network.moment import LegsOfMoment
from simulation.network.stretches import Calendar, Change, Span, Stretches
from simulation.network.travel_times import TravelTimes
from simulation.region.altered import Alteration, Area, altered_router
from simulation.scenario.hours import (
    MOST_FACTOR,
    Hours,
    clock_of,
    hours_of,
    speeds_of,
)
from simulation.scenario.models import Scenario
from simulation.scenario.traffic import ClosureSpec
from simulation.specs import UnfitError
from simulation.streams import Streams
from simulation.units import LEAST_FACTOR, SECONDS_PER_MINUTE, on_time_grid

_AREA = ("streets", "ways", "road_classes", "tracts", "box", "polygon")
_COLUMNS = ("from", "until", "factor", "days")


class TrafficMaker:
    """Makes legs that are driven by the hour of one scenario.

    Parameters
    ----------
    scenario, prepared
        What is asked, and what it stands on.
    streams
        Of the replication.

    Raises
    ------
    InputError
        If a closure means nothing that there is, or its hours cannot be known.
    """

    def __init__(
        self, scenario: Scenario, prepared: Prepared, streams: Streams
    ) -> None:
        self._prepared = prepared
        self._spec = spec = scenario.traffic
        self._name = scenario.name
        self._where = [
            (name, closure)
            for name, closure in spec.closures.items()
            if closure.model_dump(include=set(_AREA), exclude_defaults=True)
        ]
        calendar, knows_days = self._calendar()
        changes = list(self._changes())
        if not knows_days and any(
            span.days != frozenset(range(7)) for each in changes for span in each.spans
        ):
            raise ScenarioError(
                scenario.name,
                "traffic names days of the week and the orders have no dates",
                'one at time zero, such as traffic.clock = "fri 17:30"',
            )
        self._stretches = Stretches(changes, calendar)
        self._noise = None
        if spec.noise > 0:
            slice_s = float(on_time_grid(spec.noise_min * SECONDS_PER_MINUTE))
            self._noise = Noise(
                spec.noise,
                max(1.0, slice_s),
                spec.noise_shared,
                prepared.region.places.tract.tolist(),
                lambda number: streams.get(f"traffic/{number}"),
            )

    def driven(
        self, free: TravelTimes, speed_factor: float, streets: str | None = None
    ) -> TravelTimes:
        """Return legs as they are driven.

        Parameters
        ----------
        free
            Those at free flow.
        speed_factor, streets
            As of `Prepared.legs_at`: for those with other speeds in some areas.
        """
        legs = self._legs_in(speed_factor, streets)
        return LegsByHour(
            self._stretches,
            lambda areas: legs(areas) if areas else free,
            self._noise,
        )

    def planned(self, speed_factor: float, streets: str | None = None) -> LegsOfMoment:
        """Return legs at the speeds of the moment, for planners."""
        legs = self._legs_in(speed_factor, streets)
        return LegsOfMoment(self._stretches, legs, self._noise)

    def _legs_in(
        self, speed_factor: float, streets: str | None
    ) -> Callable[[frozenset[int]], Legs]:
        """Return where to find legs with other speeds in areas, all areas checked."""
        for area in range(len(self._where)):
            self._altered(frozenset({area}), speed_factor, streets)
        return cache(partial(self._altered, speed_factor=speed_factor, streets=streets))

    def _altered(
        self, areas: frozenset[int], speed_factor: float, streets: str | None
    ) -> Legs:
        """Return legs with other speeds in some areas, made once for all runs."""
        prepared = self._prepared
        if not areas:
            return prepared.legs_at(speed_factor, streets)
        changes = []
        for number in sorted(areas):
            name, closure = self._where[number]
            area = Area(**{key: getattr(closure, key) for key in _AREA})
            said_in = f"traffic.closures.{name}"
            changes.append(Alteration(said_in, area, closure.speed_factor))
        said = tuple(repr((each.area, each.factor)) for each in changes)
        key = ("altered", streets or "", f"{speed_factor!r}", *said)
        return prepared.once(
            key, lambda: self._routed(tuple(changes), speed_factor, streets)
        )

    def _routed(
        self, changes: tuple[Alteration, ...], speed_factor: float, streets: str | None
    ) -> Legs:
        router, numbers, of = self._prepared.along(streets)
        region = self._prepared.region
        altered = altered_router(region, router, of.labels, changes)
        return Legs(altered, speed_factor, numbers)

    def _changes(self) -> "list[Change]":
        """Return what changes, closures numbered as in `self._where`."""
        spec = self._spec
        hours = speeds_of(spec.hours)
        if spec.file is not None:
            path = Path(spec.file)
            hours = self._prepared.once(
                ("speeds", spec.file), lambda: hours_of_file(path)
            )
        changes = [Change(each.factor, spans=(_span(each),)) for each in hours]
        numbers = {name: number for number, (name, _) in enumerate(self._where)}
        for name, closure in spec.closures.items():
            changes.append(_change(closure, numbers.get(name)))
        return changes

    def _calendar(self) -> tuple[Calendar, bool]:
        """Return what clocks show, and whether the day of the week is known."""
        zero = self._prepared.time_zero
        if zero is None:
            day, shown_s = clock_of(self._spec.clock)
            return Calendar(
                lambda clock_s: clock_s - shown_s, day or 0
            ), day is not None
        midnight = zero.replace(hour=0, minute=0, second=0, microsecond=0)
        return Calendar(partial(_since, zero, midnight), midnight.weekday()), True


def _since(zero: datetime, midnight: datetime, clock_s: float) -> float:
    """Return when clocks show a time [s after zero]."""
    elapsed = elapsed_s(zero, midnight + timedelta(seconds=clock_s))
    return float(on_time_grid(elapsed))


def _span(hours: Hours) -> Span:
    return Span(hours.days, hours.from_s, hours.until_s)


def _change(closure: ClosureSpec, area: int | None) -> Change:
    until_min = closure.until_min
    return Change(
        closure.speed_factor,
        area,
        float(on_time_grid(closure.from_min * SECONDS_PER_MINUTE)),
        float("inf")
        if until_min is None
        else float(on_time_grid(until_min * SECONDS_PER_MINUTE)),
        tuple(_span(each) for each in hours_of(closure.hours)),
    )


def hours_of_file(path: Path) -> tuple[Hours, ...]:
    """Return the hours and factors of a CSV file, a row each.

    Raises
    ------
    DemandError
        Naming the file and the row.
    """
    table = read_table(path, _COLUMNS)
    for name in _COLUMNS[:3]:
        if name not in table.column_names:
            expected = "from, until and factor, perhaps days"
            raise DemandError(path, f"has no column {name}", expected)
    factors = numbers(path, table["factor"], "factor", np.arange(table.num_rows))
    begins, ends = (texts(path, table[name], name).tolist() for name in _COLUMNS[:2])
    days = [""] * table.num_rows
    if "days" in table.column_names:
        said = filled(table["days"])
        found = texts(path, table["days"].filter(said), "days").tolist()
        for row, text in zip(np.flatnonzero(said).tolist(), found, strict=True):
            days[row] = text
    rows = []
    for row, factor in enumerate(factors.tolist()):
        if factor != 0 and not LEAST_FACTOR <= factor <= MOST_FACTOR:
            expected = f"from {LEAST_FACTOR:g} to {MOST_FACTOR:g}, or 0"
            refuse(path, row, f"factor is {factor:g}", expected)
        rows.append(f"{days[row]} {begins[row]}-{ends[row]} {factor:.6f}")
        try:
            speeds_of(rows if row == table.num_rows - 1 else rows[-1:])
        except UnfitError as cause:
            refuse(path, row, cause.given, cause.expected)
    return speeds_of(rows)
