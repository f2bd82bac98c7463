"""First and last miles in rounds: several orders between doors and hotspots."""

from functools import partial

from typing_extensions import override

from simulation.dispatch.plans import DoorTrip
from simulation.world.delivery import Delivery
from simulation.world.fallible_vehicle import Maker
from simulation.world.planned_fleet import PlannedFleet
from simulation.world.round_vehicle import FallibleRound, RoundVehicle
from simulation.world.vehicle import Boarded


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
    def _maker(self) -> Maker:
        around, told = self._around, self._approaches
        if around.workshop is not None:
            workshop = around.workshop
            return partial(FallibleRound, around, workshop=workshop, approaches=told)
        return partial(RoundVehicle, around, approaches=told)

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
