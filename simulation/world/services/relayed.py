"""First mile, hops between hotspots, last mile (paper, section 4)."""

from typing import TYPE_CHECKING

from simulation.world.clock import Clock
from simulation.world.delivery import Delivery, Journey, Underway
from simulation.world.fleet import Fleet
from simulation.world.groups.decisions import CoreDecisions
from simulation.world.policies import Policies
from simulation.world.services.elsewhere import Elsewhere
from simulation.world.services.protocol import Calls

if TYPE_CHECKING:
    from simulation.world.timeline import Timeline


class RelayedService:
    """Carries each delivery from its producer over hotspots to its consumer.

    Parameters
    ----------
    env, underway
        The clock, and all deliveries on their way.
    peripheral, core
        The vehicles of first and last miles, and those between hotspots.
    decisions
        Where deliveries go between hotspots, and with whom.
    calls
        When vehicles of first miles are called.
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
        self._calls = calls
        self._env = env  # for services that inherit from this one
        self._timeline: Timeline = env
        self._underway = underway
        self._peripheral = peripheral
        self._decisions = decisions
        self._elsewhere = Elsewhere(env, underway, peripheral)
        for fleet in (peripheral, core):
            fleet.tell(decisions.meetings.boarded)
            fleet.on_rescue = decisions.meetings.withdraw

    def serve(self, delivery: Delivery, *, released: bool = False) -> Journey:
        """Carry one from producer to door; one that is released calls at once."""
        timeline, meetings = self._timeline, self._decisions.meetings
        if not released:
            delivery.release(timeline.now)
            if self._calls.put_off(delivery):
                yield
        self._peripheral.request((delivery,), delivery.producer, delivery.source)
        yield
        self._peripheral.alighted(delivery)
        while delivery.hotspot != delivery.destination and not delivery.recalled:
            meetings.arrived(delivery)
            yield
        meetings.reached_destination(delivery)
        target = delivery.consumer
        if delivery.recalled:
            target = delivery.producer
            delivery.send_to(target)
        self._peripheral.request((delivery,), delivery.hotspot, target)
        yield
        self._peripheral.alighted(delivery)
        if delivery.sent_to >= 0:
            yield from self._elsewhere.goes_on(delivery)
            return
        delivery.deliver(timeline.now)
        del self._underway[delivery.order]

    def recall(self, delivery: Delivery) -> None:
        """Let a delivery that is picked up go back, unless it is at its door.

        It shares with nobody any more. One that lies at a hotspot and has called no
        vehicle sets out at once; one that has, or rides to another one, goes back from
        where it comes next.
        """
        if self._elsewhere.recall(delivery):
            return
        delivery.recall(self._timeline.now)
        self._decisions.forget(delivery)
        if delivery.dwells:
            next(delivery.journey)

    def adopt(self, policies: Policies) -> None:
        """Go on by other rules between hotspots."""
        assert policies.sharing is not None  # of a relayed service
        self._decisions.adopt(policies.sharing)
