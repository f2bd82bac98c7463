"""A fleet that carries from door to door, and to and from hotspots; who goes how."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from typing import Final

import numpy as np
from typing_extensions import override

from simulation.dispatch.planner import Planner
from simulation.dispatch.plans import DoorTrip
from simulation.dispatch.tasks import aim_s
from simulation.world.delivery import Delivery
from simulation.world.fleet_rules import FleetRules
from simulation.world.planned_rules import PlannedRules
from simulation.world.rounds_fleet import RoundsFleet
from simulation.world.through_fleet import ThroughFleet
from simulation.world.vehicle import Surroundings

_NEVER_MEETS: Final = 1_000_000  # times that a mile has changed its vehicle, as it were


@dataclass(frozen=True)
class Onward:
    """What an order that is relayed is expected to cost behind its first hotspot.

    Attributes
    ----------
    metres, seconds
        Metres it is charged for, and time until it is at its door, by order; infinite
        for one that no core vehicle has room for.
    """

    metres: tuple[float, ...]
    seconds: tuple[float, ...]


@dataclass(frozen=True)
class ChoiceRules(PlannedRules):
    """What holds in a fleet that is asked what either way of an order costs."""

    onward: Onward | None = None


class ChoiceFleet(RoundsFleet, ThroughFleet):
    """Vehicles with plans of stops, from door to door and in rounds to and from hubs.

    On the beat whoever asks is told how to go: whichever way is expected to cost less,
    from door to door if neither does. From door to door an order costs what it adds to
    the plans as they are. Relayed, its first mile costs that, and what comes behind its
    hotspot what is expected. Time has the same price in both. Miles are handed over to
    nobody.

    Parameters
    ----------
    around, pool, numbers, rules, rng
        As of a planned fleet.
    """

    def __init__(
        self,
        around: Surroundings,
        pool: int,
        numbers: Iterator[int],
        rules: FleetRules,
        rng: np.random.Generator,
    ) -> None:
        self._asking: list[Delivery] = []
        super().__init__(around, pool, numbers, rules, rng)

    @override
    def adopt(self, rules: FleetRules) -> None:
        assert isinstance(rules, ChoiceRules)
        assert rules.onward is not None
        self._onward = rules.onward
        super().adopt(rules)

    def ask(self, delivery: Delivery) -> None:
        """Resume a delivery's journey when it is known how it goes."""
        self._asking.append(delivery)
        self._around.instant.assign(self)

    @override
    def withdraw(self, order: int) -> bool:
        self._asking = [each for each in self._asking if each.order != order]
        return super().withdraw(order)

    @override
    def _trip(self, order: int, origin: int, target: int, now_s: float) -> DoorTrip:
        assert self._planning.rounds is not None
        if min(origin, target) >= self._planning.rounds.hotspots:
            return super(RoundsFleet, self)._trip(order, origin, target, now_s)
        mile = super()._trip(order, origin, target, now_s)
        return mile._replace(transfers=_NEVER_MEETS)

    # Who goes how ----------------------------------------------------------------

    @override
    def settle(self) -> None:
        """Say who goes how if it is time to, then as of all planned fleets."""
        if self._asking and self._beat.is_now():
            asking, self._asking = self._asking, []
            asking.sort(key=lambda each: each.order)
            now_s = self._around.env.now
            for delivery, excess_m in zip(asking, self._excesses(asking), strict=True):
                delivery.choose(now_s, excess_m)
                next(delivery.journey)
        super().settle()

    def _excesses(self, asking: list[Delivery]) -> list[float]:
        """Return how much more it costs to relay each than not to [m]."""
        assert isinstance(self._planner, Planner)  # no rolling horizon, as specified
        now_s, options = self._around.env.now, self._planning.options
        onward_m, onward_s = self._onward.metres, self._onward.seconds
        whole, miles = [], []
        for each in asking:
            trip = self._timed(
                self._trip(each.order, each.producer, each.consumer, now_s)
            )
            mile = self._timed(
                self._trip(each.order, each.producer, each.source, now_s)
            )
            aim = aim_s(trip, options) - onward_s[each.order]
            whole.append(trip)
            miles.append(mile._replace(aim_s=aim))
        views = self._views(now_s, [*whole, *miles])
        ends_m = self._ends_m(now_s)
        price = options.value_of_time_m_per_s
        excesses = []
        for each, door_m, mile_m in zip(
            asking,
            self._planner.quotes(whole, views, now_s, ends_m),
            self._planner.quotes(miles, views, now_s, ends_m),
            strict=True,
        ):
            onward = onward_m[each.order] + price * onward_s[each.order]
            relayed_m = mile_m + onward
            excesses.append(inf if relayed_m == inf else relayed_m - door_m)
        return excesses
