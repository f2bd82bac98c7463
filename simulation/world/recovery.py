"""What a fleet does where things go wrong on the way, and at doors."""

from collections.abc import Sequence

from simulation.dispatch.protocol import Orders, Trip
from simulation.world.attempts import Attempts
from simulation.world.delivery import Delivery
from simulation.world.fallible_vehicle import FallibleVehicle
from simulation.world.instant import Settles
from simulation.world.refusals import offer_again
from simulation.world.stops import trips_ahead, without_boarding
from simulation.world.vehicle import Boarded, Surroundings, Vehicle


class Recovery(Settles):
    """Gives trips back that a vehicle cannot make, and calls others for its load.

    And takes orders elsewhere that are cancelled on the way, or that nobody takes.

    Attributes
    ----------
    on_rescue
        Told who is left at the roadside, if anybody wants to know.
    """

    _around: Surroundings
    _requested: list[Trip]
    _waiting: list[Trip]
    vehicles: dict[int, Vehicle]
    on_rescue: Boarded | None = None

    @property
    def attempts(self) -> Attempts | None:
        """What holds at doors where nobody may be; ``None``: somebody always is."""
        return self._around.attempts

    def request(self, load: Sequence[Delivery], origin: int, target: int) -> None:
        """Ask for a vehicle to carry `load`."""
        raise NotImplementedError

    def withdraw(self, order: int) -> bool:
        """Forget an order that nobody has taken up; return whether that can be."""
        raise NotImplementedError

    def _offer_again(self) -> None:
        """Offer refused trips once more in a while."""
        offer_again(self._around, self)

    def redirect(self, order: int, before: int, after: int) -> bool:
        """Let an order that is under way alight elsewhere; return whether that can be.

        It cannot while it is handed out.
        """
        found = False
        for trips in (self._requested, self._waiting):
            for at, (orders, origin, target, asked_s) in enumerate(trips):
                if order in orders and target == before:
                    trips[at] = (orders, origin, after, asked_s)
                    found = True
        # A vehicle that broke down may yet go on with what others are called for.
        for vehicle in self.vehicles.values():
            found |= vehicle.redirect(order, before, after)
        return found

    def goes_back_last(self, vehicle: Vehicle) -> bool:  # noqa: ARG002
        """Return whether a vehicle makes its other stops before it takes back."""
        return True

    def sent_on(self, vehicle: Vehicle, orders: Orders) -> None:
        """Take note that some go on from a door where nobody took them."""

    def broke_down(self, vehicle: Vehicle) -> None:
        """Give what a vehicle was to take up to others, before all that waits."""
        given_back = list(trips_ahead(vehicle.plan, self._around.timeline.now))
        vehicle.replan(without_boarding(vehicle.plan, vehicle.aboard))
        if given_back:
            self._waiting[:0] = given_back
            self._around.instant.assign(self)

    def rescue(self, vehicle: Vehicle) -> None:
        """Call others for what is aboard, those of one target together."""
        assert isinstance(vehicle, FallibleVehicle)
        underway = self._around.underway
        loads = [(place, load) for place, load, _ in vehicle.plan if load]
        vehicle.leave_load()
        for target, orders in loads:
            load = [underway[order] for order in orders]
            self._left(load)
            self.request(load, vehicle.place, target)

    def _left(self, load: Sequence[Delivery]) -> None:
        """Tell who wants to know that some lie at the roadside."""
        if self.on_rescue is not None:
            for delivery in load:
                self.on_rescue(delivery)

    def reclaim(self, vehicle: Vehicle) -> None:
        """Let a vehicle that is repaired go on with what nobody has come for."""
        assert isinstance(vehicle, FallibleVehicle)
        underway, left = self._around.underway, vehicle.left
        lying = [
            order
            for order in left
            if order in underway
            and underway[order].roadside >= 0
            and underway[order].vehicle == vehicle.id  # not left again by another one
        ]
        vehicle.take_back(tuple([order for order in lying if self.withdraw(order)]))
