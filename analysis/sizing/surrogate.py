"""A surrogate of what fleets come to: Gaussian processes over the pools' sizes.

One process a quantity, over the logarithms of the sizes, with a Matern 5/2 kernel
and the measured noise of every mean. Its word guides the search and is never the
claim: what is claimed is measured.
"""

import math
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.sizing.question import Fleet
from analysis.sizing.targets import Target
from analysis.sizing.verdicts import Probe
from analysis.statistics import interval
from simulation.units import Floats

_ONE_SIGMA = 0.6826894921370859  # confidence of mean plus or minus a standard error
_SOFT = 0.05  # of a limit: margins beyond are drawn together, waits explode
_LEAST_NOISE = 1e-6  # variance, so that the matrix can be inverted
_HOPELESS = -1.0  # margin in limits where there is nothing to observe


class Surrogate:
    """Fitted to what was tried.

    Parameters
    ----------
    probes
        Fleets that were tried, two or more.
    targets
        Whose margins are learnt.
    least, most
        Bounds of the fleets.
    cost
        KPI to be learnt too; empty: none.
    """

    def __init__(
        self,
        probes: Sequence[Probe],
        targets: Sequence[Target],
        *,
        least: Fleet,
        most: Fleet,
        cost: str = "",
    ) -> None:
        self._low = _logs(np.array(least))
        span = _logs(np.array(most)) - self._low
        self._span = np.where(span > 0, span, 1.0)
        points = self._scaled(
            np.array([probe.fleet for probe in probes], dtype=np.int32)
        )
        self._margins = [
            _Process(points, *_softened(probes, target)) for target in targets
        ]
        self._targets = targets
        self._cost = _Process(points, *_means(probes, cost)) if cost else None

    def feasible(self, fleets: NDArray[np.int32], zones: Sequence[float]) -> Floats:
        """Return how likely each fleet (n, d) keeps all limits by their zones, (n,).

        One that keeps a limit by less could hardly be shown to.
        """
        from scipy.special import ndtr  # noqa: PLC0415 - heavy

        points = self._scaled(fleets)
        likely = np.ones(len(points))
        for process, target, zone in zip(
            self._margins, self._targets, zones, strict=True
        ):
            mean, deviation = process.at(points)
            likely *= ndtr((mean - math.asinh(zone / _soft(target))) / deviation)
        return likely

    def saving(self, fleets: NDArray[np.int32], best: float) -> Floats:
        """Return the expected improvement of the cost over `best`, (n,)."""
        from scipy.special import ndtr  # noqa: PLC0415 - heavy

        assert self._cost is not None  # a cost was learnt
        mean, deviation = self._cost.at(self._scaled(fleets))
        z = (best - mean) / deviation
        density = np.exp(-0.5 * z**2) / math.sqrt(2 * math.pi)
        improvement: Floats = (best - mean) * ndtr(z) + deviation * density
        return improvement

    def _scaled(self, fleets: NDArray[np.int32]) -> Floats:
        scaled: Floats = (_logs(fleets) - self._low) / self._span
        return scaled


def _logs(sizes: NDArray[Any]) -> Floats:
    """Return logarithms of sizes; no vehicles of a class as half a vehicle."""
    logs: Floats = np.log(np.maximum(sizes.astype(np.float64), 0.5))
    return logs


class _Process:
    """One quantity over points (n, d): values (n,) and the variance of each."""

    def __init__(self, points: Floats, values: Floats, variances: Floats) -> None:
        from sklearn.exceptions import ConvergenceWarning  # noqa: PLC0415 - heavy
        from sklearn.gaussian_process import (  # noqa: PLC0415
            GaussianProcessRegressor,
        )
        from sklearn.gaussian_process.kernels import (  # noqa: PLC0415
            ConstantKernel,
            Matern,
        )

        self._middle = float(values.mean())
        self._scale = float(values.std()) or 1.0
        kernel = ConstantKernel(1.0, (0.01, 100.0)) * Matern(
            np.full(points.shape[1], 0.5), (0.02, 10.0), nu=2.5
        )
        self._fitted = GaussianProcessRegressor(
            kernel, alpha=np.maximum(variances / self._scale**2, _LEAST_NOISE)
        )
        with warnings.catch_warnings():  # a length at its bound is no harm
            warnings.simplefilter("ignore", ConvergenceWarning)
            self._fitted.fit(points, (values - self._middle) / self._scale)

    def at(self, points: Floats) -> tuple[Floats, Floats]:
        """Return mean and standard deviation at points (n, d), (n,) each."""
        with warnings.catch_warnings():  # a variance that rounds below zero
            warnings.simplefilter("ignore", UserWarning)
            mean, deviation = self._fitted.predict(points, return_std=True)
        return (
            mean * self._scale + self._middle,
            np.maximum(deviation * self._scale, 1e-9),
        )


def _soft(target: Target) -> float:
    """Return the margin beyond which margins are drawn together."""
    return _SOFT * abs(target.limit) or 1.0


def _softened(probes: Sequence[Probe], target: Target) -> tuple[Floats, Floats]:
    """Return margins drawn together beyond a share of the limit, and variances."""
    soft = _soft(target)
    values, variances = [], []
    for probe in probes:
        margins = [target.margin(each) for each in probe.values(target.kpi)]
        margin = interval(margins, _ONE_SIGMA)
        mean = _HOPELESS * soft / _SOFT if margin is None else margin.mean
        error = 0.0 if margin is None or margin.count == 1 else margin.reach
        values.append(math.asinh(mean / soft))
        variances.append(error**2 / (mean**2 + soft**2))  # by the slope of asinh
    return np.array(values), np.array(variances)


def _means(probes: Sequence[Probe], kpi: str) -> tuple[Floats, Floats]:
    """Return means and their variances; nothing to observe is the dearest."""
    means = [interval(probe.values(kpi), _ONE_SIGMA) for probe in probes]
    dearest = max((each.mean for each in means if each is not None), default=0.0)
    return (
        np.array([dearest if each is None else each.mean for each in means]),
        np.array(
            [
                0.0 if each is None or each.count == 1 else each.reach**2
                for each in means
            ]
        ),
    )
