"""Calls: when an order needs a vehicle, if not at once."""

from collections.abc import Sequence

from simpy import Environment, Event

from simulation.world.delivery import Delivery, Underway


class Calls:
    """Puts off journeys whose orders are known long before they are ready.

    Parameters
    ----------
    env, underway
        The clock, and all deliveries on their way.
    call_s
        When each order calls a vehicle at the soonest [s]; ``None``: all at once.
    """

    def __init__(
        self,
        env: Environment,
        underway: Underway,
        call_s: Sequence[float] | None = None,
    ) -> None:
        self._env = env
        self._underway = underway
        self._call_s = call_s

    def put_off(self, delivery: Delivery) -> bool:
        """Return whether a journey is to wait here; then it is resumed in time."""
        if self._call_s is None:
            return False
        left_s = self._call_s[delivery.order] - self._env.now
        if left_s <= 0:
            return False

        def call(_: Event) -> None:
            if delivery.order in self._underway:  # not cancelled
                next(delivery.journey)

        self._env.timeout(left_s).callbacks.append(call)
        return True
