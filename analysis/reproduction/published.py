"""What the paper has published, as data (Tables 2 to 6)."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

_FOLDER = "published"

BASELINE_1, BASELINE_2 = "baseline_1", "baseline_2"
DELIVERAI_1, DELIVERAI_2 = "deliverai_1", "deliverai_2"
BASELINES = (BASELINE_1, BASELINE_2)
LEARNT = (DELIVERAI_1, DELIVERAI_2)
POLICIES = (*BASELINES, *LEARNT)
PROFILES = ("uniform", "gaussian")
# Which reading of a profile has the counts of Table 4 (demand.profile).
COUNTED_AS = {"uniform": "uniform", "gaussian": "gaussian_table_4"}
LOADS = (5, 10, 20, 25, 30)
PEAK_LOAD = 30
DECREASES = ("dist_tot", "veh_tot")  # metrics printed as percent decrease
DATASETS = 5  # under each category (paper, 7.2)


@dataclass(frozen=True)
class Parameter:
    """A row of Table 3."""

    name: str
    symbol: str
    value: float
    unit: str


@dataclass(frozen=True)
class PaperCell:
    """A cell of Table 5 or 6: which it is."""

    profile: str
    load_per_min: int
    metric: str  # dist_tot, veh_tot, time_avg, ur_avg, succ_ratio
    policy: str
    versus: str  # a baseline; empty where the value stands for itself


@cache
def parameters() -> tuple[Parameter, ...]:
    """Return Table 3."""
    return tuple(
        Parameter(row["parameter"], row["symbol"], float(row["value"]), row["unit"])
        for row in _rows("table_3_parameters.csv")
    )


@cache
def order_counts() -> dict[tuple[str, int], int]:
    """Return Table 4: deliveries by demand profile and load [1/min]."""
    return {
        (row["demand"], int(row["load_per_min"])): int(row["deliveries"])
        for row in _rows("table_4_delivery_counts.csv")
    }


@cache
def results() -> dict[PaperCell, float]:
    """Return Tables 5 and 6: percent, each as its metric says (decrease, increase)."""
    return {
        PaperCell(
            row["demand"],
            int(row["load_per_min"]),
            row["metric"],
            row["policy"],
            row["versus"],
        ): float(row["value"])
        for row in _rows("tables_5_6.csv")
    }


def _rows(name: str) -> list[dict[str, str]]:
    file = resources.files(__package__) / _FOLDER / name
    return list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
