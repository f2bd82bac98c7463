"""What every dispatch rule, every demand and every model of traffic owes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simulation.contracts.drawn import (
    check_runs,
    checks,
    drawn_network,
    owed,
    part_from,
    rng_of,
    small_scenario,
)
from simulation.demand.orders import Orders, checked_orders
from simulation.dispatch.checked import CheckedDispatch
from simulation.dispatch.protocol import (
    NEAREST,
    Assignment,
    Dispatch,
    Stop,
    Trip,
    VehicleView,
    stops_of,
)
from simulation.network.overlay import Overlay
from simulation.network.travel_times import HotspotTimes
from simulation.record.kinds import CORE
from simulation.region.files import embedded_region
from simulation.registry import DEMAND, DISPATCH, TRAFFIC
from simulation.streams import Streams
from simulation.units import TICKS_PER_S, Floats

_HOUR_S = 3600.0
_JOINED = 1000  # the number of the first vehicle that joins


@dataclass
class _Vehicle:
    id: int
    place: int
    pool: int = CORE
    since_s: float = 0.0
    plan: list[Stop] = field(default_factory=list)


@dataclass
class _Fleet:
    """Vehicles that take their trips as the world's do."""

    vehicles: dict[int, _Vehicle]
    travel: HotspotTimes
    grows: bool

    @property
    def idle(self) -> int:
        return sum(not each.plan for each in self.vehicles.values())

    def nearest(self, place: int, now_s: float, /) -> int | None:
        times = [
            (self.travel.leg(each.place, place, now_s)[0], number)
            for number, each in self.vehicles.items()
            if not each.plan
        ]
        return min(times)[1] if times else None

    def act_on(self, assignment: Assignment) -> None:
        trip, number, stops = assignment
        if number == NEAREST:
            nearest = self.nearest(trip[1], 0.0)
            number = _JOINED + len(self.vehicles) if nearest is None else nearest
            if nearest is None:
                self.vehicles[number] = _Vehicle(number, trip[1])
        self.vehicles[number].plan.extend(stops or stops_of(trip))


def _views(fleet: _Fleet) -> Mapping[int, VehicleView]:
    return fleet.vehicles  # held against the protocol by the type checker


def check_dispatch(make: object, cases: int = 100) -> None:
    """Check a dispatch rule, on drawn fleets and in small runs.

    A trip that waits is given a vehicle of the fleet once, or a new one where the
    fleet grows; its orders board at its origin and then alight at its target; the same
    question has the same answer; in a run every order is delivered.

    Parameters
    ----------
    make
        The class, or a function that makes one; what it names it is given, as of
        `simulation.registry.DISPATCH`.
    cases
        Number of fleets.

    Raises
    ------
    AssertionError
        In one sentence.
    """
    part = part_from(DISPATCH, make)
    for case in range(cases):
        network = drawn_network(case)
        travel = HotspotTimes(Overlay(**network))
        legs = {"travel": travel, "travels": {CORE: travel}}
        values = {"pool": "core", **legs, "streams": Streams(0, case)}
        with checks(part):
            answers = [
                _dispatched(
                    CheckedDispatch(part.make(values), part),
                    *_drawn_fleet(case, len(network["distance_m"]), travel),
                )
                for _ in range(2)
            ]
        owed(
            answers[0] == answers[1],
            f"{part.word}, fleet {case}: made again it answers otherwise.",
        )
    few = {"fleet__core__size": 12, "fleet__peripheral__size": 8}
    check_runs(
        part,
        small_scenario(),
        small_scenario(**few),
        small_scenario(service__mode="direct", fleet__peripheral__size=5),
    )


def _dispatched(rule: Dispatch, fleet: _Fleet, trips: list[Trip]) -> list[Assignment]:
    """Return the assignments of two instants, each acted on at once."""
    done: list[Assignment] = []
    for now_s in (100.0, 160.0):
        carried = {trip for trip, *_ in done}
        waiting = [each for each in trips if each not in carried and each[3] <= now_s]
        for assignment in rule.assign(waiting, fleet, now_s):
            fleet.act_on(assignment)
            done.append(assignment)
    return done


def _drawn_fleet(
    case: int, hotspots: int, travel: HotspotTimes
) -> tuple[_Fleet, list[Trip]]:
    rng = rng_of("fleet", case)
    vehicles = {
        number: _Vehicle(number, int(rng.integers(hotspots)))
        for number in range(int(rng.integers(6)))
    }
    fleet = _Fleet(vehicles, travel, grows=bool(rng.integers(2)))
    assert len(_views(fleet)) == len(vehicles)
    trips: list[Trip] = []
    for number in range(int(rng.integers(1, 8))):
        origin = int(rng.integers(hotspots))
        target = (origin + int(rng.integers(1, hotspots))) % hotspots
        size = int(rng.integers(1, 3))
        orders = tuple(range(10 * number, 10 * number + size))
        trips.append((orders, origin, target, float(rng.choice([80.0, 100.0, 150.0]))))
    return fleet, sorted(trips, key=lambda trip: trip[3])


