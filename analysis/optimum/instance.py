"""The part of a run that can be shared, as a problem: who is where, when, till when.

Only the ways between hotspots can be shared; first and last miles are driven
anyway. A delivery of the problem stands at the hotspot of its producer from the
moment it did in the run, and has to stand at the hotspot of its consumer when it
is due.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, get_args

import numpy as np

from analysis.optimum.ways import Ways, ways_between
from analysis.tables.deliveries import promised_s
from analysis.tables.legs import NEVER, LegColumns, leg_columns
from simulation.errors import InputError
from simulation.network.overlay import Overlay
from simulation.record.kinds import Kind
from simulation.record.run import Run
from simulation.record.same_region import region_of_run
from simulation.units import Floats, Ints

Due = Literal["as_greedy", "promise"]
DUES: tuple[Due, ...] = get_args(Due)

# What the greedy run must have been, for its plan to be one of those looked at.
_EXPECTED: dict[tuple[str, ...], object] = {
    ("service", "mode"): "relayed",
    ("requests", "handler"): "greedy",
    ("fleet", "core", "capacity"): 2,
    ("fleet", "core", "size"): "elastic",
    ("fleet", "peripheral", "size"): "elastic",
    ("hotspots", "handover_s"): 0,
}
_UNDONE = {
    Kind.STILL_OPEN: "open at the horizon",
    Kind.CANCELLED: "cancelled",
    Kind.RETURNED: "returned",
}


@dataclass(frozen=True)
class CoreInstance:
    """Deliveries between hotspots, all known in advance.

    Raises
    ------
    InputError
        If a delivery cannot be where it is due in time.
    """

    overlay: Overlay  # as core vehicles drive it, H hotspots
    order: Ints  # (n,) order numbers of the run
    source: Ints  # (n,) hotspots
    destination: Ints  # (n,) never the source
    ready_s: Floats  # (n,) stands at its source from then on
    due_s: Floats  # (n,) stands at its destination no later
    greedy_m: float = field(default=np.nan)  # core distance of the run; NaN: no run

    def __post_init__(self) -> None:
        """Refuse deliveries that cannot be in time."""
        least_s = self.ways.least_time_s[self.source, self.destination]
        late = np.flatnonzero(self.ready_s + least_s > self.due_s)
        if late.size:
            k = int(late[0])
            raise InputError(
                f"order {self.order[k]} is due at its destination hotspot at "
                f"{self.due_s[k]:g} s, expected {self.ready_s[k] + least_s[k]:g} s "
                "or later, as the fastest way takes."
            )

    def __len__(self) -> int:
        """Return the number of deliveries n."""
        return int(self.order.size)

    @cached_property
    def ways(self) -> Ways:
        """Fastest and shortest ways between the hotspots."""
        return ways_between(self.overlay)

    @property
    def shortest_m(self) -> Floats:
        """Return the least distance of each delivery's way, in time or not, (n,)."""
        distance_m = self.ways.least_distance_m[self.source, self.destination]
        return np.asarray(distance_m)

    @property
    def alone_m(self) -> Floats:
        """Return the distance of each delivery's shortest way in time, (n,)."""
        way = (slice(None), self.source, self.destination)
        in_time = self.ready_s + self.ways.time_s[way] <= self.due_s
        alone_m: Floats = np.where(in_time, self.ways.distance_m[way], np.inf)
        return np.asarray(alone_m.min(axis=0))

    @property
    def window_s(self) -> Floats:
        """Return the time each delivery has for its way, (n,)."""
        return self.due_s - self.ready_s


