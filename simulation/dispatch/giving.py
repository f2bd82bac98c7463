"""How one vehicle could hand over all it has, and what that saves at most."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from simulation.dispatch.detours import Detours
from simulation.dispatch.options import DispatchOptions
from simulation.dispatch.routes import Route
from simulation.dispatch.tasks import Task
from simulation.network.hub_legs import HubLegs
from simulation.units import Floats, Ints, on_time_grid


class Ways(NamedTuple):
    """How one vehicle could hand over all it has, columns over the ways (w,)."""

    kept: Ints  # so many of its stops come first
    hotspot: Ints
    at_s: Floats  # when the orders lie there
    gain_m: Floats  # what its own plan costs less
    most_m: Floats  # what that saves at most, whoever takes them
    rate_m_per_s: Floats  # what each second costs that they lie there


@dataclass(frozen=True)
class Hubs:
    """Where orders can change their vehicles.

    Attributes
    ----------
    legs
        To the hotspots and from there.
    handover_s
        How long a vehicle takes to hand over so many orders [s].
    room : (H,) array or None
        How many orders more may come to lie at each, those on their way there apart,
        kept up to date by who plans; ``None`` where no storage is limited.
    """

    legs: HubLegs
    handover_s: Callable[[int], float]
    room: Floats | None = None

    def __len__(self) -> int:
        """Return the number of hotspots."""
        return len(self.legs)


class Giving:
    """Finds the ways of each giver.

    Parameters
    ----------
    hubs
        Where vehicles may meet.
    options

    Attributes
    ----------
    ends_m : (H,) array
        What it costs that a plan ends at each hotspot [m].
    worst_end_m
        What it costs anywhere at most [m].
    """

    def __init__(self, hubs: Hubs, options: DispatchOptions) -> None:
        self._hubs = hubs
        self._options = options
        self.price(None)

    def price(self, ends_m: Floats | None) -> None:
        """Let plans that end at places cost so much from now on, (n,) [m]."""
        hotspots = len(self._hubs)
        self.ends_m = np.zeros(hotspots) if ends_m is None else ends_m[:hotspots]
        self.worst_end_m = 0.0 if ends_m is None else float(ends_m.max())

    def ways(self, route: Route) -> Ways | None:
        """Return how a vehicle could hand over all it has, those that may save enough.

        Nobody who has changed vehicles as often as allowed is handed over, and nobody
        who hands over has to wait for others before.
        """
        vehicle, stops = route.vehicle, route.stops
        if vehicle.gives or vehicle.legs:
            return None
        boards = [at for at, (_, boards) in enumerate(stops, 1) if boards]
        if any(stops[at - 1][0].trip.transfers for at in boards):
            return None
        found = [
            self._ways_after(route, kept)
            for kept in range(boards[-1] if boards else 0, len(stops))
        ]
        columns = [each for each in found if each is not None and each.kept.size]
        if not columns:
            return None
        return Ways(*map(np.concatenate, zip(*columns, strict=True)))

    def _ways_after(self, route: Route, kept: int) -> Ways | None:
        """Return the ways by hotspot, of giving after some stops."""
        rest = [task for task, _ in route.stops[kept:]]
        options = self._options
        if any(task.trip.transfers >= options.transfers for task in rest):
            return None
        legs = self._hubs.legs
        to_s, to_m = legs.to(route.places[kept])
        handover_s = self._hubs.handover_s(len(rest))
        at_s = on_time_grid(route.at_s[kept] + to_s + handover_s)  # (H,)
        price = options.value_of_time_m_per_s
        own_m, later_m = np.zeros(len(self._hubs)), 0.0
        for task, drop_s in zip(rest, route.at_s[kept + 1 :], strict=True):
            self.add_own(own_m, task, at_s + legs.back(task.trip.target)[0])
            later_m += task.cost_m(drop_s)
        gain_m = route.metres_after(kept) + later_m - to_m
        gain_m += options.busy_m_per_s * (route.at_s[-1] - at_s)
        gain_m += route.end_m - self.ends_m
        # By so much less the receiver's plan may end.
        fall_m = max(0.0, self.worst_end_m - min(task.end_m for task in rest))
        most_m = gain_m - own_m
        hotspot = np.flatnonzero(most_m + fall_m >= options.least_saving_m)
        return Ways(
            np.full(hotspot.size, kept),
            hotspot,
            at_s[hotspot],
            gain_m[hotspot],
            most_m[hotspot],
            np.full(hotspot.size, price * len(rest)),
        )

    def add_own(self, own_m: Floats, task: Task, there_s: Floats) -> None:
        """Add what it costs itself that an order is delivered at times [s]."""
        options = self._options
        own_m += options.value_of_time_m_per_s * (there_s - task.trip.asked_s)
        own_m += options.late_m_per_s * np.maximum(there_s - task.aim_s, 0.0)


def most_m(detours: Detours, giver: Route, ways: Ways) -> Floats:
    """Return how much each way saves at most, by receiver, (ways, receivers) [m].

    Whoever takes the orders goes over the hotspot and over each of their doors; the
    dearest of these ways is a bound, where the triangle inequality holds.
    """
    over_m = detours.over_m[ways.hotspot]
    for kept in range(int(ways.kept.min()), len(giver.stops)):
        door_m = detours.over_door(giver.stops[kept][0].trip.target)
        later = ways.kept <= kept
        over_m[later] = np.maximum(over_m[later], door_m)
    wait_s = np.maximum(detours.there_s[ways.hotspot] - ways.at_s[:, np.newaxis], 0.0)
    wait_s *= ways.rate_m_per_s[:, np.newaxis]
    bound_m: Floats = ways.most_m[:, np.newaxis] - over_m - wait_s
    return bound_m


def ends_fall_m(giver: Route, ways: Ways, ends_m: Floats) -> Floats:
    """Return by how much less receivers end at most, (ways, receivers) [m].

    They end where they did or with one of the orders they take.
    """
    least_m = np.array(
        [
            min(task.end_m for task, _ in giver.stops[kept:])
            for kept in ways.kept.tolist()
        ]
    )
    fall_m: Floats = np.maximum(ends_m - least_m[:, np.newaxis], 0.0)
    return fall_m
