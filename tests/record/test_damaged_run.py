"""A run folder that is damaged is refused in one sentence that names the file.

Those of earlier versions have no checksums: here it is the content that tells. What
checksums tell is in `tests/damage`.
"""

import json

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from simulation.errors import InputError, RunError
from simulation.record.run import Run
from tests.folders import unseal
from tests.metrics.runs import TRACT_IDS, shared_run

pytestmark = pytest.mark.filterwarnings("ignore::simulation.errors.UncheckedWarning")

FILES = {"manifest.json", "events.parquet", "orders.parquet", "places.parquet"}


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "run"
    shared_run().write(folder)
    unseal(folder)
    return folder


def refusal(folder):
    """Return the one sentence with which the folder is refused."""
    with pytest.raises(RunError) as refused:
        Run.read(folder)
    message = str(refused.value)
    assert message.startswith(str(folder))
    assert message.endswith(".")
    assert "\n" not in message
    return message.removeprefix(str(folder))


def rewrite(path, change):
    """Write a Parquet file again, its table changed."""
    pq.write_table(change(pq.read_table(path)), path)


def test_a_missing_folder_or_a_file_is_refused(tmp_path):
    assert refusal(tmp_path / "none") == ": does not exist, expected a run folder."
    (tmp_path / "file").touch()
    assert refusal(tmp_path / "file") == ": is no folder, expected a run folder."
    assert issubclass(RunError, InputError)


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()
    assert refusal(folder).startswith(f"/{name}: does not exist")


@pytest.mark.parametrize("name", sorted(FILES))
@pytest.mark.parametrize("content", [b"", b"\x00\xff" * 200, b"[1, 2]"])
def test_a_file_of_something_else_is_named(folder, name, content):
    (folder / name).write_bytes(content)
    assert refusal(folder).startswith(f"/{name}: ")


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_folder_instead_of_a_file_is_named(folder, name):
    (folder / name).unlink()
    (folder / name).mkdir()
    assert refusal(folder).startswith(f"/{name}: ")


@pytest.mark.parametrize("name", sorted(FILES))
@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_truncated_file_is_named(folder, name, share):
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data[: int(len(data) * share)])
    assert refusal(folder).startswith(f"/{name}: is damaged")


@pytest.mark.parametrize("name", ["events.parquet", "orders.parquet", "places.parquet"])
def test_a_flipped_byte_in_the_data_is_noticed(folder, name):
    data = bytearray((folder / name).read_bytes())
    column = pq.ParquetFile(folder / name).metadata.row_group(0).column(0)
    at = column.dictionary_page_offset or column.data_page_offset
    data[at + column.total_compressed_size - 3] ^= 0x55
    (folder / name).write_bytes(data)
    refusal(folder)


@pytest.mark.parametrize("name", ["events.parquet", "orders.parquet", "places.parquet"])
def test_a_missing_column_is_named(folder, name):
    column = pq.read_table(folder / name).column_names[1]
    rewrite(folder / name, lambda table: table.drop([column]))
    assert f"no column {column!r}" in refusal(folder)


@pytest.mark.parametrize("name", ["events.parquet", "orders.parquet", "places.parquet"])
def test_a_column_of_another_type_is_refused(folder, name):
    def text_first(table):
        texts = pa.array(["x"] * len(table))
        return table.set_column(0, table.column_names[0], texts)

    rewrite(folder / name, text_first)
    assert refusal(folder).startswith(f"/{name}: ")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("scenario", "paper/deliverai_2"),
        ("seed", True),
        ("seed", 1.5),
        ("replication", None),
        ("end_s", "60"),
        ("versions", []),
    ],
)
def test_a_manifest_value_of_another_type_is_named(folder, key, value):
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {key: value}))
    assert refusal(folder).startswith(f"/manifest.json: {key} is {value!r}, expected")


