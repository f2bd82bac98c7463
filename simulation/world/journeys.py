"""Journeys: the way of one delivery from producer to door.

A journey is written as a SimPy process is, a generator that tells its story in
order of time. It waits for one thing only, that a vehicle hands the delivery
over, so the vehicle's process resumes it directly: nothing is scheduled for that.
"""

from collections.abc import Callable

from simpy import Environment

from simulation.record.log import EventLog
from simulation.world.decisions import CoreDecisions
from simulation.world.delivery import Delivery, Journey
from simulation.world.fleet import Fleet
from simulation.world.meetings import Meetings

Underway = dict[int, Delivery]  # by order; who is delivered is struck
Embark = Callable[[Delivery], Journey]


class DirectJourneys:
    """Point to point (Baseline 1; paper, 7.4.1): one vehicle, one hop."""

    def __init__(
        self, env: Environment, log: EventLog, underway: Underway, fleet: Fleet
    ) -> None:
        self._env = env
        self._log = log
        self._underway = underway
        self._fleet = fleet

    def serve_with(self, fleet: Fleet) -> None:
        """Call vehicles of `fleet` from now on."""
        self._fleet = fleet

    def embark(self, delivery: Delivery) -> Journey:
        """Carry one delivery from its producer to its consumer."""
        self._log.released(self._env.now, delivery.order, delivery.producer)
        self._fleet.request((delivery,), delivery.producer, delivery.consumer)
        yield
        self._log.delivered(
            self._env.now, delivery.order, delivery.vehicle, delivery.consumer
        )
        del self._underway[delivery.order]


class RelayedJourneys:
    """First mile, hops between hotspots, last mile (paper, section 4)."""

    def __init__(
        self,
        env: Environment,
        log: EventLog,
        underway: Underway,
        *,
        peripheral: Fleet,
        decisions: CoreDecisions,
        meetings: Meetings,
    ) -> None:
        self._env = env
        self._log = log
        self._underway = underway
        self._peripheral = peripheral
        self._decisions = decisions
        self._meetings = meetings

    def serve_with(self, fleet: Fleet) -> None:
        """Call vehicles of `fleet` for first and last miles from now on."""
        self._peripheral = fleet

    def embark(self, delivery: Delivery) -> Journey:
        """Carry one delivery from its producer over hotspots to its consumer."""
        self._log.released(self._env.now, delivery.order, delivery.producer)
        self._peripheral.request(
            (delivery,), delivery.producer, delivery.source, self._entering
        )
        yield
        while delivery.hotspot != delivery.destination:
            self._meetings.stands(delivery)
            yield
        self._meetings.reached_destination(delivery)
        delivery.standing = False
        self._peripheral.request((delivery,), delivery.destination, delivery.consumer)
        yield
        self._log.delivered(
            self._env.now, delivery.order, delivery.vehicle, delivery.consumer
        )
        del self._underway[delivery.order]

    def _entering(
        self, load: tuple[Delivery, ...], _target: int, ready_s: float
    ) -> None:
        self._meetings.under_way(load, ready_s)
