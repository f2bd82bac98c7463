"""The tables of a sweep: one row a run, the same bytes whoever made the runs."""

import json
from array import array
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.experiments.campaign import Results
from analysis.experiments.tasks import Row
from analysis.metrics.catalogue import KPIS
from analysis.sweeps.plan import Plan, PlannedRun
from analysis.sweeps.work import TIMING

if TYPE_CHECKING:
    import pyarrow as pa

TIMINGS = ("wall_s", "cpu_s", "deliveries_per_cpu_s")


class _Numbers:
    """A column of whole numbers, or of numbers as soon as one is not whole."""

    def __init__(self) -> None:
        self._values = array("d")
        self._missing = array("b")
        self._whole = True

    def add(self, value: float | None) -> None:
        self._missing.append(value is None)
        self._values.append(0.0 if value is None else value)
        self._whole = self._whole and not isinstance(value, float)

    def to_arrow(self) -> "pa.Array":
        import pyarrow as pa  # noqa: PLC0415 - heavy

        missing = np.frombuffer(self._missing, dtype=bool)
        values = np.frombuffer(self._values, dtype=np.float64)
        whole = self._whole and not missing.all()
        return pa.array(values.astype(np.int64) if whole else values, mask=missing)


def done(plan: Plan, results: Results) -> Iterator[tuple[PlannedRun, Row]]:
    """Yield the runs that are done, with their rows."""
    for run in plan.runs():
        row = results.of(run.task)
        if row is not None:
            yield run, row


def tables_of(plan: Plan, results: Results) -> tuple["pa.Table", "pa.Table"]:
    """Return the table of runs and that of their timings, in the order of the plan.

    Runs have the columns ``run`` and ``point`` (numbers from 0), each varied key,
    ``scenario``, ``replication``, ``seed``, every KPI and ``log_hash``; timings have
    ``run`` and what differs from machine to machine. Runs that failed have no row.
    """
    import pyarrow as pa  # noqa: PLC0415 - heavy

    numbers, cells, replications, seeds = (array("q") for _ in range(4))
    kpis = {kpi.name: _Numbers() for kpi in KPIS}
    timings = {name: array("d") for name in TIMINGS}
    hashes: list[str] = []
    at = {id(cell): index for index, cell in enumerate(plan.cells)}
    for run, row in done(plan, results):
        numbers.append(run.number)
        cells.append(at[id(run.cell)])
        replications.append(run.replication)
        seeds.append(row["seed"])
        for name, column in kpis.items():
            column.add(row[name])
        hashes.append(row["log_hash"])
        for name, times in timings.items():
            times.append(row[TIMING][name] or 0.0)
    number = pa.array(_whole(numbers))
    of_cell = pa.array(_whole(cells))
    points = pa.array([cell.point for cell in plan.cells], pa.int64())
    names = pa.array([cell.name for cell in plan.cells], pa.string())
    runs = {"run": number, "point": points.take(of_cell)}
    for key in plan.varied:
        values = [plan.value(cell, key) for cell in plan.cells]
        runs[key] = _column(values).take(of_cell)
    runs |= {
        "scenario": names.take(of_cell),
        "replication": pa.array(_whole(replications)),
        "seed": pa.array(_whole(seeds)),
        **{name: column.to_arrow() for name, column in kpis.items()},
        "log_hash": pa.array(hashes, pa.string()),
    }
    taken_s = {name: np.frombuffer(each) for name, each in timings.items()}
    return pa.table(runs), pa.table({"run": number, **taken_s})


def _whole(column: "array[int]") -> "np.ndarray[Any, np.dtype[np.int64]]":
    return np.frombuffer(column, dtype=np.int64)


def _column(values: list[Any]) -> "pa.Array":
    """Return the values of a varied key: numbers, truth values, or texts."""
    import pyarrow as pa  # noqa: PLC0415 - heavy

    present = [value for value in values if value is not None]
    if all(isinstance(value, bool) for value in present):
        return pa.array(values, pa.bool_())
    if any(isinstance(value, bool | str | list) for value in present):
        texts = [
            value if value is None or isinstance(value, str) else json.dumps(value)
            for value in values
        ]
        return pa.array(texts, pa.string())
    if all(isinstance(value, int) for value in present):
        return pa.array(values, pa.int64())
    return pa.array([None if v is None else float(v) for v in values], pa.float64())
