"""What the fleet did: kilometres by pool and load, and idle time."""

import numpy as np

from analysis.metrics.summaries import kilometres, ratio, total
from analysis.tables.docks import dock_columns
from analysis.tables.legs import LegColumns
from simulation.record.kinds import Kind
from simulation.record.run import Run
from simulation.units import Floats


def distances(legs: LegColumns) -> dict[str, float | None]:
    """Return the distance KPIs [km]; a leg under way at the horizon counts in full."""
    core = legs.distance_m[legs.core]
    return {
        "distance_all_km": kilometres(legs.distance_m + legs.ignored_m),
        "distance_km": kilometres(legs.distance_m),
        "core_km": kilometres(core),
        "peripheral_km": kilometres(legs.distance_m[~legs.core]),
        "deadhead_km": kilometres(legs.distance_m[legs.load == 0]),
        "ignored_km": kilometres(legs.ignored_m),
    }


def core_loads(legs: LegColumns) -> dict[str, float | None]:
    """Return how full core vehicles drove, by their metres, empty ones included."""
    core_m, load = legs.distance_m[legs.core], legs.load[legs.core]
    whole = total(core_m)
    return {
        "shared_core_share": ratio(total(core_m[load >= 2]), whole),  # noqa: PLR2004
        "core_load_mean": ratio(total(core_m * load), whole),
    }


def idle_mean_s(run: Run, legs: LegColumns) -> float | None:
    """Return the mean time per vehicle [s] neither driving nor at a dock.

    While it belongs to the fleet; None without vehicles.
    """
    there_s = in_fleet_s(run)
    if not there_s.size:
        return None
    docks = dock_columns(run)

    def until_end(times_s: Floats) -> Floats:
        ends: Floats = np.minimum(np.nan_to_num(times_s, nan=np.inf), run.end_s)
        return ends

    driving = total(until_end(legs.arrive_s) - legs.depart_s)
    docked = total(until_end(docks.finished_s) - docks.requested_s)
    return (total(there_s) - driving - docked) / there_s.size


def in_fleet_s(run: Run) -> Floats:
    """Return how long each vehicle belongs to the fleet [s], (n,), as they joined.

    From joining it to leaving it or to the end of the run.
    """
    events = run.events
    joined, left = events.rows(Kind.VEHICLE_JOINED), events.rows(Kind.VEHICLE_LEFT)
    number = events.vehicle[joined]
    until_s = np.full(int(number.max(initial=-1)) + 1, run.end_s)
    until_s[events.vehicle[left]] = events.time_s[left]
    there_s: Floats = until_s[number] - events.time_s[joined]
    return there_s
