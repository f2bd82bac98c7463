"""A run as a solution of the meal delivery routing problem, for its evaluator.

Three text files with a header line each, as the evaluator of Grubhub's instances reads
them; times in minutes. What a run does that the problem does not know is refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from simulation.demand.datasets.instance import START, Instance
from simulation.errors import RunError
from simulation.folders import new_folder
from simulation.record.kinds import Kind
from simulation.record.run import Run
from simulation.region.region import PRODUCER
from simulation.units import SECONDS_PER_MINUTE

ASSIGNMENTS, ORDERS, COURIERS = (
    f"solution_info_{name}.txt" for name in ("assignments", "orders", "couriers")
)
HEADERS = {
    ASSIGNMENTS: "assignment_time pickup_time courier orders",
    ORDERS: "order placement_time ready_time pickup_time dropoff_time courier",
    COURIERS: "courier departure_time origin destination",
}
AT_START = "0"  # instead of a place: where a courier begins


@dataclass
class Assignment:
    """Orders of one restaurant that a courier picks up together."""

    assigned_s: float
    pickup_s: float
    courier: str
    restaurant: int
    orders: list[int]


@dataclass
class Solution:
    """What the three files say; times in seconds."""

    assignments: list[Assignment] = field(default_factory=list)
    dropoff_s: dict[int, float] = field(default_factory=dict)  # by order
    moves: list[tuple[str, float, str, str]] = field(default_factory=list)
    open_orders: int = 0  # never assigned
    after_off: int = 0  # pickups after the courier's off time


def mdrp_solution(run: Run, instance: Instance, label: str) -> Solution:
    """Return a run as a solution of an instance.

    Parameters
    ----------
    run
        Of the scenario that `deliverai import` wrote of the instance, or of one that
        extends it, with the couriers' shifts.
    instance
        As it was read.
    label
        What errors call the run.

    Raises
    ------
    RunError
        If the run is of other orders, a vehicle is no courier of the instance, orders
        go over hotspots, or one is aboard with those of another restaurant or when the
        run ends.
    """
    service = run.scenario.service
    if service.relays or service.meets:
        raise RunError(
            f"{label}: its orders go over hotspots, which the instances do not know, "
            "expected a service from door to door."
        )
    _check_orders(run, instance, label)
    solution = Solution()
    courier_of = _couriers(run, label)
    by_courier = dict(
        zip(instance.couriers.starts.ids, instance.couriers.off_s, strict=True)
    )
    half_s = (
        instance.parameters["pickup_service_min"] * SECONDS_PER_MINUTE / 2,
        instance.parameters["dropoff_service_min"] * SECONDS_PER_MINUTE / 2,
    )
    for vehicle, courier in courier_of.items():
        _Day(run, courier, half_s, solution, label).follow(vehicle)
    solution.assignments.sort(key=lambda each: (each.assigned_s, each.courier))
    solution.open_orders = len(run.orders) - len(solution.dropoff_s)
    for each in solution.assignments:  # a bundle is handed out in turn
        each.orders.sort(key=solution.dropoff_s.__getitem__)
        solution.after_off += int(each.pickup_s > by_courier[each.courier])
    return solution


def write_solution(folder: Path, solution: Solution, run: Run) -> None:
    """Write the three files into a new folder.

    Raises
    ------
    RunError
        If it exists, or cannot be written.
    """
    ids = _ids(run)
    placed_s, ready_s = run.orders.start_s, run.orders.ready_s
    assert ready_s is not None  # or it would be of no instance
    assignments = [
        [
            _minutes(each.assigned_s),
            _minutes(each.pickup_s),
            each.courier,
            *(ids[order] for order in each.orders),
        ]
        for each in solution.assignments
    ]
    orders = [
        [
            ids[order],
            *map(_minutes, (placed_s[order], ready_s[order], each.pickup_s)),
            _minutes(solution.dropoff_s[order]),
            each.courier,
        ]
        for each in solution.assignments
        for order in each.orders
    ]
    moves = [
        [courier, _minutes(at_s), origin, destination]
        for courier, at_s, origin, destination in solution.moves
    ]
    with new_folder(folder, RunError) as draft:
        for name, rows in (
            (ASSIGNMENTS, assignments),
            (ORDERS, orders),
            (COURIERS, moves),
        ):
            text = "\n".join([HEADERS[name], *(" ".join(row) for row in rows)])
            (draft / name).write_text(f"{text}\n", encoding="utf-8")


def _check_orders(run: Run, instance: Instance, label: str) -> None:
    """Refuse a run that is not of the instance's orders."""
    placed_s = dict(
        zip(instance.orders["id"], instance.orders["placed_s"], strict=True)
    )
    given = {} if run.orders.ids is None else dict.fromkeys(_ids(run))
    if set(given) != set(placed_s) or run.orders.ready_s is None:
        raise RunError(
            f"{label}: has {len(run.orders):,} orders that are not the "
            f"{instance.count():,} of {instance.name}, expected a run of the scenario "
            "that deliverai import wrote of it."
        )
    for name, start_s in zip(given, run.orders.start_s.tolist(), strict=True):
        if placed_s[name] != start_s:
            raise RunError(
                f"{label}: order {name} is placed at {_minutes(start_s)} min and in "
                f"{instance.name} at {_minutes(placed_s[name])}, expected the same."
            )


