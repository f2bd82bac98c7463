"""Tables as CSV and as plain values for JSON."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.experiments.csv_files import write_csv
from analysis.statistics import Interval
from simulation.errors import RunError
from simulation.folders import check_new, new_folder


def write_tables(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write every table as ``NAME.csv`` into a new folder, all or none.

    Raises
    ------
    RunError
        If `folder` exists or cannot be written.
    """
    with new_folder(folder, RunError) as draft:
        for name, frame in tables.items():
            write_csv(frame, draft / f"{name}.csv")


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows as plain values for JSON."""
    return [
        {str(name): plain(value) for name, value in row.items()}
        for row in frame.to_dict("records")
    ]


def plain(value: Any) -> Any:  # noqa: ANN401 - whatever a cell may hold
    """Return a value as JSON knows it; None for what is missing or without limit."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def interval_document(interval: Interval | None) -> dict[str, Any]:
    """Return a mean and its limits [s] for JSON, None where nothing is known."""
    if interval is None:
        return {"mean_s": None, "low_s": None, "high_s": None, "batches": 0}
    low, high = plain(interval.low), plain(interval.high)
    return {
        "mean_s": interval.mean,
        "low_s": low,
        "high_s": high,
        "batches": interval.count,
    }


def check_targets(csv: Path | None, page: Path | None) -> None:
    """Check that tables and page can be written, before the work begins.

    Raises
    ------
    RunError
        If the folder of tables exists, or the page is a folder or has none.
    """
    if csv is not None:
        check_new(csv, RunError)
    if page is None:
        return
    if page.is_dir():
        raise RunError(f"{page}: is a folder, expected a file's name for the page.")
    if not page.parent.is_dir():
        raise RunError(f"{page}: {page.parent} is no folder, expected one that exists.")
