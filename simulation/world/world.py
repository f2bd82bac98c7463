"""The world: a Mesa model that owns the SimPy environment, the only clock."""

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING

import mesa
import numpy as np
from simpy import Event

from simulation.demand.orders import Orders
from simulation.record.log import EventLog
from simulation.units import Ints
from simulation.world.clock import Clock
from simulation.world.delivery import Delivery, Journey
from simulation.world.instant import EndOfInstant
from simulation.world.journeys import Embark

if TYPE_CHECKING:
    from simulation.record.decisions import DecisionLog

Progress = Callable[[int], None]  # told the number of orders released so far

_ORDERS_PER_REPORT = 64


class World(mesa.Model):
    """Deliveries, vehicles and hotspots in continuous time.

    Routing agents register with it as its Mesa agents; vehicles and the release
    of orders are SimPy processes of its environment, which resume the journeys.
    """

    def __init__(self) -> None:
        super().__init__(rng=np.random.PCG64(0))  # never drawn from: see streams.py
        self.env = Clock()
        self.log = EventLog()
        self.decisions: DecisionLog | None = None  # why, if that is recorded
        self.open: dict[int, Delivery] = {}  # orders on their way, by number
        self.released = 0
        self.end_s = 0.0
        self._progress: Progress | None = None
        self._embark: Embark | None = None

    def let_go(self) -> None:
        """Let Mesa forget this model, whose run is over.

        Mesa 3.3 counts the agents of every model in a table of the class that is
        never cleared: a thousand runs would stay in memory with all that they hold.
        """
        counters = getattr(mesa.Agent, "_ids", None)
        if counters is not None:
            counters.pop(self, None)

    def populate(
        self, orders: Orders, tract_of: Ints, instant: EndOfInstant, embark: Embark
    ) -> None:
        """Release `orders` in time, each setting out on its journey.

        Parameters
        ----------
        orders
            Sorted by start.
        tract_of : (n,) array
            The tract, and so the hotspot, of each place.
        instant
            Held while orders of one instant set out.
        embark
            Returns the journey of one delivery.
        """
        self._embark = embark  # and with it all that moves
        self.env.process(self._release(orders, tract_of, instant, embark))

    def _release(
        self, orders: Orders, tract_of: Ints, instant: EndOfInstant, embark: Embark
    ) -> Generator[Event, None, None]:
        """One process releases all orders, asleep between two of them."""
        env = self.env
        ready: list[Journey] = []  # those of this instant
        columns = zip(
            orders.start_s.tolist(),
            orders.producer.tolist(),
            orders.consumer.tolist(),
            tract_of[orders.producer].tolist(),
            tract_of[orders.consumer].tolist(),
            strict=True,
        )
        for order, (start_s, producer, consumer, source, destination) in enumerate(
            columns
        ):
            if start_s > env.now:
                pause = env.timeout(start_s - env.now)
                _set_out(ready, instant)
                yield pause
            delivery = Delivery(order, producer, consumer, source, destination)
            self.open[order] = delivery
            self.released = order + 1
            if self._progress is not None and order % _ORDERS_PER_REPORT == 0:
                self._progress(order)
            delivery.journey = embark(delivery)
            ready.append(delivery.journey)
        _set_out(ready, instant)

    def report_to(self, progress: Progress) -> None:
        """Tell `progress`, now and then, how many orders are released."""
        self._progress = progress

    def run(self, horizon_s: float | None = None) -> None:
        """Run until nothing is left to happen, or to `horizon_s` [s], exclusive.

        At the horizon the open orders are listed.
        """
        self.advance(horizon_s)
        if horizon_s is None:
            self.end_s = self.env.now
        else:
            self.end_s = horizon_s
            self._list_open(horizon_s)

    def advance(self, until_s: float | None = None) -> None:
        """Run to `until_s` [s], exclusive, or until nothing is left to happen."""
        self.env.run(until=until_s)

    def happen(self, before_s: float) -> None:
        """Let all happen before a time [s]; the clock stays at the last of it.

        Unlike `advance`, which moves the clock, and with it the end of a run whose
        last event has passed.
        """
        env = self.env
        while env.peek() < before_s:
            env.step()

    def _list_open(self, horizon_s: float) -> None:
        """Record the orders that the horizon finds on their way."""
        for order, delivery in self.open.items():
            if delivery.carried:
                self.log.still_open(horizon_s, order, vehicle=delivery.vehicle)
            else:
                self.log.still_open(horizon_s, order, place=delivery.lies_at)


def _set_out(ready: list[Journey], instant: EndOfInstant) -> None:
    """Let journeys begin, all of them before the instant ends."""
    instant.held = True
    for journey in ready:
        next(journey)
    ready.clear()
    instant.release()
