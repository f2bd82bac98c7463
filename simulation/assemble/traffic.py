"""Speeds by the hour, closures and chance, made from a scenario."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path

import numpy as np

from simulation.assemble.prepared import Prepared
from simulation.assemble.speed_file import hours_of_file
from simulation.demand.clocks import elapsed_s
from simulation.errors import ScenarioError
from simulation.network.by_hour import LegsByHour, Noise
from simulation.network.legs import Legs
from simulation.network.moment import (
    BelievedLegs,
    Feed,
    LegsOfMoment,
    OverlayOfMoment,
)
from simulation.network.overlay import Overlay
from simulation.network.stretches import Calendar, Change, Span, Stretches
from simulation.network.travel_times import TravelTimes
from simulation.region.altered import Alteration, Area, altered_router
from simulation.scenario.hours import Hours, clock_of, hours_of, speeds_of
from simulation.scenario.models import Scenario
from simulation.scenario.traffic import ClosureSpec, DetectorSpec, FeedSpec
from simulation.streams import Streams
from simulation.units import SECONDS_PER_MINUTE, on_time_grid
from simulation.world.detector import DetectorRules

_AREA = ("streets", "ways", "road_classes", "tracts", "box", "polygon")


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
        closures = {
            name: self._drawn(closure, streams.get(f"traffic/closures/{name}"))
            if closure.draws_tracts
            else closure
            for name, closure in spec.closures.items()
        }
        self._where = [
            (name, closure)
            for name, closure in closures.items()
            if closure.model_dump(include=set(_AREA), exclude_defaults=True)
        ]
        calendar, knows_days = self._calendar()
        hours, of_closures = self._hours(), list(self._changes(closures))
        changes = [*hours, *(change for _, change in of_closures)]
        if not knows_days and any(
            span.days != frozenset(range(7)) for each in changes for span in each.spans
        ):
            raise ScenarioError(
                scenario.name,
                "traffic names days of the week and the orders have no dates",
                'one at time zero, such as traffic.clock = "fri 17:30"',
            )
        self._driven, self._told = (
            Stretches(
                [*hours, *(change for by, change in of_closures if by in {"all", who})],
                calendar,
            )
            for who in ("vehicles", "planners")
        )
        self._feed = _feed(spec.feed)
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
            self._driven, lambda areas: legs(areas) if areas else free, self._noise
        )

    def believed(
        self, free: TravelTimes, speed_factor: float, streets: str | None = None
    ) -> BelievedLegs:
        """Return legs as they would be driven if what is told of speeds were true.

        Parameters as of `driven`.
        """
        legs = self._legs_in(speed_factor, streets)
        return BelievedLegs(
            self._told,
            lambda areas: legs(areas) if areas else free,
            self._noise,
            self._feed,
            self._prepared.region.places.tract,
        )

    def planned(self, speed_factor: float, streets: str | None = None) -> LegsOfMoment:
        """Return legs at the speeds that are told of the moment, for planners."""
        legs = self._legs_in(speed_factor, streets)
        tract_of = self._prepared.region.places.tract
        return LegsOfMoment(self._told, legs, self._noise, self._feed, tract_of)

    def between_hotspots(self, *, by_chance: bool) -> OverlayOfMoment:
        """Return times between hotspots at the speeds that are told, for agents."""
        legs, prepared = self._legs_in(1.0, None), self._prepared
        here, there = np.indices((prepared.overlay.hotspots,) * 2).reshape(2, -1)

        def whole(areas: frozenset[int]) -> Overlay:
            if not areas:
                return prepared.overlay

            def searched() -> Overlay:
                found = legs(areas).routed(here, there)
                return Overlay(
                    *(each.reshape(prepared.overlay.distance_m.shape) for each in found)
                )

            return prepared.once(("overlay", *self._said(areas)), searched)

        noise = self._noise if by_chance else None
        return OverlayOfMoment(self._told, legs, noise, self._feed, whole)

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
        changes = self._alterations(areas)
        key = ("altered", streets or "", f"{speed_factor!r}", *self._said(areas))
        return prepared.once(key, lambda: self._routed(changes, speed_factor, streets))

    def _alterations(self, areas: frozenset[int]) -> tuple[Alteration, ...]:
        changes = []
        for number in sorted(areas):
            name, closure = self._where[number]
            area = Area(**{key: getattr(closure, key) for key in _AREA})
            said_in = f"traffic.closures.{name}"
            changes.append(Alteration(said_in, area, closure.speed_factor))
        return tuple(changes)

    def _said(self, areas: frozenset[int]) -> tuple[str, ...]:
        """Return what is other in some areas, by which it is known again."""
        changes = self._alterations(areas)
        return tuple(repr((each.area, each.factor)) for each in changes)

    def _routed(
        self, changes: tuple[Alteration, ...], speed_factor: float, streets: str | None
    ) -> Legs:
        router, numbers, of = self._prepared.along(streets)
        region = self._prepared.region
        altered = altered_router(region, router, of.labels, changes)
        return Legs(altered, speed_factor, numbers)

    def _drawn(self, closure: ClosureSpec, rng: np.random.Generator) -> ClosureSpec:
        """Return a closure of so many of its tracts as it says, at least one."""
        among = closure.tracts or self._prepared.region.tracts.ids
        meant = max(1, round(closure.tract_share * len(among)))
        drawn = rng.permutation(len(among))[:meant].tolist()
        tracts = tuple(among[each] for each in sorted(drawn))
        return closure.model_copy(update={"tracts": tracts})

    def _hours(self) -> list[Change]:
        """Return what changes by the hour."""
        spec = self._spec
        hours = speeds_of(spec.hours)
        if spec.file is not None:
            path = Path(spec.file)
            hours = self._prepared.once(
                ("speeds", spec.file), lambda: hours_of_file(path)
            )
        return [Change(each.factor, spans=(_span(each),)) for each in hours]

    def _changes(
        self, closures: Mapping[str, ClosureSpec]
    ) -> Iterator[tuple[str, Change]]:
        """Yield who meets each closure, and what it is, as in `self._where`."""
        numbers = {name: number for number, (name, _) in enumerate(self._where)}
        for name, closure in closures.items():
            yield closure.seen_by, _change(closure, numbers.get(name))

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


def detector_of(spec: DetectorSpec) -> DetectorRules | None:
    """Return when a detector gives an alarm; ``None`` where there is none."""
    if not spec.threshold:
        return None
    distrusts, everywhere = spec.on_alarm != "tell", spec.on_alarm == "distrust_all"
    quiet_s = _seconds(spec.quiet_min)
    return DetectorRules(spec.threshold, spec.slack, distrusts, everywhere, quiet_s)


def _since(zero: datetime, midnight: datetime, clock_s: float) -> float:
    """Return when clocks show a time [s after zero]."""
    elapsed = elapsed_s(zero, midnight + timedelta(seconds=clock_s))
    return float(on_time_grid(elapsed))


def _span(hours: Hours) -> Span:
    return Span(hours.days, hours.from_s, hours.until_s)


def _change(closure: ClosureSpec, area: int | None) -> Change:
    from_s, until_s = _seconds(closure.from_min), _seconds(closure.until_min)
    spans = tuple(_span(each) for each in hours_of(closure.hours))
    return Change(closure.speed_factor, area, from_s, until_s, spans)


def _feed(spec: FeedSpec) -> Feed:
    return Feed(
        _seconds(spec.delay_min), _seconds(spec.from_min), _seconds(spec.until_min)
    )


def _seconds(time_min: float | None) -> float:
    """Return minutes as seconds on the time grid; None as for ever."""
    if time_min is None:
        return float("inf")
    return float(on_time_grid(time_min * SECONDS_PER_MINUTE))
