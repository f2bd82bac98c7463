"""Run lengths of the detector's sums on independent normal errors.

Against the Markov chain of Brook and Evans (Biometrika 59 (1972), 539-549), which is
itself held against the two-sided values of Montgomery (Introduction to Statistical
Quality Control, 6th ed., table 9.3: 168 with 4 and 0.5; 8.38 at a shift of 1).

Chosen before the first look: seed 1954, 2,000 runs of each; 7 % is three standard
errors of a mean of about exponential run lengths.
"""

import numpy as np
import pytest
from scipy.stats import norm

from simulation.world.detector import Cusum

RUNS, STATES = 2000, 400


def run_length(threshold, slack, shift, most=np.inf):
    """Return the mean run length of a two-sided sum, errors cut off at `most`."""
    one_sided = [_one_sided(threshold, slack, each, most) for each in (shift, -shift)]
    return 1 / sum(1 / each for each in one_sided)


def _one_sided(threshold, slack, shift, most):
    width = threshold / (STATES - 0.5)  # the first state is half as wide, at 0
    at = np.arange(STATES) * width

    def below(sums):
        """Return the probability that a step ends at `sums` or below, by state."""
        error = sums - at[:, np.newaxis] + slack
        free = norm.cdf(error - shift)
        return np.where(error >= most, 1.0, np.where(error < -most, 0.0, free))

    upper = below((np.arange(STATES) + 0.5)[np.newaxis, :] * width)
    steps = np.diff(upper, axis=1, prepend=0.0)
    return np.linalg.solve(np.eye(STATES) - steps, np.ones(STATES))[0]


@pytest.mark.parametrize(
    ("threshold", "shift", "known"), [(4, 0, 168), (4, 1, 8.38), (5, 0, 465)]
)
def test_the_chain_has_the_run_lengths_of_the_table(threshold, shift, known):
    assert run_length(threshold, 0.5, shift) == pytest.approx(known, rel=0.01)


@pytest.mark.parametrize(
    ("threshold", "slack", "shift"), [(4.0, 0.5, 0.0), (4.0, 0.5, 1.0), (5.0, 0.3, 0.0)]
)
def test_the_detector_runs_as_long_as_the_chain_says(threshold, slack, shift):
    rng = np.random.default_rng(1954)
    lengths = []
    for _ in range(RUNS):
        sums, length = Cusum(threshold, slack), 1
        while not sums.add(rng.normal(shift)):
            length += 1
        lengths.append(length)
    expected = run_length(threshold, slack, shift, most=threshold / 2)
    assert np.mean(lengths) == pytest.approx(expected, rel=0.07)
