"""What a routing policy answers."""

from typing import Protocol, runtime_checkable

import numpy as np

from simulation.units import Floats


class RoutingPolicy(Protocol):
    """Values of next hops, for every destination hotspot."""

    @property
    def hotspots(self) -> int:
        """Number of hotspots H."""
        ...

    def values(self, destination: int, here: int) -> Floats:
        """Return Q(here, .) of the agent of `destination`, (H,).

        Rounded to 1e-9, so that ranking them has no ties by rounding error.
        """
        ...


@runtime_checkable
class WholeTables(Protocol):
    """A policy that can give all rows of one agent at once, which is faster."""

    def table(self, destination: int) -> Floats:
        """Return Q of the agent of `destination`, (H, H), to 1e-9, a new array."""
        ...


def whole_table(policy: RoutingPolicy, destination: int) -> Floats:
    """Return Q of the agent of `destination`, (H, H), to 1e-9, a new array."""
    if isinstance(policy, WholeTables):
        return policy.table(destination)
    rows = [policy.values(destination, here) for here in range(policy.hotspots)]
    return np.stack(rows)
