"""The decision problem of a routing agent (paper, section 5).

State: the current hotspot. Action: the next hotspot. The world is
deterministic, and arriving at the agent's destination ends the episode.
"""

from typing import Literal

import numpy as np

from simulation.errors import PolicyError
from simulation.units import Floats

TimeScaling = Literal["max", "off_diagonal"]

STAYING = 1.0  # penalty for an action that moves nowhere
ARRIVING = 1.0  # reward for the hop that reaches the destination


class TimeScale:
    """How times between hotspots become numbers in [0, 1].

    Parameters
    ----------
    travel_time_s : (H, H) array
        From row to column [s].
    time_scaling
        ``max``: t / max(t), min-max scaling with the zero diagonal included.
        ``off_diagonal``: the smallest time between two hotspots becomes 0.
        Where all times are the same to the scaling, they become 0.

    Raises
    ------
    PolicyError
        If the matrix is not square, or holds a time that is negative or no number.
    """

    def __init__(self, travel_time_s: Floats, time_scaling: TimeScaling) -> None:
        if travel_time_s.ndim != 2 or len(set(travel_time_s.shape)) != 1:  # noqa: PLR2004
            raise PolicyError(
                f"travel times have the shape {travel_time_s.shape}, "
                "expected one row and one column per hotspot."
            )
        bad = np.argwhere(~(np.isfinite(travel_time_s) & (travel_time_s >= 0.0)))
        if bad.size:
            origin, destination = bad[0].tolist()
            raise PolicyError(
                f"the travel time from hotspot {origin} to hotspot {destination} is "
                f"{travel_time_s[origin, destination]}, expected 0 s or more."
            )
        between = ~np.eye(travel_time_s.shape[0], dtype=bool)
        self.lowest_s = 0.0
        if time_scaling == "off_diagonal" and travel_time_s.shape[0] > 1:
            self.lowest_s = float(travel_time_s.min(where=between, initial=np.inf))
        longest_s = float(travel_time_s.max(where=between, initial=0.0))
        self.spread_s = longest_s - self.lowest_s

    def scaled(self, times_s: Floats) -> Floats:
        """Return times between different hotspots as numbers in [0, 1]."""
        if self.spread_s <= 0.0:
            return np.zeros(times_s.shape)
        scaled: Floats = (times_s - self.lowest_s) / self.spread_s
        return scaled


def normalised_times(travel_time_s: Floats, time_scaling: TimeScaling) -> Floats:
    """Return travel times scaled to [0, 1] by `TimeScale`, (H, H), diagonal zero."""
    scaled = TimeScale(travel_time_s, time_scaling).scaled(travel_time_s)
    np.fill_diagonal(scaled, 0.0)
    return scaled


def penalties(travel_time_s: Floats, time_scaling: TimeScaling) -> Floats:
    """Return the penalty of every action, (H, H): from row to column.

    The normalised time of a hop, and 1 for staying. The reward of section 5 is
    minus the penalty, plus 1 for the hop that arrives: see :func:`rewards`.
    """
    penalty = normalised_times(travel_time_s, time_scaling)
    np.fill_diagonal(penalty, STAYING)
    return penalty


def rewards(penalty: Floats, destination: int) -> Floats:
    """Return the reward of every state and action of one agent, (H, H).

    Parameters
    ----------
    penalty : (H, H) array
        As :func:`penalties` gives it.
    destination
        The hotspot whose agent is asked about.
    """
    reward: Floats = -penalty
    reward[:, destination] += ARRIVING
    reward[destination, destination] = -STAYING
    return reward
