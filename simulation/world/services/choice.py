"""Each order as is expected to cost less: over hotspots, or from door to door."""

from simulation.world.choice_fleet import ChoiceFleet
from simulation.world.clock import Clock
from simulation.world.delivery import Delivery, Journey, Underway
from simulation.world.fleet import Fleet
from simulation.world.groups.decisions import CoreDecisions
from simulation.world.policies import Policies
from simulation.world.services.direct import DirectService
from simulation.world.services.protocol import Calls
from simulation.world.services.relayed import RelayedService


class ChoiceService:
    """Carries each delivery by one of two services, which share peripheral vehicles.

    Parameters
    ----------
    env, underway
        The clock, and all deliveries on their way.
    peripheral, core
        The vehicles from door to door and of first and last miles, which say who goes
        how; and those between hotspots.
    decisions
        Where deliveries go between hotspots, and with whom.
    calls
        When an order is decided on.
    """

    def __init__(
        self,
        env: Clock,
        underway: Underway,
        *,
        peripheral: Fleet,
        core: Fleet,
        decisions: CoreDecisions,
        calls: Calls,
    ) -> None:
        assert isinstance(peripheral, ChoiceFleet)  # as assembled for this service
        self._env = env
        self._calls = calls
        self._fleet = peripheral
        self._direct = DirectService(env, underway, peripheral, calls)
        self._relayed = RelayedService(
            env,
            underway,
            peripheral=peripheral,
            core=core,
            decisions=decisions,
            calls=calls,
        )

    def serve(self, delivery: Delivery) -> Journey:
        """Carry one delivery, once it is known how."""
        delivery.release(self._env.now)
        if self._calls.put_off(delivery):
            yield
        self._fleet.ask(delivery)
        yield
        service = self._relayed if delivery.relayed else self._direct
        yield from service.serve(delivery, released=True)

    def recall(self, delivery: Delivery) -> None:
        """Let a delivery that is picked up go back, as the service does that has it."""
        (self._relayed if delivery.relayed else self._direct).recall(delivery)

    def adopt(self, policies: Policies) -> None:
        """Go on by other rules between hotspots."""
        self._relayed.adopt(policies)
