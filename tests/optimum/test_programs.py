"""Programs: solved, broken off, and impossible."""

import numpy as np
import pytest

from analysis.optimum.programs import binary_program
from simulation.errors import SimulationError

ONE_OF_THREE = np.ones((1, 3)), np.ones(1)


def test_the_cheapest_choice_is_found_and_its_cost_is_proven():
    found = binary_program(
        np.array([-1.0, -3.0, -2.0]), at_most=ONE_OF_THREE, limit_s=60.0
    )
    assert found.chosen.tolist() == [False, True, False]
    assert (found.value, found.bound, found.proven) == (-3.0, -3.0, True)


def test_without_whole_variables_the_bound_is_that_of_the_linear_program():
    found = binary_program(
        np.array([-1.0, -1.0]),
        at_most=(np.array([[2.0, 2.0]]), np.array([3.0])),
        whole=np.array([False, False]),
        limit_s=60.0,
    )
    assert found.bound == pytest.approx(-1.5)
    assert found.proven


def test_a_program_that_nothing_solves_is_no_bound():
    with pytest.raises(SimulationError, match="expected a solution or the end"):
        binary_program(
            np.ones(3),
            at_most=ONE_OF_THREE,
            equal=(np.ones((1, 3)), np.array([2.0])),
            limit_s=60.0,
        )
