"""Write the tables of `explanation/results-chicago.md` and `explanation/headline.md`.

From the root of the project, with the city's files in DATA:

    deliverai region build regions/chicago_loop_west --data DATA --out CHICAGO
    deliverai reproduce --out EMBEDDED_RESULTS
    deliverai reproduce --region CHICAGO --out CHICAGO_RESULTS
    python docs/scripts/results.py --embedded EMBEDDED_RESULTS --chicago CHICAGO_RESULTS

All figures come from the CSV tables of these two folders.
"""

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from analysis.reproduction.changes import EVERY_WAY, HEADLINES, change, values
from analysis.reproduction.published import (
    BASELINE_1,
    BASELINES,
    DELIVERAI_1,
    DELIVERAI_2,
    LOADS,
    PEAK_LOAD,
    POLICIES,
    PROFILES,
)
from analysis.reproduction.trends import Verdict
from analysis.statistics import Interval, interval
from analysis.words import POLICY_NAMES as LABELS

EXPLANATION = Path(__file__).parents[1] / "explanation"
COLUMNS = {  # KPI: heading, decimals
    "distance_all_km": ("distance [km]", 0),
    "distance_km": ("paper's accounting [km]", 0),
    "delivery_time_mean_s": ("time [s]", 0),
    "vehicles_active": ("vehicles active", 0),
    "vehicles_fleet": ("fleet", 0),
    "vehicles_peak": ("at once", 0),
    "hops_mean": ("legs", 2),
    "utilisation_mean": ("utilisation, active", 3),
    "utilisation_fleet_mean": ("utilisation, fleet", 3),
    "success_ratio": ("on time", 3),
    "shared_core_share": ("core shared", 3),
}
COMPARED = {
    "distance_all_km": "distance [%]",
    "distance_km": "distance, paper's accounting [%]",
    "delivery_time_mean_s": "time [%]",
    "vehicles_active": "vehicles active [%]",
    "vehicles_fleet": "fleet [%]",
    "success_ratio": "on time [pp]",
}
SHOWN = (EVERY_WAY, *HEADLINES)
QUESTIONS = {
    "as_greedy": "nobody later than under greedy",
    "promise": "whoever was in time still is",
}


class Results:
    """The tables of one reproduction."""

    def __init__(self, folder: Path) -> None:
        self.runs = self._table(folder, "runs")
        self.trends = self._table(folder, "trends")
        self.sensitivity = self._table(folder, "sensitivity")
        self.optimality = self._table(folder, "optimality")

    @staticmethod
    def _table(folder: Path, name: str) -> pd.DataFrame:
        file = folder / "tables" / f"{name}.csv"
        if not file.exists():
            raise SystemExit(f"{file}: is not there, expected a reproduction's folder.")
        return pd.read_csv(file)

    def rows(self, profile: str, load: int, policy: str) -> list[dict[str, object]]:
        """Return the KPIs of a policy, data set by data set."""
        asked = self.runs[
            (self.runs["profile"] == profile)
            & (self.runs["load_per_min"] == load)
            & (self.runs["policy"] == policy)
        ]
        found = asked.astype(object).where(asked.notna(), None)
        return found.sort_values("dataset").to_dict("records")


# Tables ------------------------------------------------------------------------


def levels(results: Results, profile: str, loads: Iterable[int]) -> list[str]:
    """Return the KPIs of every policy, one row for each load and policy."""
    rows = [["l_o", "policy", *(heading for heading, _ in COLUMNS.values())]]
    for load in loads:
        for policy in POLICIES:
            runs = results.rows(profile, load, policy)
            cells = [
                level(interval(values(kpi, runs)), digits)
                for kpi, (_, digits) in COLUMNS.items()
            ]
            rows.append([str(load), LABELS[policy], *cells])
    return markdown(rows, left=1)


def changes(results: Results, profile: str, loads: Iterable[int]) -> list[str]:
    """Return what every policy changes, against either baseline."""
    rows = [["l_o", "policy", "against", *COMPARED.values()]]
    for load in loads:
        for base in BASELINES:
            others = [] if base == BASELINE_1 else [DELIVERAI_1, DELIVERAI_2]
            others = others or [BASELINES[1], DELIVERAI_1, DELIVERAI_2]
            seen: dict[tuple[str, ...], list[str]] = {}
            for policy in others:
                pair = (results.rows(profile, load, each) for each in (policy, base))
                of, over = pair
                cells = tuple(signed(change(kpi, of, over)) for kpi in COMPARED)
                seen.setdefault(cells, []).append(LABELS[policy])
            rows += [
                [str(load), " and ".join(who), LABELS[base], *cells]
                for cells, who in seen.items()
            ]
    return markdown(rows, left=2)


def findings(embedded: Results, chicago: Results) -> list[str]:
    """Return every finding with its verdict on both regions."""
    verdicts = [
        results.trends.groupby(["finding", "accounting"], sort=False)["alone"].agg(
            worst
        )
        for results in (embedded, chicago)
    ]
    rows = [["finding of the paper", "embedded (synthetic)", "Chicago"]]
    for (finding, accounting), verdict in verdicts[1].items():
        beside = "- the same with every way counted"
        words = beside if accounting == "every way" else finding
        rows.append([words, verdicts[0][finding, accounting], verdict])
    return markdown(rows, left=3)


