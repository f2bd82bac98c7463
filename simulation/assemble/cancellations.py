"""Cancellations of a run, from the scenario's keys."""

from dataclasses import replace

import numpy as np

from simulation.demand.orders import LATEST_S, Orders
from simulation.scenario.doors import quantiles_of
from simulation.scenario.models import Scenario
from simulation.streams import Streams
from simulation.units import TICKS_PER_S, on_time_grid


def with_cancellations(scenario: Scenario, orders: Orders, streams: Streams) -> Orders:
    """Return orders of which some are cancelled, in a stream of their own.

    Those of which it is said keep that.
    """
    spec = scenario.cancellations
    if not spec.share:
        return orders
    rng = streams.get("cancellations")
    cancels, when = rng.random(len(orders)) < spec.share, rng.random(len(orders))
    after_s = on_time_grid(quantiles_of(spec.after_distribution, when))
    time_s = orders.start_s + np.maximum(after_s, 1 / TICKS_PER_S)
    cancelled_s = np.where(cancels & (time_s <= LATEST_S), time_s, np.nan)
    if orders.cancelled_s is not None:
        said = ~np.isnan(orders.cancelled_s)
        cancelled_s = np.where(said, orders.cancelled_s, cancelled_s)
    return replace(orders, cancelled_s=cancelled_s)
