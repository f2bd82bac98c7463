"""Counting who comes to decide where, in replications of a scenario."""

from collections.abc import Callable

import numpy as np

from simulation.assemble import prepare
from simulation.errors import PolicyError
from simulation.record.kinds import Kind
from simulation.scenario import Scenario
from simulation.sharing.arrivals import Arrivals
from simulation.simulation import simulate

FIRST = 1_000_000  # no run of the scenario has these replications
_COUNTED = 8


def count_arrivals(
    scenario: Scenario, share: Callable[[float], None] | None = None
) -> Arrivals:
    """Return the decisions of a scenario, by hotspot and destination.

    Counted in replications of its own, in which those share first who save most and
    nobody is held; to the end, whatever the horizon.

    Parameters
    ----------
    scenario
        Of relayed service.
    share
        Told after each replication what share of them is done.

    Raises
    ------
    PolicyError
        If nobody ever decides.
    """
    requests = scenario.requests.model_copy(update={"handler": "saved_distance"})
    scenario = scenario.model_copy(update={"requests": requests, "horizon_s": None})
    prepared = prepare(scenario)
    counts = np.zeros((prepared.overlay.hotspots,) * 2, dtype=np.int64)
    observed_s = 0.0
    replications = tuple(range(FIRST, FIRST + _COUNTED))
    for number, replication in enumerate(replications, start=1):
        run = simulate(scenario, replication, prepared=prepared)
        rows = run.events.rows(Kind.DECIDED)
        orders, hops = run.events.order[rows], run.events.to_place[rows]
        ends = dict(zip(orders.tolist(), hops.tolist(), strict=True))  # the last hop
        bound = np.array([ends[order] for order in orders.tolist()], dtype=np.int64)
        np.add.at(counts, (run.events.place[rows], bound), 1)
        if len(run.orders):
            observed_s += float(run.orders.start_s[-1] - run.orders.start_s[0])
        if share is not None:
            share(number / len(replications))
    if not counts.any() or observed_s <= 0:
        raise PolicyError(
            f"{scenario.name}: nobody decides between hotspots, expected orders of "
            "relayed service over some time."
        )
    return Arrivals(counts, observed_s, scenario.seed, replications)