def worst(alone: "pd.Series[str]") -> str:
    """Return the verdict of several numbers, the worst of what each says."""
    return next(each.value for each in Verdict if each.value in set(alone))


def sensitivity(results: Results, against: str) -> list[str]:
    """Return the change against a baseline under every reading."""
    frame = results.sensitivity
    frame = frame[frame["against"] == against]
    labels = [f"{each.label.lower()} [{each.unit}]" for each in SHOWN]
    rows = [["reading", "key", *labels]]
    as_shipped = frame[~frame["setting"].str.contains("gaussian")]
    first = as_shipped.drop_duplicates("metric").set_index("metric")
    base = [f"{first['base'][each.name]:+.1f}" for each in SHOWN]
    rows.append(["*as shipped*", "", *base])
    for reading, group in frame.groupby("reading", sort=False):
        by_metric = group.set_index("metric")
        cells = [
            signed_of(by_metric.loc[each.name], ("value", "high")) for each in SHOWN
        ]
        setting = str(group["setting"].iloc[0])
        rows.append([str(reading), f"`{setting}`", *cells])
    return markdown(rows, left=2)


def optimality(embedded: Results, chicago: Results) -> list[str]:
    """Return core distances in percent of driving alone, by question and load."""
    head = ["region", "question", "l_o", "orders", "greedy [%]", "best pairing [%]"]
    rows = [[*head, "lower bound [%]", "solved to the end"]]
    for name, results in (("embedded", embedded), ("Chicago", chicago)):
        asked = results.optimality.groupby(["question", "load_per_min"], sort=False)
        for (question, load), group in asked:
            shares = [
                level(interval((100 * group[way] / group["unshared_km"]).tolist()), 1)
                for way in ("greedy_km", "pairing_km", "bound_km")
            ]
            count = f"{group['deliveries'].min()} to {group['deliveries'].max()}"
            proven = f"{int(group['bound_proven'].sum())} of {len(group)}"
            words = QUESTIONS[str(question)]
            rows.append([name, words, str(load), count, *shares, proven])
    return markdown(rows, left=2)


# Cells -------------------------------------------------------------------------


def level(found: Interval | None, digits: int) -> str:
    """Return a mean with its interval, a dash where it is undefined."""
    if found is None:
        return "-"
    return f"{found.mean:,.{digits}f} ± {found.reach:,.{digits}f}"


def signed(found: Interval | None) -> str:
    """Return a change with its interval."""
    return "-" if found is None else f"{_rounded(found.mean):+.1f} ± {found.reach:.1f}"


def signed_of(row: "pd.Series[float]", columns: tuple[str, str]) -> str:
    """Return a change of a frame's row, with its interval."""
    mean, high = (float(row[column]) for column in columns)
    return f"{_rounded(mean):+.1f} ± {high - mean:.1f}"


def _rounded(value: float) -> float:
    """Return a value that is written with one digit, without a minus before zero."""
    return round(value, 1) + 0.0


def markdown(rows: Sequence[Sequence[str]], left: int) -> list[str]:
    """Return a table; of its columns the first `left` after the first are words."""
    head, *body = rows
    rule = ["---" if number <= left else "---:" for number in range(len(head))]
    return [f"| {' | '.join(row)} |" for row in (head, rule, *body)]


def write_into(page: Path, name: str, lines: Iterable[str]) -> None:
    """Replace what stands between the marks of one table."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, found, rest = page.read_text(encoding="utf-8").partition(begin)
    if not found or end not in rest:
        raise SystemExit(f"{page}: has no marks of {name}, expected {begin} and {end}.")
    text = "\n".join((before + begin, "", *lines, "", end)) + rest.partition(end)[2]
    page.write_text(text, encoding="utf-8")


def main() -> None:
    """Write all tables."""
    parser = argparse.ArgumentParser(description="Write the tables of the pages.")
    parser.add_argument("--embedded", type=Path, required=True, help="its reproduction")
    parser.add_argument("--chicago", type=Path, required=True, help="its reproduction")
    given = parser.parse_args()
    embedded, chicago = Results(given.embedded), Results(given.chicago)
    page = EXPLANATION / "results-chicago.md"
    for profile in PROFILES:
        write_into(page, f"{profile} levels", levels(chicago, profile, LOADS))
        write_into(page, f"{profile} changes", changes(chicago, profile, LOADS))
        for name, table in (("levels", levels), ("changes", changes)):
            lines = table(embedded, profile, [PEAK_LOAD])
            write_into(page, f"{profile} embedded {name}", lines)
    page = EXPLANATION / "headline.md"
    write_into(page, "findings", findings(embedded, chicago))
    for name, results in (("embedded", embedded), ("chicago", chicago)):
        for base in BASELINES:
            write_into(page, f"{name} {base}", sensitivity(results, base))
    write_into(page, "optimality", optimality(embedded, chicago))


if __name__ == "__main__":
    main()
