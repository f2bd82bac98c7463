"""What a playback is of: the scenario, and what is shown beside it."""

from pathlib import Path
from typing import Any

from analysis.metrics.activity import first_minute
from analysis.metrics.terms import terms_of
from analysis.replay import gauges, measures
from simulation.record.run import Run
from simulation.scenario import Scenario
from simulation.scenario.values import leaves, with_values
from simulation.units import SECONDS_PER_MINUTE

_WITH_BAYS = ("relayed", "through")  # service modes
_PATHS = ("region", "routing.table", "demand.trace_file")


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
        "from_s": float(first_minute(run) * SECONDS_PER_MINUTE),
        "bays": bays,
        "capacity": seats_of(scenario),
        "promise_s": scenario.promise_s,
        "horizon_s": scenario.horizon_s,
        "gauges": gauges.described(terms_of([run.scenario_tables])),
        "measures": measures.described(bays),
    }


def _without_folders(tables: dict[str, Any]) -> dict[str, Any]:
    """Return a scenario's tables to be shared: of a path the last part."""
    values = dict(leaves(tables))
    paths = {key: Path(values[key]).name for key in _PATHS if key in values}
    return with_values(tables, paths)


def seats_of(scenario: Scenario) -> int:
    """Return the most deliveries aboard one vehicle."""
    fleet, relayed = scenario.fleet, scenario.service.mode == "relayed"
    return fleet.core.capacity if relayed else fleet.peripheral.capacity


def bays_of(scenario: Scenario) -> int | None:
    """Return the bays of a hotspot; None where they are unlimited or unused."""
    docks = scenario.hotspots.docks
    if scenario.service.mode not in _WITH_BAYS or not isinstance(docks, int):
        return None
    return docks
