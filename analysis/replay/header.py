"""What a playback is of: the scenario, and what is shown beside it."""

from datetime import UTC
from pathlib import Path
from typing import Any

import numpy as np

from analysis.metrics.activity import first_minute
from analysis.metrics.terms import terms_of
from analysis.replay import gauges, measures
from analysis.words import on_the_clock, zone_of
from simulation.record.run import Run
from simulation.scenario import Scenario
from simulation.scenario.values import leaves, with_values
from simulation.units import SECONDS_PER_DAY, SECONDS_PER_MINUTE

_QUARTER_S = 900.0  # clocks change at full quarters of an hour
_CLOCKS_BEYOND_S = 30 * SECONDS_PER_DAY  # of the last order; a run lasts no longer
_WITH_BAYS = ("relayed", "through", "choice")  # service modes
_PATHS = (
    *("region", "routing.table", "requests.table", "demand.trace_file"),
    "intervention_file",
)


def header_of(run: Run) -> dict[str, Any]:
    """Return the header of a run, ready for JSON."""
    scenario = run.scenario
    bays = bays_of(scenario)
    return {
        "label": run.name,
        "mode": scenario.service.mode,
        "scenario": _without_folders(run.scenario_tables),
        "seed": run.seed,
        "replication": run.replication,
        "forked_from": run.forked_from,
        "clock": clock_of(run),
        "disturbances": [
            {key: each[key] for key in ("what", "at_s", "until_s")}
            for each in (*run.interventions, *run.shocks)
        ],
        "ids": None if run.orders.ids is None else run.orders.ids.tolist(),
        "from_s": float(first_minute(run) * SECONDS_PER_MINUTE),
        "bays": bays,
        "capacity": seats_of(scenario),
        "promise_s": scenario.promise_s,
        "horizon_s": scenario.horizon_s,
        "gauges": [
            each
            for each in gauges.described(terms_of([run.scenario_tables]))
            if scenario.service.relays or each["key"] not in gauges.RELAYED
        ],
        "measures": measures.described(bays),
    }


def clock_of(run: Run) -> dict[str, Any] | None:
    """Return what clocks show where the orders are; None of orders without clocks.

    From each of ``from_s`` on they show as many seconds since 1970 as have passed in
    the run, and ``shows_s`` more: another number each time that clocks change.
    """
    zero = run.time_zero
    if zero is None:
        return None
    last_s = float(run.orders.start_s.max(initial=0.0)) + _CLOCKS_BEYOND_S
    begin_s = -(zero.timestamp() % _QUARTER_S) if zero.tzinfo else 0.0
    from_s: list[float] = []
    shows_s: list[float] = []
    for at_s in np.arange(begin_s, last_s, _QUARTER_S).tolist():
        shown = on_the_clock(zero, at_s).replace(tzinfo=UTC).timestamp() - at_s
        if not shows_s or shown != shows_s[-1]:
            from_s.append(max(at_s, 0.0))
            shows_s.append(shown)
    return {
        "zone": zone_of(zero) if zero.tzinfo else "",
        "from_s": from_s,
        "shows_s": shows_s,
    }


def _without_folders(tables: dict[str, Any]) -> dict[str, Any]:
    """Return a scenario's tables to be shared: of a path the last part."""
    values = dict(leaves(tables))
    paths = {key: Path(values[key]).name for key in _PATHS if key in values}
    return with_values(tables, paths)


def seats_of(scenario: Scenario) -> int:
    """Return the most deliveries aboard one vehicle."""
    core, peripheral = scenario.fleet.core, scenario.fleet.peripheral
    if scenario.service.relays:
        return max(core.capacity, peripheral.capacity)
    return peripheral.capacity


def bays_of(scenario: Scenario) -> int | None:
    """Return the bays of a hotspot; None where they are unlimited or unused."""
    docks = scenario.hotspots.docks
    if scenario.service.mode not in _WITH_BAYS or not isinstance(docks, int):
        return None
    return docks
