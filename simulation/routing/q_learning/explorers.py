"""How an agent chooses its next hop while it learns (paper, section 5)."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from simulation.errors import PolicyError
from simulation.units import Floats, Ints


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
