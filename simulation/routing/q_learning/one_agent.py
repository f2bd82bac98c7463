"""One agent's whole training, compiled by numba; needs the extra ``fast``.

The same numbers, operation by operation, as `training` and `explorers` have for all
agents side by side; tests hold one against the other. Only `exp` may be another one
than numpy's in its last digit, on processors for which numpy brings its own.
"""

from math import exp

import numpy as np

from simulation.compiling import compiled, part
from simulation.units import Floats

State = tuple[np.uint64, ...]  # of PCG64: high and low 64 bits
Jump = tuple[np.uint64, ...]  # factor and summand
Walk = tuple[State, Jump, Jump]
How = tuple[int, float, float]
Plan = tuple[int, int, float, float]
Ends = tuple[int, int, int]

SUMMED, KEPT, EPSILON = range(3)  # Boltzmann among few hotspots, among many; the other

_32, _11, _58, _63, _64 = (np.uint64(each) for each in (32, 11, 58, 63, 64))
_LOW = np.uint64(0xFFFFFFFF)
_UNIT = 2.0**-53
_APART = 8  # sums of numpy that run side by side


@part
def _jumped(state: State, by: Jump) -> State:
    """Return 128 bits, times the first two words of a jump, plus the others."""
    high, low = state
    by_high, by_low, plus_high, plus_low = by
    low_0, low_1 = low & _LOW, low >> _32
    by_0, by_1 = by_low & _LOW, by_low >> _32
    middle = low_1 * by_0 + ((low_0 * by_0) >> _32)
    crossed = low_0 * by_1 + (middle & _LOW)
    above = low_1 * by_1 + (middle >> _32) + (crossed >> _32)
    product = low * by_low
    new = product + plus_low
    above += high * by_low + low * by_high + plus_high + np.uint64(new < product)
    return above, new


@part
def _uniform(state: State) -> float:
    """Return the number in [0, 1) of a state, as PCG64 of numpy does."""
    high, low = state
    mixed, turn = high ^ low, high >> _58
    mixed = (mixed >> turn) | (mixed << ((_64 - turn) & _63))
    return float(mixed >> _11) * _UNIT


@part
def _sum(weights: Floats, row: int, begin: int, end: int) -> float:
    """Return a sum in the order in which numpy adds up to 128 numbers."""
    total = 0.0
    if end - begin >= _APART:
        a, b = weights[row, begin], weights[row, begin + 1]
        c, d = weights[row, begin + 2], weights[row, begin + 3]
        e, f = weights[row, begin + 4], weights[row, begin + 5]
        g, h = weights[row, begin + 6], weights[row, begin + 7]
        begin += _APART
        while begin + _APART <= end:
            a, b = a + weights[row, begin], b + weights[row, begin + 1]
            c, d = c + weights[row, begin + 2], d + weights[row, begin + 3]
            e, f = e + weights[row, begin + 4], f + weights[row, begin + 5]
            g, h = g + weights[row, begin + 6], h + weights[row, begin + 7]
            begin += _APART
        total = ((a + b) + (c + d)) + ((e + f) + (g + h))
    for k in range(begin, end):
        total += weights[row, k]
    return total


@part
def _add_up(weights: Floats, sums: Floats, row: int, block: int) -> None:
    """Add up the weights of a row's block anew, and those of all blocks up to it."""
    blocks = sums.shape[2]
    length = weights.shape[1] // blocks
    sums[row, 0, block] = _sum(weights, row, block * length, (block + 1) * length)
    total = sums[row, 1, block - 1] if block else 0.0
    for each in range(block, blocks):
        total += sums[row, 0, each]
        sums[row, 1, each] = total


@part
def _form(
    values: Floats, weights: Floats, sums: Floats, row: int, base: float, heat: float
) -> None:
    """Form all weights of a row, and their sums by block."""
    for action in range(values.shape[1]):
        weights[row, action] = exp((values[row, action] - base) / heat)
    for block in range(sums.shape[2]):
        _add_up(weights, sums, row, block)


@part
def _drawn(weights: Floats, row: int, uniform: float) -> int:
    """Return where the sum of a row's weights passes the draw."""
    actions, total = weights.shape[1], 0.0
    for action in range(actions):
        total += weights[row, action]
    aim, total = uniform * total, 0.0
    for action in range(actions):
        total += weights[row, action]
        if total > aim:
            return action
    return 0


@part
def _drawn_by_block(weights: Floats, sums: Floats, row: int, uniform: float) -> int:
    """Return the same by sums over blocks."""
    blocks = sums.shape[2]
    length = weights.shape[1] // blocks
    aim, block = uniform * sums[row, 1, blocks - 1], 0
    while block < blocks - 1 and sums[row, 1, block] <= aim:
        block += 1
    action: int = block * length
    last = action + length - 1
    rest = aim - (sums[row, 1, block - 1] if block else 0.0)
    total = weights[row, action]
    while action < last and total <= rest:
        action += 1
        total += weights[row, action]
    return action


