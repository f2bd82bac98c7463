"""Meal delivery in Rome: the instances of Cosmi, Oriolo, Piccialli and Ventura.

Comma-separated texts in folders by what they hold, or the archive of them. Times are
minutes, and there are no places: they are recovered from the matrices.
"""

import re
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from simulation.demand.datasets.cells import number_in, text_of
from simulation.demand.datasets.instance import Couriers, Instance, Sites
from simulation.demand.datasets.unfolding import unfolded
from simulation.errors import DemandError
from simulation.units import SECONDS_PER_MINUTE, Floats

SPEED_KMH = 18.0  # of a scooter between doors in a city; the instances say minutes only
CHECK_OUT_MIN = 1.0  # at the customer's door, as in the paper's experiments
_NAMED = re.compile(
    r"(?:^|/)(?P<kind>D|D_M|D_bar|Targets|Beta|Creation Times Exact)/"
    r"(?P<name>I\d+)_(?:(?P<per>\d+(?:\.\d+)?)_)?[A-Za-z_]+\.csv$"
)
_MOMENTS = ("Targets", "Creation Times Exact")
_KMH_PER_MPS = 3.6
_MIN_S = float(SECONDS_PER_MINUTE)
_STAY_MIN = 120.0  # of couriers, after the last target
_DECIMALS = 1  # of a metre

Texts = dict[tuple[str, str, str], Callable[[], str]]  # by kind, name, orders a courier


def rome_files(path: Path) -> Texts:
    """Return the texts of a folder or archive of instances, unread.

    Raises
    ------
    DemandError
        If it is neither, or holds no instance.
    """
    found: Texts = {}
    try:
        if path.is_dir():
            for each in sorted(path.rglob("*.csv")):
                _enter(found, each.as_posix(), partial(text_of, each))
        elif path.is_file():
            with tarfile.open(path) as archive:
                for member in archive.getmembers():
                    file = archive.extractfile(member) if member.isfile() else None
                    if file is not None and _NAMED.search(member.name):
                        _enter(found, member.name, partial(_decoded, file.read()))
    except (OSError, tarfile.TarError) as error:
        raise DemandError(
            path, f"cannot be read ({error})", "a folder of instances or its archive"
        ) from error
    if not found:
        said = "holds no instance" if path.exists() else "no such file or folder"
        raise DemandError(path, said, "the folders D, D_M, Targets, Beta, ... of Rome")
    return found


def rome_names(texts: Texts) -> list[str]:
    """Return the names of the instances, in order of their numbers."""
    return sorted({name for _, name, _ in texts}, key=lambda name: int(name[1:]))


def is_rome(path: Path) -> bool:
    """Return whether a folder or archive looks like these instances."""
    if path.is_file() and not tarfile.is_tarfile(path):
        return False
    try:
        return bool(rome_files(path))
    except DemandError:
        return False


def read_rome(
    path: Path, name: str | None = None, speed_kmh: float = SPEED_KMH
) -> Instance:
    """Return an instance.

    Parameters
    ----------
    path
        Folder or archive.
    name
        Such as ``I7``, or ``I7_8.5`` for the couriers of 8.5 orders each; the most
        couriers otherwise. Absent: the only instance there is.
    speed_kmh
        What makes metres of the minutes.

    Raises
    ------
    DemandError
        If there is no such instance, a file is missing or its shape or a cell wrong.
    """
    said = _numbers(path, name)
    count, couriers = len(said.between), said.couriers
    ways_min = np.vstack((said.between, said.reach))
    points = unfolded(ways_min)
    off = np.abs(np.rint(points.ways) - ways_min)
    metres = speed_kmh / _KMH_PER_MPS * _MIN_S
    zero_min = float(np.floor(said.placed.min()))
    numbers = range(1, count + 1)
    ids = tuple(f"o{number}" for number in numbers)
    shops = tuple(f"r{number}" for number in numbers)
    return Instance(
        name=f"{said.name}_{said.each:.1f}",
        format="rome",
        producers=_sites(shops, points.pickups * metres),
        consumers=_sites(ids, points.origins[:count] * metres),
        orders={
            "id": ids,
            "placed_s": ((said.placed - zero_min) * _MIN_S).tolist(),
            "due_s": ((said.due - zero_min) * _MIN_S).tolist(),
            "producer": shops,
            "consumer": ids,
            "pickup_service_s": (said.beta * _MIN_S).tolist(),
            "dropoff_service_s": [CHECK_OUT_MIN * _MIN_S] * count,
        },
        couriers=Couriers(
            _sites(
                tuple(f"c{number}" for number in range(1, couriers + 1)),
                points.origins[count : count + couriers] * metres,
            ),
            np.zeros(couriers),
            np.full(couriers, (said.due.max() - zero_min + _STAY_MIN) * _MIN_S),
        ),
        speed_mps=speed_kmh / _KMH_PER_MPS,
        notes=(
            "places are recovered from the matrices: the way to a restaurant and on to "
            f"the customer is, rounded, the published one of {(off == 0).mean():.1%} "
            f"of {off.size:,} pairs, and at most {off.max():g} min beside it",
            "the instances have no metres: they follow from a speed of "
            f"{speed_kmh:g} km/h",
            "each order has a restaurant of its own, for they have no names",
            f"time zero is minute {zero_min:g} of the instance; nothing says when food "
            "is ready, so that it is when it is ordered, however early",
            f"Beta is the time at the restaurant, {CHECK_OUT_MIN:g} min at the door",
            "couriers have no shifts: they are on until 2 h after the last target",
        ),
        parameters={
            "orders_per_courier": said.each,
            "speed_kmh": speed_kmh,
            "time_zero_min": zero_min,
            "ways_exact_share": float((off == 0).mean()),
            "ways_most_off_min": float(off.max()),
        },
    )


