"""The runs of the studies, and what sharing changes in them."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from results import markdown

from analysis.metrics.older import table_in_todays_meaning
from analysis.statistics import Interval, changes_percent, differences, interval
from analysis.sweeps.break_even import DISTANCE, break_evens, value_text
from analysis.sweeps.folder import read_runs
from simulation.errors import RunError

REGIONS = ("embedded", "Chicago")
DIRECT, HOTSPOTS, SHARING = (
    "paper/point_to_point",
    "paper/hotspots_only",
    "paper/deliverai_2",
)
CAPACITY = "fleet.core.capacity"
LOAD = "demand.load_per_min"
PATIENCE, BEAT = "requests.max_wait_s", "requests.decision_interval_s"
CORE, PERIPHERAL = "fleet.core.size", "fleet.peripheral.size"
VEHICLES = "vehicles"

Frames = dict[str, pd.DataFrame]  # by region


def read(folders: dict[str, Path], study: str) -> Frames:
    """Return the runs of a study, by region."""
    try:
        return {
            region: table_in_todays_meaning(read_runs(at / study)[1].to_pandas())
            for region, at in folders.items()
        }
    except RunError as cause:
        raise SystemExit(str(cause)) from cause


def sides(
    rows: pd.DataFrame, kpi: str, of: str = SHARING
) -> tuple[list[float], list[float]]:
    """Return a metric of a policy and of driving directly, pair by pair."""
    own, base = (
        rows[rows["scenario"] == name].sort_values("replication")[kpi].tolist()
        for name in (of, DIRECT)
    )
    return own, base


def change(rows: pd.DataFrame, kpi: str, of: str = SHARING) -> Interval | None:
    """Return the change against driving directly on the same orders, in % or pp."""
    own, base = sides(rows, kpi, of)
    if kpi == "success_ratio":
        return interval(differences(own, base, 100.0))
    return interval(changes_percent(own, base))


def values_of(frame: pd.DataFrame, key: str) -> list[object]:
    """Return the values of a key as the study has them: rising, a word at the end."""
    return list(frame[key].drop_duplicates())


def of_as_many(frame: pd.DataFrame) -> pd.DataFrame:
    """Return sharing and driving directly by how many vehicles there are in all."""
    numbers = frame[[CORE, PERIPHERAL]].apply(pd.to_numeric, errors="coerce")
    direct = frame[(frame["scenario"] == DIRECT) & (frame[CORE] == "elastic")]
    direct = direct.assign(**{VEHICLES: numbers[PERIPHERAL]})
    sharing = frame[frame["scenario"] == SHARING]
    sharing = sharing.assign(**{VEHICLES: numbers.sum(axis=1, skipna=False)})
    known = sharing[VEHICLES].dropna().unique()
    both = pd.concat([direct[direct[VEHICLES].isin(known)], sharing])
    return both.dropna(subset=[VEHICLES])


def where_it_pays(
    frames: Frames, keys: Sequence[str], along: str, kpi: str = DISTANCE
) -> list[str]:
    """Return the break-even of every scenario, in both regions."""
    others = [key for key in keys if key != along]
    rows = [["region", "policy", *(f"`{key}`" for key in others), "where it pays"]]
    rows += [
        [
            region,
            f"`{line.scenario}`",
            *map(value_text, line.fixed.values()),
            line.sentence,
        ]
        for region in REGIONS
        for line in break_evens(frames[region], keys, kpi)
        if line.key == along
    ]
    return markdown(rows, left=len(rows[0]))
