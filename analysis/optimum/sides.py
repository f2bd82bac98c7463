"""The problem as it looks before a place, and backward in time behind it.

Seen backward a consumer is where an order gets in and a producer is where it gets out,
so that both sides are one thing. Times behind a place are the latest ones, negative, so
that less is better on both sides.
"""

from dataclasses import dataclass

import numpy as np

from analysis.optimum.doors import DoorInstance
from simulation.units import Floats, Ints


@dataclass(frozen=True)
class Side:
    """The problem as it looks on one side of a place.

    Attributes
    ----------
    enter, leave : (n,) arrays
        Places where an order gets in and out.
    time_s, metres : (m, m) arrays
        From row to column, in the direction of the side.
    ready_s, first_s, until_s, last_s : (n,) arrays
        When an order may get in, or does as the first of its vehicle; until when it may
        get out, or has to as the last of its vehicle.
    """

    enter: Ints
    leave: Ints
    time_s: Floats
    metres: Floats
    ready_s: Floats
    first_s: Floats
    until_s: Floats
    last_s: Floats
    forward: bool

    @classmethod
    def before(cls, instance: DoorInstance) -> "Side":
        """Return the side from producers on."""
        order = np.arange(len(instance))
        return cls(
            order,
            order + order.size,
            instance.time_s,
            instance.distance_m,
            instance.placed_s,
            instance.placed_s + instance.stands_s,
            instance.due_s,
            instance.due_s,
            forward=True,
        )

    @classmethod
    def behind(cls, instance: DoorInstance) -> "Side":
        """Return the side from consumers back."""
        order = np.arange(len(instance))
        return cls(
            order + order.size,
            order,
            instance.time_s.T,
            instance.distance_m.T,
            -instance.due_s,
            -instance.due_s,
            -instance.placed_s,
            -instance.placed_s - instance.stands_s,
            forward=False,
        )

    def ahead(self, seats: int) -> tuple[Floats, Floats]:
        """Return by place and set aboard until when, and how far to go, (m, 2^n)."""
        n, places = self.leave.size, len(self.time_s)
        until_s = np.full((places, 1 << n), np.inf)
        far_m = np.zeros((places, 1 << n))
        for order, target in enumerate(self.leave):
            bit = 1 << order
            out_s = (self.until_s[order] - self.time_s[:, target])[:, None]
            until_s[:, bit : 2 * bit] = np.minimum(until_s[:, :bit], out_s)
            out_m = self.metres[:, target, None]
            far_m[:, bit : 2 * bit] = np.maximum(far_m[:, :bit], out_m)
        too_many = np.bitwise_count(np.arange(1 << n)) > seats
        until_s[:, too_many] = -np.inf
        return until_s, far_m
