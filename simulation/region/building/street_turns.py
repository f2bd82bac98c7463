"""The turns of a street graph: which are allowed, and what they cost."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.region.street_graph import Use, offsets
from simulation.units import TICKS_PER_S, Floats, Ints

Direction = int  # 2 k along street k, 2 k + 1 against it
BEARING_M = 10.0  # how far along a street its direction at a junction is taken
_NO_CHOICE = 2  # streets that meet where a road only goes on

# The cost of a turn by its angle: OSRM's car profile (car.lua, process_turn), a curve
# fitted there to real driving. It tells turns across the oncoming traffic from others.
TURN_STEEPNESS, TURN_MIDDLE, TURN_BIAS = 13.0, 6.5, 1.075


@dataclass(frozen=True)
class Restriction:
    """At a node, from one way into another: banned, or (`only`) all others are."""

    only: bool
    from_way: int
    via: int
    to_way: int


@dataclass(frozen=True)
class TurnCosts:
    """What turns cost: the dearest turn, a signal [s]; on which side one drives."""

    turn_s: float = 0.0
    signal_s: float = 0.0
    drives_on_right: bool = True


FREE_TURNS = TurnCosts()


@dataclass(frozen=True)
class Junctions:
    """How streets meet, by direction (2 s).

    Parameters
    ----------
    tail, head : (2 s,) arrays
        Junctions where each direction begins and ends.
    begin_way, end_way : (2 s,) arrays
        Ways of the map that each begins and ends on.
    begin_bearing, end_bearing : (2 s,) arrays
        Where it leads there [degrees].
    via : mapping
        Junctions at a node of the map (several at a barrier).
    signals
        Junctions with a signal.
    """

    tail: Ints
    head: Ints
    begin_way: Ints
    end_way: Ints
    begin_bearing: Floats
    end_bearing: Floats
    via: Mapping[int, Sequence[int]]
    signals: frozenset[int]


class Turns:
    """The turns at junctions, under restrictions, at a cost."""

    def __init__(
        self, at: Junctions, rules: Sequence[Restriction], costs: TurnCosts
    ) -> None:
        self.at = at
        self._rules = rules
        self._costs = costs
        self._roads = np.bincount(at.tail)  # streets that meet at each junction

    def table(
        self,
        use: NDArray[np.uint8],
        goes_on: NDArray[np.uint8],
        *,
        back_anywhere: bool = False,
    ) -> tuple[Ints, Ints, Ints]:
        """Return the turns out of each direction: first turn, into what, [1/1024 s].

        Parameters
        ----------
        use : (2 s,) array
            Who may drive each direction.
        goes_on : (2 s,) array
            The same of those by which one goes on. A dead end is where there is none,
            or from an open street none that is open.
        back_anywhere
            Whether one may turn back everywhere, not at dead ends only.
        """
        at = self.at
        arriving: dict[int, list[Direction]] = defaultdict(list)
        leaving: dict[int, list[Direction]] = defaultdict(list)
        for direction in np.flatnonzero(use != Use.CLOSED).tolist():
            leaving[int(at.tail[direction])].append(direction)
            arriving[int(at.head[direction])].append(direction)
        banned = self._banned(arriving, leaving)
        into: list[list[Direction]] = [[] for _ in range(use.size)]
        ticks: list[int] = []
        for direction in np.flatnonzero(use != Use.CLOSED).tolist():
            junction = int(at.head[direction])
            allowed = [d for d in leaving[junction] if (direction, d) not in banned]
            on = [each for each in allowed if each != direction ^ 1]
            ahead = any(goes_on[each] >= use[direction] for each in on)
            into[direction] = on if ahead and not back_anywhere else allowed
            ticks += [self._cost(direction, each) for each in into[direction]]
        counts = np.array([len(each) for each in into], dtype=np.int64)
        flat = [each for row in into for each in row]
        return (
            offsets(counts),
            np.array(flat, dtype=np.int64),
            np.array(ticks, dtype=np.int64),
        )

    def _cost(self, direction: Direction, into: Direction) -> int:
        """Return the time of a turn [1/1024 s]."""
        at, junction = self.at, int(self.at.head[direction])
        cost_s = self._costs.signal_s if junction in at.signals else 0.0
        turns = self._roads[junction] > _NO_CHOICE or into == direction ^ 1
        if self._costs.turn_s and turns:
            angle = float(at.begin_bearing[into] - at.end_bearing[direction])
            cost_s += turn_cost_s(angle, self._costs)
        return round(cost_s * TICKS_PER_S)

    def _banned(
        self,
        arriving: Mapping[int, list[Direction]],
        leaving: Mapping[int, list[Direction]],
    ) -> set[tuple[Direction, Direction]]:
        """Return the turns that no vehicle may take, as pairs of directions."""
        at = self.at
        banned: set[tuple[Direction, Direction]] = set()
        alone: set[tuple[Direction, Direction]] = set()
        for rule in self._rules:
            turns_back = rule.from_way == rule.to_way  # a way may go on behind the node
            for junction in at.via.get(rule.via, ()):
                (alone if rule.only else banned).update(
                    (start, each)
                    for start in arriving.get(junction, ())
                    if at.end_way[start] == rule.from_way
                    for each in leaving.get(junction, ())
                    if at.begin_way[each] == rule.to_way
                    and (each == start ^ 1 or not turns_back)
                )
        # Of several turns that alone are allowed each is; one that is not driven bans
        # nothing, for there is nothing to keep.
        for start in {start for start, _ in alone}:
            out = leaving[int(at.head[start])]
            banned |= {(start, each) for each in out} - alone
        return banned


def turn_cost_s(angle: float, costs: TurnCosts) -> float:
    """Return the time [s] that a turn by an angle takes.

    Parameters
    ----------
    angle
        Change of the bearing [degrees], clockwise: to the right is positive.
    costs
        The dearest turn, and on which side one drives.
    """
    turn = (angle + 180.0) % 360.0 - 180.0
    bias = TURN_BIAS if (turn >= 0) == costs.drives_on_right else 1 / TURN_BIAS
    steep = TURN_STEEPNESS / bias * abs(turn) / 180.0 - TURN_MIDDLE * bias
    return costs.turn_s / (1 + math.exp(-steep))


def bearings(
    lon: Floats, lat: Floats, first_point: Ints, along_m: Floats
) -> tuple[Floats, Floats]:
    """Return the bearings [degrees] where each direction begins and ends, (2 s,) each.

    Parameters
    ----------
    lon, lat, first_point
        The lines of the streets.
    along_m : (p,) array
        How far each point is along all lines, one after the other [m].
    """
    first, last = first_point[:-1], first_point[1:] - 1
    near_first = np.searchsorted(along_m, along_m[first] + BEARING_M)
    near_first = np.clip(near_first, first + 1, last)
    near_last = np.searchsorted(along_m, along_m[last] - BEARING_M, side="right") - 1
    near_last = np.clip(near_last, first, last - 1)

    def bearing(here: Ints, there: Ints) -> Floats:
        east = (lon[there] - lon[here]) * np.cos(np.radians(lat[here]))
        angle: Floats = np.degrees(np.arctan2(east, lat[there] - lat[here]))
        return angle

    out, on = bearing(first, near_first), bearing(near_last, last)
    begin = np.column_stack((out, on + 180.0)).ravel()
    return begin, np.column_stack((on, out + 180.0)).ravel()
