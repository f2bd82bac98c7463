"""The exact policy: what Q-learning converges to, known in advance."""

import numpy as np

from simulation.errors import PolicyError
from simulation.routing.mdp import ARRIVING, TimeScaling, penalties, rewards
from simulation.routing.preferred import on_value_grid
from simulation.routing.rows import exact_row
from simulation.units import Floats

_AT_A_TIME = 64  # states: their hops stay in the cache


def settled(value: Floats, at: int, towards: Floats, discount: float) -> Floats:
    """Return V* of one agent, (n,): the best sum of discounted rewards.

    Value iteration from the value of going straight to hotspot `at`, where it is
    known. A state can only gain through a hop to a state that has gained itself, so
    those hops alone are looked at: states pass on what they are worth, the best first,
    which is nearly always their last value then; whoever gains afterwards passes it on
    once more. Values lie in [0, 1], since going straight is worth 0 at least; then no
    cycle gains, and the iteration ends at its fixed point. Memory O(n); nothing here
    sums, and the fixed point does not depend on the order, so the result is the same to
    the last bit everywhere.

    Parameters
    ----------
    value : (n,) array
        Of going straight, 0 or more; changed in place.
    at
        Where `value` stays as it is: nobody goes on from there.
    towards : (n, n) array
        Penalties of hops, the transpose of those of
        :func:`simulation.routing.mdp.penalties`: to each hotspot (rows).
    discount
        Gamma of Eq. 7, in (0, 1].
    """
    passed_on = np.full(value.size, -np.inf)
    passed_on[at] = np.inf
    while True:
        gained = np.flatnonzero(value > passed_on)
        if not gained.size:
            return value
        gained = gained[np.argsort(-value[gained], kind="stable")]
        for begin in range(0, gained.size, _AT_A_TIME):
            states = gained[begin : begin + _AT_A_TIME]
            future = passed_on[states] = value[states]
            through = ((discount * future)[:, None] - towards[states]).max(axis=0)
            through[at] = value[at]
            np.maximum(value, through, out=value)


def value_of(destination: int, towards: Floats, discount: float) -> Floats:
    """Return V* of the agent of `destination`, (n,), as :func:`settled` has it."""
    straight: Floats = ARRIVING - towards[destination]
    straight[destination] = 0.0  # arrived: nothing more to come
    return settled(straight, destination, towards, discount)


def checked_discount(discount: float) -> float:
    """Return a discount, or refuse it.

    Raises
    ------
    PolicyError
        If it is out of range.
    """
    if not 0.0 < discount <= 1.0:
        raise PolicyError(
            f"the discount is {discount}, expected more than 0, at most 1."
        )
    return discount


class ExactPolicy:
    """Q* of every destination, formed when asked from V* and the times.

    Parameters
    ----------
    travel_time_s : (H, H) array
        Between hotspots, from row to column [s].
    discount
        Gamma of Eq. 7, in (0, 1].
    time_scaling
        How times become penalties: ``max`` or ``off_diagonal``.
    at_once
        Whether all destinations are solved now, or each when it is first asked for:
        they do not depend on each other.

    Raises
    ------
    PolicyError
        If the discount or the travel times are out of range.
    """

    def __init__(
        self,
        travel_time_s: Floats,
        discount: float = 0.99,
        time_scaling: TimeScaling = "max",
        *,
        at_once: bool = True,
    ) -> None:
        self._discount = checked_discount(discount)
        self._penalty = penalties(travel_time_s, time_scaling)
        self._towards = np.ascontiguousarray(self._penalty.T)
        self._values: dict[int, Floats] = {}  # of those that are solved
        self._futures: dict[int, Floats] = {}  # of those that were asked for
        for destination in range(self.hotspots if at_once else 0):
            self._value(destination)

    @property
    def hotspots(self) -> int:
        """Number of hotspots H."""
        return int(self._penalty.shape[0])

    def value(self, destination: int) -> Floats:
        """Return V*, (H,), of the agent of `destination`; 0 at the destination."""
        return self._value(destination).copy()

    def _value(self, destination: int) -> Floats:
        value = self._values.get(destination)
        if value is None:
            value = value_of(destination, self._towards, self._discount)
            self._values[destination] = value
        return value

    def _future(self, destination: int) -> Floats:
        """Return what is to come from each next hop, discounted."""
        future = self._futures.get(destination)
        if future is None:
            future = self._discount * self._value(destination)
            self._futures[destination] = future
        return future

    def values(self, destination: int, here: int) -> Floats:
        """Return Q*(here, .) of the agent of `destination`, (H,), to 1e-9."""
        future, penalty = self._future(destination), self._penalty[here]
        return exact_row(future, penalty, here, destination)

    def action_values(self, destination: int) -> Floats:
        """Return Q* of the agent of `destination`, (H, H), not rounded."""
        future = self._discount * self._value(destination)
        action_values: Floats = rewards(self._penalty, destination) + future
        return action_values

    def table(self, destination: int) -> Floats:
        """Return Q* of the agent of `destination`, (H, H), to 1e-9."""
        return on_value_grid(self.action_values(destination))
