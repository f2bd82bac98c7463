"""Pickup and delivery with time windows: instances in the form of Li and Lim (2003).

A text file: vehicles, capacity and speed, then a row for each place: number, x, y,
demand, earliest, latest, service, number of its pickup, number of its delivery.
"""

from pathlib import Path

import numpy as np

from simulation.demand.datasets.cells import number_in, text_of
from simulation.demand.datasets.instance import Couriers, Instance, Sites
from simulation.errors import DemandError
from simulation.units import SECONDS_PER_MINUTE, Floats, Ints

UNIT_M = 500.0  # of distance; one of them takes one unit of time: 30 km/h
_HEADER, _CELLS = 3, 9
_X, _Y, _DEMAND, _EARLIEST, _LATEST, _SERVICE, _PICKUP, _DELIVERY = range(1, _CELLS)
_UNIT_S = float(SECONDS_PER_MINUTE)


def is_lilim(path: Path) -> bool:
    """Return whether a file looks like such an instance."""
    if not path.is_file():
        return False
    try:
        with path.open(encoding="utf-8") as file:
            first, second = file.readline().split(), file.readline().split()
    except (OSError, UnicodeDecodeError):
        return False
    counts = (len(first), len(second))
    numbers = all(number_in(cell) is not None for cell in (*first, *second))
    return counts == (_HEADER, _CELLS) and numbers


def read_lilim(path: Path) -> Instance:
    """Return the instance of a file.

    A unit of time is a minute and one of distance 500 m, so that lengths and times stay
    in proportion.

    Raises
    ------
    DemandError
        Naming the line: a cell is no whole number, a row too short, a pickup without
        its delivery, a window that ends before it begins, a demand too large.
    """
    lines, rows = _rows(path)
    vehicles, capacity, speed = rows[0]
    if vehicles < 1 or capacity < 1 or speed <= 0:
        raise DemandError(
            f"{path}: line {lines[0]}",
            f"is {vehicles:g} {capacity:g} {speed:g}",
            "vehicles, capacity and speed, each above 0",
        )
    table = np.array(rows[1:], dtype=np.float64)
    _check(path, lines[1:], table, capacity)
    pickups = np.flatnonzero(table[:, _DELIVERY] > 0)
    deliveries = table[pickups, _DELIVERY].astype(np.int64)
    depot = table[0]
    tight = int((table[deliveries, _EARLIEST] > depot[_EARLIEST]).sum())
    ids = tuple(f"{a}-{b}" for a, b in zip(pickups, deliveries, strict=True))
    minutes = {
        "ready_s": table[pickups, _EARLIEST],
        "due_s": table[deliveries, _LATEST],
        "pickup_service_s": table[pickups, _SERVICE],
        "dropoff_service_s": table[deliveries, _SERVICE],
    }
    start = np.zeros(int(vehicles), dtype=np.int64)
    on_s, off_s = (
        np.full(int(vehicles), depot[at] * _UNIT_S) for at in (_EARLIEST, _LATEST)
    )
    return Instance(
        name=path.name.partition(".")[0],
        format="lilim",
        producers=_sites(table, pickups, pickups.astype(np.str_).tolist()),
        consumers=_sites(table, deliveries, deliveries.astype(np.str_).tolist()),
        orders={
            "id": ids,
            "placed_s": [0.0] * pickups.size,
            "producer": pickups.astype(np.str_).tolist(),
            "consumer": deliveries.astype(np.str_).tolist(),
            "seats": table[pickups, _DEMAND].astype(np.int64).tolist(),
            **{name: (each * _UNIT_S).tolist() for name, each in minutes.items()},
        },
        couriers=Couriers(
            _sites(table, start, [f"v{at + 1}" for at in range(start.size)]),
            on_s,
            off_s,
        ),
        speed_mps=speed * UNIT_M / _UNIT_S,
        capacity=int(capacity),
        notes=(
            f"a unit of time is a minute, one of distance {UNIT_M:g} m",
            "all orders are known at time zero; one is ready from when its pickup may "
            "begin, and due when its delivery may begin at the latest",
            "no key says until when a pickup may begin, nor from when a delivery may, "
            f"which {tight} of {pickups.size} have",
        ),
        parameters={"vehicles": int(vehicles), "capacity": int(capacity)},
    )


def _rows(path: Path) -> tuple[list[int], list[list[float]]]:
    """Return the rows of numbers, header first, and the line of each."""
    lines: list[int] = []
    rows: list[list[float]] = []
    for number, line in enumerate(text_of(path).splitlines(), 1):
        cells = line.split()
        if not cells:
            continue
        wanted = _CELLS if rows else _HEADER
        values = [number_in(cell) for cell in cells]
        found = [value for value in values if value is not None]
        if len(found) != len(cells) or len(cells) != wanted:
            wrong = len(cells) == wanted
            said = (
                "has a cell that is no number" if wrong else f"has {len(cells)} cells"
            )
            raise DemandError(f"{path}: line {number}", said, f"{wanted} numbers")
        lines.append(number)
        rows.append(found)
    if len(rows) < 4:  # noqa: PLR2004 - the header, the depot and two places
        raise DemandError(f"{path}: has {len(rows)} lines, expected an instance.")
    return lines, rows


def _check(path: Path, lines: list[int], table: Floats, capacity: float) -> None:
    """Refuse the first row that cannot be."""
    count = len(table)
    pickup, delivery = (table[:, at] for at in (_PICKUP, _DELIVERY))
    paired = np.zeros(count, dtype=np.bool_)
    for here, there in ((pickup, delivery), (delivery, pickup)):
        other = here.clip(0, count - 1).astype(np.int64)
        paired |= (here > 0) & (here == other) & (there[other] == np.arange(count))
    whole = (table[:, 0] == np.arange(count)) & (table[:, _DEMAND] % 1 == 0)
    either = (pickup > 0) != (delivery > 0)
    taken = (delivery > 0) & (table[:, _DEMAND] < 1)
    depot = np.arange(count) == 0
    for wrong, given, expected in (
        (~whole, "is not numbered in turn, or its demand is not whole", "both"),
        (~either & ~depot, "has both or neither of pickup and delivery", "one"),
        (~paired & ~depot, "is not the other of its own other", "pairs"),
        (taken, "is a pickup of nothing", "a demand of 1 or more"),
        (table[:, _DEMAND] > capacity, "asks for more than the capacity", "less"),
        (table[:, _LATEST] < table[:, _EARLIEST], "ends before it begins", "a window"),
        (table[:, _SERVICE] < 0, "has a service below 0", "0 or more"),
        (table[:, _EARLIEST] < 0, "begins before 0", "0 or later"),
    ):
        if wrong.any():
            line = lines[int(np.argmax(wrong))]
            raise DemandError(f"{path}: line {line}", given, expected)
    if table[0, _LATEST] <= table[0, _EARLIEST]:
        raise DemandError(f"{path}: line {lines[0]}", "has no time", "a horizon")


def _sites(table: Floats, rows: Ints, ids: list[str]) -> Sites:
    return Sites(tuple(ids), table[rows, _X] * UNIT_M, table[rows, _Y] * UNIT_M)
