"""A vehicle in rounds: it says whom it brings as it heads for where they alight."""

from collections.abc import Callable
from typing import Final

from typing_extensions import override

from simulation.dispatch.protocol import Orders
from simulation.world.delivery import Delivery
from simulation.world.door_vehicle import DoorVehicle
from simulation.world.vehicle import Operator, Surroundings

Approaches = Callable[[Delivery, float], None]  # told who, and when it is there [s]


class RoundVehicle(DoorVehicle):
    """A vehicle that says whom it brings as it sets out for where they alight.

    Parameters
    ----------
    around, number, place, operator
        As of every vehicle.
    approaches
        Told each of them.
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
        underway = self._around.underway
        _, alighting, _ = self.plan[0]
        for order in boarding:
            underway[order].ride_round()
        for order in alighting:
            self._approaches(underway[order], self.arrives_s)
