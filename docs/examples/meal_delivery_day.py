"""Make up a day in the shape of Grubhub's meal delivery instances: folder `made_day`.

Sixty orders of eight restaurants between eleven and two, twelve couriers; places are
metres of a plane, times minutes from midnight.
"""

from pathlib import Path

import numpy as np

ORDERS, RESTAURANTS, COURIERS = 60, 8, 12
SIDE_M = 6000
PARAMETERS = {
    "meters_per_minute": 320,
    "pickup service minutes": 4,
    "dropoff service minutes": 4,
    "target click-to-door": 40,
    "maximum click-to-door": 90,
    "pay per order": 10,
    "guaranteed pay per hour": 15,
}


def write(folder: Path, name: str, columns: dict[str, list[object]]) -> None:
    """Write columns as a text file with tabs between its cells."""
    rows = [list(columns), *zip(*columns.values(), strict=True)]
    text = "\n".join("\t".join(map(str, row)) for row in rows)
    (folder / f"{name}.txt").write_text(f"{text}\n", encoding="utf-8")


def named(letter: str, count: int) -> list[object]:
    """Return the ids o1, o2 and so on."""
    return [f"{letter}{number}" for number in range(1, count + 1)]


def main() -> None:
    """Write the four files."""
    folder = Path("made_day")
    folder.mkdir()
    rng = np.random.default_rng(2018)

    def places(count: int) -> dict[str, list[object]]:
        return {axis: rng.integers(0, SIDE_M, count).tolist() for axis in "xy"}

    placed = np.sort(rng.integers(660, 840, ORDERS))
    cooked = rng.integers(8, 25, ORDERS)
    shops = named("r", RESTAURANTS)
    on = rng.integers(640, 700, COURIERS)
    write(folder, "restaurants", {"restaurant": shops, **places(RESTAURANTS)})
    write(
        folder,
        "orders",
        {
            "order": named("o", ORDERS),
            **places(ORDERS),
            "placement_time": placed.tolist(),
            "restaurant": [shops[at] for at in rng.integers(0, RESTAURANTS, ORDERS)],
            "ready_time": (placed + cooked).tolist(),
        },
    )
    write(
        folder,
        "couriers",
        {
            "courier": named("c", COURIERS),
            **places(COURIERS),
            "on_time": on.tolist(),
            "off_time": (on + 270).tolist(),
        },
    )
    parameters = {name: [value] for name, value in PARAMETERS.items()}
    write(folder, "instance_parameters", parameters)


if __name__ == "__main__":
    main()
