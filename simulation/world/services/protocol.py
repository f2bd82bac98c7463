"""What a service is, how a delivery gets from its producer to its door; its calls."""

from collections.abc import Sequence
from typing import Protocol

from simpy import Environment, Event

from simulation.world.delivery import Delivery, Journey, Underway
from simulation.world.policies import Policies


class Service(Protocol):
    """Carries deliveries with the fleets that its constructor names.

    A journey is written as a SimPy process is, a generator that tells its story in
    order of time. It waits for one thing only, that a vehicle lets the delivery
    alight, so the vehicle resumes it directly: nothing is scheduled for that.
    """

    def serve(self, delivery: Delivery) -> Journey:
        """Return the journey of one delivery, which begins with its release."""
        ...

    def adopt(self, policies: Policies) -> None:
        """Go on by other rules; all that moves, waits and is agreed stays."""
        ...


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
