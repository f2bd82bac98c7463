"""A vehicle that may break down on the way."""

import math
from collections.abc import Callable
from functools import partial

from simpy import Event
from typing_extensions import override

from simulation.dispatch.protocol import Orders, Stop
from simulation.record.kinds import Kind
from simulation.units import on_distance_grid
from simulation.world.breakdowns import Workshop
from simulation.world.clock import Recurring
from simulation.world.door_vehicle import DoorVehicle, Turn
from simulation.world.timeline import schedule
from simulation.world.vehicle import NOBODY, Operator, Surroundings, Vehicle

# Of a vehicle's number, its place and its fleet, the vehicle.
Maker = Callable[[int, int, Operator], Vehicle]


class FallibleVehicle(DoorVehicle):
    """One vehicle of a fleet, which may stand on the way until it is repaired.

    Where a leg is cut is known as it begins. The vehicle stands there with what it has
    aboard, unless that is left to others, and drives the rest of the leg afterwards.
    Places are all that ways are known between: whoever comes for the load drives by
    way of the place where the leg began, and so past it.
    """

    __slots__ = (
        "_awaited",
        "_before",
        "_failure",
        "_fate",
        "_rest_m",
        "_rest_s",
        "_workshop",
        "down",
        "left",
    )

    def __init__(
        self,
        around: Surroundings,
        number: int,
        place: int,
        operator: Operator,
        workshop: Workshop,
    ) -> None:
        super().__init__(around, number, place, operator)
        self._workshop = workshop
        self._fate = workshop.fate_of(operator.pool)
        self.down = False
        self.left: Orders = NOBODY  # its load, while others are called for it
        self._before: list[Stop] = []  # ... and where that was to alight
        self._awaited = False  # whether the end of the leg is on the clock
        self._rest_s = self._rest_m = 0.0
        self._failure: Event | None = None  # on the clock, while the leg lasts

    @override
    def _depart(self, target: int, boarding: Orders) -> None:
        super()._depart(target, boarding)
        self._awaited = True
        self._drive(self._around.env.now, math.nan)

    def _drive(self, from_s: float, leg_m: float) -> None:
        """Find out whether a leg that begins at a time [s], or its rest, is cut."""
        env = self._around.env
        leg_s = self.arrives_s - from_s
        self._failure = None
        fails_s = self._fate.fails_in_s(from_s, leg_s)
        if fails_s is None:
            return
        if math.isnan(leg_m):
            target = self.plan[0][0]
            _, leg_m = self._operator.travel.leg(self.place, target, from_s)
        self._rest_s = leg_s - fails_s
        rest_m = leg_m * self._rest_s / leg_s
        self._rest_m = float(on_distance_grid(rest_m))
        self._failure = env.timeout(from_s + fails_s - env.now)
        self._failure.callbacks.append(self._break_down)

    @override
    def turn_off(self, turn: Turn) -> bool:
        """As of every vehicle; one that breaks down before never gets there."""
        fails_s = None
        if self._failure is not None:
            fails_s = self.arrives_s - self._rest_s
            if fails_s < turn.at_s:
                return False
            self._failure.callbacks = []
            self._failure = None
            fails_s -= turn.at_s
        self._fate.spare(self.arrives_s - turn.at_s, fails_s)
        return super().turn_off(turn)

    @override
    def drive_on_to(self, place: int | None) -> bool:
        off = self._off
        if not super().drive_on_to(place):
            return False
        assert off is not None
        self._drive(off.turn.at_s, off.turn.left_m)  # what was taken back, once more
        return True

    def _break_down(self, _: Event) -> None:
        """Stand on the way, until a crew is done."""
        around, workshop = self._around, self._workshop
        now_s = around.env.now
        self._failure = None
        self.down = True
        self.arrives_s = now_s + workshop.rules.mean_repair_s + self._rest_s
        self._log(Kind.BROKE_DOWN)
        workshop.take_in(self, self._fate.repair_s())
        self._operator.broke_down(self)
        after_s = workshop.rules.rescue_after_s
        if after_s is None or not self.aboard:
            return
        if after_s == 0:
            self._operator.rescue(self)
            return
        arrives_s = self.arrives_s  # of this breakdown

        def call(_: Event) -> None:
            if self.down and self.arrives_s == arrives_s:
                self._operator.rescue(self)

        around.env.timeout(after_s).callbacks.append(call)

    def leave_load(self) -> None:
        """Leave what is aboard at the roadside, for other vehicles."""
        underway = self._around.underway
        self._before, self.left = self.plan, self.aboard
        self.aboard = NOBODY
        self.plan = [(self.plan[0][0], NOBODY, NOBODY)]
        for order in self.left:
            underway[order].lie_at_roadside(self.place)

    @override
    def redirect(self, order: int, before: int, after: int) -> bool:
        for at, (place, alighting, _) in enumerate(self._before):
            if place == before and order in alighting:
                others = tuple([each for each in alighting if each != order])
                stops = [(place, others, NOBODY), (after, (order,), NOBODY)]
                self._before[at : at + 1] = stops
                break
        return super().redirect(order, before, after)

    def take_back(self, orders: Orders) -> None:
        """Go on with what nobody has come for yet; the rest is others' for good."""
        stops = [
            (place, tuple([each for each in alighting if each in orders]), NOBODY)
            for place, alighting, _ in self._before
        ]
        self.plan = [stops[0], *(stop for stop in stops[1:] if stop[1])]
        self.left, self._before, self.aboard = NOBODY, [], orders

    def drive_on(self) -> None:
        """Be repaired, and drive the rest of the leg."""
        around = self._around
        env, underway, told = around.env, around.underway, self._operator.on_boarding
        self.down = False
        had = self.aboard
        if self.left:
            self._operator.reclaim(self)
        self.arrives_s = env.now + self._rest_s
        self._log(Kind.REPAIRED)
        for order in self.aboard:
            if order not in had:
                underway[order].board(self.id, self.arrives_s)
                if told is not None:
                    told(underway[order])
        if not self._awaited:
            self._schedule(self._rest_s)
        self._drive(env.now, self._rest_m)

    def _schedule(self, in_s: float) -> None:
        self._awaited = True
        end_of_leg = self._end_of_leg or self._first_leg()
        schedule(self._around.timeline, end_of_leg, in_s)

    def _log(self, kind: Kind) -> None:
        now_s, target = self._around.env.now, self.plan[0][0]
        fields = (self.id, self.place, target, self._rest_m)
        self._around.log.add(kind, now_s, *fields, orders=self.aboard)

    @override
    def _leg_ends(self, event: Recurring) -> None:
        now_s = self._around.env.now
        if self.down or now_s < self.arrives_s:
            event.callbacks = event.calls
            self._awaited = not self.down
            if self._awaited:
                self._schedule(self.arrives_s - now_s)
            return
        super()._leg_ends(event)


def maker_of(around: Surroundings, *, stops: bool) -> Maker:
    """Return what makes vehicles, as simple as their world lets them be.

    Parameters
    ----------
    around
        As of every vehicle.
    stops
        Whether they may have to stand at a stop before they go on.
    """
    if around.workshop is not None:
        return partial(FallibleVehicle, around, workshop=around.workshop)
    return partial(DoorVehicle if stops else Vehicle, around)
