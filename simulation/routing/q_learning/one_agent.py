"""One agent's whole training, compiled by numba; needs the extra ``fast``.

The same numbers, operation by operation, as `training` and `explorers` have for all
agents side by side; tests hold one against the other. Only `exp` may be another one
than numpy's in its last digit, on processors for which numpy brings its own.
"""

from collections.abc import Callable
from math import exp
from typing import TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

from simulation.units import Floats

_Function = TypeVar("_Function", bound=Callable[..., object])
Words = NDArray[np.uint64]
Table = tuple[Floats, Floats, Floats, Floats, Floats]  # as of _start
How = tuple[int, float, float]
Plan = tuple[int, int, float, float]
Ends = tuple[int, int, int]

SUMMED, KEPT, EPSILON = range(3)  # Boltzmann among few hotspots, among many; the other

_32, _11, _58, _63, _64 = (np.uint64(each) for each in (32, 11, 58, 63, 64))
_LOW = np.uint64(0xFFFFFFFF)
_UNIT = 2.0**-53
_APART = 8  # sums of numpy that run side by side


def _compiled(function: _Function) -> _Function:
    try:
        made = numba.njit(cache=True)(function)
    except RuntimeError:  # nowhere to keep what is compiled
        made = numba.njit(function)
    return cast("_Function", made)


@_compiled
def _jump(walk: Words, at: int, by: int) -> None:
    """Move the 128 bits at `at` of a walk on: times 128 bits at `by`, plus the next."""
    high, low = walk[at], walk[at + 1]
    low_0, low_1 = low & _LOW, low >> _32
    by_0, by_1 = walk[by + 1] & _LOW, walk[by + 1] >> _32
    middle = low_1 * by_0 + ((low_0 * by_0) >> _32)
    crossed = low_0 * by_1 + (middle & _LOW)
    above = low_1 * by_1 + (middle >> _32) + (crossed >> _32)
    product = low * walk[by + 1]
    above += high * walk[by + 1] + low * walk[by]
    walk[at + 1] = product + walk[by + 3]
    walk[at] = above + walk[by + 2] + np.uint64(walk[at + 1] < product)


@_compiled
def _uniform(walk: Words, at: int) -> float:
    """Return the number in [0, 1) of the 128 bits at `at`, as PCG64 of numpy does."""
    high = walk[at]
    mixed = high ^ walk[at + 1]
    turn = high >> _58
    mixed = (mixed >> turn) | (mixed << ((_64 - turn) & _63))
    return float(mixed >> _11) * _UNIT


@_compiled
def _sum(weights: Floats, row: int, begin: int, end: int) -> float:
    """Return a sum in the order in which numpy adds up to 128 numbers."""
    total = 0.0
    first = begin
    if end - begin >= _APART:
        by = np.empty(_APART)
        for k in range(_APART):
            by[k] = weights[row, begin + k]
        first = begin + _APART
        while first + _APART <= end:
            for k in range(_APART):
                by[k] += weights[row, first + k]
            first += _APART
        total = ((by[0] + by[1]) + (by[2] + by[3])) + (
            (by[4] + by[5]) + (by[6] + by[7])
        )
    for k in range(first, end):
        total += weights[row, k]
    return total


@_compiled
def _form(
    values: Floats, weights: Floats, sums: Floats, row: int, base: float, heat: float
) -> None:
    """Form all weights of a row, and their sums by block."""
    for action in range(values.shape[1]):
        weights[row, action] = exp((values[row, action] - base) / heat)
    length = weights.shape[1] // sums.shape[1]
    for block in range(sums.shape[1]):
        sums[row, block] = _sum(weights, row, block * length, (block + 1) * length)


@_compiled
def _drawn(weights: Floats, row: int, actions: int, uniform: float) -> int:
    """Return where the sum of a row's weights passes the draw."""
    total = 0.0
    for action in range(actions):
        total += weights[row, action]
    aim, total = uniform * total, 0.0
    for action in range(actions):
        total += weights[row, action]
        if total > aim:
            return action
    return 0


@_compiled
def _drawn_by_block(
    weights: Floats, sums: Floats, row: int, actions: int, uniform: float
) -> int:
    """Return the same by sums over blocks."""
    blocks = sums.shape[1]
    length = weights.shape[1] // blocks
    total = 0.0
    for block in range(blocks):
        total += sums[row, block]
    aim, total, found, before = uniform * total, 0.0, 0, 0.0
    for block in range(blocks):
        before = total
        total += sums[row, block]
        if total > aim:
            found = block
            break
    else:
        before = 0.0
    rest, total, within = aim - before, 0.0, 0
    while within < length - 1:
        total += weights[row, found * length + within]
        if total > rest:
            break
        within += 1
    return min(found * length + within, actions - 1)


@_compiled
def _best(values: Floats, row: int) -> int:
    """Return the first of the best actions in a row."""
    best = 0
    for action in range(1, values.shape[1]):
        if values[row, action] > values[row, best]:
            best = action
    return best


