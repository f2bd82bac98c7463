"""A Gaussian process of one difference, its noise known from replications."""

import warnings
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulation.units import Floats

SIGMAS = 1.959963984540054  # of 95 % of a normal distribution
_CONFIDENCE = 0.95
_LEAST_NOISE = 1e-6  # of the variance of all values, so that a matrix can be inverted
_RESTARTS = 2
_SEED = 1


@dataclass(frozen=True)
class Estimate:
    """Means with half the width of their intervals, (n,) each."""

    mean: Floats
    reach: Floats

    @property
    def low(self) -> Floats:
        """Lower limits."""
        return self.mean - self.reach

    @property
    def high(self) -> Floats:
        """Upper limits."""
        return self.mean + self.reach


class Surrogate:
    """A quantity over coordinates, learnt at some points.

    A Matern 5/2 kernel with a length for each coordinate. Its 95 % intervals are
    widened, where that is needed, by the factor with which 95 % of the points lie
    within theirs when each is left out.

    Parameters
    ----------
    points : (n, d) array
        Coordinates, 0 to 1.
    values : (n,) array
        The quantity, a mean over replications.
    variances : (n,) array
        Of these means.
    """

    def __init__(self, points: Floats, values: Floats, variances: Floats) -> None:
        from sklearn.exceptions import ConvergenceWarning  # noqa: PLC0415 - heavy
        from sklearn.gaussian_process import (  # noqa: PLC0415
            GaussianProcessRegressor,
        )
        from sklearn.gaussian_process.kernels import (  # noqa: PLC0415
            ConstantKernel,
            Matern,
        )
        from threadpoolctl import threadpool_limits  # noqa: PLC0415

        self._points = points
        self._values = values
        self._middle = float(values.mean())
        self._scale = float(values.std()) or 1.0
        self._noise = np.maximum(variances / self._scale**2, _LEAST_NOISE)
        kernel = ConstantKernel(1.0, (0.05, 50.0)) * Matern(
            np.full(points.shape[1], 1.0), (0.15, 30.0), nu=2.5
        )
        self._fitted = GaussianProcessRegressor(
            kernel,
            alpha=self._noise,
            n_restarts_optimizer=_RESTARTS,
            random_state=_SEED,
        )
        # Threads would wait for each other longer than so small a matrix takes.
        with warnings.catch_warnings(), threadpool_limits(1):
            # A length at its bound is no harm.
            warnings.simplefilter("ignore", ConvergenceWarning)
            self._fitted.fit(points, (values - self._middle) / self._scale)

    @cached_property
    def _left_out(self) -> tuple[Floats, Floats]:
        """Return misses and their standard deviations, each point left out, (n,).

        The kernel stays as it was learnt from all of them. C. E. Rasmussen, C. K. I.
        Williams, Gaussian processes for machine learning, 2006, equations 5.10 to 5.12.
        """
        matrix = self._fitted.kernel_(self._points)
        matrix[np.diag_indices_from(matrix)] += self._noise
        inverse = np.linalg.inv(matrix)
        scaled = (self._values - self._middle) / self._scale
        miss = inverse @ scaled / np.diag(inverse)
        return miss * self._scale, self._scale / np.sqrt(np.diag(inverse))

    @property
    def spread(self) -> float:
        """Standard deviation of the values it was learnt from."""
        return float(self._values.std())

    @property
    def error(self) -> float:
        """Root mean square of what it misses a point by that is left out."""
        miss, _ = self._left_out
        return float(np.sqrt(np.mean(miss**2)))

    @property
    def coverage(self) -> float:
        """Share of points that lie within 95 % when left out, before widening."""
        miss, deviation = self._left_out
        return float(np.mean(np.abs(miss) <= SIGMAS * deviation))

    @cached_property
    def widening(self) -> float:
        """By which intervals are multiplied; 1 where they are wide enough."""
        miss, deviation = self._left_out
        needed = np.quantile(np.abs(miss) / deviation, _CONFIDENCE, method="higher")
        return max(1.0, float(needed) / SIGMAS)

    def at(self, points: Floats) -> Estimate:
        """Return the quantity at points (n, d), with 95 % intervals."""
        with warnings.catch_warnings():  # a variance that rounds below zero
            warnings.simplefilter("ignore", UserWarning)
            mean, deviation = self._fitted.predict(points, return_std=True)
        return self._estimate(mean, deviation)

    def average(self, points: Floats) -> Estimate:
        """Return the mean over points (n, d) with its interval, (1,) each."""
        mean, covariance = self._fitted.predict(points, return_cov=True)
        deviation = np.sqrt(np.maximum(covariance.mean(), 0.0))
        return self._estimate(np.array([mean.mean()]), np.array([deviation]))

    def _estimate(self, mean: Floats, deviation: Floats) -> Estimate:
        reach = SIGMAS * self.widening * deviation * self._scale
        return Estimate(mean * self._scale + self._middle, reach)


def pooled_variances(differences: list[Floats], sizes: Floats) -> Floats:
    """Return the variance of each mean, (n,), one spread being shared by all.

    A few replications know little of a point's own spread. It is taken to fall with the
    number of orders, and learnt from all points together.

    Parameters
    ----------
    differences
        Of each point, one value a replication.
    sizes : (n,) array
        Orders of a run at each point.
    """
    squares = sum(
        float(size * ((each - each.mean()) ** 2).sum())
        for each, size in zip(differences, sizes, strict=True)
    )
    freedom = sum(each.size - 1 for each in differences)
    counts = np.array([each.size for each in differences], dtype=np.float64)
    variances: Floats = squares / max(freedom, 1) / (sizes * counts)
    return variances
