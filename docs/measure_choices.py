"""Measure what each choice is worth: one key changed at a time.

Run `python docs/measure_choices.py` from the root of the project. For every row of
`docs/explanation/paper-fidelity.md` whose key column says `KEY = VALUE`, the scenario
`paper/deliverai_2` (embedded region, 30 orders a minute, seed 1) is run with that one
key changed, and the last column is written anew: what changed against the scenario as
it is shipped, on the same orders wherever the demand is the same.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from analysis.cli.side_by_side import difference
from analysis.metrics import KPIS, kpis
from simulation.assemble import prepare
from simulation.runner import simulate
from simulation.scenario import load_scenario

PAGE = Path(__file__).parent / "explanation" / "paper-fidelity.md"
BASE = "paper/deliverai_2"
SWITCH = re.compile(r"`([a-z_.]+) = ([^`]+)`")
KEY_CELL, EFFECT_CELL = 5, 7  # of a row split at its bars
CELLS = 9
SHOWN = {  # KPI and the word for it
    "distance_km": "distance",
    "delivery_time_mean_s": "time",
    "vehicles_active": "vehicles active",
    "vehicles_fleet": "fleet",
    "hops_mean": "legs",
    "shared_core_share": "shared core",
    "meetings_without_shared_leg_share": "fruitless",
}


def switches(line: str) -> list[str]:
    """Return the overrides, such as ``seed=2``, that a row of the page names."""
    cells = line.split("|")
    if len(cells) != CELLS:
        return []
    return [f"{key}={value}" for key, value in SWITCH.findall(cells[KEY_CELL])]


def measured(overrides: list[str]) -> dict[str, dict[str, int | float | None]]:
    """Return the KPIs of each override, and of none under the empty text."""
    base = load_scenario(BASE)
    ground = prepare(base)
    results = {"": kpis(simulate(base, setting=ground))}
    for override in overrides:
        scenario = load_scenario(BASE, [override])
        run = simulate(scenario, setting=prepare(scenario, share=[ground]))
        results[override] = kpis(run)
    return results


def effect(
    base: Mapping[str, int | float | None], this: Mapping[str, int | float | None]
) -> str:
    """Return in words how a run differs from the base."""
    if base == this:
        return "none"
    parts = [
        f"{SHOWN[kpi.name]} {difference(kpi, base[kpi.name], this[kpi.name])}"
        for kpi in KPIS
        if kpi.name in SHOWN
    ]
    if base["orders"] != this["orders"]:
        parts.insert(0, f"{this['orders']:,} orders")
    return ", ".join(parts)


def rewritten(
    page: str, results: Mapping[str, Mapping[str, int | float | None]]
) -> str:
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
