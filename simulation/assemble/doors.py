"""Door times of a run, from the scenario's keys and from what is said of orders."""

from pathlib import Path

import numpy as np

from simulation.assemble.prepared import Prepared
from simulation.demand.columns import numbers, read_table, refuse, texts
from simulation.demand.orders import Orders
from simulation.errors import DemandError
from simulation.region.region import Region
from simulation.scenario.doors import DoorSpec, mean_of, quantiles_of
from simulation.scenario.models import Scenario
from simulation.streams import Streams
from simulation.units import Floats, Ints, on_time_grid
from simulation.world.doors import DoorTimes


def door_times_of(
    scenario: Scenario, prepared: Prepared, orders: Orders, streams: Streams
) -> DoorTimes | None:
    """Return what stops at doors take; ``None`` where nothing does, nor can fail.

    Drawn for each order, in a stream for either side, so that all services meet the
    same doors.
    """
    nothing = np.zeros(len(orders))
    sides = {}
    for side, spec in _sides(scenario):
        sides[side] = _door_s(spec, side, prepared, orders, streams)
    ready_s = orders.pickup_from_s
    services = [
        nothing if each is None else each
        for each in (orders.pickup_service_s, orders.dropoff_service_s)
    ]
    if not scenario.attempts.fail and not any(
        each.any() for each in (*sides.values(), *services, ready_s - orders.start_s)
    ):
        return None
    return DoorTimes(
        prepared.region.hotspots,
        ready_s.tolist(),
        sides["producer"].tolist(),
        on_time_grid(services[0]).tolist(),
        sides["consumer"].tolist(),
        on_time_grid(services[1]).tolist(),
    )


def mean_door_s(scenario: Scenario, prepared: Prepared) -> Floats | None:
    """Return what a stop takes on average, by place (n,) [s]; ``None`` if no time.

    For whoever plans; at hotspots 0.
    """
    region = prepared.region
    mean_s = np.zeros(len(region.places))
    for side, spec in _sides(scenario):
        where = getattr(region, f"{side}s")
        distribution = spec.distribution
        mean_s[where] = spec.door_s if distribution is None else mean_of(distribution)
        for place, own_s in _own_s(spec, side, prepared):
            mean_s[place] = own_s
    return on_time_grid(mean_s) if mean_s.any() else None


def _sides(scenario: Scenario) -> tuple[tuple[str, DoorSpec], ...]:
    return ("producer", scenario.producers), ("consumer", scenario.consumers)


def _door_s(
    spec: DoorSpec, side: str, prepared: Prepared, orders: Orders, streams: Streams
) -> Floats:
    """Return what a stop takes, by order (n,), on the time grid [s]."""
    places: Ints = getattr(orders, side)
    if spec.distribution is not None:
        rank = np.arange(places.size) if orders.rank is None else orders.rank
        drawn = int(rank.max(initial=-1)) + 1
        uniforms = streams.get(f"doors/{side}s").random(drawn)[rank]
        door_s = quantiles_of(spec.distribution, uniforms)
    else:
        door_s = np.full(places.size, spec.door_s)
    for place, own_s in _own_s(spec, side, prepared):
        door_s[places == place] = own_s
    return on_time_grid(door_s)


def _own_s(spec: DoorSpec, side: str, prepared: Prepared) -> list[tuple[int, float]]:
    """Return the places of a door file with their times [s], if there is one."""
    file = spec.door_file
    if file is None:
        return []
    return prepared.once(
        ("doors", side, file), lambda: _of_file(Path(file), side, prepared.region)
    )


def _of_file(path: Path, side: str, region: Region) -> list[tuple[int, float]]:
    """Return the places of a door file with their times [s].

    Raises
    ------
    DemandError
        Naming the file and the row.
    """
    table = read_table(path, ("id", "door_s"))
    for name in ("id", "door_s"):
        if name not in table.column_names:
            raise DemandError(
                f"{path}: has no column {name}, expected the columns id and door_s."
            )
    ids = texts(path, table["id"], "id")
    door_s = numbers(path, table["door_s"], "door_s")
    where = getattr(region, f"{side}s")
    number = dict(
        zip(region.places.source_id[where].tolist(), where.tolist(), strict=True)
    )
    found: dict[int, float] = {}
    for row, (name, own_s) in enumerate(
        zip(ids.tolist(), door_s.tolist(), strict=True)
    ):
        if name not in number:
            refuse(path, row, f"id is {name!r}", f"a {side} of region {region.name}")
        if not 0 <= own_s <= 1e9:  # noqa: PLR2004 - as every key in seconds
            refuse(path, row, f"door_s is {own_s:g}", "0 or more seconds")
        if number[name] in found:
            refuse(path, row, f"id is {name!r} again", "each place once")
        found[number[name]] = own_s
    return list(found.items())