@dataclass(frozen=True)
class _Numbers:
    """What the files of an instance say [min]."""

    name: str
    each: float  # orders a courier
    couriers: int  # of them; the first rows of `reach`
    between: Floats  # (n, n) from customer over restaurant to customer
    reach: Floats  # (c, n) from the most couriers there are
    placed: Floats  # (n,)
    due: Floats  # (n,)
    beta: Floats  # (n,)


def _numbers(path: Path, name: str | None) -> _Numbers:
    """Return what the files of an instance say, see `read_rome`."""
    texts = rome_files(path)
    known = rome_names(texts)
    asked, _, per = (name or (known[0] if len(known) == 1 else "")).partition("_")
    if asked not in known:
        given = f"has {len(known)} instances" if name is None else f"has no {asked}"
        raise DemandError(path, given, f"one of {known[0]} to {known[-1]} (--instance)")
    reach = {
        float(key[2]): _matrix(path, texts, key)
        for key in texts
        if key[:2] == ("D_M", asked)
    }
    if not reach:
        raise DemandError(path, f"has no D_M of {asked}", "where couriers start")
    most = min(reach)
    each = most if not per else number_in(per)
    if each not in reach:
        raise DemandError(
            path,
            f"has no couriers for {per} orders each of {asked}",
            f"one of {', '.join(f'{each:.1f}' for each in sorted(reach))}",
        )
    between = _matrix(path, texts, ("D", asked, ""))
    placed, due, beta = (
        _matrix(path, texts, (kind, asked, ""))[:, 0]
        for kind in ("Creation Times Exact", "Targets", "Beta")
    )
    count = len(between)
    for kind, size in (
        ("D", between.shape[1]),
        ("D_M", reach[most].shape[1]),
        ("Creation Times Exact", placed.size),
        ("Targets", due.size),
        ("Beta", beta.size),
    ):
        if size != count:
            raise DemandError(
                f"{path}: {kind} of {asked}",
                f"is for {size} orders",
                f"{count}, as D has rows",
            )
    wrong = np.flatnonzero(due <= placed)
    if wrong.size:
        raise DemandError(
            f"{path}: order {wrong[0] + 1} of {asked}",
            f"has its target at {due[wrong[0]]:g} min",
            "it after its creation",
        )
    # The couriers of 10 orders each are the first ones of those of 7.5 each.
    return _Numbers(
        asked, each, len(reach[each]), between, reach[most], placed, due, beta
    )


def _sites(ids: tuple[str, ...], points_m: Floats) -> Sites:
    rounded = np.round(points_m, _DECIMALS)
    return Sites(ids, rounded[:, 0], rounded[:, 1])


def _enter(found: Texts, name: str, text: Callable[[], str]) -> None:
    said = _NAMED.search(name)
    if said is not None:
        found[said["kind"], said["name"], said["per"] or ""] = text


def _decoded(content: bytes) -> str:
    return content.decode("utf-8-sig", errors="replace")


def _matrix(path: Path, texts: Texts, key: tuple[str, str, str]) -> Floats:
    """Return the numbers of a file (rows, columns)."""
    where = f"{path}: {key[0]} of {key[1]}"
    if key not in texts:
        raise DemandError(where, "is missing", "a file of it")
    rows = [line.split(",") for line in texts[key]().split("\n") if line.strip()]
    try:
        matrix = np.array(rows, dtype=np.float64)
    except ValueError as error:
        raise DemandError(
            where, "is no table of numbers", "rows of equal length"
        ) from error
    least = -np.inf if key[0] in _MOMENTS else 0
    if not rows or not np.isfinite(matrix).all() or (matrix < least).any():
        raise DemandError(
            where, "has an entry that is negative or no number", "0 or more"
        )
    return matrix
