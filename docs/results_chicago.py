"""Write the tables of `explanation/results-chicago.md`.

From the root of the project, with the city's files in DATA:

    deliverai region build regions/chicago_loop_west --data DATA --out CHICAGO
    python docs/results_chicago.py --region CHICAGO

Every policy meets the same orders in a data set (common random numbers): a data set
is a replication of seed 1. Intervals are Student's t at 95 % over the data sets;
differences are taken data set by data set before they are averaged.
"""

import argparse
import math
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
from scipy import stats

from analysis.metrics import kpis
from simulation.assemble import Setting, prepare
from simulation.runner import simulate
from simulation.scenario import load_scenario

PAGE = Path(__file__).parent / "explanation" / "results-chicago.md"
EMBEDDED = "embedded"
POLICIES = {
    "paper/point_to_point": "Baseline 1",
    "paper/hotspots_only": "Baseline 2",
    "paper/deliverai_1": "DeliverAI-I",
    "paper/deliverai_2": "DeliverAI-II",
}
BASELINES = ("paper/point_to_point", "paper/hotspots_only")
LEARNT = ("paper/deliverai_1", "paper/deliverai_2")
PROFILES = ("uniform", "gaussian")
LOADS = (5, 10, 20, 25, 30)
PEAK = (30,)
CONFIDENCE = 0.95
COLUMNS = {  # KPI: heading, decimals
    "distance_km": ("distance [km]", 0),
    "delivery_time_mean_s": ("time [s]", 0),
    "vehicles_active": ("vehicles active", 0),
    "vehicles_fleet": ("fleet", 0),
    "vehicles_peak": ("at once", 0),
    "hops_mean": ("legs", 2),
    "utilisation_mean": ("utilisation, active", 3),
    "utilisation_fleet_mean": ("utilisation, fleet", 3),
    "success_ratio": ("success", 3),
    "shared_core_share": ("core shared", 3),
}
COMPARED = ("distance_km", "delivery_time_mean_s", "vehicles_active", "vehicles_fleet")
IN_POINTS = ("success_ratio",)

Empty = Literal["ignored", "driven"]
Values = dict[str, list[float | None]]  # by KPI, one for each data set


@dataclass(frozen=True)
class Category:
    """The data sets of one demand in one region, and how empty ways count."""

    region: str
    profile: str
    load: int
    empty: Empty
    datasets: int


Results = dict[tuple[Category, str], Values]  # by category and scenario


def run_category(category: Category) -> dict[str, Values]:
    """Return by scenario what its runs on the data sets of a category came to."""
    found: dict[str, Values] = {}
    for name in POLICIES:
        overrides = [
            f"demand.profile={category.profile}",
            f"demand.load_per_min={category.load}",
            f"region={category.region}",
        ]
        if name != "paper/point_to_point":  # which drives always
            overrides.append(f"fleet.peripheral.deadheading={category.empty}")
        scenario = load_scenario(name, overrides)
        setting = _setting(name, category.region)
        measured = [
            kpis(simulate(scenario, number, setting=setting))
            for number in range(category.datasets)
        ]
        found[name] = {kpi: [run[kpi] for run in measured] for kpi in COLUMNS}
    return found


@cache
def _setting(name: str, region: str) -> Setting:
    """Return the region and the trained agents of a shipped scenario, made once."""
    return prepare(load_scenario(name, [f"region={region}"]))


# Tables ------------------------------------------------------------------------


def mean_and_reach(values: Sequence[float]) -> tuple[float, float]:
    """Return the mean and half the width of its 95 % t-interval."""
    n = len(values)
    error = float(np.std(values, ddof=1)) / math.sqrt(n)
    reach = float(stats.t.ppf((1 + CONFIDENCE) / 2, n - 1)) * error
    return float(np.mean(values)), reach


def level(values: Sequence[float | None], decimals: int) -> str:
    """Return the mean of a KPI with its interval, a dash where it is undefined."""
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return "-"
    mean, reach = mean_and_reach(known)
    return f"{mean:,.{decimals}f} ± {reach:,.{decimals}f}"


def change(
    of: Sequence[float | None], over: Sequence[float | None], *, in_points: bool
) -> str:
    """Return the mean paired difference in percent, or in points of a share."""
    pairs = [
        (100 * (this - base) / (1 if in_points else base))
        for this, base in zip(of, over, strict=True)
        if this is not None and base is not None
    ]
    mean, reach = mean_and_reach(pairs)
    return f"{mean:+.1f} ± {reach:.1f}"


