"""What a routing policy answers."""

from typing import Protocol, runtime_checkable

import numpy as np

from simulation.units import Floats, Ints


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


@runtime_checkable
class SomeHops(Protocol):
    """A policy of a network in which not all hotspots are next hops of all others."""

    def some(self, destination: int, here: int) -> tuple[Ints, Floats]:
        """Return the hops that there are, ascending, with Q of each as of `values`.

        Staying is among them. They alone are preferred, and scaled among themselves
        (Eq. 9). In the row of all, others have values below theirs.
        """
        ...


def whole_table(policy: RoutingPolicy, destination: int) -> Floats:
    """Return Q of the agent of `destination`, (H, H), to 1e-9, a new array."""
    if isinstance(policy, WholeTables):
        return policy.table(destination)
    rows = [policy.values(destination, here) for here in range(policy.hotspots)]
    return np.stack(rows)
