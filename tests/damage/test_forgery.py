"""Sound files that say something else are found out as damaged ones are.

Each change leaves a file that every program reads without complaint: a value in a
manifest, a column of a table, a whole run of another seed.
"""

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from tests.damage.conftest import restored
from tests.damage.kinds import KINDS


def says(*keys, value):
    """Return a change of one value in a JSON file."""

    def change(file, _other):
        told = json.loads(file.read_text())
        inside = told
        for key in keys[:-1]:
            inside = inside[key]
        assert inside[keys[-1]] != value
        inside[keys[-1]] = value
        file.write_text(json.dumps(told, indent=2))

    return change


def column(name, make):
    """Return a change of one column in a Parquet file."""

    def change(file, _other):
        table = pq.read_table(file)
        at = table.column_names.index(name)
        pq.write_table(table.set_column(at, name, make(table[name])), file)

    return change


def rotated(values):
    listed = values.to_pylist()
    return pa.array([*listed[1:], listed[0]], values.type)


def doubled(values):
    return pc.multiply(values, 2)


def fewer_rows(file, _other):
    pq.write_table(pq.read_table(file).slice(1), file)


def other_orders(file, _other):
    """Write more orders into a row of a journal than were made."""
    key, row, *checksum = json.loads(file.read_text().splitlines()[0])
    row["distance_km"] = 1.5
    rest = file.read_text().splitlines()[1:]
    lines = [json.dumps([key, row, *checksum], separators=(",", ":")), *rest]
    file.write_text("\n".join(lines) + "\n")


def other_values(file, _other):
    np.save(file, np.load(file) + 1.0)


def of_another(file, other):
    """Put the file or folder of another seed or study in its place."""
    if file.is_dir():
        shutil.rmtree(file)
        shutil.copytree(other, file)
    else:
        shutil.copy(other, file)


def gone(file, _other):
    shutil.rmtree(file)


ALL_OF = {kind: tuple(each.readers) for kind, each in KINDS.items()}
FORGED = [
    ("run", "manifest.json", says("scenario", "promise_s", value=60), ALL_OF["run"]),
    ("run", "manifest.json", says("scenario", "seed", value=9), ALL_OF["run"]),
    ("run", "manifest.json", says("cpu_s", value=99.0), ALL_OF["run"]),
    ("run", "kpis.json", says("distance_km", value=1.5), ALL_OF["run"]),
    ("run", "orders.parquet", column("consumer", rotated), ALL_OF["run"]),
    ("run", "places.parquet", column("lon", doubled), ALL_OF["run"]),
    ("run", "decisions.parquet", fewer_rows, ALL_OF["run"]),
    ("run", "events.parquet", column("pool", rotated), ALL_OF["run"]),
    ("replicated", "summary.json", says("replications", value=9), ("report",)),
    ("replicated", "direct/001", gone, ("report",)),
    ("replicated", "direct/001", of_another, ("report",)),
    ("sweep", "sweep.json", says("question", value="?"), ALL_OF["sweep"]),
    ("sweep", "sweep.json", of_another, ALL_OF["sweep"]),
    ("sweep", "runs.parquet", of_another, ("query", "events", "report")),
    (
        *("sweep", "runs.parquet", column("distance_km", doubled)),
        ("query", "events", "report"),
    ),
    ("sweep", "timings.parquet", column("cpu_s", doubled), ("query", "events")),
    ("sweep", "journal.jsonl", other_orders, ("sweep",)),
    ("sweep", "runs/0000/direct/001", gone, ("events",)),
    ("sweep", "runs/0000/direct/001", of_another, ()),
    ("sweep", "runs/0000", gone, ("events",)),
    (
        *("sweep", "runs/0001/direct/000/events.parquet"),
        *(column("distance_m", doubled), ("events",)),
    ),
    ("sizing", "question.json", says("scenario", "promise_s", value=60), ("size",)),
    ("sizing", "question.json", of_another, ("size",)),
    ("sizing", "journal.jsonl", other_orders, ("size",)),
    ("reproduction", "reproduction.json", says("seed", value=3), ("reproduce",)),
    ("reproduction", "journal.jsonl", other_orders, ("reproduce",)),
    ("region", "manifest.json", says("name", value="Elsewhere"), ALL_OF["region"]),
    ("region", "places.parquet", column("lon", doubled), ALL_OF["region"]),
    ("table", "manifest.json", says("plan", "discount", value=0.5), ALL_OF["table"]),
    ("table", "values.npy", other_values, ALL_OF["table"]),
    (
        *("table", "learning.parquet"),
        *(column("mean_absolute_error", doubled), ALL_OF["table"]),
    ),
]


EVERY = 2  # one case of so many is among the quick tests, some of every kind


@pytest.mark.parametrize(
    ("kind", "name", "change", "refused_by"),
    [
        pytest.param(*each, marks=[pytest.mark.slow] * (number % EVERY != 0))
        for number, each in enumerate(FORGED)
    ],
)
def test_a_file_that_says_something_else_is_named(  # noqa: PLR0913, PLR0917
    folders, outcome, sound, kind, name, change, refused_by
):
    other = folders(kind)
    for reader in KINDS[kind].readers:
        wanted = sound(kind, reader)
        change(Path("it") / name, other / name)
        code, given, said = outcome(kind, reader)
        if reader in refused_by:
            assert code == 2, reader
            assert re.match(r"Error: (/\S*/)?it[/:]", said)
            assert said.count("\n") == 1
        else:
            assert (code, given, said) == (0, wanted, ""), reader
        restored()
