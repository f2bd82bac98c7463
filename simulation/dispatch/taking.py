"""What orders handed over at a hotspot add at least to the routes that could take them.

The search for the cheapest place in a route (`routes.py`, `waits.py`) is made for one
way and one receiver at a time; of thousands one or two save enough. Here the same
places in a route are priced for many ways at once, all but for what is left out in
favour of the order: seats, the longest ride, who else is late than the first, and that
where it costs least to alight it may not be in time.
"""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np

from simulation.dispatch.giving import Giving, Hubs, Ways
from simulation.dispatch.options import INFINITE, DispatchOptions
from simulation.dispatch.routes import Route
from simulation.dispatch.tasks import Task
from simulation.network.hub_legs import HubLegs, Rows
from simulation.units import Floats, Ints

_NEVER = 1e15  # above all costs and times
_FEW = 8  # ways of a pair: fewer are searched sooner than priced
_ROUNDED_M = 5.0  # by how much more may be saved, for times and metres are rounded


class Gaps(NamedTuple):
    """The gaps of several routes side by side, (g,) each.

    An order boards in a gap, and alights in the same one or in a later one.
    """

    routes: Sequence[Route]  # r of them, with stops
    bounds: Floats  # as of `Schedule.gaps`,
    delays: Floats  # ... and of `Schedule.delays`
    to: Floats  # times [s], distances [m] to each hotspot, (2, g, H),
    back: Floats  # ... and from there to the place behind; of the last gaps of any
    first: Ints  # the first gap of each route, (r,)
    later: Ints  # all later gaps of each gap that is not the last of its route, (p,)
    first_later: Ints  # the first of these, (g - r,)

    def least_later(self, each: Floats) -> Floats:
        """Return the least of all later gaps, (g, 1); much if there are none."""
        least = np.full(each.size, _NEVER)
        least[self.bounds[5] == 0] = np.minimum.reduceat(
            each[self.later], self.first_later
        )
        return least[:, np.newaxis]

    def over(self, task: Task) -> Floats:
        """Return time and distance to a task's door, and from there on, (4, g, 1)."""
        legs: list[tuple[float, ...]] = []
        for route in self.routes:
            onward = (*route.onward(task.trip.target), (0.0, 0.0))
            legs += [
                (*task.to_target[place], *on)
                for place, on in zip(route.places, onward, strict=True)
            ]
        return np.array(legs).T[:, :, np.newaxis]


def gaps_of(routes: Sequence[Route], legs: HubLegs) -> Gaps:
    """Return the gaps of some routes with stops."""
    first: list[int] = []
    later: list[int] = []
    first_later: list[int] = []
    places: list[int] = []
    for route in routes:
        first.append(len(places))
        places += route.places
        for gap in range(first[-1] + 1, len(places)):
            first_later.append(len(later))
            later += range(gap, len(places))
    to = [legs.to(place) for place in places]
    back = [legs.back(place) for place in (*places[1:], places[0])]
    return Gaps(
        routes,
        np.concatenate([route.gaps() for route in routes], axis=1),
        np.concatenate([route.delays() for route in routes], axis=1),
        np.array(to).swapaxes(0, 1),
        np.array(back).swapaxes(0, 1),
        *map(np.array, (first, later, first_later)),
    )


def least_rises_m(
    gaps: Gaps,
    direct: Rows,
    task: Task,
    hotspot: Ints,
    ready_s: Floats,
    options: DispatchOptions,
) -> Floats:
    """Return what an order adds to the cost of each route at least, (w, r) [m].

    No leg is taken to be quicker or shorter than a way over a third place.

    Parameters
    ----------
    gaps
        Of r routes.
    direct
        The legs from each hotspot to the order's door.
    task
        The order, as it was before it is handed over.
    hotspot, ready_s : (w,) arrays
        Where it may lie, and from when on [s].
    options
    """
    # Rows are gaps, (g, 1), columns are ways.
    at_s, leg_s, leg_m, _, _, last, _, end_m = gaps.bounds[:, :, np.newaxis]
    rate, first_rate, wait_s, fall, slack_s = gaps.delays[:, :, np.newaxis]
    trip, late, price = task.trip, options.late_m_per_s, options.value_of_time_m_per_s
    door_s, door_m, on_s, on_m = gaps.over(task)
    direct_s, direct_m = (each[hotspot] for each in direct)

    def others_m(delay_s: Floats) -> Floats:
        behind_s = delay_s - wait_s
        cost_m = np.maximum(rate * behind_s, first_rate * delay_s)
        cost_m += late * np.maximum(behind_s - slack_s, 0.0)
        found_m: Floats = np.where(delay_s < 0, fall * delay_s, cost_m)
        return found_m

    through_s = at_s + leg_s
    on_m += last * (task.end_m - end_m) - leg_m
    there_s, there_m = gaps.to.take(hotspot, axis=2)
    back_s, back_m = gaps.back.take(hotspot, axis=2)
    board_s = np.maximum(at_s + there_s, ready_s)
    # Delivered at once,
    drop_s = board_s + (direct_s + trip.dropoff_s)
    rise_m = others_m(drop_s + (on_s - through_s))
    rise_m += price * drop_s + late * np.maximum(drop_s - task.aim_s, 0.0)
    rise_m += there_m + (direct_m + on_m)
    # ... or after further stops: what it costs until it is aboard, and from then on.
    there_m += back_m - leg_m
    delay_s = board_s + (back_s - through_s)
    there_m += others_m(delay_s)
    delay_s = np.maximum(delay_s - wait_s, np.minimum(delay_s, 0.0))
    more_s = door_s + on_s - leg_s
    door_m += more_s * np.where(more_s < 0, fall, np.where(wait_s > 0, 0.0, rate))
    door_s += at_s
    door_m += price * door_s + on_m
    there_m += price * delay_s + gaps.least_later(door_m.ravel())
    drop_s = delay_s + gaps.least_later(door_s.ravel())
    there_m += late * np.maximum(drop_s - task.aim_s, 0.0)
    np.minimum(rise_m, there_m, out=rise_m)
    least_m: Floats = np.minimum.reduceat(rise_m, gaps.first, axis=0).T
    return least_m - price * trip.asked_s


