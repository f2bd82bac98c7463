"""Mixed integer programs, solved by HiGHS, with what is proven about the optimum."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from simulation.errors import SimulationError
from simulation.units import Bools, Floats

Matrix = Floats | sparse.csr_array
Rows = tuple[Matrix, Floats]  # coefficients (r, m), right sides (r,)

_SOLVED, _STOPPED = 0, 1  # status of scipy's milp
_HALF = 0.5  # HiGHS takes 1e-6 off a whole number for whole


@dataclass(frozen=True)
class Solved:
    """What a solver found, and what it proved."""

    chosen: Bools  # (m,) which variables are 1 in the best solution; none without one
    value: float  # their cost; inf if none were found
    bound: float  # no solution costs less; -inf if nothing is proven
    proven: bool  # solved to the end


def binary_program(
    cost: Floats,
    *,
    at_most: Rows,
    equal: Rows | None = None,
    whole: Bools | None = None,
    limit_s: float,
) -> Solved:
    """Return variables between 0 and 1 of least cost.

    Parameters
    ----------
    cost : (m,) array
        Of each variable.
    at_most, equal
        Rows that the variables keep.
    whole : (m,) array
        Variables that are 0 or 1 and nothing between; absent: all.
    limit_s
        When to stop [s]; what is proven by then is true all the same.

    Raises
    ------
    SimulationError
        If no solution keeps the rows, or the solver fails.
    """
    rows = [LinearConstraint(at_most[0], -np.inf, at_most[1])]
    if equal is not None:
        rows.append(LinearConstraint(equal[0], equal[1], equal[1]))
    if whole is None:
        whole = np.ones(cost.size, dtype=np.bool_)
    result = milp(
        cost,
        integrality=whole.astype(np.int64),
        bounds=Bounds(0.0, 1.0),
        constraints=rows,
        options={"time_limit": limit_s, "mip_rel_gap": 0.0},  # else 1e-4 is solved
    )
    if result.status not in (_SOLVED, _STOPPED):
        raise SimulationError(
            f"a program of {cost.size} variables: the solver says "
            f"{result.message!r}, expected a solution or the end of its time."
        )
    solved = result.status == _SOLVED
    value = np.inf if result.fun is None else float(result.fun)
    bound = result.mip_dual_bound
    if bound is None:  # no whole variables: a linear program, solved or not
        bound = value if solved else -np.inf
    chosen = np.zeros(cost.size) if result.x is None else np.asarray(result.x)
    return Solved(chosen > _HALF, value, min(float(bound), value), proven=solved)
