"""A dispatch rule of one's own, held to what every rule owes."""

from collections.abc import Iterator, Sequence

from simulation.dispatch.protocol import Assignment, Dispatch, FleetView, Trip
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
    ) -> Iterator[Assignment]:
        """Yield the rule's assignments.

        Raises
        ------
        SimulationError
            If it fails, or an assignment is none.
        """
        waiting = list(trips)
        answers: Iterator[Assignment] | None = None
        while True:
            try:
                if answers is None:
                    answers = iter(self._rule.assign(trips, fleet, now_s))
                assignment = next(answers, None)
                if assignment is None:
                    return
                problem = _problem(assignment, waiting, fleet)
            except Exception as cause:
                raise failed(self._part, "assign", cause) from cause
            if problem:
                raise SimulationError(f"{self._part.label}: at {now_s:g} s {problem}.")
            yield assignment


def _problem(assignment: Assignment, waiting: list[Trip], fleet: FleetView) -> str:
    """Return what is wrong with an assignment, if anything is; strike its trip."""
    trip, number, stops = assignment
    if trip not in waiting:
        return f"gives {trip} a vehicle, expected a trip that waits"
    waiting.remove(trip)
    orders, origin, target, _ = trip
    said = f"gives orders {list(orders)}"
    if number is None and not fleet.grows:
        return f"{said} a new vehicle, expected one of a fleet that does not grow"
    if number is not None and number not in fleet.vehicles:
        return f"{said} vehicle {number}, expected one of the fleet"
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
    if not boards or not alights or boards[0] >= alights[-1]:
        return (
            f"{said} the stops {stops}, expected that they board at place {origin} and "
            f"then alight at {target}"
        )
    return ""