def core_instance(
    run: Run, *, due: Due = "as_greedy", overlay: Overlay | None = None
) -> CoreInstance:
    """Return what a greedy run had to carry between hotspots, and by when.

    Orders within one tract have no part in it.

    Parameters
    ----------
    run
        A finished run: relayed, greedy, two deliveries a vehicle, elastic fleets,
        handovers that take no time (the paper's DeliverAI).
    due
        ``"as_greedy"``: nobody stands at its destination hotspot later than in the
        run, so that any distance saved is saved at no delivery's cost.
        ``"promise"``: as late as the promise allows, with as long a last mile as in
        the run; who came later than that in the run may be as late again. Nobody
        whom the run served in time is late, and the run's own plan is allowed.
    overlay
        The network of the run's region, if it is at hand; absent: the region
        that the scenario names is loaded.

    Raises
    ------
    InputError
        If the run is another than that, or its region cannot be loaded.
    """
    _check(run, due)
    network = overlay_of(run) if overlay is None else overlay
    network = network.at_speed(run.scenario.fleet.core.speed_factor)
    tract = run.places.tract
    source, destination = tract[run.orders.producer], tract[run.orders.consumer]
    order = np.flatnonzero(source != destination)
    legs = leg_columns(run)
    enters_s, leaves_s = _core_times(run, legs)
    due_s = leaves_s
    if due == "promise":
        last_mile_s = _delivered_s(run) - leaves_s
        at_door_s = run.orders.start_s + promised_s(run)
        due_s = np.maximum(at_door_s - last_mile_s, leaves_s)
    return CoreInstance(
        overlay=network,
        order=order,
        source=source[order],
        destination=destination[order],
        ready_s=enters_s[order],
        due_s=due_s[order],
        greedy_m=float(legs.distance_m[legs.core].sum()),
    )


def overlay_of(run: Run) -> Overlay:
    """Return the network between the hotspots of a run's region, at its own speed.

    Raises
    ------
    InputError
        If the region cannot be loaded, or has changed since the run.
    """
    region = region_of_run(run)
    return Overlay(region.travel_time_s, region.distance_m)


def _check(run: Run, due: str) -> None:
    """Refuse a run whose plan would not be one of those looked at."""
    if due not in DUES:
        raise InputError(f"due is {due!r}, expected {' or '.join(map(repr, DUES))}.")
    for path, expected in _EXPECTED.items():
        value: Any = run.scenario_tables
        for key in path:
            value = value[key]
        if value != expected:
            raise InputError(
                f"run {run.name}: {'.'.join(path)} is {value!r}, expected {expected!r} "
                "to measure the distance to the optimum."
            )
    fleet = run.scenario.fleet
    if fleet.core.by_shifts or fleet.peripheral.by_shifts:
        raise InputError(
            f"run {run.name}: vehicles work in shifts, expected elastic fleets to "
            "measure the distance to the optimum."
        )
    seats = run.orders.seats
    if seats is not None and seats.max(initial=1) > 1:
        raise InputError(
            f"run {run.name}: order {int(seats.argmax())} needs {seats.max()} seats, "
            "expected 1 each to measure the distance to the optimum."
        )
    for kind, words in _UNDONE.items():
        undone = run.events.rows(kind)
        if undone.size:
            raise InputError(
                f"run {run.name}: {undone.size} orders are {words}, "
                "expected a run until all is delivered."
            )


def _core_times(run: Run, legs: LegColumns) -> tuple[Floats, Floats]:
    """Return by order when its core part begins and ends [s], (n,) each.

    Its first leg ends at the hotspot of its producer, its last but one at that of
    its consumer (one and the same for orders within a tract).
    """
    assert (legs.arrive_row != NEVER).all()  # nothing is open, nothing is cut off
    by_time = np.lexsort((legs.depart_row[legs.leg], legs.order))
    order, arrive_s = legs.order[by_time], legs.arrive_s[legs.leg[by_time]]
    differs = order[1:] != order[:-1]
    first = np.flatnonzero(np.append(True, differs)[: order.size])
    last = np.flatnonzero(np.append(differs, True)[: order.size])
    enters_s, leaves_s = np.zeros(len(run.orders)), np.zeros(len(run.orders))
    enters_s[order[first]] = arrive_s[first]
    leaves_s[order[last]] = arrive_s[last - 1]
    return enters_s, leaves_s


def _delivered_s(run: Run) -> Floats:
    """Return by order when it is at the door [s], (n,)."""
    rows = run.events.rows(Kind.DELIVERED)
    delivered_s = np.zeros(len(run.orders))
    delivered_s[run.events.order[rows]] = run.events.time_s[rows]
    return delivered_s