class Taking:
    """Finds nearer bounds of what meetings save than `giving.most_m`.

    Parameters
    ----------
    hubs
        Where vehicles may meet.
    giving
        Finds the ways.
    options
    """

    def __init__(self, hubs: Hubs, giving: Giving, options: DispatchOptions) -> None:
        self._legs = hubs.legs
        self._giving = giving
        self._options = options

    def most_m(
        self,
        giver: Route,
        ways: Ways,
        bound_m: Floats,
        receivers: Sequence[Route],
    ) -> Floats:
        """Return how much each way saves at most, by receiver, (ways, receivers) [m].

        Of few ways nothing more is known than before. Of several orders one adds what
        it does at least, each other one its own price, and who is delivered later than
        another comes from there at the soonest.

        Parameters
        ----------
        giver, ways
        bound_m : (ways, receivers) array
            As of `giving.most_m`: what is below the least saving is not looked at.
        receivers
            Of those that drive other legs than the giver nothing more is known.
        """
        nearer_m = np.full(bound_m.shape, INFINITE)
        able = bound_m >= self._options.least_saving_m
        if np.count_nonzero(able) <= _FEW * len(receivers):
            return nearer_m
        alike = np.flatnonzero([not each.vehicle.legs for each in receivers])
        if not alike.size:
            return nearer_m
        nearer_m[:, alike] = -INFINITE
        able = np.logical_or.reduce(able[:, alike], axis=1)
        gaps = gaps_of([receivers[each] for each in alike.tolist()], self._legs)
        for kept in range(int(ways.kept.min()), len(giver.stops)):
            rows = np.flatnonzero(able & (ways.kept == kept))
            if rows.size:
                tasks = [task for task, _ in giver.stops[kept:]]
                some = Ways._make(column[rows] for column in ways)
                nearer_m[np.ix_(rows, alike)] = self._of_all_m(tasks, some, gaps)
        return nearer_m

    def _of_all_m(self, tasks: Sequence[Task], ways: Ways, gaps: Gaps) -> Floats:
        """Return the bounds of ways to give the same orders."""
        options = self._options
        spare_m = _ROUNDED_M
        if len(tasks) > 1:  # where they end
            end_m = min(task.end_m for task in tasks)
            spare_m += max(0.0, self._giving.worst_end_m - end_m)
        drops_s, saved_m = [], []
        for task in tasks:
            direct = self._legs.back(task.trip.target)
            drop_s = ways.at_s + direct[0][ways.hotspot]
            own_m = ways.most_m + spare_m
            self._giving.add_own(own_m, task, drop_s)
            rise_m = least_rises_m(gaps, direct, task, ways.hotspot, ways.at_s, options)
            drops_s.append(drop_s)
            saved_m.append(own_m[:, np.newaxis] - rise_m)
        most_m: Floats = np.minimum.reduce(saved_m)
        for one, other in combinations(range(len(tasks)), 2):
            orders = [
                np.minimum(
                    saved_m[first] - self._later_m(tasks, drops_s, first, then),
                    saved_m[then],
                )
                for first, then in ((one, other), (other, one))
            ]
            np.minimum(most_m, np.maximum(*orders), out=most_m)
        return most_m

    def _later_m(
        self,
        tasks: Sequence[Task],
        drops_s: Sequence[Floats],
        first: int,
        then: int,
    ) -> Floats:
        """Return what an order costs more if another is delivered first, (w, 1) [m]."""
        between_s, _ = tasks[then].to_target[tasks[first].trip.target]
        later_s = drops_s[first] + between_s
        more_m = np.zeros(later_s.size)
        self._giving.add_own(more_m, tasks[then], np.maximum(later_s, drops_s[then]))
        less_m = np.zeros(later_s.size)
        self._giving.add_own(less_m, tasks[then], drops_s[then])
        return (more_m - less_m)[:, np.newaxis]
