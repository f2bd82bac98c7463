"""First and last miles in rounds: several orders between doors and hotspots."""

from collections.abc import Callable

from typing_extensions import override

from simulation.dispatch.plans import DoorTrip
from simulation.dispatch.protocol import Orders
from simulation.world.breakdowns import Workshop
from simulation.world.delivery import Delivery
from simulation.world.door_vehicle import DoorVehicle
from simulation.world.fallible_vehicle import FallibleVehicle
from simulation.world.planned_fleet import PlannedFleet
from simulation.world.vehicle import Boarded, Operator, Surroundings, Vehicle

Approaches = Callable[[Delivery, float], None]  # told who, and when it is there [s]


class RoundsFleet(PlannedFleet):
    """Vehicles that collect at several doors for hotspots, and deliver from them.

    To the planner each mile of an order is a trip of its own: from its producer to a
    hotspot, later from a hotspot to its consumer. One vehicle may have both kinds
    aboard. Nobody at a hotspot counts on a delivery before its vehicle has set out for
    there, since stops may be added until then; nor on one that a vehicle which broke
    down has left at the roadside, until another one sets out with it.
    """

    stops_take_time = True  # at a hotspot: others may be added while some alight
    _told: Boarded | None = None

    @override
    def tell(self, told: Boarded) -> None:
        self._told = told

    @override
    def _made(self, number: int, place: int, operator: Operator) -> Vehicle:
        around, told = self._around, self._approaches
        if around.workshop is not None:
            workshop = around.workshop
            return FallibleRound(around, number, place, operator, workshop, told)
        return SteadyRound(around, number, place, operator, told)

    def _approaches(self, delivery: Delivery, arrives_s: float) -> None:
        delivery.approach(arrives_s)
        assert self._planning.rounds is not None
        target = self._open[delivery.order].target
        to_hotspot = target < self._planning.rounds.hotspots
        # One that nobody took rides to a hotspot as well, and shares with nobody.
        if self._told is not None and to_hotspot and delivery.sent_to < 0:
            self._told(delivery)

    @override
    def _trip(self, order: int, origin: int, target: int, now_s: float) -> DoorTrip:
        assert self._planning.rounds is not None
        return self._planning.rounds.trip(order, origin, target, now_s)


class RoundVehicle(DoorVehicle):
    """A vehicle that says whom it brings as it sets out for where they alight."""

    __slots__ = ()
    _approaches: Approaches

    @override
    def _depart(self, target: int, boarding: Orders) -> None:
        super()._depart(target, boarding)
        self._tell(boarding, self.plan[0][1])

    def _tell(self, boarding: Orders, alighting: Orders) -> None:
        """Let who boards ride round, and say who alights where the leg ends."""
        underway = self._around.underway
        for order in boarding:
            underway[order].ride_round()
        for order in alighting:
            self._approaches(underway[order], self.arrives_s)


class SteadyRound(RoundVehicle):
    """One that never breaks down.

    Parameters
    ----------
    around, number, place, operator
        As of every vehicle.
    approaches
        Told each of those it brings.
    """

    __slots__ = ("_approaches",)

    def __init__(
        self,
        around: Surroundings,
        number: int,
        place: int,
        operator: Operator,
        approaches: Approaches,
    ) -> None:
        super().__init__(around, number, place, operator)
        self._approaches = approaches


class FallibleRound(RoundVehicle, FallibleVehicle):
    """One that may break down; then it says anew whom it brings, if it does.

    Parameters
    ----------
    around, number, place, operator, workshop
        As of every vehicle that may break down.
    approaches
        Told each of those it brings.
    """

    __slots__ = ("_approaches",)

    def __init__(
        self,
        around: Surroundings,
        number: int,
        place: int,
        operator: Operator,
        workshop: Workshop,
        approaches: Approaches,
    ) -> None:
        FallibleVehicle.__init__(self, around, number, place, operator, workshop)
        self._approaches = approaches

    @override
    def drive_on(self) -> None:
        had = self.aboard
        super().drive_on()
        back = tuple([order for order in self.aboard if order not in had])
        here = self.plan[0][1]
        self._tell(back, tuple([order for order in here if order in back]))
