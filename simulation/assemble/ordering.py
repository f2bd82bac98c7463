"""The orders of a replication: drawn or of a trace, under shocks, some cancelled."""

from dataclasses import replace
from functools import partial

import numpy as np

from simulation.assemble.asked import check_clock
from simulation.assemble.change_file import Ground
from simulation.assemble.parts import Given, part_of
from simulation.assemble.shocks import shocks_of, uses_of
from simulation.demand.orders import LATEST_S, Demand, Orders, checked_orders
from simulation.demand.shocks import shocked
from simulation.region.region import Region
from simulation.registry import DEMAND, Part, failed, find
from simulation.scenario.doors import quantiles_of
from simulation.scenario.models import Scenario
from simulation.streams import Streams
from simulation.units import TICKS_PER_S, on_time_grid


def orders_of(
    scenario: Scenario,
    replication: int,
    ground: Ground,
    trace: Orders | None,
    given: Given,
) -> Orders:
    """Return the orders of one replication.

    Parameters
    ----------
    scenario, replication
        What is asked.
    ground
        Where, and what was read of files.
    trace
        Orders that are known; None where they are drawn.
    given
        Parts that are objects, by the name of their kind.

    Raises
    ------
    InputError
        If a demand of one's own cannot be made, or gives no orders; if times shall
        count from when orders are ready and none says so; or if a shock is somewhere
        where nobody is.
    SimulationError
        If it fails.
    """
    demand = scenario.demand
    part = part_of(DEMAND, scenario, given) if trace is None else find(DEMAND, "trace")
    makes: Demand = part.make(
        {
            "profile": demand.profile,
            "load_per_min": demand.load_per_min,
            "duration_min": demand.duration_min,
            "arrivals": demand.arrivals,
            "hours": demand.hours,
            "uses": uses_of(demand, ground.region),
            "trace": trace,
            "replicate": demand.replicate,
            "keep_share": demand.keep_share,
        }
    )
    streams = Streams(scenario.seed, replication)
    draw = partial(_drawn, makes, part, ground.region)
    orders = draw(streams)
    shocks = shocks_of(scenario, ground)
    if shocks:
        orders = shocked(orders, shocks, draw, streams, again=trace is not None)
    check_clock(scenario, orders)
    return _with_cancellations(scenario, orders, streams)


def _drawn(makes: Demand, part: Part, region: Region, streams: Streams) -> Orders:
    """Return the orders of a demand; of one's own, checked."""
    if part.source is None:
        return makes.orders(region, streams)
    try:
        orders = makes.orders(region, streams)
    except Exception as cause:
        raise failed(part, "orders", cause) from cause
    return checked_orders(orders, region, part.label)


def _with_cancellations(scenario: Scenario, orders: Orders, streams: Streams) -> Orders:
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
