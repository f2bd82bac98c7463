"""How far services are from the fewest metres that would have done, on one demand."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from analysis.optimum.doors import door_instance
from analysis.optimum.meetings import least_metres
from analysis.optimum.seats import seat_bound
from simulation.record.run import Run
from simulation.units import METRES_PER_KM


@dataclass(frozen=True)
class Yardstick:
    """Kilometres of the same orders, from each driven alone to the bound.

    What is not computed, as there are too many orders, is ``None``.
    """

    orders: int
    direct_km: float  # each in a vehicle of its own, which is there already
    unmet_km: float | None  # the least there is, if an order keeps its vehicle
    met_km: float | None  # ... and if vehicles meet at hotspots
    bound_km: float  # no plan drives less
    reached: float  # share of the bound's program that is proven [1]
    services_km: Mapping[str, float]  # as driven, every metre
    solve_s: float  # CPU time of both optima
    bound_s: float  # ... and of the bound

    @property
    def least_km(self) -> float:
        """The optimum if it is known, else the bound."""
        return self.bound_km if self.met_km is None else self.met_km

    def gap(self, service: str) -> float:
        """Share of what a service drove that is more than the least there is [1]."""
        driven_km = self.services_km[service]
        return (driven_km - self.least_km) / driven_km if driven_km else 0.0


def measure(runs: Mapping[str, Run], *, solve: int) -> Yardstick:
    """Return the yardstick of services of the same orders.

    Parameters
    ----------
    runs
        By name, as :func:`analysis.optimum.doors.door_instance` wants them.
    solve
        Optima are computed of so many orders at most: two more take about eight
        times as long.

    Raises
    ------
    InputError
        If they are not of that kind.
    """
    instance = door_instance(list(runs.values()))
    orders = len(instance)
    begun_s = time.process_time()
    unmet_m = met_m = None
    if orders <= solve:
        unmet_m = least_metres(instance, meeting=False)
        met_m = least_metres(instance)
    solved_s = time.process_time()
    bound = seat_bound(instance)
    return Yardstick(
        orders=orders,
        direct_km=instance.direct_m / METRES_PER_KM,
        unmet_km=None if unmet_m is None else unmet_m / METRES_PER_KM,
        met_km=None if met_m is None else met_m / METRES_PER_KM,
        bound_km=bound.distance_m / METRES_PER_KM,
        reached=bound.reached,
        services_km={
            name: float(str(run.kpis.loc["distance_all_km", "value"]))
            for name, run in runs.items()
        },
        solve_s=solved_s - begun_s,
        bound_s=time.process_time() - solved_s,
    )
