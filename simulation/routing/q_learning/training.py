"""Q-learning of all routing agents (paper, Algorithm 1 and Eq. 7)."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import get_args

import numpy as np

from simulation.errors import PolicyError
from simulation.routing.exact import ExactPolicy
from simulation.routing.mdp import ARRIVING, TimeScaling, penalties
from simulation.routing.preferred import preferred_set_size
from simulation.routing.q_learning.explorers import Boltzmann, Explorer, KeptWeights
from simulation.routing.q_learning.learning_curve import LearningCurve
from simulation.routing.q_learning.tabular import TabularPolicy, first_values
from simulation.units import Bools, Floats, Ints

STEPS_PER_BLOCK = 1024
MANY = 96  # hotspots, from which on weights are kept rather than formed at each step
LONGEST_EPISODE = 1000  # steps per hotspot, after which an episode is hopeless


@dataclass(frozen=True)
class TrainingPlan:
    """What is asked of a training; the paper's values (Table 3) by default."""

    episodes: int
    learning_rate: float = 0.8  # alpha of Eq. 7
    discount: float = 0.99  # gamma of Eq. 7
    time_scaling: TimeScaling = "max"
    preferred_share: float = 0.1  # of the sets whose agreement is reported

    def __post_init__(self) -> None:
        """Refuse what cannot be trained with."""
        if self.time_scaling not in get_args(TimeScaling):
            raise PolicyError(
                f"the time scaling is {self.time_scaling!r}, "
                f"expected one of {', '.join(get_args(TimeScaling))}."
            )
        if self.episodes < 1:
            raise PolicyError(
                f"training has {self.episodes} episodes, expected 1 or more."
            )
        for name in ("learning_rate", "discount", "preferred_share"):
            value = getattr(self, name)
            if not 0.0 < value <= 1.0:
                raise PolicyError(
                    f"the {name.replace('_', ' ')} is {value}, "
                    "expected more than 0, at most 1."
                )


