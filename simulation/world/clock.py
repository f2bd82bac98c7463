"""The clock: SimPy's environment, which tells the time without a call."""

from simpy import Environment


class _Time:
    """Where a clock keeps the time: in a slot."""

    __slots__ = ("_now",)


class Clock(_Time, Environment):
    """SimPy's environment; its time is a plain attribute.

    In SimPy, ``now`` is a function that returns ``_now``, and a delivery asks for
    the time some thirty times. Here both are names of one slot.
    """

    now: float = vars(_Time)["_now"]

    def at_rest(self) -> bool:
        """Return whether nothing else is scheduled at this time."""
        queue = self._queue
        return not queue or queue[0][0] > self.now