def level_table(results: Results, categories: Iterable[Category]) -> list[str]:
    """Return the KPIs of every policy, one row for each load and policy."""
    headings = [heading for heading, _ in COLUMNS.values()]
    rows = [["l_o", "policy", *headings]]
    for category in categories:
        for name, label in POLICIES.items():
            values = results[category, name]
            cells = [level(values[kpi], digits) for kpi, (_, digits) in COLUMNS.items()]
            rows.append([str(category.load), label, *cells])
    return _markdown(rows)


def change_table(results: Results, categories: Iterable[Category]) -> list[str]:
    """Return what every policy changes, against either baseline."""
    headings = [
        f"{COLUMNS[kpi][0].partition(' [')[0]} [{'pp' if kpi in IN_POINTS else '%'}]"
        for kpi in (*COMPARED, *IN_POINTS)
    ]
    rows = [["l_o", "policy", "against", *headings]]
    for category in categories:
        for base in BASELINES:
            other = results[category, base]
            for label, this in _told_apart(results, category, base):
                cells = [
                    change(this[kpi], other[kpi], in_points=kpi in IN_POINTS)
                    for kpi in (*COMPARED, *IN_POINTS)
                ]
                rows.append([str(category.load), label, POLICIES[base], *cells])
    return _markdown(rows)


def _told_apart(
    results: Results, category: Category, base: str
) -> list[tuple[str, Values]]:
    """Return who is compared with a baseline; policies of equal runs as one."""
    first, second = BASELINES
    found = [(POLICIES[second], results[category, second])] if base == first else []
    one, two = (results[category, name] for name in LEARNT)
    if one == two:
        return [*found, ("DeliverAI-I and II", one)]
    return [*found, *((POLICIES[name], results[category, name]) for name in LEARNT)]


def _markdown(rows: list[list[str]]) -> list[str]:
    head, *body = rows
    rule = ["---" if column in {"policy", "against"} else "---:" for column in head]
    return [f"| {' | '.join(row)} |" for row in (head, rule, *body)]


# The page ----------------------------------------------------------------------


def write_into(page: Path, name: str, lines: Iterable[str]) -> None:
    """Replace what stands between the marks of one table."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, found, rest = page.read_text(encoding="utf-8").partition(begin)
    if not found or end not in rest:
        raise SystemExit(f"{page}: has no marks of {name}, expected {begin} and {end}.")
    text = "\n".join((before + begin, "", *lines, "", end)) + rest.partition(end)[2]
    page.write_text(text, encoding="utf-8")


def main() -> None:
    """Run everything and write all tables."""
    parser = argparse.ArgumentParser(description="Write the tables of the page.")
    parser.add_argument("--region", required=True, help="folder of the built region")
    parser.add_argument("--datasets", type=int, default=5, help="2 or more")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--page", type=Path, default=PAGE)
    given = parser.parse_args()

    def categories(
        region: str, profile: str, loads: Iterable[int], empty: Empty = "ignored"
    ) -> list[Category]:
        return [
            Category(region, profile, load, empty, given.datasets) for load in loads
        ]

    chicago = str(Path(given.region).resolve())
    tables: dict[str, tuple[Callable[..., list[str]], list[Category]]] = {}
    for profile in PROFILES:
        everything = categories(chicago, profile, LOADS)
        tables[f"{profile} levels"] = level_table, everything
        tables[f"{profile} changes"] = change_table, everything
        driven = categories(chicago, profile, PEAK, "driven")
        tables[f"{profile} driven levels"] = level_table, driven
        tables[f"{profile} driven changes"] = change_table, driven
        synthetic = categories(EMBEDDED, profile, PEAK)
        tables[f"{profile} embedded levels"] = level_table, synthetic
        tables[f"{profile} embedded changes"] = change_table, synthetic
    asked = list(dict.fromkeys(each for _, many in tables.values() for each in many))
    with ProcessPoolExecutor(given.processes) as pool:
        found = list(pool.map(run_category, asked))
    results = {
        (category, name): values
        for category, by_name in zip(asked, found, strict=True)
        for name, values in by_name.items()
    }
    for name, (table, wanted) in tables.items():
        write_into(given.page, name, table(results, wanted))


if __name__ == "__main__":
    main()
