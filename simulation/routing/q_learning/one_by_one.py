"""Agents that learn one after the other, compiled, with the draws each would have.

What agent i draws is what it draws where all learn side by side: every H-th number of
the stream, found by jumps. So it learns the same, and works in memory O(H^2).
"""

from collections.abc import Callable

import numpy as np

from simulation.compiling import is_here
from simulation.routing.mdp import penalties
from simulation.routing.q_learning import training
from simulation.routing.q_learning.explorers import (
    FAR,
    Boltzmann,
    EpsilonGreedy,
    Explorer,
)
from simulation.routing.q_learning.tabular import first_values
from simulation.routing.q_learning.training import TrainingPlan
from simulation.units import Floats

_WORTH = 20_000  # steps of an agent at least, from which on loading numba pays
_FACTOR = 0x2360ED051FC65DA44385DF649FCCF645  # of PCG64
_BITS = 1 << 128
_ENDLESS = np.iinfo(np.int64).max
_Step = tuple[int, int]  # factor and summand of a jump


def learn(
    travel_time_s: Floats,
    explorer: Explorer,
    plan: TrainingPlan,
    rng: np.random.Generator,
    progress: Callable[[float], None] | None = None,
    start: Floats | None = None,
) -> Floats:
    """Return the values (H, H, H) that `training.learn` returns, sooner where it can.

    That takes numba, which the extra ``fast`` brings; it leaves the stream at the same
    place. Arguments and what is raised are those of `training.learn`.
    """
    work = plan.episodes * travel_time_s.shape[0]
    if work >= _WORTH and is_here() and can_learn(explorer, rng):
        return compiled(travel_time_s, explorer, plan, rng, progress, start)
    return training.learn(travel_time_s, explorer, plan, rng, progress, start)


def can_learn(explorer: Explorer, rng: np.random.Generator) -> bool:
    """Return whether it is compiled how agents explore, and what they draw from."""
    known = type(explorer) in {Boltzmann, EpsilonGreedy}
    return known and type(rng.bit_generator) is np.random.PCG64


def compiled(
    travel_time_s: Floats,
    explorer: Explorer,
    plan: TrainingPlan,
    rng: np.random.Generator,
    progress: Callable[[float], None] | None = None,
    start: Floats | None = None,
) -> Floats:
    """Return the values (H, H, H), learnt by one agent after the other."""
    # Here, because it needs numba.
    from simulation.routing.q_learning import one_agent  # noqa: PLC0415

    penalty = penalties(travel_time_s, plan.time_scaling)
    hotspots = len(penalty)
    values = first_values(hotspots, start)
    if hotspots == 1:
        return values
    if isinstance(explorer, Boltzmann):
        heat = explorer.temperature
        many = hotspots >= training.MANY
        kind = one_agent.KEPT if many else one_agent.SUMMED
        far = FAR * heat if many else 0.0
    else:
        assert isinstance(explorer, EpsilonGreedy)
        kind, heat, far = one_agent.EPSILON, explorer.exploration, 0.0
    drawn = rng.bit_generator.state
    seed, summand = drawn["state"]["state"], drawn["state"]["inc"]
    apart = _leap(hotspots, summand)
    most, last, lost = 0, _ENDLESS, (0, 0, 0)
    for agent in range(hotspots):
        first = _leapt(seed, _leap(agent + 1, summand))
        walk = (_words(first), _words(*apart), _words(*_twice(apart)))
        steps, episodes, since = one_agent.learn_alone(
            values[agent],
            penalty,
            walk,
            (kind, heat, far),
            (agent, plan.episodes, plan.learning_rate, plan.discount),
            (training.STEPS_PER_BLOCK, training.LONGEST_EPISODE * hotspots, last),
        )
        if since and (steps < last or since > lost[0]):
            last, lost = steps, (since, agent, episodes)
        most = max(most, steps)
        if progress is not None:
            progress((agent + 1) / hotspots)
    if lost[0]:
        since, agent, episodes = lost
        raise training.hopeless(agent, episodes, since)
    blocks = -(-most // training.STEPS_PER_BLOCK)
    used = hotspots * (1 + 2 * training.STEPS_PER_BLOCK * blocks)
    drawn["state"]["state"] = _leapt(seed, _leap(used, summand))
    rng.bit_generator.state = drawn
    return values


def _leap(numbers: int, summand: int) -> _Step:
    """Return the jump over so many numbers of PCG64, by squaring."""
    by, step = (1, 0), (_FACTOR, summand)
    while numbers:
        if numbers & 1:
            by = _then(by, step)
        step = _twice(step)
        numbers >>= 1
    return by


def _twice(step: _Step) -> _Step:
    return _then(step, step)


def _then(first: _Step, second: _Step) -> _Step:
    return first[0] * second[0] % _BITS, _leapt(first[1], second)


def _leapt(state: int, by: _Step) -> int:
    return (state * by[0] + by[1]) % _BITS


def _words(*numbers: int) -> tuple[np.uint64, ...]:
    """Return high and low 64 bits of each."""
    halves = (half for each in numbers for half in divmod(each, 1 << 64))
    return tuple(map(np.uint64, halves))
