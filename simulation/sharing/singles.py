"""Deliveries one by one, those of groups too: where they go, how long they wait."""

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from operator import add
from typing import TypeVar

import numpy as np

from simulation.sharing.candidate import Candidate, GroupCandidate
from simulation.units import Floats, Ints

_Time = TypeVar("_Time", float, Floats)
Singles = Sequence[Candidate]  # deliveries, none of them groups


def singles_of(members: Iterable[Candidate]) -> Singles:
    """Return deliveries, those of groups one by one."""
    singles: list[Candidate] = []
    for each in members:
        singles += each.members if isinstance(each, GroupCandidate) else (each,)
    return singles


def end_of(single: Candidate) -> int:
    """Return the destination of a single delivery."""
    return single.destinations.bit_length() - 1


def ends_of(singles: Singles) -> tuple[int, ...]:
    """Return the destinations of some, ascending."""
    return tuple(sorted(map(end_of, singles)))


def waits_s(
    singles: Singles, hop: int, now_s: float, seconds: Sequence[Sequence[float]]
) -> float:
    """Return how long some wait for each other on their way to a hop, in all.

    Parameters
    ----------
    singles
        Those at one hotspot leave it when the last of them is ready.
    hop
        Where those who go on wait for the last.
    now_s
        The instant [s].
    seconds
        Between hotspots, (H, H).
    """
    return _waits_s(
        singles, now_s, lambda at: seconds[at][hop], lambda end: float(end != hop), max
    )


def waits_at_s(singles: Singles, hops: Ints, now_s: float, seconds: Floats) -> Floats:
    """Return the same at each of some hops."""
    return _waits_s(
        singles,
        now_s,
        lambda at: seconds[at][hops],
        lambda end: np.where(hops == end, 0.0, 1.0),
        np.maximum,
    )


def _waits_s(
    singles: Singles,
    now_s: float,
    to_s: Callable[[int], _Time],
    goes_on: Callable[[int], _Time],
    later: Callable[[_Time, _Time], _Time],
) -> _Time:
    leave_s: dict[int, float] = {}  # by place
    for each in singles:
        at = each.hotspot
        leave_s[at] = max(leave_s.get(at, now_s), each.ready_s)
    arrive_s = {at: s + to_s(at) for at, s in leave_s.items()}
    last_s = reduce(later, arrive_s.values())
    waits: list[_Time] = []
    for each in singles:
        at = each.hotspot
        stays_s = leave_s[at] - max(each.ready_s, now_s)
        # Who does not go on leaves at once.
        waits.append(stays_s + goes_on(end_of(each)) * (last_s - arrive_s[at]))
    return reduce(add, waits)  # one after the other, numbers as arrays
