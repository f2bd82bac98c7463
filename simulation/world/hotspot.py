"""Hotspots: bays, and the handover between vehicle and storage."""

from collections.abc import Callable, Generator

from simpy import Environment, Event, Resource

from simulation.record.log import EventLog

HandoverTime = Callable[[int], float]  # deliveries aboard -> seconds


class Hotspot:
    """A storage hub where loaded vehicles dock and hand over.

    Parameters
    ----------
    env
        The clock.
    log
        Where events are recorded.
    place
        Its place number.
    docks
        Number of bays; ``None`` for as many as come.
    handover_time
        Time [s] a bay is held for so many deliveries; ``None`` for no time.
    """

    def __init__(
        self,
        env: Environment,
        log: EventLog,
        place: int,
        docks: int | None,
        handover_time: HandoverTime | None,
    ) -> None:
        self._env = env
        self._log = log
        self.place = place
        self._bays = None if docks is None else Resource(env, capacity=docks)
        self._handover_time = handover_time

    def unload(
        self, vehicle: int, orders: tuple[int, ...]
    ) -> Generator[Event, None, None]:
        """Hand a vehicle's whole load over at a bay (a SimPy process's part)."""
        self._log.dock_requested(self._env.now, vehicle, self.place, orders)
        if self._bays is None:
            yield from self._hand_over(vehicle, orders)
            return
        with self._bays.request() as bay:
            yield bay
            yield from self._hand_over(vehicle, orders)

    def _hand_over(
        self, vehicle: int, orders: tuple[int, ...]
    ) -> Generator[Event, None, None]:
        self._log.handover_started(self._env.now, vehicle, self.place, orders)
        if self._handover_time is not None:
            yield self._env.timeout(self._handover_time(len(orders)))
        self._log.handover_finished(self._env.now, vehicle, self.place, orders)
