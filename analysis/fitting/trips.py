"""Trips that were driven: a table of where from, where to, when and how long."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from simulation.demand.clocks import zone_of_region
from simulation.demand.columns import filled, listed_columns, read_table
from simulation.errors import DemandError, NetworkError, RegionError
from simulation.region.region import Region
from simulation.region.streets import StreetRouter
from simulation.units import SECONDS_PER_MINUTE, Bools, Floats, Ints

ENDS = ("origin", "destination")
_DURATIONS = {"duration_s": 1.0, "duration_min": float(SECONDS_PER_MINUTE)}
_DEPARTURE = "departure"
_POINTS = tuple(f"{end}_{axis}" for end in ENDS for axis in ("lon", "lat"))
_SHORTEST_S = 60.0  # at free flow: of shorter ones parking is most of the time
_EXPECTED = (
    "origin and destination (ids of places) or origin_lon, origin_lat, "
    "destination_lon and destination_lat; departure; duration_s or duration_min"
)
WHY = {
    "empty": "a cell is empty or no number",
    "departure": "departure is no ISO time",
    "place": "origin or destination is no place of the region",
    "far": "a point lies too far from every street",
    "duration": "the duration is not above 0",
    "short": f"shorter than {_SHORTEST_S:g} s at free flow",
    "odd": "more than ten times as fast, or twenty times as slow, as free flow",
}
_FASTEST, _SLOWEST = 0.1, 20.0  # durations over that at free flow


@dataclass(frozen=True)
class Trips:
    """Columns over trips (n), and what was left out of their table.

    Attributes
    ----------
    day : (n,) array
        Day of the week of the departure, 0 for Monday, as clocks show it there.
    clock_s : (n,) array
        Time of day of the departure [s].
    free_s, duration_s : (n,) arrays
        At free flow, and as driven [s].
    left_out
        Rows of the table, from 1, by the reason in `WHY`.
    """

    day: Ints
    clock_s: Floats
    free_s: Floats
    duration_s: Floats
    left_out: dict[str, list[int]]

    def __len__(self) -> int:
        """Return the number of trips n."""
        return int(self.day.size)

    def chosen(self, rows: Bools) -> "Trips":
        """Return some of them."""
        return Trips(
            self.day[rows],
            self.clock_s[rows],
            self.free_s[rows],
            self.duration_s[rows],
            self.left_out,
        )


def read_trips(path: Path, region: Region) -> Trips:
    """Return the trips of a CSV or Parquet file, with their times at free flow.

    Times of departure are those of the clocks where the region is; with an offset,
    they are turned into these.

    Raises
    ------
    DemandError
        If columns are missing, or no trip is left.
    """
    table = read_table(path, (*ENDS, _DEPARTURE))
    names = table.column_names
    by_id = set(ENDS) <= set(names)
    scale = next((name for name in _DURATIONS if name in names), None)
    if not (by_id or set(_POINTS) <= set(names)) or scale is None:
        raise DemandError(path, f"has the columns {listed_columns(table)}", _EXPECTED)
    if _DEPARTURE not in names:
        raise DemandError(path, f"has the columns {listed_columns(table)}", _EXPECTED)
    why = np.full(table.num_rows, "", dtype="<U9")

    def leave_out(rows: Bools, reason: str) -> None:
        why[rows & (why == "")] = reason

    duration_s = _numbers(table, scale) * _DURATIONS[scale]
    leave_out(np.isnan(duration_s), "empty")
    leave_out(duration_s <= 0, "duration")
    day, clock_s = _departures(table, region)
    leave_out(day < 0, "departure")
    free_s = np.full(table.num_rows, np.nan)
    kept = np.flatnonzero(why == "")
    free_s[kept], reasons = _free_s(table.take(pa.array(kept)), region, by_id=by_id)
    for reason in ("empty", "place", "far"):
        leave_out(np.isin(np.arange(why.size), kept[reasons == reason]), reason)
    leave_out(free_s < _SHORTEST_S, "short")
    ratio = duration_s / np.where(free_s > 0, free_s, np.nan)
    leave_out((ratio < _FASTEST) | (ratio > _SLOWEST), "odd")
    left_out = {
        reason: (np.flatnonzero(why == reason) + 1).tolist()
        for reason in WHY
        if (why == reason).any()
    }
    good = why == ""
    if not good.any():
        said = "; ".join(
            f"{len(rows):,} rows: {WHY[reason]}" for reason, rows in left_out.items()
        )
        raise DemandError(path, f"no trip can be used ({said})", "some")
    return Trips(day[good], clock_s[good], free_s[good], duration_s[good], left_out)


def _free_s(
    table: pa.Table, region: Region, *, by_id: bool
) -> tuple[Floats, NDArray[np.str_]]:
    """Return times at free flow [s] of trips (k,), and why one has none."""
    size = table.num_rows
    reasons = np.full(size, "", dtype="<U9")
    free_s = np.full(size, np.nan)
    router = region.router
    if by_id:
        number = region.places.numbers_by_id()
        here, there = (
            np.array([number.get(str(each), -1) for each in table[end].to_pylist()])
            for end in ENDS
        )
        reasons[(here < 0) | (there < 0)] = "place"
    else:
        points = np.array([_numbers(table, name) for name in _POINTS])
        reasons[np.isnan(points).any(axis=0)] = "empty"
        known = np.flatnonzero(reasons == "")
        lon = np.concatenate((points[0, known], points[2, known]))
        lat = np.concatenate((points[1, known], points[3, known]))
        near = _reached(router, lon, lat)
        both = near[: known.size] & near[known.size :]
        reasons[known[~both]] = "far"
        known, rows = known[both], np.tile(both, 2)
        try:
            router = router.with_points(lon[rows], lat[rows])
        except NetworkError as cause:
            raise DemandError(f"{cause} Give origin and destination as ids.") from cause
        here, there = np.full(size, -1), np.full(size, -1)
        here[known] = len(region.places) + np.arange(known.size)
        there[known] = here[known] + known.size
    good = np.flatnonzero(reasons == "")
    if good.size:
        free_s[good], _ = router.legs(here[good], there[good])
    return free_s, reasons


def _reached(router: object, lon: Floats, lat: Floats) -> Bools:
    """Return which points (m,) are near a street; all of them without streets."""
    on_globe: Bools = (np.abs(lon) <= 180) & (np.abs(lat) <= 90)  # noqa: PLR2004
    if isinstance(router, StreetRouter) and on_globe.any():
        try:
            on_globe[on_globe] = router.reached(lon[on_globe], lat[on_globe])
        except RegionError:
            on_globe[:] = False
    return on_globe


def _numbers(table: pa.Table, name: str) -> Floats:
    """Return a column as numbers, (n,); NaN where it holds none."""
    found = []
    for value in table[name].to_pylist():
        try:
            number = float("nan" if value is None else value)
        except (TypeError, ValueError):
            number = float("nan")
        found.append(number if np.isfinite(number) else float("nan"))
    return np.array(found, dtype=np.float64)


def _departures(table: pa.Table, region: Region) -> tuple[Ints, Floats]:
    """Return day of the week and time of day [s] of departures; -1 for none."""
    zone, column = zone_of_region(region), table[_DEPARTURE]
    has_one = filled(column)
    day = np.full(table.num_rows, -1, dtype=np.int64)
    clock_s = np.full(table.num_rows, np.nan)
    for row in np.flatnonzero(has_one).tolist():
        value = column[row].as_py()
        try:
            moment = datetime.fromisoformat(str(value).strip())
            if moment.tzinfo is not None:
                moment = moment.astimezone(zone or UTC)
        except (ValueError, OverflowError):
            continue
        midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
        shown = moment.replace(tzinfo=None) - midnight.replace(tzinfo=None)
        day[row], clock_s[row] = moment.weekday(), shown.total_seconds()
    return day, clock_s