def _couriers(run: Run, label: str) -> dict[int, str]:
    """Return by vehicle which courier it is: by the place where it joins."""
    events, names = run.events, run.places.source_id
    found: dict[int, str] = {}
    for row in events.rows(Kind.VEHICLE_JOINED).tolist():
        name = str(names[events.place[row]])
        if not name.startswith(START):
            raise RunError(
                f"{label}: vehicle {events.vehicle[row]} begins at {name}, expected "
                "couriers by the file that deliverai import wrote "
                "(fleet.peripheral.shift_file)."
            )
        found[int(events.vehicle[row])] = name.removeprefix(START)
    return found


class _Day:
    """What a courier does, event after event."""

    def __init__(
        self,
        run: Run,
        courier: str,
        half_s: tuple[float, float],
        solution: Solution,
        label: str,
    ) -> None:
        self._run: Final = run
        self._courier: Final = courier
        self._pickup_half_s, self._dropoff_half_s = half_s
        self._solution: Final = solution
        self._where: Final = f"{label}: courier {courier}"
        self._aboard: set[int] = set()
        self._left_s: float | None = None  # since the last stop
        self._now: Assignment | None = None  # as long as it is being picked up

    def follow(self, vehicle: int) -> None:
        """Enter into the solution what a vehicle does."""
        events, stands_s = self._run.events, 0.0
        for row in np.flatnonzero(events.vehicle == vehicle).tolist():
            kind, at_s = events.kind[row], float(events.time_s[row])
            if kind == Kind.DEPARTED:
                self._depart(row, at_s)
            elif kind == Kind.DOOR_STARTED:
                stands_s = at_s
            elif kind == Kind.DOOR_FINISHED:
                place = int(events.place[row])
                orders = events.load(row)
                if self._run.places.kind[place] == PRODUCER:
                    self._pick_up(place, orders, stands_s, at_s)
                else:
                    self._drop_off(orders, at_s)
        if self._aboard:
            order = _ids(self._run)[min(self._aboard)]
            raise RunError(
                f"{self._where} has order {order} aboard when the run ends, expected "
                "no horizon."
            )

    def _depart(self, row: int, at_s: float) -> None:
        events = self._run.events
        here, there = (int(at[row]) for at in (events.place, events.to_place))
        if here != there:
            move = (self._courier, at_s, self._name(here), self._name(there))
            self._solution.moves.append(move)
        self._left_s, self._now = at_s, None

    def _pick_up(
        self, place: int, orders: Sequence[int], stands_s: float, done_s: float
    ) -> None:
        placed_s = [float(self._run.orders.start_s[order]) for order in orders]
        if self._now is None:
            if self._aboard:
                ids = _ids(self._run)
                raise RunError(
                    f"{self._where} picks up order {ids[orders[0]]} with "
                    f"{ids[min(self._aboard)]} of another stop aboard, which the "
                    "instances do not allow, expected such as service.mode = direct."
                )
            assigned_s = stands_s if self._left_s is None else self._left_s
            self._now = Assignment(assigned_s, 0.0, self._courier, place, [])
            self._solution.assignments.append(self._now)
        self._now.orders += orders
        # A bundle that has grown at the restaurant was assigned then.
        self._now.assigned_s = max(self._now.assigned_s, *placed_s)
        self._now.pickup_s = done_s - self._pickup_half_s
        self._aboard.update(orders)
        self._left_s = None

    def _drop_off(self, orders: Sequence[int], done_s: float) -> None:
        for order in orders:
            self._solution.dropoff_s[order] = done_s - self._dropoff_half_s
        self._aboard.difference_update(orders)
        self._left_s, self._now = None, None

    def _name(self, place: int) -> str:
        name = str(self._run.places.source_id[place])
        return AT_START if name.startswith(START) else name


def _ids(run: Run) -> Sequence[str]:
    ids = run.orders.ids
    assert ids is not None  # checked before
    return [str(each) for each in ids]


def _minutes(seconds: float) -> str:
    """Return minutes without needless decimals."""
    return f"{seconds / SECONDS_PER_MINUTE:.6f}".rstrip("0").rstrip(".")


def summary(solution: Solution, run: Run) -> Mapping[str, float]:
    """Return what the files hold, in numbers."""
    bundles = len(solution.assignments)
    return {
        "orders": len(run.orders),
        "delivered": len(solution.dropoff_s),
        "assignments": bundles,
        "orders_per_bundle": len(solution.dropoff_s) / bundles if bundles else 0.0,
        "open": solution.open_orders,
        "pickups_after_off": solution.after_off,
    }
