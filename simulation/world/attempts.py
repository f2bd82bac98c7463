"""Attempts at consumers' doors, and what becomes of orders that nobody takes."""

from collections.abc import Callable
from dataclasses import dataclass

from simulation.world.delivery import Delivery


@dataclass(frozen=True)
class Attempts:
    """What holds at doors where nobody may be.

    Attributes
    ----------
    nobody_is_in
        Says of an order, the number of its attempts so far and the time [s] whether
        this one is in vain.
    most
        How often an order is tried.
    wait_s
        How long a vehicle waits at a door where nobody is [s].
    retry_s
        From one attempt to the next [s].
    from_hotspot
        Whether an order lies at the hotspot of its consumer's tract meanwhile, else
        aboard, at the door.
    returns_to_hotspot
        Whether one that is tried no more is left there for good, else at its producer.
    """

    nobody_is_in: Callable[[int, int, float], bool]
    most: int
    wait_s: float
    retry_s: float
    from_hotspot: bool
    returns_to_hotspot: bool

    def in_vain(self, delivery: Delivery, now_s: float) -> bool:
        """Return whether nobody takes an order that is at its consumer's door."""
        return self.nobody_is_in(delivery.order, delivery.attempts, now_s)

    def again(self, delivery: Delivery) -> bool:
        """Return whether an order is tried again after an attempt in vain."""
        return delivery.attempts < self.most

    def stays(self, delivery: Delivery) -> bool:
        """Return whether it is tried again from where it is, aboard at the door."""
        here = not self.from_hotspot and not delivery.called_back
        return here and self.again(delivery)

    def goes_to(self, delivery: Delivery) -> int:
        """Return where an order goes from a door where nobody is."""
        if delivery.called_back:
            return delivery.producer
        if self.again(delivery) or self.returns_to_hotspot:
            return delivery.destination
        return delivery.producer
