"""A fleet whose vehicles under way turn off where their plan is another one."""

from collections.abc import Iterator

from typing_extensions import override

from simulation.dispatch.plans import orders_at
from simulation.world.door_vehicle import DoorVehicle, Turn
from simulation.world.expecting_fleet import ExpectingFleet
from simulation.world.fleet_rules import ClassOperator, FleetRules
from simulation.world.planned_rules import PlannedRules
from simulation.world.turning import Turning, Waypoints
from simulation.world.vehicle import Surroundings, Vehicle


class TurningFleet(ExpectingFleet):
    """Knows where its vehicles can turn off, and lets them.

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
        self._turning: Turning | None = None
        super().__init__(around, pool, numbers, rules)

    @override
    def adopt(self, rules: FleetRules) -> None:
        assert isinstance(rules, PlannedRules)
        assert rules.planning is not None
        super().adopt(rules)
        if rules.planning.waypoints is not None:
            self._notice_legs(rules.planning.waypoints)

    @property
    @override
    def stops_take_time(self) -> bool:
        return super().stops_take_time or self._planning.waypoints is not None

    def _notice_legs(self, waypoints: Waypoints) -> None:
        """Take note of legs that begin, so that vehicles can turn off."""
        if self._turning is None:
            self._turning = Turning(self._around.env, waypoints)
        self._turning.adopt(waypoints)
        whose: list[TurningFleet | ClassOperator] = [self, *self._classes.values()]
        for each in whose:
            each.on_leg = self._turning.noting(each.pool, each.on_leg)

    def _turn_of(self, vehicle: Vehicle) -> Turn | None:
        """Return where a vehicle under way can turn off, if it can."""
        if self._turning is None or not self._drives(vehicle):
            return None
        stands = vehicle.place == vehicle.plan[0][0]
        return None if stands else self._turning.next_of(vehicle)

    def _drives(self, vehicle: Vehicle) -> bool:
        return bool(vehicle.plan) and vehicle.id not in self._held

    def _start(self, vehicle: Vehicle, seen: int, first: int | None) -> int | None:
        """Return where the stops have to begin of one that drives; ``None``: anywhere.

        It turns off where it was seen by the planner, unless its leg leads to the
        first stop, or has no orders and gets none.

        Parameters
        ----------
        vehicle
        seen
            Where the planner saw it.
        first
            Its first stop, if there is any.
        """
        if not self._drives(vehicle):
            return None
        bound = vehicle.plan[0][0]
        if self._turning is None:
            return bound
        assert isinstance(vehicle, DoorVehicle)
        if seen == bound:
            return first if vehicle.drive_on_to(first) else bound
        goes_on = first == bound or (first is None and not orders_at(vehicle.plan))
        turn = None if goes_on else self._turning.next_of(vehicle)
        return seen if turn is not None and vehicle.turn_off(turn) else bound