@_compiled
def _highest_again(values: Floats, row: int, before: float) -> float:
    """Return the highest value of a row where none exceeds what it was before."""
    highest = values[row, 0]
    for action in range(values.shape[1]):
        highest = max(highest, values[row, action])
        if highest == before:
            break
    return highest


@_compiled
def _elsewhere(agent: int, hotspots: int, uniform: float) -> int:
    """Return a hotspot, uniform over all but the agent's own."""
    start = min(int(uniform * (hotspots - 1)), hotspots - 2)
    return start + (start >= agent)


@_compiled
def _chosen(table: Table, state: int, how: How, uniform: float) -> int:
    """Return the action that a draw stands for."""
    values, _, _, weights, sums = table
    kind, heat, _ = how
    hotspots = values.shape[0]
    if kind == KEPT:
        return _drawn_by_block(weights, sums, state, hotspots, uniform)
    if kind == SUMMED:
        return _drawn(weights, state, hotspots, uniform)
    if uniform < heat:
        return min(int(uniform * (hotspots / heat)), hotspots - 1)
    return _best(values, state)


@_compiled
def _learn(table: Table, state: int, action: int, target: float, rate: float) -> None:
    """Update the value of an action (Eq. 7), and the highest of its row."""
    values, highest, _, _, _ = table
    old = values[state, action]
    new = old + rate * (target - old)
    values[state, action] = new
    if new >= highest[state]:
        highest[state] = new
    elif old >= highest[state]:
        highest[state] = _highest_again(values, state, highest[state])


@_compiled
def _weigh(table: Table, state: int, action: int, how: How) -> None:
    """Take a new value into the weights."""
    values, highest, base, weights, sums = table
    kind, heat, far = how
    if abs(highest[state] - base[state]) > far:
        base[state] = highest[state]
        _form(values, weights, sums, state, base[state], heat)
        return
    weights[state, action] = exp((values[state, action] - base[state]) / heat)
    if kind == KEPT:
        length = weights.shape[1] // sums.shape[1]
        block = action // length
        begin = block * length
        sums[state, block] = _sum(weights, state, begin, begin + length)


@_compiled
def _start(values: Floats, how: How) -> Table:
    """Return what an agent works with: values, the highest of each row, weights."""
    kind, heat, _ = how
    hotspots = values.shape[0]
    blocks = 1
    if kind == KEPT:
        length = int(np.ceil(np.sqrt(hotspots)))
        blocks = -(-hotspots // length)
        weights = np.zeros((hotspots, blocks * length))
    else:
        weights = np.zeros((hotspots, hotspots if kind == SUMMED else 0))
    sums = np.zeros((hotspots, blocks))
    highest = np.empty(hotspots)
    for row in range(hotspots):
        highest[row] = values[row].max()
        if kind != EPSILON:
            _form(values, weights, sums, row, highest[row], heat)
    return values, highest, highest.copy(), weights, sums


@_compiled
def learn_alone(
    values: Floats, penalty: Floats, walk: Words, how: How, plan: Plan, ends: Ends
) -> tuple[int, int, int]:
    """Train one agent; return its steps, its episodes and how long it has been lost.

    Parameters
    ----------
    values : (H, H) array
        Zeros, or what it goes on from; learnt in place.
    penalty : (H, H) array
        Of hops.
    walk : (12,) array
        High and low 64 bits of: its first draw; factor and summand of the jump to what
        it draws next, and of that to its next action; the last are used.
    how
        Kind of exploration; temperature or exploration; how far a highest value may be
        from what weights are relative to.
    plan
        The agent's hotspot, episodes, learning rate, discount.
    ends
        Steps between two looks at whether it is lost, steps of an episode after which
        it is, steps at which to end in any case.
    """
    agent, episodes, rate, discount = plan
    every, lost, last = ends
    table = _start(values, how)
    hotspots, highest = values.shape[0], table[1]
    state = _elsewhere(agent, hotspots, _uniform(walk, 0))
    _jump(walk, 0, 2)
    steps = began = episode = 0
    while True:
        action = _chosen(table, state, how, _uniform(walk, 0))
        reward = (1.0 if action == agent else 0.0) - penalty[state, action]
        _learn(table, state, action, reward + discount * highest[action], rate)
        if how[0] != EPSILON:
            _weigh(table, state, action, how)
        steps += 1
        state = action
        if action == agent:
            walk[10], walk[11] = walk[0], walk[1]
            _jump(walk, 10, 2)
            state = _elsewhere(agent, hotspots, _uniform(walk, 10))
            episode += 1
            began = steps
            if episode == episodes:
                return steps, episode, 0
        _jump(walk, 0, 6)
        if steps % every == 0 and steps - began > lost:
            return steps, episode, steps - began
        if steps == last:
            return steps, episode, 0
