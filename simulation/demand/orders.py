"""Orders: what is asked of the network, before anything moves."""

from dataclasses import dataclass

from simulation.units import Floats, Ints


@dataclass(frozen=True)
class Orders:
    """Columns over the orders, numbered 0 to n - 1 by start.

    ``start_s`` is when the food can be picked up, on the time grid.
    """

    start_s: Floats  # (n,) never falling
    producer: Ints  # (n,) place numbers
    consumer: Ints  # (n,)

    def __len__(self) -> int:
        """Return the number of orders n."""
        return int(self.start_s.size)