@dataclass(frozen=True, eq=False)
class TrainedTable:
    """Learnt Q-values, how they were learnt, and how close they came."""

    values: Floats  # (H, H, H) by destination, current and next hotspot
    error: Floats  # (episodes, H) mean absolute error to Q* after each, per agent
    agreement: Floats  # (episodes, H) share of preferred sets equal to those of Q*
    plan: TrainingPlan
    explorer: Explorer
    travel_time_sha256: str
    policy: TabularPolicy = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Form the policy that reads the table."""
        object.__setattr__(self, "policy", TabularPolicy(self.values))

    @property
    def hotspots(self) -> int:
        """Number of hotspots H."""
        return int(self.values.shape[0])

    def episodes_until(self, agreement: float) -> int | None:
        """Return the episodes after which this share of all sets stays equal.

        The share is the mean over the agents; ``None`` if it was not reached.
        """
        below = np.flatnonzero(self.agreement.mean(axis=1) < agreement)
        episodes = int(below[-1]) + 2 if below.size else 1
        return episodes if episodes <= self.agreement.shape[0] else None


def travel_time_sha256(travel_time_s: Floats) -> str:
    """Return the fingerprint of the travel times a table was learnt for."""
    digest = hashlib.sha256(repr(travel_time_s.shape).encode())
    digest.update(np.ascontiguousarray(travel_time_s, dtype="<f8").tobytes())
    return digest.hexdigest()


def train(
    travel_time_s: Floats,
    explorer: Explorer,
    plan: TrainingPlan,
    rng: np.random.Generator,
    progress: Callable[[float], None] | None = None,
    start: Floats | None = None,
) -> TrainedTable:
    """Return the Q-values that all agents have learnt from their own experience.

    All agents take their steps side by side. Step n of agent i uses row (n, i)
    of the uniform numbers, so that what an agent learns does not depend on how
    long the others take. Memory O(H^3): the table, kept weights, and the curve.

    Parameters
    ----------
    travel_time_s : (H, H) array
        Between hotspots, from row to column [s].
    explorer
        How agents choose while learning.
    plan
        Episodes per agent, rates, and the share of hotspots preferred.
    rng
        The stream ``training``.
    progress
        Called now and then with the share of all episodes that have ended.
    start : (H, H, H) array
        Values to go on from; absent: all are zero.

    Raises
    ------
    PolicyError
        If the travel times are out of range, or an episode does not end
        because the explorer never tries the destination.
    """
    learners = _Learners(travel_time_s, explorer, plan, start)
    curve = learners.follow(travel_time_s)
    return TrainedTable(
        values=learners.learn(rng, progress),
        error=curve.error,
        agreement=curve.agreement,
        plan=plan,
        explorer=explorer,
        travel_time_sha256=travel_time_sha256(travel_time_s),
    )


def learn(
    travel_time_s: Floats,
    explorer: Explorer,
    plan: TrainingPlan,
    rng: np.random.Generator,
    progress: Callable[[float], None] | None = None,
    start: Floats | None = None,
) -> Floats:
    """Return the values (H, H, H) that `train` comes to, without following how."""
    return _Learners(travel_time_s, explorer, plan, start).learn(rng, progress)


class _Learners:
    """All agents that still learn, side by side; agent i is bound for hotspot i.

    Rows of the table are numbered ``agent * H + state``; the row of an agent's
    destination stays zero, which is the future value of having arrived.
    """

    def __init__(
        self,
        travel_time_s: Floats,
        explorer: Explorer,
        plan: TrainingPlan,
        start: Floats | None,
    ) -> None:
        penalty = penalties(travel_time_s, plan.time_scaling)
        hotspots = self.hotspots = len(penalty)
        self._explorer = explorer
        self._plan = plan
        self._penalty = penalty.reshape(-1)
        self.values = first_values(hotspots, start).reshape(-1, hotspots)
        self._flat = self.values.reshape(-1)
        self._highest = self.values.max(axis=1)  # per row
        self._weights: KeptWeights | None = None
        if isinstance(explorer, Boltzmann) and hotspots >= MANY:
            self._weights = KeptWeights(self.values, explorer.temperature)
        self._curve: LearningCurve | None = None
        self._optimum: Floats | None = None  # per row, where there is a curve
        self.agents = np.arange(hotspots if hotspots > 1 else 0)
        self._first_rows = self.agents * hotspots
        self._state = np.zeros_like(self.agents)
        self._episode = np.zeros(hotspots, dtype=np.int64)
        self._steps = 0
        self._began = np.zeros(hotspots, dtype=np.int64)

    def follow(self, travel_time_s: Floats) -> LearningCurve:
        """Return what is told of every step from now on: how far from Q* it led."""
        plan, hotspots = self._plan, self.hotspots
        exact = ExactPolicy(travel_time_s, plan.discount, plan.time_scaling)
        optimum = np.array([exact.value(each) for each in range(hotspots)])
        self._optimum = optimum.reshape(-1)
        self._curve = LearningCurve(
            exact,
            preferred_set_size(plan.preferred_share, hotspots),
            plan.episodes,
            self.values.reshape((hotspots,) * 3),
        )
        return self._curve

    def learn(
        self, rng: np.random.Generator, progress: Callable[[float], None] | None
    ) -> Floats:
        """Return all values (H, H, H) when every agent's episodes are over."""
        if self.hotspots > 1:
            self._state = self._elsewhere(self.agents, rng.random(self.hotspots))
        while self.agents.size:
            for uniform in rng.random((STEPS_PER_BLOCK, 2, self.hotspots)):
                self.step(uniform)
                if not self.agents.size:
                    break
            self.refuse_hopeless_episode()
            if progress is not None:
                progress(float(self._episode.mean() / self._plan.episodes))
        return self.values.reshape((self.hotspots,) * 3)

    def _elsewhere(self, agents: Ints, uniform: Floats) -> Ints:
        """Return a hotspot each, uniform over all but the agents' own."""
        others = self.hotspots - 1
        start = np.minimum((uniform * others).astype(np.int64), others - 1)
        moved: Ints = start + (start >= agents)
        return moved

    def step(self, uniform: Floats) -> None:
        """Let every agent act once and learn from it.

        Parameters
        ----------
        uniform : (2, H) array
            Random numbers per agent: for the action, and for the start of the
            next episode if this action arrives.
        """
        agents, state = self.agents, self._state
        drawn = uniform[0].take(agents)
        rows = self._first_rows + state
        if self._weights is not None:
            actions = self._weights.choose(rows, drawn)
        else:
            actions = self._explorer.choose(self.values.take(rows, axis=0), drawn)
        arrived = actions == agents
        self._learn(rows, actions, arrived)
        self._steps += 1
        self._state = actions
        which = arrived.nonzero()[0]
        if which.size:
            self._end_episodes(which, uniform[1])

    def _learn(self, rows: Ints, actions: Ints, arrived: Bools) -> None:
        """Update the value of `actions` in `rows` (Eq. 7)."""
        plan, highest = self._plan, self._highest
        cells = rows * self.hotspots + actions
        next_rows = self._first_rows + actions
        reward = ARRIVING * arrived
        reward -= self._penalty.take(self._state * self.hotspots + actions)
        old = self._flat.take(cells)
        target = reward + plan.discount * highest.take(next_rows)
        new = old + plan.learning_rate * (target - old)
        self._flat[cells] = new
        # The highest value of a row moves only if it was this one, or is now.
        before = highest.take(rows)
        moved = (np.maximum(old, new) >= before).nonzero()[0]
        if moved.size:
            some = rows.take(moved)
            highest[some] = self.values.take(some, axis=0).max(axis=1)
        if self._weights is not None:
            self._weights.change(rows, actions, new, highest.take(rows))
        if self._curve is not None and self._optimum is not None:
            optimum = reward + plan.discount * self._optimum.take(next_rows)
            gain = np.abs(new - optimum) - np.abs(old - optimum)
            self._curve.learnt(self.agents, rows, actions, new, gain)

    def _end_episodes(self, which: Ints, uniform: Floats) -> None:
        """End the episodes of the agents at these positions, begin their next."""
        agents = self.agents[which]
        if self._curve is not None:
            self._curve.end_episode(self._episode[agents], agents)
        self._episode[agents] += 1
        self._began[agents] = self._steps
        self._state[which] = self._elsewhere(agents, uniform[agents])
        if self._episode[agents].max() == self._plan.episodes:
            learning = self._episode[self.agents] < self._plan.episodes
            self.agents = self.agents[learning]
            self._state = self._state[learning]
            self._first_rows = self.agents * self.hotspots

    def refuse_hopeless_episode(self) -> None:
        """Raise if an agent has wandered for too long without arriving."""
        longest = self._steps - self._began[self.agents]
        if longest.max(initial=0) > LONGEST_EPISODE * self.hotspots:
            agent = int(self.agents[longest.argmax()])
            raise hopeless(agent, int(self._episode[agent]), int(longest.max()))


def hopeless(agent: int, episodes: int, steps: int) -> PolicyError:
    """Return that an agent, after some episodes, has wandered for too many steps."""
    return PolicyError(
        f"training: episode {episodes + 1} of the agent of hotspot {agent} did not "
        f"arrive in {steps} steps, expected more exploration or a higher temperature."
    )
