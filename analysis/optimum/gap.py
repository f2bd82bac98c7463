"""How far the greedy's core distance is from the optimum, for one run."""

import time
from dataclasses import dataclass

import numpy as np

from analysis.optimum.bound import core_bound
from analysis.optimum.instance import Due, core_instance
from analysis.optimum.pairing import best_pairing
from simulation.network.overlay import Overlay
from simulation.record.run import Run
from simulation.units import METRES_PER_KM, on_distance_grid


@dataclass(frozen=True)
class Gap:
    """Core distances of the same deliveries, from nobody sharing to the bound.

    The optimum is between `bound_km` and the least of the others. Greedy and
    pairing may come in either order: the greedy's deliveries may share with several
    in a row, those of the pairing know the future.
    """

    due: Due
    deliveries: int  # with a core part
    pairs: int  # of the best pairing
    unshared_km: float  # each alone on its shortest way in time
    greedy_km: float  # as the run drove
    pairing_km: float  # clairvoyant, one partner each; can be driven
    bound_km: float  # no plan drives less
    pairing_proven: bool  # solved to the end, so is the best pairing
    bound_proven: bool  # solved to the end; a bound in either case
    solve_s: float  # wall time of pairing and bound together

    @property
    def greedy_gap(self) -> float | None:
        """Share of the greedy's distance that is at most too much [1]."""
        return _share(self.greedy_km - self.bound_km, self.greedy_km)

    @property
    def pairing_gap(self) -> float | None:
        """Share of the pairing's distance that is at most too much [1]."""
        return _share(self.pairing_km - self.bound_km, self.pairing_km)

    @property
    def greedy_over_pairing(self) -> float | None:
        """Share of the greedy's distance that foresight saves for sure [1]."""
        return _share(self.greedy_km - self.pairing_km, self.greedy_km)

    @property
    def greedy_saving(self) -> float | None:
        """Share of the unshared distance that the greedy saves; below 0: adds [1]."""
        return _share(self.unshared_km - self.greedy_km, self.unshared_km)

    @property
    def pairing_saving(self) -> float | None:
        """Share of the unshared distance that the pairing saves [1]."""
        return _share(self.unshared_km - self.pairing_km, self.unshared_km)

    @property
    def largest_saving(self) -> float | None:
        """Share of the unshared distance that sharing can save at most [1]."""
        return _share(self.unshared_km - self.bound_km, self.unshared_km)


def measure_gap(
    run: Run,
    *,
    due: Due = "as_greedy",
    time_limit_s: float = 60.0,
    overlay: Overlay | None = None,
) -> Gap:
    """Return how far a greedy run is from the optimum.

    Parameters
    ----------
    run
        A finished run as :func:`analysis.optimum.instance.core_instance` wants it,
        of few orders: the work grows with the square of those at once under way.
    due
        By when deliveries have to be at their destination hotspots: no later than in
        the run (``"as_greedy"``), or as late as the promise allows (``"promise"``).
    time_limit_s
        For the pairing and for the bound, each [s].
    overlay
        The network of the run's region at its own speed, if it is at hand.

    Raises
    ------
    InputError
        If the run is not of that kind, or its region cannot be loaded.
    """
    instance = core_instance(run, due=due, overlay=overlay)
    since = time.perf_counter()
    pairing = best_pairing(instance, time_limit_s=time_limit_s)
    bound = core_bound(instance, time_limit_s=time_limit_s)
    solve_s = time.perf_counter() - since
    return Gap(
        due=due,
        deliveries=len(instance),
        pairs=len(pairing.pairs),
        unshared_km=_kilometres(float(instance.alone_m.sum())),
        greedy_km=_kilometres(instance.greedy_m),
        pairing_km=_kilometres(pairing.distance_m),
        bound_km=_bound_kilometres(bound.distance_m),
        pairing_proven=pairing.proven,
        bound_proven=bound.proven,
        solve_s=solve_s,
    )


def _kilometres(distance_m: float) -> float:
    """Return a sum of distances without what adding them rounded off."""
    return float(on_distance_grid(distance_m)) / METRES_PER_KM


def _bound_kilometres(distance_m: float) -> float:
    """Return a bound as a distance that a plan could have.

    Distances are multiples of 0.1 m (`on_distance_grid`), so that a plan not below
    the bound is not below the next multiple either. A bound less than half a step
    above one is taken for it: the solver is exact to about a hundredth of a step.
    """
    steps = np.ceil(distance_m * 10.0 - 0.5)
    return float(steps / 10.0) / METRES_PER_KM


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None
