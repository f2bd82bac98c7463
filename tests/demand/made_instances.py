"""Made-up instances in the shape of published data sets; none of them is real."""

import io
import math
import tarfile
from typing import NamedTuple

import numpy as np

METERS_PER_MINUTE = 320


class Mdrp(NamedTuple):
    """A made-up day of the meal delivery routing problem, in its own units."""

    restaurants: dict[str, tuple[int, int]]
    orders: dict[str, tuple[int, int, int, str, int]]  # x, y, placed, restaurant, ready
    couriers: dict[str, tuple[int, int, int, int]]  # x, y, on, off


def made_mdrp(seed=1, orders=40, restaurants=6, couriers=12):
    rng = np.random.default_rng(seed)
    spots = rng.integers(0, 6000, (restaurants + orders + couriers, 2)).tolist()
    shops = {f"r{at + 1}": tuple(spots[at]) for at in range(restaurants)}
    placed = np.sort(rng.integers(600, 780, orders)).tolist()
    asked = {
        f"o{at + 1}": (
            *spots[restaurants + at],
            placed[at],
            f"r{rng.integers(1, restaurants + 1)}",
            placed[at] + int(rng.integers(5, 26)),
        )
        for at in range(orders)
    }
    on = rng.integers(570, 640, couriers).tolist()
    staff = {
        f"c{at + 1}": (*spots[restaurants + orders + at], on[at], on[at] + 300)
        for at in range(couriers)
    }
    return Mdrp(shops, asked, staff)


def minutes_between(a, b):
    """Return the travel time as the evaluator has it [min]."""
    return math.ceil(math.dist(a, b) / METERS_PER_MINUTE)


def write_mdrp(folder, day):
    folder.mkdir(parents=True)

    def write(name, header, rows):
        lines = ["\t".join(map(str, row)) for row in (header, *rows)]
        (folder / f"{name}.txt").write_text("\n".join(lines) + "\n")

    write(
        "restaurants",
        ("restaurant", "x", "y"),
        ((k, *v) for k, v in day.restaurants.items()),
    )
    write(
        "orders",
        ("order", "x", "y", "placement_time", "restaurant", "ready_time"),
        ((k, *v) for k, v in day.orders.items()),
    )
    write(
        "couriers",
        ("courier", "x", "y", "on_time", "off_time"),
        ((k, *v) for k, v in day.couriers.items()),
    )
    write(
        "instance_parameters",
        (
            "meters_per_minute",
            "pickup service minutes",
            "dropoff service minutes",
            "target click-to-door",
            "maximum click-to-door",
            "pay per order",
            "guaranteed pay per hour",
        ),
        [(METERS_PER_MINUTE, 4, 4, 40, 90, 10, 15)],
    )
    return folder


class Rome(NamedTuple):
    """A made-up instance in the shape of those of Rome; places in minutes."""

    customers: np.ndarray
    restaurants: np.ndarray
    couriers: np.ndarray
    created: np.ndarray
    targets: np.ndarray
    beta: np.ndarray

    def ways(self, origins):
        """Return the unrounded minutes from origins by restaurants to customers."""
        apart = np.linalg.norm(origins[:, None] - self.restaurants[None], axis=2)
        return apart + np.linalg.norm(self.restaurants - self.customers, axis=1)


def made_rome(seed=1, orders=60, couriers=8):
    rng = np.random.default_rng(seed)
    places = rng.uniform(0, 9, (2 * orders + couriers, 2))
    created = np.sort(np.round(rng.uniform(-30, 40, orders), 3))
    targets = 3 * np.ceil((created + rng.uniform(15, 40, orders)) / 3)
    return Rome(
        places[:orders],
        places[orders : 2 * orders],
        places[2 * orders :],
        created,
        targets,
        rng.integers(1, 4, orders),
    )


def rome_texts(name, made):
    """Return the files of an instance by their paths, as they are published."""
    between, reach = (
        np.rint(made.ways(each)) for each in (made.customers, made.couriers)
    )

    def table(matrix):
        return "\n".join(",".join(f"{each:g}" for each in row) for row in matrix)

    texts = {
        f"Beta/{name}_beta.csv": table(made.beta[:, None]),
        f"Creation Times Exact/{name}_exactCreationTime.csv": table(
            made.created[:, None]
        ),
        f"D/{name}_D.csv": table(between),
        f"Targets/{name}_target.csv": table(made.targets[:, None]),
    }
    for per, count in (("7.5", len(reach)), ("10.0", len(reach) - 2)):
        texts[f"D_M/{name}_{per}_D_M.csv"] = table(reach[:count])
        texts[f"D_bar/{name}_{per}_D_bar.csv"] = table(
            np.vstack((between, reach[:count]))
        )
    return texts


def write_rome(folder, texts):
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def pack_rome(path, texts):
    with tarfile.open(path, "w:gz") as archive:
        for name, text in texts.items():
            info = tarfile.TarInfo(name)
            info.size = len(text.encode())
            archive.addfile(info, io.BytesIO(text.encode()))
    return path


LILIM = """3\t10\t1
0\t40\t50\t0\t0\t600\t0\t0\t0
1\t45\t68\t10\t30\t200\t9\t0\t3
2\t45\t70\t-5\t60\t400\t9\t4\t0
3\t42\t66\t-10\t65\t300\t9\t1\t0
4\t42\t68\t5\t0\t500\t9\t0\t2
"""
