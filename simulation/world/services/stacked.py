"""Point to point with several orders aboard (Baseline 3): what companies do today."""

from simpy import Environment

from simulation.world.delivery import Delivery, Journey, Underway
from simulation.world.planned_fleet import PlannedFleet
from simulation.world.policies import Policies


class StackedService:
    """Carries each delivery from its producer to its consumer, among others.

    Parameters
    ----------
    env, underway
        The clock, and all deliveries on their way.
    peripheral
        The vehicles, whose stops are planned.
    """

    def __init__(
        self, env: Environment, underway: Underway, peripheral: PlannedFleet
    ) -> None:
        self._env = env
        self._underway = underway
        self._fleet = peripheral

    def serve(self, delivery: Delivery) -> Journey:
        """Carry one delivery from door to door, in one vehicle."""
        delivery.release(self._env.now)
        self._fleet.request((delivery,), delivery.producer, delivery.consumer)
        yield
        delivery.deliver(self._env.now)
        self._fleet.carried(delivery.order)
        del self._underway[delivery.order]

    def adopt(self, policies: Policies) -> None:
        """Go on: nothing but the fleet has rules here."""
