"""How an agent chooses its next hop while it learns (paper, section 5)."""

from dataclasses import dataclass
from math import isqrt
from typing import Protocol

import numpy as np

from simulation.errors import PolicyError
from simulation.units import Floats, Ints

FAR = 8.0  # temperatures: no weight exceeds exp(8)


class Explorer(Protocol):
    """Chooses one action for each of n agents, one uniform number each."""

    def choose(self, values: Floats, uniform: Floats) -> Ints:
        """Return the actions (n,).

        Parameters
        ----------
        values : (n, H) array
            Q-values of the actions open to each agent, staying among them.
        uniform : (n,) array
            Random numbers in [0, 1).
        """
        ...


@dataclass(frozen=True)
class Boltzmann:
    """Prefer good actions by their value: P(a) ~ exp(Q(s, a) / T).

    Paper: the formula is printed with ``exp(-Q / T)``, which prefers bad
    actions; the text says that higher values have higher probability.
    We: the text (``docs/explanation/paper-fidelity.md``).
    """

    temperature: float = 10.0

    def __post_init__(self) -> None:
        """Refuse a temperature that is not positive and finite."""
        if not 0.0 < self.temperature < float("inf"):
            raise PolicyError(
                f"the temperature is {self.temperature}, expected a positive number."
            )

    def choose(self, values: Floats, uniform: Floats) -> Ints:
        """Return the actions (n,): where the cumulative weight passes the draw."""
        # The highest value is subtracted so that no weight overflows. A uniform
        # below 1 times the total stays below the total, so some action passes it.
        highest = values.max(axis=1, keepdims=True)
        weight = np.exp((values - highest) / self.temperature).cumsum(axis=1)
        actions: Ints = (weight > (uniform * weight[:, -1])[:, None]).argmax(axis=1)
        return actions


class KeptWeights:
    """The choice of `Boltzmann` among many actions, by weights that are kept.

    An action's weight changes only with its value, so one is formed a step, not H.
    Sums over blocks of about sqrt(H) actions say in which block the draw falls, and
    the weights of that block on which action. The draw is the same, and so is the
    action, but where rounding (1e-16 of the total) decides.

    Parameters
    ----------
    values : (rows, H) array
        Q-values of the actions in each row.
    temperature
        As of `Boltzmann`.
    """

    def __init__(self, values: Floats, temperature: float) -> None:
        rows, self._actions = values.shape
        self._temperature = temperature
        self._length = isqrt(self._actions - 1) + 1  # of a block
        self._blocks = -(-self._actions // self._length)
        self._values = values
        # What weights are relative to, so that none overflows: near the highest value.
        self._base = np.zeros(rows)
        self._weights = np.zeros((rows, self._blocks * self._length))
        self._by_block = self._weights.reshape(-1, self._length)
        self._flat = self._weights.reshape(-1)
        self._sums = np.zeros((rows, self._blocks))
        for first in range(0, rows, self._actions):
            some = np.arange(first, min(first + self._actions, rows))
            self._form(some, values[some].max(axis=1))

    def _form(self, rows: Ints, highest: Floats) -> None:
        """Form all weights of some rows anew, relative to their highest value."""
        self._base[rows] = highest
        weights = np.exp((self._values[rows] - highest[:, None]) / self._temperature)
        self._weights[rows, : self._actions] = weights
        by_block = self._weights[rows].reshape(-1, self._blocks, self._length)
        self._sums[rows] = by_block.sum(axis=2)

    def choose(self, rows: Ints, uniform: Floats) -> Ints:
        """Return the actions (n,) in some rows (n,), by a draw from [0, 1) each."""
        each = np.arange(rows.size)
        sums = np.zeros((rows.size, self._blocks + 1))
        self._sums.take(rows, axis=0).cumsum(axis=1, out=sums[:, 1:])
        aim = uniform * sums[:, -1]
        block = (sums[:, 1:] > aim[:, None]).argmax(axis=1)
        rest = aim - sums[each, block]
        weight = self._by_block.take(rows * self._blocks + block, axis=0).cumsum(axis=1)
        within = (weight <= rest[:, None]).sum(axis=1)
        np.minimum(within, self._length - 1, out=within)  # the sums round otherwise
        actions: Ints = np.minimum(block * self._length + within, self._actions - 1)
        return actions

    def change(
        self, rows: Ints, actions: Ints, values: Floats, highest: Floats
    ) -> None:
        """Take in the new value of one action in each of some rows, each at most once.

        Parameters
        ----------
        rows, actions, values : (n,) arrays
        highest : (n,) array
            Of all values of each row, the new one among them.
        """
        base = self._base.take(rows)
        far = (np.abs(highest - base) > FAR * self._temperature).nonzero()[0]
        if far.size:
            self._form(rows[far], highest[far])
            base[far] = highest[far]
        weight = np.exp((values - base) / self._temperature)
        self._flat[rows * (self._blocks * self._length) + actions] = weight
        blocks = rows * self._blocks + actions // self._length
        self._sums.reshape(-1)[blocks] = self._by_block.take(blocks, axis=0).sum(axis=1)


@dataclass(frozen=True)
class EpsilonGreedy:
    """Any action at random with probability epsilon, else the best one."""

    exploration: float = 0.8

    def __post_init__(self) -> None:
        """Refuse what is no probability."""
        if not 0.0 <= self.exploration <= 1.0:
            raise PolicyError(
                f"the exploration is {self.exploration}, expected a share from 0 to 1."
            )

    def choose(self, values: Floats, uniform: Floats) -> Ints:
        """Return the actions (n,); a draw below epsilon also says which one."""
        hotspots = values.shape[1]
        best: Ints = values.argmax(
            axis=1
        )  # the first of several: ties to the lower index
        if self.exploration == 0.0:
            return best
        anywhere = (uniform * (hotspots / self.exploration)).astype(np.int64)
        actions: Ints = np.where(
            uniform < self.exploration, np.minimum(anywhere, hotspots - 1), best
        )
        return actions
