"""What a service is: how a delivery gets from its producer to its door."""

from typing import Protocol

from simulation.world.delivery import Delivery, Journey
from simulation.world.policies import Policies


class Service(Protocol):
    """Carries deliveries with the fleets that its constructor names.

    A journey is written as a SimPy process is, a generator that tells its story in
    order of time. It waits for one thing only, that a vehicle lets the delivery
    alight, so the vehicle's process resumes it directly: nothing is scheduled for
    that.
    """

    def serve(self, delivery: Delivery) -> Journey:
        """Return the journey of one delivery, which begins with its release."""
        ...

    def adopt(self, policies: Policies) -> None:
        """Go on by other rules; all that moves, waits and is agreed stays."""
        ...
