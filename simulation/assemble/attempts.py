"""Attempts in vain at consumers' doors of a run, from the scenario's keys."""

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np

from simulation.assemble.prepared import Prepared
from simulation.demand.columns import numbers, read_table, refuse, texts
from simulation.demand.orders import Orders
from simulation.errors import DemandError
from simulation.scenario.models import Scenario
from simulation.streams import Streams
from simulation.units import SECONDS_PER_HOUR, Floats, on_time_grid
from simulation.world.attempts import Attempts

_HOURS = 24


def attempts_of(
    scenario: Scenario,
    prepared: Prepared,
    orders: Orders,
    streams: Streams,
    *,
    may_come: bool = False,
) -> Attempts | None:
    """Return what holds at doors where nobody may be.

    ``None`` where somebody always is, and that is not to change. Each attempt of an
    order is drawn in a stream for all first ones, all second ones and so on, so that
    all services meet the same people.
    """
    spec = scenario.attempts
    if not (spec.fail or may_come):
        return None
    shares = _shares(scenario, prepared)
    tract = prepared.region.places.tract[orders.consumer].tolist()
    zero, count = prepared.time_zero, len(orders)

    @cache
    def drawn(attempt: int) -> Floats:
        return streams.get(f"attempts/{attempt}").random(count)

    def nobody_is_in(order: int, attempt: int, now_s: float) -> bool:
        hour = _hour_of(zero, now_s)
        return bool(drawn(attempt)[order] < shares[tract[order], hour])

    return Attempts(
        nobody_is_in,
        spec.most,
        float(on_time_grid(spec.wait_s)),
        float(on_time_grid(spec.retry_s)),
        from_hotspot=spec.retry_from == "hotspot",
        returns_to_hotspot=spec.returns_to == "hotspot",
    )


def _hour_of(zero: datetime | None, now_s: float) -> int:
    """Return the hour of the day, 0 to 23."""
    if zero is None:
        return int(now_s // SECONDS_PER_HOUR) % _HOURS
    if zero.tzinfo is None:
        return (zero + timedelta(seconds=now_s)).hour
    return (
        (zero.astimezone(UTC) + timedelta(seconds=now_s)).astimezone(zero.tzinfo).hour
    )


def _shares(scenario: Scenario, prepared: Prepared) -> Floats:
    """Return the share of attempts in vain, by tract and hour (H, 24)."""
    spec, tracts = scenario.attempts, prepared.region.tracts.ids
    shares = np.full((len(tracts), _HOURS), spec.absent_share)
    file = spec.absent_file
    if file is None:
        return shares
    rows = prepared.once(("absent", file), lambda: _rows_of(Path(file), list(tracts)))
    for tract, hour, share in rows:
        shares[tract, slice(None) if hour is None else hour] = share
    return shares


def _rows_of(path: Path, tracts: list[str]) -> list[tuple[int, int | None, float]]:
    """Return tract, hour (``None``: all of them) and share of each row of a file.

    Raises
    ------
    DemandError
        Naming the file and the row.
    """
    table = read_table(path, ("tract", "hour", "share"))
    for name in ("tract", "share"):
        if name not in table.column_names:
            raise DemandError(
                f"{path}: has no column {name}, expected the columns tract and share, "
                "and perhaps hour."
            )
    names = texts(path, table["tract"], "tract").tolist()
    shares = numbers(path, table["share"], "share").tolist()
    hours: list[float | None] = [None] * len(names)
    if "hour" in table.column_names:
        hours = numbers(path, table["hour"], "hour").tolist()
    number = {str(name): at for at, name in enumerate(tracts)}
    found: dict[tuple[int, int | None], float] = {}
    for row, (name, hour, share) in enumerate(zip(names, hours, shares, strict=True)):
        if name not in number:
            refuse(path, row, f"tract is {name!r}", "a tract of the region, by its id")
        if not 0 <= share <= 1:
            refuse(path, row, f"share is {share:g}", "0 to 1")
        if hour is not None and hour not in range(_HOURS):
            refuse(path, row, f"hour is {hour:g}", "a whole number, 0 to 23")
        key = number[name], None if hour is None else int(hour)
        if key in found:
            refuse(path, row, f"tract is {name!r} again", "each tract and hour once")
        found[key] = share
    return [(*key, share) for key, share in found.items()]
