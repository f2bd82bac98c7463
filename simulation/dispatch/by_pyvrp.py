"""PyVRP as a solver of the moment (the extra `solvers`)."""

from typing import Any

import numpy as np

from simulation.dispatch.options import DispatchOptions
from simulation.dispatch.problem import NEVER, Matrix, Problem, Turn

_SEED = 0
_FAR = 10**7  # ticks and metres: a way that no van takes
_PRIZE_M = 10**6  # of an order, for each rank: none is left out to save metres


class PyVrp:
    """Asks PyVRP for so many iterations of its local search, with a fixed seed.

    It knows pickups and deliveries, but not which vehicle has an order already. So each
    van with orders aboard begins at a place of its own, where they are picked up, and
    to which there is no way. It does not look at how many orders a van may take up
    beyond its seats.

    Parameters
    ----------
    pyvrp
        Its module.
    options
        Of these, the rounds are used: that many iterations.
    """

    def __init__(self, pyvrp: Any, options: DispatchOptions) -> None:  # noqa: ANN401
        self._pyvrp = pyvrp
        self._iterations = options.rounds

    def solve(self, problem: Problem) -> list[list[Turn]] | None:
        """Return what each van does in turn; as of a solver."""
        pyvrp = self._pyvrp
        data, own = self._data(problem)
        best = pyvrp.solve(
            data,
            pyvrp.stop.MaxIterations(self._iterations),
            seed=_SEED,
            collect_stats=False,
            initial_solution=self._begun(problem, data, own),
        ).best
        if not best.is_feasible():
            return None
        turns: list[list[Turn]] = [[] for _ in problem.vans]
        free = {kind: list(vans) for kind, vans in own.items()}
        for route in best.routes():
            van = turns[free[route.vehicle_type()].pop(0)]
            for activity in route:
                if activity.is_shipment():
                    errand, boards = activity.idx, activity.is_pickup()
                    if not (boards and problem.errands[errand].van is not None):
                        van.append((errand, boards))
        return turns

    def _begun(
        self, problem: Problem, data: object, own: dict[int, list[int]]
    ) -> object:
        """Return what the vans were to do, from where the search begins."""
        pyvrp = self._pyvrp
        pickup, delivery = pyvrp.ActivityType.PICKUP, pyvrp.ActivityType.DELIVERY
        routes = []
        for kind, vans in own.items():
            for van in vans:
                aboard = [
                    number
                    for number, errand in enumerate(problem.errands)
                    if errand.van == van
                ]
                steps = [pyvrp.Activity(pickup, number) for number in aboard]
                steps += [
                    pyvrp.Activity(pickup if boards else delivery, number)
                    for number, boards in problem.vans[van].plan
                ]
                if steps:
                    routes.append(pyvrp.Route(data, steps, kind))
        return pyvrp.Solution(data, routes)

    def _data(self, problem: Problem) -> tuple[Any, dict[int, list[int]]]:
        """Return the problem as PyVRP has it, and the vans of each of its types."""
        pyvrp = self._pyvrp
        nowhere = len(problem.time[0]) - 1
        start: dict[int | None, int] = {None: nowhere}  # places of their own, by van
        for errand in problem.errands:
            if errand.van is not None and errand.van not in start:
                start[errand.van] = nowhere + 1 + len(start)
        end = nowhere + 1
        loaded = {
            start[van]: problem.vans[van].start for van in start if van is not None
        }
        profiles = range(len(problem.time))
        kinds: dict[tuple[Any, ...], list[int]] = {}
        for at, van in enumerate(problem.vans):
            begins_at = start.get(at, nowhere if van.start is None else van.start)
            kind = (begins_at, van.begins, van.seats, van.legs, van.price_m)
            kinds.setdefault(kind, []).append(at)
        depots = [end, *dict.fromkeys(kind[0] for kind in kinds)]
        number = {place: depot for depot, place in enumerate(depots)}
        types = [
            pyvrp.VehicleType(
                num_available=len(vans),
                capacity=[seats],
                start_depot=number[place],
                end_depot=0,
                fixed_cost=price_m,
                tw_early=begins,
                tw_late=NEVER,
                profile=legs,
            )
            for (place, begins, seats, legs, price_m), vans in kinds.items()
        ]
        shipments = [
            pyvrp.Shipment(
                errand.origin if errand.van is None else start[errand.van],
                errand.target,
                pickup_tw_early=0 if errand.van is not None else errand.ready,
                pickup_tw_late=NEVER,
                pickup_service_duration=0 if errand.van is not None else errand.pickup,
                delivery_tw_late=errand.latest,
                delivery_service_duration=errand.dropoff,
                amount=[errand.seats],
                prize=_PRIZE_M * errand.rank,
                required=errand.van is not None,
            )
            for errand in problem.errands
        ]
        data = pyvrp.ProblemData(
            locations=[pyvrp.Location(0, 0)] * (end + 1 + len(loaded)),
            clients=[],
            depots=[pyvrp.Depot(place) for place in depots],
            vehicle_types=types,
            distance_matrices=[
                _widened(problem.cost_m[legs], loaded) for legs in profiles
            ],
            duration_matrices=[
                _widened(problem.time[legs], loaded) for legs in profiles
            ],
            shipments=shipments,
        )
        return data, dict(enumerate(kinds.values()))


def _widened(matrix: Matrix, loaded: dict[int, int | None]) -> Matrix:
    """Return a matrix with an end, to which all ways are free, and places of vans.

    Parameters
    ----------
    matrix : (n + 1, n + 1) array
        The last row is of vans that join.
    loaded
        Place of its own of each van with orders aboard, and where it is.
    """
    size = len(matrix)
    wide = np.full((size + 1 + len(loaded),) * 2, _FAR, np.int64)
    wide[:size, :size] = matrix
    for own, place in loaded.items():
        wide[own, :size] = matrix[place]
    wide[:, size] = 0
    np.fill_diagonal(wide, 0)
    return wide
