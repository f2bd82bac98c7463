"""A fleet that expects orders where it saw some: it sends idle vehicles there."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from typing_extensions import override

from simulation.dispatch.plans import orders_at
from simulation.dispatch.rebalancing import moves
from simulation.record.kinds import Kind
from simulation.units import Floats
from simulation.world.delivery import Delivery
from simulation.world.fleet_rules import FleetRules
from simulation.world.instant import Beat
from simulation.world.open_orders import FleetOfOrders
from simulation.world.planned_rules import PlannedRules
from simulation.world.vehicle import NOBODY, Surroundings, Vehicle

if TYPE_CHECKING:
    from simulation.dispatch.expected import Expected


class ExpectingFleet(FleetOfOrders):
    """Keeps where orders were released, and rebalances idle vehicles by that.

    That is thought of on the first beat of its own after an order is released; so a
    day ends.

    Parameters
    ----------
    around, pool, numbers, rules
        As of a fleet; the rules are planned ones.
    """

    def __init__(
        self,
        around: Surroundings,
        pool: int,
        numbers: Iterator[int],
        rules: FleetRules,
    ) -> None:
        self._expected: Expected | None = None
        self._unbalanced = False  # whether orders came since idle vehicles were moved
        self._rebalancing = Beat(around.env, 0.0, partial(around.instant.assign, self))
        super().__init__(around, pool, numbers, rules)

    @override
    def adopt(self, rules: FleetRules) -> None:
        assert isinstance(rules, PlannedRules)
        assert rules.planning is not None
        expected = rules.planning.expected
        before, self._expected = self._expected, None
        if expected is not None:
            self._expected = expected(since_s=self._around.env.now)
        if before is not None and self._expected is not None:
            self._expected.succeed(before)
        self._rebalancing.change(rules.planning.options.rebalance_s)
        self._unbalanced = self._unbalanced and rules.planning.options.rebalance_s > 0
        super().adopt(rules)

    @override
    def request(self, load: Sequence[Delivery], origin: int, target: int) -> None:
        if self._expected is not None:
            self._expected.note(origin, self._around.env.now)
            self._unbalanced = self._planning.options.rebalance_s > 0
        super().request(load, origin, target)

    def _ends_m(self, now_s: float) -> Floats | None:
        """Return what it costs that a plan ends at each place, if anything [m]."""
        if self._expected is None or not self._planning.options.end_weight:
            return None
        return self._expected.ends_m(self._planning.options.end_weight, now_s)

    @override
    def settle(self) -> None:
        super().settle()
        if self._unbalanced and self._rebalancing.is_now():
            self._unbalanced = False
            if not self._surplus:
                self._rebalance(self._around.env.now)

    def _rebalance(self, now_s: float) -> None:
        """Send idle vehicles to where more orders are expected than vehicles stand."""
        expected, options = self._expected, self._planning.options
        assert expected is not None
        tract_of = expected.tract_of
        standing = {
            each.id: int(tract_of[each.place])
            for each in self.on_duty()
            if not each.plan
        }
        coming = [
            int(tract_of[each.plan[-1][0]])
            for each in self.vehicles.values()
            if each.plan and not orders_at(each.plan)
        ]
        orders = expected.orders(options.rebalance_ahead_s, now_s)
        sent = moves(standing, coming, orders, expected.distance_m)
        for number, hotspot in sent.items():
            self._send(self.vehicles[number], hotspot, now_s)

    def _send(self, vehicle: Vehicle, hotspot: int, now_s: float) -> None:
        """Let an idle vehicle drive to a hotspot, unless its duty ends before."""
        time_s, _ = vehicle.leg_to(hotspot, now_s)
        if self._duty is not None and now_s + time_s > self._duty.on_until_s(vehicle):
            return
        self.relieve(vehicle)
        self._around.log.add(Kind.REBALANCED, now_s, vehicle.id, hotspot)
        vehicle.follow([(hotspot, NOBODY, NOBODY)])
