"""The world: it owns the SimPy environment, the only clock."""

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import chain
from math import inf
from typing import TYPE_CHECKING

import numpy as np
from simpy.events import URGENT

from simulation.demand.orders import Orders
from simulation.record.kinds import Kind
from simulation.record.log import EventLog
from simulation.units import TICKS_PER_S, Floats, Ints
from simulation.world.attempts import Attempts
from simulation.world.breakdowns import BreakdownRules, Workshop
from simulation.world.clock import Clock, Recurring
from simulation.world.delivery import Delivery, Underway
from simulation.world.detector import Detector, DetectorRules
from simulation.world.doors import Doors, DoorTimes
from simulation.world.fleet import Fleet
from simulation.world.hotspot import Hotspot
from simulation.world.policies import Policies
from simulation.world.services.protocol import Service
from simulation.world.timeline import Timeline, happen, schedule
from simulation.world.vehicle import Surroundings

if TYPE_CHECKING:
    from simulation.record.decisions import DecisionLog

Progress = Callable[[int], None]  # told the number of orders released so far

_ORDERS_PER_REPORT = 64


class World:
    """Deliveries, vehicles and hotspots in continuous time.

    What happens, the release of orders and the ends of legs, are events of its SimPy
    environment. Where orders are routed it is a :class:`~.mesa_world.MesaWorld`.
    """

    def __init__(self) -> None:
        self.env = Clock()
        self.timeline: Timeline = self.env
        self.log = EventLog()
        self.instant = self.env.instant
        self.decisions: DecisionLog | None = None  # why, if that is recorded
        self.open: Underway = {}  # orders on their way, by number
        self.fleets: dict[int, Fleet] = {}  # by pool
        self.built: list[Hotspot] = []  # those with bays, by place
        self.around = Surroundings(
            self.env, self.timeline, self.log, self.instant, self.open, []
        )
        # Sends back who is picked up; None: the service knows of no such thing.
        self.send_back: Callable[[Delivery], None] | None = None
        self.returns_cancelled = False  # after its pickup; else it is delivered
        self.released = 0
        self.end_s = 0.0
        self._progress: Progress | None = None
        self._cancelled_s: Floats | None = None

    def begin(
        self, policies: Policies, fleets: Iterable[Fleet], service: Service
    ) -> None:
        """Be carried for by a service and its fleets, under the rules they were given.

        Fleets adopt other rules in this order.
        """
        self.policies = policies
        self.service = service
        self.fleets = {fleet.pool: fleet for fleet in fleets}

    def adopt(self, policies: Policies) -> None:
        """Go on by other rules from this instant on.

        All that moves, waits and is agreed stays. To be called before anything of
        the instant has happened.
        """
        before, self.policies = self.policies, policies
        if policies.docking != before.docking:
            self._dock_by(policies)
        for pool, fleet in self.fleets.items():
            if policies.fleets[pool] is not before.fleets[pool]:
                fleet.adopt(policies.fleets[pool])
        if policies.sharing is not before.sharing:
            self.service.adopt(policies)
        if called_back := policies.recalled - before.recalled:
            for delivery in [*self.open.values()]:
                if delivery.producer in called_back:
                    self._call_back(delivery)
        self.instant.end_if_over(self.env.now)

    def dock(self, policies: Policies, hotspots: int) -> None:
        """Build the bays of so many hotspots, if loads are handed over there."""
        self._hotspots = hotspots
        if not policies.docking.at_once:
            self._dock_by(policies)

    def _dock_by(self, policies: Policies) -> None:
        """Change bays, storage and handovers; without any, loads pass at once."""
        docking = policies.docking
        lying = Counter(
            each.lies_at
            for each in self.open.values()
            if not each.aboard and each.roadside < 0
        )
        for hotspot in self.built:
            hotspot.adopt(docking, lying[hotspot.place])
        if not docking.at_once and not self.built:
            self.built = [
                Hotspot(self.env, self.log, place, docking, lying[place])
                for place in range(self._hotspots)
            ]
        # In place: every vehicle looks it up there.
        self.around.hotspots[:] = [] if docking.at_once else self.built

    def open_doors(
        self, times: DoorTimes | None, attempts: Attempts | None = None
    ) -> None:
        """Have stops at doors take time, or fail.

        Before there is any vehicle; later where attempts were given then. Doors that
        are open stay so.
        """
        if self.around.doors is None and times is not None:
            self.around.doors = Doors(times)
        self.around.attempts = attempts

    def mend(self, rules: BreakdownRules | None) -> None:
        """Have vehicles break down, and crews.

        Before there is any vehicle; later by other rules than then.
        """
        if self.around.workshop is not None and rules is not None:
            self.around.workshop.adopt(rules)
        elif rules is not None:
            self.around.workshop = Workshop(self.env, rules)

    def watch(self, rules: DetectorRules, tract_of: Ints) -> None:
        """Have legs compared with what planners are told, before there are vehicles."""
        self.around.detector = Detector(self.env, self.log, rules, tract_of.tolist())

    def populate(self, orders: Orders, tract_of: Ints) -> None:
        """Release `orders` in time, each setting out on its journey.

        Parameters
        ----------
        orders
            Sorted by start.
        tract_of : (n,) array
            The tract, and so the hotspot, of each place.
        """
        self._cancelled_s = orders.cancelled_s
        self._coming = zip(
            orders.start_s.tolist(),
            orders.producer.tolist(),
            orders.consumer.tolist(),
            tract_of[orders.producer].tolist(),
            tract_of[orders.consumer].tolist(),
            strict=True,
        )
        self._next = next(self._coming, None)
        self.env.schedule(Recurring(self.env, self._release), URGENT)

    def _release(self, event: Recurring) -> None:
        """Release the orders of this instant, and sleep until the next one of some.

        Their journeys begin when all of them are released.
        """
        event.callbacks = event.calls
        log, coming, now_s = self.log, self._next, self.timeline.now
        ready: list[Delivery] = []
        while coming is not None and coming[0] <= now_s:
            _, producer, consumer, source, destination = coming
            order = self.released
            delivery = Delivery(log, order, producer, consumer, source, destination)
            self.open[order] = delivery
            self.released = order + 1
            if self._progress is not None and order % _ORDERS_PER_REPORT == 0:
                self._progress(order)
            delivery.journey = self.service.serve(delivery)
            ready.append(delivery)
            if self._cancelled_s is not None:
                self._cancel_at(float(self._cancelled_s[order]), delivery)
            coming = self._next = next(self._coming, None)
        if coming is not None:
            schedule(self.timeline, event, coming[0] - now_s)
        for delivery in ready:
            next(delivery.journey)
        if self.policies.recalled:
            for delivery in ready:  # before a vehicle is given to them
                if delivery.producer in self.policies.recalled:
                    self._call_back(delivery)

    def _cancel_at(self, time_s: float, delivery: Delivery) -> None:
        """Let its consumer cancel an order at a time [s], if that is a number."""
        if not np.isnan(time_s):
            returns = self.returns_cancelled
            self._at(time_s, lambda each: self._cancel(each, returns), delivery)

    def _call_back(self, delivery: Delivery) -> None:
        """Let its producer call an order back, unless it goes back already."""
        if delivery.order in self.open and not delivery.recalled:
            delivery.call_back(self.env.now)
            self._cancel(delivery, returns=True)

    def _cancel(self, delivery: Delivery, returns: bool) -> None:  # noqa: FBT001
        """End an order that is not picked up by now; send back any other, or not."""
        order, now_s = delivery.order, self.env.now
        if order not in self.open or delivery.recalled:
            return
        waits = delivery.arrives_s < 0
        if waits and all(each.withdraw(order) for each in self.fleets.values()):
            del self.open[order]
            self.log.add(Kind.CANCELLED, now_s, order, delivery.producer)
        elif not returns:
            return
        elif loaded_s := self._loaded_s(order):  # then it goes back
            until_s = max(loaded_s, now_s + 1 / TICKS_PER_S)
            self._at(until_s, lambda each: self._cancel(each, returns), delivery)
        else:
            assert self.send_back is not None
            self.send_back(delivery)

    def _at(
        self, time_s: float, what: Callable[[Delivery], None], delivery: Delivery
    ) -> None:
        """Let something happen to a delivery at a time [s]."""
        timer = self.env.timeout(time_s - self.env.now)
        timer.callbacks.append(lambda _: what(delivery))

    def _loaded_s(self, order: int) -> float:
        """Return when an order is aboard that a vehicle takes up [s], else 0."""
        vehicles = chain(*(each.vehicles.values() for each in self.fleets.values()))
        loaded_s = [each.arrives_s for each in vehicles if order in each.loading]
        return max(loaded_s, default=0.0)

    @property
    def done(self) -> bool:
        """Whether all orders have come, and none is open."""
        return self._next is None and not self.open

    def report_to(self, progress: Progress) -> None:
        """Tell `progress`, now and then, how many orders are released."""
        self._progress = progress

    def run(self, horizon_s: float | None = None) -> None:
        """Run until nothing is left to happen, or to `horizon_s` [s], exclusive.

        At the horizon the open orders are listed. Where nothing is left to happen,
        vehicles that wait for room at a hotspot are, too.
        """
        self.advance(horizon_s)
        # Timers may run on that nobody awaits. Without a horizon, orders are left
        # where the last shift ends before them.
        self.end_s = self.log.last_s if horizon_s is None else horizon_s
        if self.env.peek() == inf:
            for hotspot in self.built:
                hotspot.tell_blocked(self.end_s)
        for delivery in self.open.values():
            delivery.remain_open(self.end_s)

    def advance(self, until_s: float | None = None) -> None:
        """Run to `until_s` [s], exclusive, or until nothing is left to happen."""
        self.env.run(until=until_s)

    def happen(self, before_s: float) -> None:
        """Let all happen before a time [s]; the clock stays at the last of it.

        Unlike `advance`, which moves the clock, and with it the end of a run whose
        last event has passed.
        """
        happen(self.env, before_s)
