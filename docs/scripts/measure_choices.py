"""Measure what each choice is worth: one key changed at a time.

Run `python docs/scripts/measure_choices.py` from the root of the project. For every row
of `docs/explanation/paper-fidelity.md` whose key column says `KEY = VALUE`, the
scenario `paper/deliverai_2` (embedded region, 30 orders a minute, five data sets of
seed 1) is run with that one key changed, and the last column is written anew: what
changed against the scenario as it is shipped, with 95 % intervals, on the same orders
wherever the demand is the same.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.experiments.campaign import carry_out
from analysis.experiments.executors import executor
from analysis.experiments.journal import Journal
from analysis.experiments.runs import run_task
from analysis.experiments.tasks import Row
from analysis.metrics import KPIS
from analysis.reproduction.changes import change
from simulation.assemble.prepared import region_of
from simulation.scenario import load_scenario

PAGE = Path(__file__).parents[1] / "explanation" / "paper-fidelity.md"
BASE = "paper/deliverai_2"
SWITCH = re.compile(r"`([a-z_.]+) = ([^`]+)`")
KEY_CELL, EFFECT_CELL = 5, 7  # of a row split at its bars
CELLS = 9
DATA_SETS = 5
SHOWN = {  # KPI and the word for it
    "distance_all_km": "distance",
    "delivery_time_mean_s": "time",
    "vehicles_active": "vehicles active",
    "vehicles_fleet": "fleet",
    "hops_mean": "legs",
    "shared_core_share": "shared core",
    "meetings_without_shared_leg_share": "fruitless",
}
UNITS = {kpi.name: "pp" if kpi.unit == "share" else "%" for kpi in KPIS}


def switches(line: str) -> list[str]:
    """Return the overrides, such as ``seed=2``, that a row of the page names."""
    cells = line.split("|")
    if len(cells) != CELLS:
        return []
    return [f"{key}={value}" for key, value in SWITCH.findall(cells[KEY_CELL])]


def measured(overrides: list[str]) -> dict[str, list[Row]]:
    """Return the rows of each override, and of none under the empty text."""
    checksum = region_of(load_scenario(BASE)).checksum
    asked = {
        override: [
            run_task(load_scenario(BASE, [override] * bool(override)), number, checksum)
            for number in range(DATA_SETS)
        ]
        for override in ["", *overrides]
    }
    tasks = [task for each in asked.values() for task in each]
    with TemporaryDirectory() as folder:
        journal = Journal(Path(folder) / "journal.jsonl")
        results = carry_out(tasks, journal=journal, by=executor())
        for failed in results.failures:
            raise SystemExit(f"{failed.task.label}: {failed.error}")
        return {  # read while the journal is there
            override: [results.rows[task.key] for task in each]
            for override, each in asked.items()
        }


def effect(base: Sequence[Row], these: Sequence[Row]) -> str:
    """Return in words how runs differ from the base, on the same data sets."""
    names = [kpi.name for kpi in KPIS]
    if [[row[name] for name in names] for row in these] == [
        [row[name] for name in names] for row in base
    ]:
        return "none"
    parts = [
        f"{word} {round(found.mean, 1) + 0.0:+.1f} ± {found.reach:.1f} {UNITS[kpi]}"
        for kpi, word in SHOWN.items()
        if (found := change(kpi, these, base)) is not None
    ]
    orders = {row["orders"] for row in these}
    if orders != {row["orders"] for row in base} and len(orders) == 1:
        parts.insert(0, f"{orders.pop():,} orders")
    return ", ".join(parts)


def rewritten(page: str, results: Mapping[str, Sequence[Row]]) -> str:
    """Return the page with the last column of every row that has a switch."""
    lines: list[str] = []
    for line in page.splitlines():
        named = switches(line)
        if named:
            cells = line.split("|")
            effects = [effect(results[""], results[each]) for each in named]
            if len(named) > 1:
                pairs = zip(named, effects, strict=True)
                effects = [f"`{each}`: {words}" for each, words in pairs]
            cells[EFFECT_CELL] = f" {'<br>'.join(effects)} "
            lines.append("|".join(cells))
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the column anew."""
    page = PAGE.read_text(encoding="utf-8")
    overrides = [each for line in page.splitlines() for each in switches(line)]
    PAGE.write_text(rewritten(page, measured(overrides)), encoding="utf-8")


if __name__ == "__main__":
    main()
