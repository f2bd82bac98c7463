"""Runs as tasks: one replication of a scenario, and what is kept of it."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import numpy as np

from analysis.experiments.conduct import Outcome, conduct
from analysis.experiments.tasks import Row, Task, Work
from analysis.metrics.activity import active_over_time
from simulation.assemble import Prepared, prepare
from simulation.errors import PolicyError
from simulation.scenario import Scenario, scenario_from_dict, scenario_to_dict
from simulation.units import SECONDS_PER_MINUTE

ACTIVE_PER_MIN = "active_per_min"  # active vehicles at minute 0, 1, 2, ...
REFUSED = "refused"  # why there was no run: a policy that does not lead everywhere

_MOST_SETTINGS = 6  # of a process; each holds a region's legs and agents
_settings: OrderedDict[tuple[object, ...], Prepared] = OrderedDict()


def run_task(
    scenario: Scenario,
    replication: int,
    region_checksum: str,
    *,
    work: Work | None = None,
    also: str = "",
) -> Task:
    """Return the task of one replication.

    Its row is that of `measured_run`, if no other work is named: every KPI, the
    active vehicles at each full minute, and `log_hash`; or `refused` alone, where
    the agents' training was too short to route.

    Parameters
    ----------
    scenario, replication
        What is run.
    region_checksum
        Of the scenario's region, so that rows of a region built anew are not mixed.
    work
        Given what `measured_run` is given.
    also
        Tells this scenario from others of its name, for people.
    """
    return Task(
        f"{scenario.name}{also and ', '}{also}, replication {replication}",
        work or measured_run,
        {
            "name": scenario.name,
            "scenario": scenario_to_dict(scenario),
            "replication": replication,
            "region_checksum": region_checksum,
        },
    )


def conducted(name: str, scenario: dict[str, Any], replication: int) -> Outcome:
    """Return one run of a scenario in tables, prepared with others of this process."""
    parsed = scenario_from_dict(scenario, name)
    return conduct(parsed, replication, prepared=shared_prepared(parsed))


def measured_run(
    name: str,
    scenario: dict[str, Any],
    replication: int,
    region_checksum: str,  # noqa: ARG001 - part of what the result depends on
) -> Row:
    """Run one replication and return its row."""
    parsed = scenario_from_dict(scenario, name)
    try:
        prepared = shared_prepared(parsed)
    except PolicyError as cause:
        return {REFUSED: str(cause)}
    outcome = conduct(parsed, replication, prepared=prepared)
    minutes = np.arange(int(outcome.run.end_s // SECONDS_PER_MINUTE) + 1, dtype=float)
    active = active_over_time(outcome.run).at(minutes * SECONDS_PER_MINUTE)
    return {
        **outcome.kpis,
        ACTIVE_PER_MIN: active.astype(np.int64).tolist(),
        "log_hash": outcome.run.log_hash,
    }


def shared_prepared(
    scenario: Scenario, progress: Callable[[float], None] | None = None
) -> Prepared:
    """Return a scenario prepared, from those that this process has used last.

    Raises
    ------
    InputError
        If the region, the trace or the routing table cannot be used.
    """
    prepared = prepare(scenario, list(_settings.values()), progress)
    share_setting(prepared)
    return prepared


def share_setting(prepared: Prepared) -> None:
    """Let this process go on with what is prepared, here or elsewhere."""
    _settings[prepared.made_from] = prepared
    _settings.move_to_end(prepared.made_from)
    if len(_settings) > _MOST_SETTINGS:
        _settings.popitem(last=False)


def known_setting(made_from: tuple[object, ...]) -> bool:
    """Return whether this process has prepared that of late."""
    return made_from in _settings