def check_demand(make: object, replications: int = 5) -> None:
    """Check a demand, on the shipped region and in a small run.

    Orders are in order of time, on its grid, between places of the region; the same
    replication has the same orders.

    Parameters
    ----------
    make
        The class, or a function that makes one; what it names it is given, as of
        `simulation.registry.DEMAND`.
    replications
        How many are drawn.

    Raises
    ------
    AssertionError
        In one sentence.
    """
    part = part_from(DEMAND, make)
    region = embedded_region()
    spec = small_scenario().demand
    values: dict[str, Any] = {
        "load_per_min": spec.load_per_min,
        "duration_min": spec.duration_min,
        "arrivals": spec.arrivals,
        "hours": (),
        "uses": [],
        "trace": None,
    }
    for replication in range(replications):
        streams = Streams(1, replication)
        with checks(part):
            orders, again = (
                checked_orders(
                    part.make(values).orders(region, streams), region, part.label
                )
                for _ in range(2)
            )
        owed(
            _columns(orders) == _columns(again),
            f"{part.word}: replication {replication} has other orders asked again.",
        )
    check_runs(part, small_scenario())


def _columns(orders: Orders) -> list[list[float]]:
    return [
        column.tolist() for column in (orders.start_s, orders.producer, orders.consumer)
    ]


def check_traffic(make: object, legs: int = 40, hours: int = 24) -> None:
    """Check a model of traffic, on drawn legs and in a small run.

    A leg takes a finite time of 0 s or more, the same whenever it is asked for, and
    whoever leaves later never arrives earlier.

    Parameters
    ----------
    make
        The class, or a function that makes one; what it names it is given, as of
        `simulation.registry.TRAFFIC`.
    legs
        How many are drawn.
    hours
        From time zero, over how long departures are tried [h].

    Raises
    ------
    AssertionError
        In one sentence.
    """
    part = part_from(TRAFFIC, make)
    region = embedded_region()
    values = {
        "travel_time_s": region.travel_time_s,
        "distance_m": region.distance_m,
        "places": region.places,
        "streams": Streams(0, 0),
    }
    with checks(part):
        model, other = part.make(values), part.make(values)
    for case in range(legs):
        rng = rng_of("leg", case)
        free_s = float(rng.integers(1, int(_HOUR_S * TICKS_PER_S))) / TICKS_PER_S
        origin, target = (
            int(each) for each in rng.integers(len(region.places), size=2)
        )
        departs = _departures(rng, hours * _HOUR_S)
        taken = np.array(
            [model.duration_s(free_s, at, origin, target) for at in departs.tolist()]
        )
        said = f"{part.word}: a leg of {free_s:g} s from place {origin} to {target}"
        odd = np.flatnonzero(~(np.isfinite(taken) & (taken >= 0)))
        owed(
            not odd.size,
            f"{said} takes {taken[odd[:1]]} s, expected a finite time of 0 s or more.",
        )
        early = np.flatnonzero(np.diff(departs + taken) < -1.0 / TICKS_PER_S)
        if early.size:
            one, two = early[0], early[0] + 1
            raise AssertionError(
                f"{said} that begins at {departs[one]:.3f} s ends at "
                f"{departs[one] + taken[one]:.3f} s, and one at {departs[two]:.3f} s "
                f"already at {departs[two] + taken[two]:.3f} s: overtaken."
            )
        back = [
            other.duration_s(free_s, at, origin, target)
            for at in departs[::-97].tolist()
        ]
        owed(
            back == taken[::-97].tolist(),
            f"{said} takes another time when asked for in another order.",
        )
    check_runs(part, small_scenario(fleet__core__size=12, fleet__peripheral__size=8))


def _departures(rng: np.random.Generator, until_s: float) -> Floats:
    """Return departures [s] in order: drawn ones, and around every minute."""
    minutes = np.arange(0.0, until_s, 60.0)
    around = (minutes + 1.0 / TICKS_PER_S, minutes[1:] - 1.0 / TICKS_PER_S)
    anywhere = np.floor(rng.uniform(0, until_s, 500) * TICKS_PER_S) / TICKS_PER_S
    return np.unique(np.concatenate((minutes, *around, anywhere)))
