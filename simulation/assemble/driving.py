"""The legs that vehicles drive, made from a scenario: at free flow, or in traffic."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from simulation.assemble.parts import part_of
from simulation.assemble.prepared import Prepared
from simulation.assemble.traffic import TrafficMaker
from simulation.network.moment import BelievedLegs
from simulation.network.rows import LegRows
from simulation.network.travel_times import InTraffic, Traffic, TravelTimes
from simulation.record.kinds import CORE, PERIPHERAL
from simulation.registry import TRAFFIC, Part
from simulation.scenario.models import Scenario
from simulation.scenario.traffic import FREE_FLOW
from simulation.streams import Streams
from simulation.world.turning import Waypoints


class DrivingMaker:
    """Makes the legs of the fleets of one scenario."""

    def __init__(
        self, scenario: Scenario, prepared: Prepared, replication: int
    ) -> None:
        self._scenario = scenario
        self._prepared = prepared
        self._streams = Streams(scenario.seed, replication)
        self._values: dict[str, object] = {  # what parts may ask for
            "travel_time_s": prepared.overlay.travel_time_s,
            "distance_m": prepared.overlay.distance_m,
            "streams": self._streams,
        }

    def _in_traffic(
        self, free: TravelTimes, speed_factor: float, streets: str | None = None
    ) -> TravelTimes:
        """Return legs as long as the traffic says; at free flow, as they are."""
        part = self._traffic_part
        if self._by_hour is not None:
            return self._by_hour.driven(free, speed_factor, streets)
        if part.word == FREE_FLOW:
            return free
        return InTraffic(free, self._traffic, part.label)

    @cached_property
    def _by_hour(self) -> TrafficMaker | None:
        """Makes legs by the hour; ``None`` where speeds do not change."""
        if not self._scenario.traffic.changes:
            return None
        return TrafficMaker(self._scenario, self._prepared, self._streams)

    @cached_property
    def _traffic_part(self) -> Part:
        return part_of(TRAFFIC, self._scenario, self._prepared.given)

    @cached_property
    def _traffic(self) -> Traffic:
        """The model of traffic, one for all pools."""
        places = self._prepared.region.places
        model: Traffic = self._traffic_part.make({**self._values, "places": places})
        return model

    def _travels(self, travel: TravelTimes) -> dict[int, TravelTimes]:
        """Return the legs of peripheral vehicles by pool, `travel` those of its own."""
        found = {PERIPHERAL: travel}
        for pool, spared, legs in self._classes():
            found[pool] = legs[0] if spared else self._in_traffic(*legs)
        return found

    def _believed(self, pool: int, free: TravelTimes) -> dict[int, BelievedLegs]:
        """Return the legs that planners believe in, by pool, where those may be others.

        Parameters
        ----------
        pool
            The one whose classes are meant too.
        free
            Its own legs at free flow.
        """
        spec, fleet = self._scenario.traffic, self._scenario.fleet
        if self._by_hour is None or not (spec.deceives or spec.detector.threshold):
            return {}
        believed = self._by_hour.believed
        if pool == CORE:
            return {CORE: believed(free, fleet.core.speed_factor)}
        found = {pool: believed(free, fleet.peripheral.speed_factor)}
        for each, spared, legs in self._classes():
            if not spared:
                found[each] = believed(*legs)
        return found

    def _classes(
        self,
    ) -> Iterator[tuple[int, bool, tuple[TravelTimes, float, str | None]]]:
        """Yield the pool of each class, whether traffic spares it, and its legs.

        Those at free flow, and at what speed factor on which streets they are driven.
        """
        fleet = self._scenario.fleet
        for (pool, free), (name, of) in zip(
            self._prepared.legs_of_classes(fleet).items(),
            fleet.classes.items(),
            strict=True,
        ):
            streets = of.streets if name in fleet.serving else None
            spared = name in self._scenario.traffic.spared
            yield pool, spared, (free, of.speed_factor, streets)

    def _waypoints(self, travels: Mapping[int, TravelTimes]) -> Waypoints | None:
        """Return where vehicles turn off, of which `travels` are the legs by pool."""
        scenario, prepared = self._scenario, self._prepared
        places = prepared.region.waypoints
        if not (places.size and scenario.turns_off):
            return None
        own = prepared.legs_at(scenario.fleet.peripheral.speed_factor)
        free = {PERIPHERAL: own, **prepared.legs_of_classes(scenario.fleet)}
        driven = {
            pool: free[pool] if isinstance(legs, LegRows) else legs
            for pool, legs in travels.items()
        }
        for legs in free.values():
            legs.search_towards(places)
        return Waypoints(places, free, driven)
