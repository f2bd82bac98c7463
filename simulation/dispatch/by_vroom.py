"""VROOM as a solver of the moment (pyvroom, the extra `solvers`)."""

from collections import Counter
from typing import Any

from simulation.dispatch.options import DispatchOptions
from simulation.dispatch.problem import HIGHEST_RANK, NEVER, Problem, Turn, Van

_THREADS = 1  # the answer is the same with any number, the CPU time is not


class Vroom:
    """Asks VROOM, in one thread and without a limit of its time.

    It serves orders of the highest rank first, then as many as it can, then at least
    cost. How it searches is by `exploration`.

    Parameters
    ----------
    vroom
        The module pyvroom has it in.
    options
        Of these, the exploration is used.
    """

    def __init__(self, vroom: Any, options: DispatchOptions) -> None:  # noqa: ANN401
        self._vroom = vroom
        self._exploration = options.exploration

    def solve(self, problem: Problem) -> list[list[Turn]] | None:
        """Return what each van does in turn; as of a solver."""
        vroom = self._vroom
        asked = vroom.Input()
        for legs, (time, cost_m) in enumerate(
            zip(problem.time, problem.cost_m, strict=True)
        ):
            asked.set_durations_matrix(str(legs), time)
            asked.set_costs_matrix(str(legs), cost_m)
        aboard = Counter(errand.van for errand in problem.errands)
        nowhere = len(problem.time[0]) - 1
        for at, van in enumerate(problem.vans):
            asked.add_vehicle(
                vroom.Vehicle(
                    at,
                    start=nowhere if van.start is None else van.start,
                    profile=str(van.legs),
                    capacity=[van.seats],
                    skills={at + 1} if aboard[at] else None,
                    time_window=vroom.TimeWindow(van.begins, NEVER),
                    costs=vroom.VehicleCosts(fixed=van.price_m),
                    max_tasks=max(aboard[at] + 2 * van.most, len(van.plan)),
                    steps=self._steps(problem, van),
                )
            )
        for number, errand in enumerate(problem.errands):
            until = vroom.TimeWindow(0, errand.latest)
            if errand.van is not None:
                job = vroom.Job(
                    number,
                    errand.target,
                    default_service=errand.dropoff,
                    delivery=[errand.seats],
                    skills={errand.van + 1},
                    priority=HIGHEST_RANK,
                    time_windows=[until],
                )
            else:
                job = vroom.Shipment(
                    vroom.ShipmentStep(
                        number,
                        errand.origin,
                        default_service=errand.pickup,
                        time_windows=[vroom.TimeWindow(errand.ready, NEVER)],
                    ),
                    vroom.ShipmentStep(
                        number,
                        errand.target,
                        default_service=errand.dropoff,
                        time_windows=[until],
                    ),
                    amount=[errand.seats],
                    priority=errand.rank,
                )
            asked.add_job(job)
        answer = asked.solve(self._exploration, nb_threads=_THREADS)
        turns: list[list[Turn]] = [[] for _ in problem.vans]
        steps = answer.routes
        for at, kind, number in zip(
            steps["vehicle_id"], steps["type"], steps["id"], strict=True
        ):
            if kind in {"job", "pickup", "delivery"}:
                turns[at].append((int(number), kind == "pickup"))
        return turns

    def _steps(self, problem: Problem, van: Van) -> list[Any]:
        """Return what a van was to do, from where the search begins."""
        vroom = self._vroom
        return [
            vroom.VehicleStepPickup(number)
            if boards
            else vroom.VehicleStepDelivery(number)
            if problem.errands[number].van is None
            else vroom.VehicleStepSingle(number)
            for number, boards in van.plan
        ]
