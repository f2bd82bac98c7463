"""A dispatch rule of one's own, held to what every rule owes."""

from collections.abc import Sequence
from itertools import pairwise

from simulation.dispatch.protocol import (
    NEAREST,
    Assignment,
    Dispatch,
    FleetView,
    Stop,
    Trip,
)
from simulation.errors import SimulationError
from simulation.registry import Part, failed


class CheckedDispatch:
    """Passes a rule's answers on if the fleet can act on them.

    Parameters
    ----------
    rule
        Who chooses.
    part
        What it is called.
    """

    def __init__(self, rule: Dispatch, part: Part) -> None:
        self._rule = rule
        self._part = part

    def assign(
        self, trips: Sequence[Trip], fleet: FleetView, now_s: float
    ) -> list[Assignment]:
        """Return the rule's assignments.

        Raises
        ------
        SimulationError
            If it fails, or an assignment is none.
        """
        try:
            assignments = list(self._rule.assign(list(trips), fleet, now_s))
            problem = _problem(assignments, list(trips), fleet)
        except Exception as cause:
            raise failed(self._part, "assign", cause) from cause
        if problem:
            raise SimulationError(f"{self._part.label}: at {now_s:g} s {problem}.")
        return assignments


def _problem(
    assignments: Sequence[Assignment], waiting: list[Trip], fleet: FleetView
) -> str:
    """Return what is wrong with assignments, if anything is."""
    nearest, called = 0, set()
    for trip, number, stops in assignments:
        if trip not in waiting:
            return f"gives {trip} a vehicle, expected a trip that waits"
        waiting.remove(trip)
        said = f"gives orders {list(trip[0])}"
        if number == NEAREST:
            nearest += 1
        elif number not in fleet.vehicles:
            return f"{said} vehicle {number}, expected one of the fleet or NEAREST"
        elif not fleet.vehicles[number].plan:
            called.add(number)
        if not _carry(stops, trip):
            return (
                f"{said} the stops {stops}, expected that they board at place "
                f"{trip[1]} and then alight at {trip[2]}, and no place twice in a row"
            )
    if not fleet.grows and nearest + len(called) > fleet.idle:
        return (
            f"calls {nearest + len(called)} idle vehicles, expected at most the "
            f"{fleet.idle} that there are"
        )
    return ""


def _carry(stops: Sequence[Stop], trip: Trip) -> bool:
    """Return whether the orders of a trip board and then alight where they should.

    Without stops they do.
    """
    orders, origin, target, _ = trip
    boards = [
        index
        for index, (place, _, boarding) in enumerate(stops)
        if place == origin and set(orders) <= set(boarding)
    ]
    alights = [
        index
        for index, (place, alighting, _) in enumerate(stops)
        if place == target and set(orders) <= set(alighting)
    ]
    apart = all(one[0] != other[0] for one, other in pairwise(stops))
    carried = boards and alights and boards[0] < alights[-1] and apart
    return bool(carried or not stops)