def test_a_missing_key_is_named(folder):
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    del manifest["log_hash"]
    path.write_text(json.dumps(manifest))
    assert "has no 'log_hash'" in refusal(folder)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"promis_s": 9}, "unknown key promis_s (did you mean promise_s?)."),
        ({"promise_s": -1}, "promise_s is -1, expected a number above 0"),
        ({"name": "x"}, "unknown key name, a scenario is named by its file."),
    ],
)
def test_a_scenario_that_this_version_does_not_know_is_named(folder, changes, says):
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["scenario"] |= changes
    manifest["versions"] = {"deliverai": "0.0.1"}
    path.write_text(json.dumps(manifest))
    where = "/manifest.json: scenario (of version 0.0.1): "
    assert refusal(folder).startswith(where + says)


def test_two_seeds_are_one_too_many(folder):
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"seed": 8}))
    said = "/manifest.json: seed is 8, expected 7 as in the scenario."
    assert refusal(folder) == said


def test_nan_in_the_manifest_is_refused(folder):
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"end_s": float("nan")}))
    assert "NaN" in refusal(folder)


def test_events_changed_since_are_refused(folder):
    def a_metre_more(table):
        at = table.column_names.index("distance_m")
        return table.set_column(at, "distance_m", pc.add(table["distance_m"], 0.1))

    rewrite(folder / "events.parquet", a_metre_more)
    assert "expected the manifest's log_hash" in refusal(folder)


def test_an_event_of_unknown_kind_is_refused(folder):
    def unknown(table):
        at = table.column_names.index("kind")
        kinds = ["teleported", *table["kind"].cast(pa.string()).to_pylist()[1:]]
        return table.set_column(at, "kind", pa.array(kinds))

    rewrite(folder / "events.parquet", unknown)
    assert "'teleported'" in refusal(folder)


@pytest.mark.parametrize(
    ("column", "change", "says"),
    [
        (
            None,
            lambda table: table.slice(0, 1),
            "holds 1 orders, expected exactly the 2",
        ),
        ("start_s", lambda column: pc.add(column, 1.0), "order 0 starts at another"),
        (
            "producer",
            lambda column: pc.subtract(column, 1),
            "order 0 starts at another",
        ),
        ("order", lambda column: pc.add(column, 1), "not numbered 0, 1, 2"),
        (
            "consumer",
            lambda column: pc.add(column, 1),
            "holds 7 places, expected place 7",
        ),
        ("start_s", lambda column: pc.if_else(True, None, column), "has nulls"),  # noqa: FBT003
    ],
)
def test_orders_that_do_not_fit_the_events_are_refused(folder, column, change, says):
    def changed(table):
        if column is None:
            return change(table)
        at = table.column_names.index(column)
        return table.set_column(at, column, change(table[column]))

    rewrite(folder / "orders.parquet", changed)
    assert says in refusal(folder)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([0, 1, 2, 3, 4, 5], "holds 6 places, expected place 6"),
        ([0, 1, 2, 4, 3, 5, 6], "not numbered 0, 1, 2"),
    ],
)
def test_places_that_do_not_fit_the_events_are_refused(folder, rows, says):
    rewrite(folder / "places.parquet", lambda table: table.take(rows))
    assert says in refusal(folder)


@pytest.mark.parametrize(
    ("column", "row", "value", "says"),
    [
        ("kind", 4, "depot", "of kind 'depot'"),
        ("kind", 0, "consumer", "the first places are not the hotspots"),
        ("tract", 1, TRACT_IDS[0], "the first places are not the hotspots"),
        ("tract", 5, "nowhere", "tract 'nowhere' has no hotspot"),
    ],
)
def test_places_that_are_no_region_are_refused(folder, column, row, value, says):
    def changed(table):
        values = table[column].to_pylist()
        values[row] = value
        at = table.column_names.index(column)
        return table.set_column(at, column, pa.array(values))

    rewrite(folder / "places.parquet", changed)
    assert says in refusal(folder)
