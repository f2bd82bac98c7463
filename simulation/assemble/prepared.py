"""What runs can share: region, legs, a trace's orders, a learnt policy."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from simulation.assemble.inputs import input_checksums, stamps_of
from simulation.assemble.ordering import orders_of
from simulation.assemble.parts import Given, decides
from simulation.assemble.routing import Progress, policy_of
from simulation.demand.orders import Orders
from simulation.demand.resampling import with_replications
from simulation.demand.trace import read_trace
from simulation.errors import RegionError
from simulation.network.kept import KeptLegs, kept_legs_of
from simulation.network.legs import Legs
from simulation.network.overlay import Overlay
from simulation.record.kinds import PERIPHERAL
from simulation.region.files import (
    EMBEDDED,
    embedded_region,
    load_region,
)
from simulation.region.region import Region, Router
from simulation.region.waypoints import with_waypoints
from simulation.routing.offers import OfferBook
from simulation.routing.preferred import preferred_set_size
from simulation.routing.protocol import RoutingPolicy
from simulation.scenario.demand import DemandSpec
from simulation.scenario.fleet import FleetSpec
from simulation.scenario.models import Scenario
from simulation.scenario.routing import RoutingSpec
from simulation.units import Ints

Read = TypeVar("Read")
_LATER = ("times", "relearn_episodes")  # keys that no first policy depends on


@dataclass(frozen=True)
class Prepared:
    """A scenario's ground, ready to be run again and again.

    Legs are remembered as runs ask for them, so that sharing one saves
    routing too; nothing else in it ever changes.
    """

    region: Region
    overlay: Overlay
    policy: RoutingPolicy | None  # None where no agents decide
    trace: Orders | None  # None where orders are drawn
    made_from: tuple[object, ...]  # what region, trace and policy depend on
    routing: RoutingSpec | None = None  # as used: a loaded table says how it was learnt
    inputs: dict[str, str] = field(default_factory=dict)  # SHA-256 of files, by key
    given: Given = field(default_factory=dict)  # parts that are objects, by kind
    folder: Path | None = None  # of the region, if it is in one of the user's
    legs: dict[tuple[str | None, float], Legs] = field(default_factory=dict)
    kept: dict[str | None, KeptLegs | None] = field(default_factory=dict)  # by streets
    offers: dict[int, OfferBook] = field(default_factory=dict)  # by preferred set size
    read: dict[tuple[str, ...], Any] = field(default_factory=dict)  # of files, by path

    @property
    def notes(self) -> tuple[str, ...]:
        """What a user should know of how the trace was read, a sentence each."""
        return tuple(getattr(self.trace, "notes", ()))

    @property
    def time_zero(self) -> datetime | None:
        """What clocks show at 0 s where the orders of a trace are, if it has times."""
        zero: datetime | None = getattr(self.trace, "time_zero", None)
        return zero

    def routing_of(self, scenario: Scenario) -> RoutingSpec:
        """Return the routing keys as a scenario uses them: how a table was learnt."""
        own = scenario.routing
        if self.routing is None:
            return own
        return self.routing.model_copy(update=own.model_dump(include=set(_LATER)))

    def legs_at(self, speed_factor: float, streets: str | None = None) -> Legs:
        """Return the legs between places at a pool's speed.

        Parameters
        ----------
        speed_factor
            Multiplies the speeds.
        streets
            Folder of the region whose streets they follow; absent: this one's.

        Raises
        ------
        RegionError
            If that cannot be read, or its streets do not lead to these places.
        """
        key = (streets, speed_factor)
        if key not in self.legs:
            router, numbers, of = self.along(streets)
            folder = self.folder if streets is None else Path(streets)
            checksum = of.checksum
            if streets not in self.kept:
                self.kept[streets] = kept_legs_of(router, folder, checksum)
            kept = self.kept[streets]
            self.legs[key] = Legs(router, speed_factor, numbers, kept)
        return self.legs[key]

    def along(self, streets: str | None) -> tuple[Router, Ints | None, Region]:
        """Return a router, what it calls each place, and of which region it is.

        Parameters
        ----------
        streets
            Folder of the region; absent: this one.

        Raises
        ------
        RegionError
            If that cannot be read, or its streets do not lead to these places.
        """
        if streets is None:
            return self.region.router, None, self.region
        other = self.once(("region", streets), lambda: load_region(streets))
        try:
            return (*self.region.along(other), other)
        except RegionError as cause:
            raise RegionError(f"{streets}: {cause}") from cause

    def once(self, key: tuple[str, ...], read: Callable[[], Read]) -> Read:
        """Return what is read of a file: at the first time, remembered for later runs.

        Parameters
        ----------
        key
            What is read, and the path.
        read
            Reads it.
        """
        if key not in self.read:
            self.read[key] = read()
        found: Read = self.read[key]
        return found

    def legs_of_classes(self, fleet: FleetSpec) -> dict[int, Legs]:
        """Return the legs of further classes of vehicle, by their pools.

        Those of a class without vehicles are along the region's own streets.
        """
        serving = fleet.serving
        return {
            pool: self.legs_at(of.speed_factor, of.streets if name in serving else None)
            for pool, (name, of) in enumerate(fleet.classes.items(), PERIPHERAL + 1)
        }

    def offers_of(self, routing: RoutingSpec) -> OfferBook:
        """Return the agents' preferred sets, of the size that is asked for."""
        assert self.policy is not None  # prepared for relayed service
        size = preferred_set_size(routing.preferred_share, self.overlay.hotspots)
        size = min(size, routing.preferred_most or size)
        if size not in self.offers:
            self.offers[size] = OfferBook(self.policy, size)
        return self.offers[size]

    def orders(self, scenario: Scenario, replication: int) -> Orders:
        """Return the orders of one replication: drawn, or those of the trace.

        Raises
        ------
        InputError
            If a demand of one's own cannot be made, or gives no orders; or times
            shall count from when orders are ready and none says so.
        SimulationError
            If it fails.
        """
        return orders_of(scenario, replication, self, self.trace, self.given)


