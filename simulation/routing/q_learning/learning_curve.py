"""How far a learning agent is from Q*, kept up to date step by step (Figure 7)."""

import numpy as np

from simulation.routing.exact import ExactPolicy
from simulation.routing.preferred import VALUES_PER_UNIT, on_value_grid, rankings
from simulation.units import Bools, Floats, Ints


class LearningCurve:
    """Error and agreement of all agents, per episode.

    Instead of comparing whole tables, the sum of absolute errors moves by the
    change of the one value an agent updates, and the preferred set is compared
    in the one row it updates. There a whole number stands for each value,
    ``rint(1e9 Q) H - action``: ordering these is ordering values on the grid
    with ties to the lower index. The numbers of a row lie in the order of Q*:
    the k members of its preferred set with their signs changed, minus infinity,
    the others, and last the current hotspot, which is no next hop. The sets are
    equal if and only if the least member exceeds the greatest other.

    Parameters
    ----------
    exact
        The policy to compare with.
    preferred_size
        Size k of the preferred action sets.
    episodes
        Episodes to come.
    start : (H, H, H) array
        Q-values before the first step, by destination, current and next hotspot.
    """

    def __init__(
        self, exact: ExactPolicy, preferred_size: int, episodes: int, start: Floats
    ) -> None:
        hotspots = exact.hotspots
        size = min(preferred_size, hotspots - 1)
        self._hotspots = hotspots
        self._segments = np.array([0, size, hotspots])  # members, others, here
        self._sign = np.where(np.arange(hotspots + 1) < size, -1.0, 1.0)
        self._cells = (hotspots - 1) * hotspots  # states but the destination
        self.error = np.zeros((episodes, hotspots))
        self.agreement = np.ones((episodes, hotspots))
        self._error_sum = np.zeros(hotspots)
        self._equal = np.zeros(hotspots * hotspots, dtype=np.bool_)
        self._position = np.empty((hotspots * hotspots, hotspots), dtype=np.int32)
        self._key = np.full((hotspots * hotspots, hotspots + 1), -np.inf)
        if hotspots > 1:
            self._start(exact, size, start)
        self._equal_sum = self._equal.reshape(hotspots, -1).sum(axis=1)

    def _start(self, exact: ExactPolicy, size: int, start: Floats) -> None:
        """Take the state before the first step."""
        hotspots = self._hotspots
        states = np.arange(hotspots)
        place = np.where(states < size, states, states + 1).astype(np.int32)[None, :]
        for destination in range(hotspots):
            table = exact.action_values(destination)
            order = np.column_stack((rankings(on_value_grid(table)), states))
            rows = slice(destination * hotspots, (destination + 1) * hotspots)
            np.put_along_axis(self._position[rows], order, place, axis=1)
            known = np.take_along_axis(start[destination], order, axis=1)
            keys = (np.rint(known * VALUES_PER_UNIT) * hotspots - order) * self._sign[
                place
            ]
            np.put_along_axis(self._key[rows], place.astype(np.int64), keys, axis=1)
            self._equal[rows] = self._sets_equal(self._key[rows])
            self._equal[destination * hotspots + destination] = False  # no state
            others = states != destination
            self._error_sum[destination] = np.abs(
                table[others] - start[destination][others]
            ).sum()

    def _sets_equal(self, keys: Floats) -> Bools:
        greatest = np.maximum.reduceat(keys, self._segments, axis=1)
        equal: Bools = greatest[:, 0] + greatest[:, 1] < 0.0
        return equal

    def learnt(
        self, agents: Ints, rows: Ints, actions: Ints, values: Floats, gain: Floats
    ) -> None:
        """Take in one step of some agents.

        Parameters
        ----------
        agents : (n,) array
            Destinations of the agents, each at most once.
        rows : (n,) array
            Their states, numbered ``agent * H + state``.
        actions : (n,) array
            Where they went.
        values : (n,) array
            New Q-values of those hops.
        gain : (n,) array
            Growth of the absolute errors of those values.
        """
        self._error_sum[agents] += gain
        place = self._position[rows, actions]
        key = np.rint(values * VALUES_PER_UNIT) * self._hotspots - actions
        self._key[rows, place] = key * self._sign[place]
        equal = self._sets_equal(self._key.take(rows, axis=0))
        self._equal_sum[agents] += equal.astype(np.int64) - self._equal[rows]
        self._equal[rows] = equal

    def end_episode(self, episodes: Ints, agents: Ints) -> None:
        """Write down where `agents` stand at the end of their `episodes`."""
        error = self._error_sum[agents] / self._cells
        self.error[episodes, agents] = np.maximum(error, 0.0)
        self.agreement[episodes, agents] = self._equal_sum[agents] / (
            self._hotspots - 1
        )
