"""What the fleet did: kilometres by pool and load, and idle time."""

import numpy as np

from analysis.metrics.activity import in_the_fleet, service_period, within
from analysis.metrics.summaries import kilometres, ratio, total
from analysis.tables.deliveries import DeliveryColumns
from analysis.tables.docks import dock_columns
from analysis.tables.doors import door_columns
from analysis.tables.legs import LegColumns, rebalancing
from simulation.record.kinds import CORE, Kind
from simulation.record.run import Run
from simulation.units import SECONDS_PER_HOUR, Floats


def distances(run: Run, legs: LegColumns) -> dict[str, float | None]:
    """Return the distance KPIs [km]; a leg under way at the horizon counts in full.

    ``*_all_km`` count every metre of every way, so that they mean the same of any
    two runs; the others leave ignored ways out, as the paper's tables do.
    """
    core, empty = legs.core, legs.load == 0
    driven, whole = legs.distance_m, legs.distance_m + legs.ignored_m
    return {
        "distance_all_km": kilometres(whole),
        "core_km": kilometres(driven[core]),
        "peripheral_all_km": kilometres(whole[~core]),
        "deadhead_all_km": kilometres(whole[empty]),
        "rebalanced_km": kilometres(driven[rebalancing(run, legs)]),
        "diversions": int(run.events.rows(Kind.DIVERTED).size),
        "distance_km": kilometres(driven),
        "peripheral_km": kilometres(driven[~core]),
        "deadhead_km": kilometres(driven[empty]),
        "ignored_km": kilometres(legs.ignored_m),
    }


def loads(legs: LegColumns) -> dict[str, float | None]:
    """Return how full vehicles drove, by their metres, empty ones included."""
    core_m, load = legs.distance_m[legs.core], legs.load[legs.core]
    whole = total(core_m)
    peripheral_m = legs.distance_m[~legs.core]
    together_m = peripheral_m[legs.load[~legs.core] >= 2]  # noqa: PLR2004
    return {
        "shared_peripheral_share": ratio(total(together_m), total(peripheral_m)),
        "shared_core_share": ratio(total(core_m[load >= 2]), whole),  # noqa: PLR2004
        "core_load_mean": ratio(total(core_m * load), whole),
    }


def in_traffic(run: Run) -> dict[str, float | None]:
    """Return what traffic costs the vehicles, [h] and [km], and who learns of it."""
    slowed = run.events.rows(Kind.SLOWED)
    return {
        "traffic_lost_h": total(run.events.lost_s[slowed]) / SECONDS_PER_HOUR,
        "detour_km": kilometres(run.events.distance_m[slowed]),
        "times_learnt": float(run.events.rows(Kind.TIMES_LEARNT).size),
    }


def idle_mean_s(run: Run, legs: LegColumns, table: DeliveryColumns) -> float | None:
    """Return the mean time per vehicle [s] neither driving nor at a dock or a door.

    While it belongs to the fleet, within the service period; None without vehicles
    or without orders.
    """
    there_s = in_fleet_s(run, table)
    period = service_period(run, table)
    if period is None or not there_s.size:
        return None
    docks, doors = dock_columns(run), door_columns(run)
    driving = total(within(period, legs.depart_s, legs.arrive_s))
    docked = total(within(period, docks.requested_s, docks.finished_s))
    at_doors = total(within(period, doors.started_s, doors.finished_s))
    return (total(there_s) - driving - docked - at_doors) / there_s.size


def in_fleet_s(run: Run, table: DeliveryColumns) -> Floats:
    """Return how long each vehicle belongs to the fleet [s], (n,), as they joined.

    From joining it to leaving it, within the service period; of those that work in
    shifts all of it, breaks and overtime included.
    """
    fleet = run.scenario.fleet
    core = run.events.pool[run.events.rows(Kind.VEHICLE_JOINED)] == CORE
    joined_s, left_s = in_the_fleet(run)
    there_s = within(service_period(run, table), joined_s, left_s)
    for pool, is_of in ((fleet.core, core), (fleet.peripheral, ~core)):
        if pool.by_shifts:
            ends_s = np.where(np.isnan(left_s), run.end_s, left_s)
            there_s = np.where(is_of, ends_s - joined_s, there_s)
    return there_s
