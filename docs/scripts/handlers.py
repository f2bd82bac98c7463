"""Write the tables of `explanation/results-handlers.md`, and make the runs they need.

From the root of the project, with the city's files in DATA:

    deliverai region build regions/chicago_loop_west --data DATA --out CHICAGO
    python docs/scripts/handlers.py --chicago CHICAGO --out RUNS

For every region, demand and load a table of arrivals is made by ``deliverai train``,
then all handlers meet the same orders, once with the empty ways of peripheral vehicles
driven and once with them ignored, as in the paper. Called again, it goes on in RUNS.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from results import EXPLANATION, markdown, signed, write_into

from analysis.cli import main as deliverai
from analysis.statistics import changes_percent, differences, interval
from analysis.sweeps.folder import read_runs

PAGE = EXPLANATION / "results-handlers.md"
DIRECT, PAPER, RESERVATION = (
    "paper/point_to_point",
    "paper/deliverai_2",
    "sharing/reservation",
)
HANDLERS = {  # scenario: heading
    PAPER: "the paper's rule",
    "sharing/guarded": "guarded",
    "sharing/saved_distance": "saved distance",
    "sharing/saved_distance_on_a_beat": "on a beat of 60 s",
    "sharing/matching": "matching, on that beat",
    RESERVATION: "reservation",
}
PROFILES = {"uniform": "uniform", "gaussian_table_4": "two peaks"}
LOADS = (5, 10, 20, 30, 60)
LOAD, PROFILE = "demand.load_per_min", "demand.profile"
DEADHEADING = {"driven": [DIRECT, *HANDLERS], "ignored": [*HANDLERS]}
REPLICATIONS = 8
SEED = 200  # the scenarios' keys were chosen on replications of seed 1
TABLES = {  # mark on the page: empty ways, metric, against whom
    "ignored distance": ("ignored", "distance_km", PAPER),
    "driven distance": ("driven", "distance_all_km", PAPER),
    "driven time": ("driven", "delivery_time_mean_s", PAPER),
    "direct distance": ("driven", "distance_all_km", DIRECT),
    "direct time": ("driven", "delivery_time_mean_s", DIRECT),
    "direct on time": ("driven", "success_ratio", DIRECT),
}

Points = list[dict[str, object]]


def call(*words: str) -> None:
    """Call the command, whose failures end the script."""
    if deliverai(list(words)):
        raise SystemExit(f"deliverai {' '.join(words)} failed, see above.")


def points(region: str, tables: Path) -> Iterator[dict[str, object]]:
    """Yield every demand and load, each with its own table of arrivals."""
    for profile in PROFILES:
        for load in LOADS:
            table = tables / f"{profile}_{load}"
            point = {PROFILE: profile, LOAD: load}
            if not table.exists():
                settings = {**point, "region": region, "seed": 1}
                changes = (
                    f"--set={key}={json.dumps(to).strip(chr(34))}"
                    for key, to in settings.items()
                )
                call("train", RESERVATION, "--out", str(table), *changes)
            yield {**point, "requests.table": str(table)}


def study_text(scenarios: list[str], settings: dict[str, object], at: Points) -> str:
    """Return a study as its file says it."""
    lines = [
        'question = "What do handlers save, by load?"',
        f"scenarios = {json.dumps(scenarios)}",
        f"replications = {REPLICATIONS}",
        "[set]",
        *(f"{key} = {json.dumps(to)}" for key, to in settings.items()),
    ]
    for point in at:
        lines += ["[[points]]", *(f"{k} = {json.dumps(v)}" for k, v in point.items())]
    return "\n".join(lines) + "\n"


def runs(region: str, out: Path) -> dict[str, pd.DataFrame]:
    """Make what is missing of a region's runs, and return them by deadheading."""
    out.mkdir(parents=True, exist_ok=True)
    at = list(points(region, out / "tables"))
    found = {}
    for deadheading, scenarios in DEADHEADING.items():
        study, folder = out / f"{deadheading}.toml", out / deadheading
        settings: dict[str, object] = {"region": region, "seed": SEED}
        settings |= {
            "fleet.peripheral.deadheading": deadheading,
            "routing.policy": "exact",
        }
        study.write_text(study_text(scenarios, settings, at), encoding="utf-8")
        call("sweep", str(study), "--out", str(folder), *resumed(folder))
        found[deadheading] = read_runs(folder)[1].to_pandas()
    return found


def resumed(folder: Path) -> list[str]:
    """Return what makes the command go on in a folder that is there."""
    return ["--resume"] if folder.exists() else []


def cell(here: pd.DataFrame, kpi: str, of: str, against: str) -> str:
    """Return what a handler changes on the same orders, in % or percentage points."""
    sides = (
        here[here["scenario"] == name].sort_values("replication")[kpi].tolist()
        for name in (of, against)
    )
    own, base = sides
    pairs = differences(own, base, 100.0) if kpi == "success_ratio" else None
    return signed(interval(pairs or changes_percent(own, base)))


def table(regions: dict[str, dict[str, pd.DataFrame]], name: str) -> list[str]:
    """Return one of the page's tables."""
    deadheading, kpi, against = TABLES[name]
    shown = {of: head for of, head in HANDLERS.items() if of != against}
    rows = [["region", "demand", "orders/min", *shown.values()]]
    for region, found in regions.items():
        frame = found[deadheading]
        for profile, said in PROFILES.items():
            for load in LOADS:
                here = frame[(frame[PROFILE] == profile) & (frame[LOAD] == load)]
                cells = [cell(here, kpi, of, against) for of in shown]
                rows.append([region, said, str(load), *cells])
    return markdown(rows, left=1)


def main() -> None:
    """Make the runs and write the tables."""
    parser = argparse.ArgumentParser(description="Write the tables of the handlers.")
    parser.add_argument("--chicago", required=True, help="the prepared region")
    parser.add_argument("--out", type=Path, required=True, help="where runs are kept")
    given = parser.parse_args()
    regions = {"embedded": "embedded", "Chicago": str(Path(given.chicago).resolve())}
    out = given.out.resolve()
    found = {name: runs(region, out / name) for name, region in regions.items()}
    for name in TABLES:
        write_into(PAGE, name, table(found, name))


if __name__ == "__main__":
    main()
