"""A made-up week of taxi trips, to fit speeds by the hour to.

``python docs/examples/week_of_trips.py`` writes ``trips.csv`` into the working folder,
for the embedded region or ``--region FOLDER``. The same ``--seed`` gives the same week.
"""

import argparse
import csv
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np

from simulation.region import load_region

MONDAY = date(2026, 11, 16)
TRIPS, FROM_H, UNTIL_H = 4000, 6, 23
FACTORS = {7: 0.7, 8: 0.55, 9: 0.7, 16: 0.65, 17: 0.5, 18: 0.6, 19: 0.8}
WEEKEND = {13: 0.8, 14: 0.8, 15: 0.8}
NAMES = (
    *("origin_lon", "origin_lat", "destination_lon", "destination_lat"),
    *("departure", "duration_s"),
)


def main() -> None:
    """Write the file."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--region", default="embedded")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--out", type=Path, default=Path())
    given = asked.parse_args()
    rng = np.random.default_rng(given.seed)
    region = load_region(given.region)
    places, router = region.places, region.router
    here, there = rng.integers(len(places), size=(2, TRIPS))
    free_s, _ = router.legs(here, there)
    chance = rng.lognormal(0.0, 0.15, TRIPS)
    rows = []
    for row, seconds in enumerate(free_s.tolist()):
        day, second = rng.integers(7), rng.integers(FROM_H * 3600, UNTIL_H * 3600)
        departs = datetime.combine(MONDAY, datetime.min.time()) + timedelta(
            days=int(day), seconds=int(second)
        )
        middle = departs + timedelta(seconds=seconds / 2)
        factors = WEEKEND if middle.weekday() >= 5 else FACTORS  # noqa: PLR2004
        taken_s = seconds / factors.get(middle.hour, 1.0) * chance[row]
        ends = (here[row], there[row])
        points = [
            f"{axis[end]:.6f}" for end in ends for axis in (places.lon, places.lat)
        ]
        rows.append([*points, departs.isoformat(), f"{taken_s:.0f}"])
    rows[10][-1] = "-1"  # a meter that was reset
    rows[11][-2] = "16.11."
    with (given.out / "trips.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([NAMES, *rows])


if __name__ == "__main__":
    main()