def prepare(
    scenario: Scenario,
    share: Sequence[Prepared] = (),
    progress: Progress | None = None,
    given: Given | None = None,
) -> Prepared:
    """Return what the runs of a scenario share.

    Parameters
    ----------
    scenario
        What is asked.
    share
        Settings from which region, trace, legs and policy are taken over where
        they are the same.
    progress
        Told the share of a training that is done.
    given
        Parts that are objects, by the name of their kind.

    Raises
    ------
    InputError
        If the region, the trace or the routing table cannot be used.

    Examples
    --------
    >>> from simulation import load_scenario, simulate
    >>> keys = {"demand.load_per_min": 1, "demand.duration_min": 5}
    >>> scenario = load_scenario("paper/hotspots_only", keys)
    >>> prepared = prepare(scenario)
    >>> [len(simulate(scenario, k, prepared=prepared).orders) for k in range(3)]
    [5, 5, 5]
    """
    given = given or {}
    file, demand, stamps = (
        _trace_of(scenario.demand),
        scenario.demand,
        stamps_of(scenario),
    )
    ground: tuple[object, ...] = (scenario.region, file)
    if file is not None:
        stamp = stamps.get("demand.trace_file")
        ground = (*ground, stamp, demand.replicate, demand.keep_share)
    waypoints = scenario.dispatch.waypoints if scenario.turns_off else 0
    if waypoints:
        ground = (*ground, waypoints)
    learnt = (_routing_of(scenario, given), stamps.get("routing.table"))
    objects = tuple((name, id(part.target)) for name, part in sorted(given.items()))
    made_from = (ground, learnt, objects, tuple(stamps.items()))
    for each in share:
        if each.made_from == made_from:
            return each
    same_ground = [each for each in share if each.made_from[0] == ground]
    for each in sorted(same_ground, key=lambda it: it.made_from[:3] != made_from[:3]):
        policy, routing, offers = each.policy, each.routing, each.offers
        if each.made_from[:3] != made_from[:3]:
            policy, routing = policy_of(scenario, each.overlay, given, progress)
            offers = {}
        taken_over = replace(
            each,
            policy=policy,
            made_from=made_from,
            routing=routing,
            inputs=input_checksums(scenario),
            given=given,
            offers=offers,
        )
        if each.made_from[3:] != made_from[3:]:
            own = {key: legs for key, legs in each.legs.items() if key[0] is None}
            taken_over = replace(taken_over, legs=own, kept=_own(each.kept), read={})
        return _driven(taken_over, scenario)
    region = region_of(scenario)
    trace: Orders | None = None
    if file is not None:
        read, region = read_trace(file, region)
        trace = with_replications(read, demand.replicate, demand.keep_share, file)
    region = with_waypoints(region, waypoints)
    overlay = Overlay(region.travel_time_s, region.distance_m)
    policy, routing = policy_of(scenario, overlay, given, progress)
    prepared = Prepared(
        region=region,
        overlay=overlay,
        policy=policy,
        trace=trace,
        made_from=made_from,
        routing=routing,
        inputs=input_checksums(scenario),
        given=given,
        folder=None if scenario.region == EMBEDDED else Path(scenario.region),
    )
    return _driven(prepared, scenario)


def _own(
    kept: Mapping[str | None, KeptLegs | None],
) -> dict[str | None, KeptLegs | None]:
    """Return only the legs that follow a region's own streets."""
    return {streets: legs for streets, legs in kept.items() if streets is None}


def _driven(prepared: Prepared, scenario: Scenario) -> Prepared:
    """Return it with the streets of all classes that serve, or refuse one's."""
    prepared.legs_of_classes(scenario.fleet)
    return prepared


def region_of(scenario: Scenario) -> Region:
    """Return the region a scenario names."""
    if scenario.region == EMBEDDED:
        return embedded_region()
    return load_region(Path(scenario.region))


def _trace_of(demand: DemandSpec) -> str | None:
    return demand.trace_file if demand.profile == "trace" else None


def _routing_of(scenario: Scenario, given: Given) -> tuple[RoutingSpec, int] | None:
    """Return all that the policy depends on besides the region."""
    if not decides(scenario, given):
        return None
    first = {key: RoutingSpec.model_fields[key].default for key in _LATER}
    return scenario.routing.model_copy(update=first), scenario.seed
