"""The legs that vehicles drive, made from a scenario: at free flow, or in traffic."""

from functools import cached_property

from simulation.assemble.parts import part_of
from simulation.assemble.prepared import Prepared
from simulation.assemble.traffic import TrafficMaker
from simulation.network.travel_times import InTraffic, Traffic, TravelTimes
from simulation.record.kinds import PERIPHERAL
from simulation.registry import TRAFFIC, Part
from simulation.scenario.models import Scenario
from simulation.scenario.traffic import FREE_FLOW
from simulation.streams import Streams


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
        fleet, found = self._scenario.fleet, {PERIPHERAL: travel}
        legs = self._prepared.legs_of_classes(fleet)
        for (pool, free), (name, of) in zip(
            legs.items(), fleet.classes.items(), strict=True
        ):
            streets = of.streets if name in fleet.serving else None
            found[pool] = self._in_traffic(free, of.speed_factor, streets)
            if name in self._scenario.traffic.spared:
                found[pool] = free
        return found
