"""A service of one's own, held to what every service owes."""

from simulation.errors import DeliverAIError, SimulationError
from simulation.registry import Part, failed
from simulation.world.delivery import Delivery, Journey, Underway
from simulation.world.policies import Policies
from simulation.world.services.protocol import Service


class CheckedService:
    """Lets a service carry deliveries, and ends the run where it cannot go on.

    Parameters
    ----------
    service
        Who carries.
    part
        What it is called.
    underway
        All deliveries on their way.
    """

    def __init__(self, service: Service, part: Part, underway: Underway) -> None:
        self._service = service
        self._part = part
        self._underway = underway

    def serve(self, delivery: Delivery) -> Journey:
        """Carry one delivery as the service does.

        Raises
        ------
        SimulationError
            If it fails, or a journey ends before its delivery does.
        """
        waited = False
        try:
            for _ in self._service.serve(delivery):
                waited = True
                yield
        except DeliverAIError:  # of another part, which it names
            raise
        except Exception as cause:
            raise failed(self._part, "serve", cause) from cause
        said = f"{self._part.label}: the journey of order {delivery.order} ends"
        if not waited:
            raise SimulationError(
                f"{said} where it begins, expected a generator that yields until a "
                "vehicle lets the order alight."
            )
        if delivery.order in self._underway:
            raise SimulationError(
                f"{said} before the order does, expected that it is delivered and "
                "struck from underway."
            )

    def adopt(self, policies: Policies) -> None:
        """Go on by other rules.

        Raises
        ------
        SimulationError
            If the service fails.
        """
        try:
            self._service.adopt(policies)
        except DeliverAIError:
            raise
        except Exception as cause:
            raise failed(self._part, "adopt", cause) from cause
