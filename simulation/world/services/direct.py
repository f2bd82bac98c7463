"""From door to door: alone, with others aboard, or from vehicle to vehicle.

Alone it is point to point (Baseline 1; paper, 7.4.1), one leg; stacked (Baseline 3) is
what companies do today; through, vehicles meet at hotspots and one goes on. Which of
them it is the fleet knows: to the delivery they are one story.
"""

from typing import TYPE_CHECKING

from simulation.world.clock import Clock
from simulation.world.delivery import Delivery, Journey, Underway
from simulation.world.fleet import Fleet
from simulation.world.policies import Policies
from simulation.world.services.elsewhere import Elsewhere
from simulation.world.services.protocol import Calls

if TYPE_CHECKING:
    from simulation.world.timeline import Timeline


class DirectService:
    """Carries each delivery from its producer to its consumer.

    Parameters
    ----------
    env, underway
        The clock, and all deliveries on their way.
    peripheral
        The vehicles.
    calls
        When they are called.
    """

    def __init__(
        self, env: Clock, underway: Underway, peripheral: Fleet, calls: Calls
    ) -> None:
        self._env = env  # for services that inherit from this one
        self._timeline: Timeline = env
        self._underway = underway
        self._fleet = peripheral
        self._calls = calls
        self._elsewhere = Elsewhere(env, underway, peripheral)

    def serve(self, delivery: Delivery, *, released: bool = False) -> Journey:
        """Carry one from door to door; one that is released calls at once."""
        if not released:
            delivery.release(self._timeline.now)
            if self._calls.put_off(delivery):
                yield
        self._fleet.request((delivery,), delivery.producer, delivery.consumer)
        yield
        while self._fleet.alighted(delivery):
            yield
        if delivery.sent_to >= 0:
            yield from self._elsewhere.goes_on(delivery)
            return
        delivery.deliver(self._timeline.now)
        del self._underway[delivery.order]

    def recall(self, delivery: Delivery) -> None:
        """Let a delivery that is picked up go back, unless it is at its door."""
        self._elsewhere.recall(delivery)

    def adopt(self, policies: Policies) -> None:
        """Go on: nothing but the fleet has rules here."""
