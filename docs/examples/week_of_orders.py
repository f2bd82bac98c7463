"""A made-up week of an operation, as its systems would export it, slips and all.

``python docs/examples/week_of_orders.py`` writes ``week.csv`` and ``shifts.csv`` into
the working folder, for the embedded region or ``--region FOLDER``. The same ``--seed``
gives the same week.
"""

import argparse
import csv
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np

from simulation.region import Region, load_region

MONDAY = date(2026, 11, 16)
OPENS, CLOSES = 10, 22
BY_HOUR = (2, 8, 11, 7, 4, 4, 7, 13, 15, 12, 7, 4)  # orders of a plain day from 10 on
BY_DAY = (0.8, 0.85, 0.9, 1.0, 1.4, 1.3, 1.1)
NAMES = (
    *("Tilausnumero", "Tilattu", "Ravintola lat", "Ravintola lon", "Asiakas lat"),
    *("Asiakas lon", "Valmistusaika (min)", "Luvattu", "Koko", "Peruttu", "Kuriiri"),
)
CANCELLED, LARGE = 0.02, 0.1  # shares of the orders
SHIFTS = ((10, 16), (11, 15), (16, 22), (17, 22))


def main() -> None:
    """Write both files."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--region", default="embedded")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--out", type=Path, default=Path())
    given = asked.parse_args()
    rng = np.random.default_rng(given.seed)
    rows = orders(load_region(given.region), rng)
    _write(given.out / "week.csv", NAMES, [*rows, *slips(rows)])
    names = ("Kuriiri", "Ajoneuvo", "Vuoro alkaa", "Vuoro päättyy")
    _write(given.out / "shifts.csv", names, couriers())


def orders(region: Region, rng: np.random.Generator) -> list[list[str]]:
    """Return a row per order, in order of time."""
    rows: list[list[str]] = []
    places = region.places
    busy = rng.gamma(1.2, size=region.producers.size)  # some restaurants are liked more
    for day, weight in enumerate(BY_DAY):
        for hour, usual in enumerate(BY_HOUR, start=OPENS):
            minutes = np.sort(rng.uniform(0, 60, rng.poisson(usual * weight)))
            for minute in minutes.tolist():
                start = datetime.combine(MONDAY, datetime.min.time()) + timedelta(
                    days=day, hours=hour, seconds=round(60 * minute)
                )
                producer = rng.choice(region.producers, p=busy / busy.sum())
                consumer = rng.choice(region.consumers)
                cancelled = (
                    start + timedelta(minutes=6) if rng.random() < CANCELLED else None
                )
                rows.append(
                    [
                        f"T{len(rows) + 10_001}",
                        _shown(start),
                        *(
                            _decimal(places.lat[producer]),
                            _decimal(places.lon[producer]),
                        ),
                        *(
                            _decimal(places.lat[consumer]),
                            _decimal(places.lon[consumer]),
                        ),
                        str(round(rng.gamma(6, 2)) + 1),
                        f"{start + timedelta(minutes=40):%H:%M}",
                        str(1 + int(rng.random() < LARGE)),
                        "" if cancelled is None else _shown(cancelled),
                        f"K{rng.integers(1, 9)}",
                    ]
                )
    return rows


def slips(rows: list[list[str]]) -> list[list[str]]:
    """Return what every export has: a row twice, points of nowhere, no time."""
    null, far, late = list(rows[5]), list(rows[6]), list(rows[7])
    null[0], null[2:4] = "T90001", ["0", "0"]
    far[0], far[4] = "T90002", "12,345"
    late[0], late[1] = "T90003", ""
    return [rows[3], null, far, late]


def couriers() -> list[list[str]]:
    """Return a row per shift: times of day, worked every day."""
    return [
        [f"K{number + 1}", "pyörä" if number % 2 else "auto", f"{on}:00", f"{off}:00"]
        for number, (on, off) in enumerate(SHIFTS * 3)
    ]


def _shown(moment: datetime) -> str:
    return f"{moment:%d.%m.%Y %H:%M:%S}"


def _decimal(degrees: float) -> str:
    return f"{degrees:.6f}".replace(".", ",")


def _write(path: Path, names: tuple[str, ...], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-16", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(names)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
