"""Meal delivery routing problem: instances as Grubhub published them.

Reyes, Erera, Savelsbergh, Sahasrabudhe and O'Neil (2018). Four text files in a folder;
places are metres of a plane, times whole minutes from the start of the day.
"""

import re
from pathlib import Path

import numpy as np

from simulation.demand.datasets.cells import TextTable, read_text_table, text_of
from simulation.demand.datasets.instance import Couriers, Instance, Sites
from simulation.errors import DemandError
from simulation.units import SECONDS_PER_MINUTE, Floats

RESTAURANTS, ORDERS, COURIERS, PARAMETERS = (
    f"{name}.txt"
    for name in ("restaurants", "orders", "couriers", "instance_parameters")
)
FILES = (RESTAURANTS, ORDERS, COURIERS, PARAMETERS)
# Keys of the parameters here, each by a word or two that its column's name holds.
_PARAMETERS = {
    "meters_per_minute": ("met", "per_minute"),
    "pickup_service_min": ("pickup", "service"),
    "dropoff_service_min": ("dropoff", "service"),
    "target_click_to_door_min": ("target", "door"),
    "maximum_click_to_door_min": ("max", "door"),
    "pay_per_order": ("pay", "order"),
    "guaranteed_pay_per_hour": ("pay", "hour"),
}
_SIGNS = re.compile(r"[^a-z0-9]+")
_MIN_S = float(SECONDS_PER_MINUTE)


def is_mdrp(folder: Path) -> bool:
    """Return whether a folder looks like an instance."""
    return (folder / ORDERS).is_file() and (folder / RESTAURANTS).is_file()


def read_mdrp(folder: Path) -> Instance:
    """Return the instance of a folder.

    Raises
    ------
    DemandError
        Naming file and line: a file or column is missing, a cell is no number, an id
        stands twice, a restaurant is unknown, an order is ready before it is placed or
        a courier off before on.
    """
    if not folder.is_dir():
        found = "is a file" if folder.exists() else "no such folder"
        raise DemandError(folder, found, f"a folder with {', '.join(FILES)}")
    said = read_parameters(folder / PARAMETERS)
    restaurants = read_text_table(folder / RESTAURANTS, ("restaurant", "x", "y"))
    orders = read_text_table(
        folder / ORDERS,
        ("order", "x", "y", "placement_time", "restaurant", "ready_time"),
    )
    couriers = read_text_table(
        folder / COURIERS, ("courier", "x", "y", "on_time", "off_time")
    )
    producers = _sites(restaurants, "restaurant")
    consumers = _sites(orders, "order")
    _check_known(orders, set(producers.ids))
    placed_s = _seconds(orders, "placement_time")
    ready_s = _seconds(orders, "ready_time")
    _check_after(
        orders, "ready_time", ready_s < placed_s, "its placement_time or later"
    )
    on_s, off_s = (_seconds(couriers, name) for name in ("on_time", "off_time"))
    _check_after(couriers, "off_time", off_s <= on_s, "later than its on_time")
    target_s = said["target_click_to_door_min"] * _MIN_S
    half_s = said["pickup_service_min"] * _MIN_S / 2
    dropoff_s = said["dropoff_service_min"] * _MIN_S
    count = len(orders)
    return Instance(
        name=folder.resolve().name,
        format="mdrp",
        producers=producers,
        consumers=consumers,
        orders={
            "id": consumers.ids,
            "placed_s": placed_s.tolist(),
            "ready_s": ready_s.tolist(),
            "due_s": (placed_s + target_s).tolist(),
            "producer": orders.columns["restaurant"],
            "consumer": consumers.ids,
            "pickup_service_s": [half_s] * count,
            "dropoff_service_s": [dropoff_s] * count,
        },
        couriers=Couriers(_sites(couriers, "courier"), on_s, off_s),
        speed_mps=said["meters_per_minute"] / _MIN_S,
        round_up_s=_MIN_S,
        pickup_door_s=half_s,
        promise_s=target_s,
        notes=(
            "times of legs are the straight line over the speed, rounded up to whole "
            "minutes",
            "half of the pickup service is the stop's, and half each order's: "
            "a bundle of several takes longer than it should",
            "an order is due at its placement and the target from click to door; the "
            f"maximum of {said['maximum_click_to_door_min']:g} min is kept in the "
            "parameters alone",
            f"couriers are paid the larger of {said['pay_per_order']:g} an order and "
            f"{said['guaranteed_pay_per_hour']:g} an hour of their shift: no key of a "
            "scenario",
        ),
        parameters=said,
    )


def read_parameters(path: Path) -> dict[str, float]:
    """Return the parameters of an instance by their keys here.

    Raises
    ------
    DemandError
        If one is missing, no number, or not above 0 where it must be.
    """
    lines = [line for line in text_of(path).splitlines() if line.strip()]
    header = lines[0].split("\t") if lines else []
    names = tuple(each.strip() for each in header)
    columns: dict[str, str] = {}
    for key, words in _PARAMETERS.items():
        fit = [
            name
            for name in names
            if all(word in _SIGNS.sub("_", name.lower()) for word in words)
        ]
        if len(fit) != 1:
            raise DemandError(
                path,
                f"{'no' if not fit else 'more than one'} column is {key}",
                f"one of each of {', '.join(_PARAMETERS)}",
            )
        columns[key] = fit[0]
    table = read_text_table(path, tuple(columns.values()))
    if len(table) != 1:
        raise DemandError(f"{path}: has {len(table)} rows, expected one.")
    found = {key: table.numbers(name, least=0)[0] for key, name in columns.items()}
    for key in ("meters_per_minute", "target_click_to_door_min"):
        if not found[key]:
            raise DemandError(f"{path}: {key} is 0, expected more.")
    return found


def _sites(table: TextTable, name: str) -> Sites:
    x_m, y_m = (np.array(table.numbers(axis)) for axis in ("x", "y"))
    return Sites(table.ids(name), x_m, y_m)


def _seconds(table: TextTable, name: str) -> Floats:
    return np.array(table.numbers(name, least=0)) * _MIN_S


def _check_known(orders: TextTable, restaurants: set[str]) -> None:
    for line, name in zip(orders.lines, orders.columns["restaurant"], strict=True):
        if name not in restaurants:
            raise DemandError(
                f"{orders.path}: line {line}",
                f"restaurant is {name!r}",
                f"one of {RESTAURANTS}",
            )


def _check_after(table: TextTable, name: str, wrong: np.ndarray, expected: str) -> None:
    if wrong.any():
        at = int(np.argmax(wrong))
        raise DemandError(
            f"{table.path}: line {table.lines[at]}",
            f"{name} is {table.columns[name][at]}",
            expected,
        )