@part
def _best(values: Floats, row: int) -> int:
    """Return the first of the best actions in a row."""
    best = 0
    for action in range(1, values.shape[1]):
        if values[row, action] > values[row, best]:
            best = action
    return best


@part
def _highest_again(values: Floats, row: int, before: float) -> float:
    """Return the highest value of a row where none exceeds what it was before."""
    highest: float = values[row, 0]
    for action in range(values.shape[1]):
        highest = max(highest, values[row, action])
        if highest == before:
            break
    return highest


@part
def _elsewhere(agent: int, hotspots: int, uniform: float) -> int:
    """Return a hotspot, uniform over all but the agent's own."""
    start: int = min(int(uniform * (hotspots - 1)), hotspots - 2)
    return start + (start >= agent)


@part
def _chosen(
    values: Floats, weights: Floats, sums: Floats, state: int, how: How, uniform: float
) -> int:
    """Return the action that a draw stands for."""
    kind, heat, _ = how
    hotspots = values.shape[0]
    action: int = hotspots - 1  # at most
    if kind == KEPT:
        action = min(_drawn_by_block(weights, sums, state, uniform), action)
    elif kind == SUMMED:
        action = _drawn(weights, state, uniform)
    elif uniform < heat:
        action = min(int(uniform * (hotspots / heat)), action)
    else:
        action = _best(values, state)
    return action


@part
def _learn(
    values: Floats, highest: Floats, state: int, action: int, target: float, rate: float
) -> None:
    """Update the value of an action (Eq. 7), and the highest of its row."""
    old = values[state, action]
    new = old + rate * (target - old)
    values[state, action] = new
    if new >= highest[state]:
        highest[state] = new
    elif old >= highest[state]:
        highest[state] = _highest_again(values, state, highest[state])


@part
def _look_over(
    values: Floats, highest: Floats, weights: Floats, sums: Floats, how: How
) -> None:
    """Find the highest value of each row, and form all weights."""
    kind, heat, _ = how
    for row in range(values.shape[0]):
        highest[row] = values[row].max()
        if kind != EPSILON:
            _form(values, weights, sums, row, highest[row], heat)


@part
def _blocks(hotspots: int, kind: int) -> tuple[int, int]:
    """Return how many blocks of weights there are, and of how many actions each."""
    if kind != KEPT:
        return 1, hotspots if kind == SUMMED else 0
    length = int(np.ceil(np.sqrt(hotspots)))
    return -(-hotspots // length), length


@compiled
def learn_alone(
    values: Floats, penalty: Floats, walk: Walk, how: How, plan: Plan, ends: Ends
) -> tuple[int, int, int]:
    """Train one agent; return its steps, its episodes and how long it has been lost.

    Parameters
    ----------
    values : (H, H) array
        Zeros, or what it goes on from; learnt in place.
    penalty : (H, H) array
        Of hops.
    walk
        State of its first draw; the jumps to what it draws next, and to what it draws
        for its next action.
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
    kind, heat, far = how
    every, lost, last = ends
    drawn, next_draw, next_action = walk
    hotspots = values.shape[0]
    blocks, length = _blocks(hotspots, kind)
    weights = np.zeros((hotspots, blocks * length))
    sums = np.zeros((hotspots, 2, blocks))  # of each block, of all up to it
    highest = np.empty(hotspots)
    _look_over(values, highest, weights, sums, how)
    base = highest.copy()  # what weights are relative to
    state = _elsewhere(agent, hotspots, _uniform(drawn))
    drawn = _jumped(drawn, next_draw)
    steps = began = episode = 0
    look = every
    while True:
        action = _chosen(values, weights, sums, state, how, _uniform(drawn))
        reward = (1.0 if action == agent else 0.0) - penalty[state, action]
        target = reward + discount * highest[action]
        _learn(values, highest, state, action, target, rate)
        if kind != EPSILON:
            if abs(highest[state] - base[state]) > far:
                base[state] = highest[state]
                _form(values, weights, sums, state, base[state], heat)
            weight = exp((values[state, action] - base[state]) / heat)
            weights[state, action] = weight
            if kind == KEPT:
                _add_up(weights, sums, state, action // length)
        steps += 1
        state = action
        if action == agent:
            start = _uniform(_jumped(drawn, next_draw))
            state = _elsewhere(agent, hotspots, start)
            episode += 1
            began = steps
            if episode == episodes:
                return steps, episode, 0
        drawn = _jumped(drawn, next_action)
        if steps == look:
            look += every
            if steps - began > lost:
                return steps, episode, steps - began
            if steps == last:
                return steps, episode, 0
