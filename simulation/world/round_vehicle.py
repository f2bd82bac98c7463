"""Vehicles in rounds: they say whom they bring as they head for where they alight."""

from collections.abc import Callable
from typing import Final

from typing_extensions import override

from simulation.dispatch.protocol import Orders
from simulation.world.breakdowns import Workshop
from simulation.world.delivery import Delivery, Underway
from simulation.world.door_vehicle import DoorVehicle
from simulation.world.fallible_vehicle import FallibleVehicle
from simulation.world.vehicle import Operator, Surroundings

Approaches = Callable[[Delivery, float], None]  # told who, and when it is there [s]


class RoundVehicle(DoorVehicle):
    """A vehicle that says whom it brings as it sets out for where they alight.

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
        self._approaches: Final = approaches

    @override
    def _depart(self, target: int, boarding: Orders) -> None:
        super()._depart(target, boarding)
        underway, alighting = self._around.underway, self.plan[0][1]
        _tell(self._approaches, underway, boarding, alighting, self.arrives_s)


class FallibleRound(FallibleVehicle):
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
        super().__init__(around, number, place, operator, workshop)
        self._approaches: Final = approaches

    @override
    def _depart(self, target: int, boarding: Orders) -> None:
        super()._depart(target, boarding)
        underway, alighting = self._around.underway, self.plan[0][1]
        _tell(self._approaches, underway, boarding, alighting, self.arrives_s)

    @override
    def drive_on(self) -> None:
        had = self.aboard
        super().drive_on()
        back = tuple([order for order in self.aboard if order not in had])
        here = tuple([order for order in self.plan[0][1] if order in back])
        _tell(self._approaches, self._around.underway, back, here, self.arrives_s)


def _tell(
    approaches: Approaches,
    underway: Underway,
    boarding: Orders,
    alighting: Orders,
    arrives_s: float,
) -> None:
    """Let who boards ride round, and say who alights where the leg ends."""
    for order in boarding:
        underway[order].ride_round()
    for order in alighting:
        approaches(underway[order], arrives_s)
