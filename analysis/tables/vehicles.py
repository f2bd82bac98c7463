"""Vehicles: when each was in the fleet, and what it drove."""

from typing import TYPE_CHECKING

import numpy as np

from analysis.tables.doors import door_columns
from analysis.tables.legs import leg_columns
from simulation.record.kinds import CORE, Kind
from simulation.record.run import Run
from simulation.units import METRES_PER_KM, Floats, Ints

if TYPE_CHECKING:
    from pandas import DataFrame


def vehicles(run: Run) -> "DataFrame":
    """Return one row per vehicle that was ever in the fleet, by number.

    Columns: ``vehicle``; ``pool`` (core or peripheral); ``joined_s``, ``left_s`` [s]
    (NaN if it stayed); ``legs``; ``distance_km``, ``empty_km`` of it without a
    delivery aboard, ``ignored_km`` beside it, left out where the scenario ignores
    deadheading; ``driving_s``, of a leg under way at the horizon until then; where
    doors take time ``door_s``, standing at them, waiting for food included.
    """
    import pandas as pd  # noqa: PLC0415 - heavy, and only for analysts

    events, legs = run.events, leg_columns(run)
    joined, left = events.rows(Kind.VEHICLE_JOINED), events.rows(Kind.VEHICLE_LEFT)
    joined = joined[np.argsort(events.vehicle[joined], kind="stable")]
    number = events.vehicle[joined].astype(np.int64)
    count = int(number.max(initial=-1)) + 1
    left_s = np.full(count, np.nan)
    left_s[events.vehicle[left]] = events.time_s[left]

    def summed(values: Floats, of: Ints = legs.vehicle) -> Floats:
        sums = np.bincount(of, values, minlength=count)[number]
        return sums.astype(np.float64)

    doors, at_doors = door_columns(run), {}
    if len(doors):
        until_s = np.where(np.isnan(doors.finished_s), run.end_s, doors.finished_s)
        at_doors["door_s"] = summed(until_s - doors.started_s, doors.vehicle)

    ends_s = np.where(np.isnan(legs.arrive_s), run.end_s, legs.arrive_s)
    return pd.DataFrame(
        {
            "vehicle": number,
            "pool": np.where(events.pool[joined] == CORE, "core", "peripheral"),
            "joined_s": events.time_s[joined],
            "left_s": left_s[number],
            "legs": summed(np.where(legs.rest, 0.0, 1.0)).astype(np.int64),
            "distance_km": summed(legs.distance_m) / METRES_PER_KM,
            "empty_km": summed(np.where(legs.load == 0, legs.distance_m, 0.0))
            / METRES_PER_KM,
            "ignored_km": summed(legs.ignored_m) / METRES_PER_KM,
            "driving_s": summed(ends_s - legs.depart_s),
            **at_doors,
        }
    )
