"""Speeds by the hour, read from a file."""

from pathlib import Path

import numpy as np

from simulation.demand.columns import filled, numbers, read_table, refuse, texts
from simulation.errors import DemandError
from simulation.scenario.hours import MOST_FACTOR, Hours, speeds_of
from simulation.specs import UnfitError
from simulation.units import LEAST_FACTOR

_COLUMNS = ("from", "until", "factor", "days")


def hours_of_file(path: Path) -> tuple[Hours, ...]:
    """Return the hours and factors of a CSV file, a row each.

    Raises
    ------
    DemandError
        Naming the file and the row.
    """
    table = read_table(path, _COLUMNS)
    for name in _COLUMNS[:3]:
        if name not in table.column_names:
            expected = "from, until and factor, perhaps days"
            raise DemandError(path, f"has no column {name}", expected)
    factors = numbers(path, table["factor"], "factor", np.arange(table.num_rows))
    begins, ends = (texts(path, table[name], name).tolist() for name in _COLUMNS[:2])
    days = [""] * table.num_rows
    if "days" in table.column_names:
        said = filled(table["days"])
        found = texts(path, table["days"].filter(said), "days").tolist()
        for row, text in zip(np.flatnonzero(said).tolist(), found, strict=True):
            days[row] = text
    rows = []
    for row, factor in enumerate(factors.tolist()):
        if factor != 0 and not LEAST_FACTOR <= factor <= MOST_FACTOR:
            expected = f"from {LEAST_FACTOR:g} to {MOST_FACTOR:g}, or 0"
            refuse(path, row, f"factor is {factor:g}", expected)
        rows.append(f"{days[row]} {begins[row]}-{ends[row]} {factor:.6f}")
        try:
            speeds_of(rows if row == table.num_rows - 1 else rows[-1:])
        except UnfitError as cause:
            refuse(path, row, cause.given, cause.expected)
    return speeds_of(rows)
