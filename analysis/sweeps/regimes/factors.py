"""What was varied over a hypercube, as coordinates that a surrogate learns on."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.sweeps.study import HypercubeSpec
from simulation.scenario.values import leaves
from simulation.units import Floats

_WIDE = 4.0  # high over low, from which a range of positive numbers is taken by ratios


@dataclass(frozen=True)
class Factor:
    """A range, a choice of values, or a choice of settings.

    Numbers are one coordinate from 0 to 1, by ratios where the range is wide; words are
    one coordinate each, 1 where it is that one.
    """

    name: str  # the key, or what the settings are of
    values: tuple[Any, ...]  # low and high of a range; else all there are
    is_range: bool = False

    @property
    def is_number(self) -> bool:
        """Whether its values are numbers."""
        return all(
            isinstance(value, int | float) and not isinstance(value, bool)
            for value in self.values
        )

    @property
    def width(self) -> int:
        """How many coordinates it takes."""
        return 1 if self.is_number else len(self.values)

    @property
    def by_ratio(self) -> bool:
        """Whether its logarithm is the coordinate."""
        return self.is_number and 0 < _WIDE * min(self.values) <= max(self.values)

    def coordinates(self, values: Sequence[Any]) -> Floats:
        """Return the coordinates of some values, (n, width)."""
        if not self.is_number:
            found = [[float(each == value) for each in self.values] for value in values]
            return np.array(found, dtype=np.float64).reshape(-1, self.width)
        scale = np.log if self.by_ratio else np.asarray
        low, high = (float(scale(f(self.values))) for f in (min, max))
        at = np.array(values, dtype=np.float64).reshape(-1, 1)
        return np.asarray((scale(at) - low) / (high - low), dtype=np.float64)

    def at(self, share: float) -> Any:  # noqa: ANN401 - as the factor has it
        """Return the value a share of 0 to 1 of the way through."""
        if not self.is_range:
            return self.values[min(int(share * len(self.values)), len(self.values) - 1)]
        low, high = self.values
        return float(low + share * (high - low))


def factors_of(spec: HypercubeSpec) -> tuple[Factor, ...]:
    """Return the factors of a hypercube: ranges, choices, settings."""
    ranges = [Factor(key, tuple(v), is_range=True) for key, v in leaves(spec.ranges)]
    choices = [Factor(key, tuple(v)) for key, v in leaves(spec.choices)]
    settings = [Factor(name, tuple(each)) for name, each in spec.settings.items()]
    return (*ranges, *choices, *settings)


def coordinates(
    factors: Sequence[Factor], places: Sequence[Mapping[str, Any]]
) -> Floats:
    """Return the coordinates of places, each a value by factor, (n, all widths)."""
    columns = [
        factor.coordinates([place[factor.name] for place in places])
        for factor in factors
    ]
    return np.hstack(columns)


def spread(
    factors: Sequence[Factor], count: int, **fixed: object
) -> list[dict[str, Any]]:
    """Return places all over the factors, some of them fixed.

    The count is a power of two: a Sobol sequence, whose points stand more evenly than
    random ones.
    """
    from scipy.stats import qmc  # noqa: PLC0415 - heavy

    free = [factor for factor in factors if factor.name not in fixed]
    shares = qmc.Sobol(max(1, len(free)), scramble=False).random_base2(
        int(math.log2(count))
    )
    shares += 0.5 / count  # the middles of what each stands for
    return [
        {
            **fixed,
            **{f.name: f.at(share) for f, share in zip(free, row, strict=False)},
        }
        for row in shares.tolist()
    ]
