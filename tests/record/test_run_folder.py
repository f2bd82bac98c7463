"""The run folder: whole or not at all, and read back as it was written."""

import errno
import json
import os
import pickle
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from analysis.metrics import kpis
from simulation.errors import RunError, UncheckedWarning
from simulation.record import run as run_module
from simulation.record import run_files
from simulation.record.kinds import Kind
from simulation.record.log import EventLog
from simulation.record.run import Run
from simulation.scenario import scenario_from_dict
from tests.folders import reseal, unseal
from tests.metrics.runs import PLACES, TRACT_IDS, run_of, shared_run

FILES = {"manifest.json", "events.parquet", "orders.parquet", "places.parquet"}


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "run"
    shared_run().write(folder)
    return folder


def rewrite(path, change):
    """Write a Parquet file again, its table changed."""
    pq.write_table(change(pq.read_table(path)), path)


def test_a_run_is_read_back_as_it_was_written(folder):
    written, read = shared_run(), Run.read(folder)
    assert read.manifest() == written.manifest()
    assert read.events.hash() == written.log_hash
    assert read.tract_ids == TRACT_IDS
    for part, other in (
        (read.events, written.events),
        (read.orders, written.orders),
        (read.places, PLACES),
    ):
        for name, column in vars(other).items():
            again = getattr(part, name)
            if column is None:  # of which the orders say nothing
                assert again is None, name
                continue
            assert again.dtype.kind == column.dtype.kind, name
            assert np.array_equal(again, column, equal_nan=column.dtype == float), name
    assert kpis(read) == kpis(written)


def test_the_folder_holds_the_files_and_columns_that_were_promised(folder):
    assert {path.name for path in folder.iterdir()} == FILES
    manifest = json.loads((folder / "manifest.json").read_text())
    assert set(manifest) >= {
        *("scenario", "seed", "replication", "log_hash", "region_checksum"),
        *("versions", "wall_s", "cpu_s", "end_s"),
    }
    assert manifest["scenario"]["report"] == {"clock": "placed", "window_min": [1, 3]}
    orders = pq.read_table(folder / "orders.parquet")
    assert orders.column_names == ["order", "start_s", "producer", "consumer"]
    assert orders.to_pylist()[1] == {
        "order": 1,
        "start_s": 6.0,
        "producer": 4,
        "consumer": 6,
    }
    places = pq.read_table(folder / "places.parquet").to_pylist()
    assert [place["kind"] for place in places] == [
        *["hotspot"] * 3,
        *["producer"] * 2,
        *["consumer"] * 2,
    ]
    assert places[5]["tract"] == TRACT_IDS[2]
    assert places[5]["source_id"] == "way/3"
    events = pq.read_table(folder / "events.parquet")
    assert events.column_names == [
        *("time_s", "kind", "order", "partner", "vehicle", "place", "to_place"),
        *("pool", "intervention", "distance_m", "ignored_m", "q_sum", "lost_s"),
        "orders",
    ]
    departed = events.filter(pc.equal(events["kind"].cast(pa.string()), "departed"))
    assert departed["orders"].to_pylist()[2:4] == [[], [0, 1]]
    assert events["orders"][0].as_py() is None
    assert events["partner"].null_count == len(events) - 3
    codec = pq.ParquetFile(folder / "events.parquet").metadata.row_group(0).column(0)
    assert codec.compression == "ZSTD"


def test_further_files_are_written_with_the_run(tmp_path):
    extra = {"kpis.json": '{"café": null}', "table.bin": b"\x00\xff"}
    shared_run().write(tmp_path / "run", extra)
    assert {path.name for path in (tmp_path / "run").iterdir()} == FILES | set(extra)
    assert (tmp_path / "run/kpis.json").read_text("utf-8") == '{"café": null}'
    assert (tmp_path / "run/table.bin").read_bytes() == b"\x00\xff"


def test_a_run_without_events_is_read_back(tmp_path):
    run_of(EventLog()).write(tmp_path / "run")
    read = Run.read(tmp_path / "run")
    assert len(read.events) == len(read.orders) == 0
    assert read.log_hash == run_of(EventLog()).log_hash


def test_a_folder_without_the_optional_category_is_read(folder):
    rewrite(folder / "places.parquet", lambda table: table.drop(["category"]))
    reseal(folder)
    assert set(Run.read(folder).places.category) == {""}


def test_a_table_with_plain_strings_and_more_row_groups_is_the_same_run(folder):
    """As other tools write it: no dictionary, several row groups, no compression."""
    path = folder / "events.parquet"
    table = pq.read_table(path)
    at = table.column_names.index("kind")
    plain = table.set_column(at, "kind", table["kind"].cast(pa.string()))
    pq.write_table(plain, path, row_group_size=5, compression="none")
    reseal(folder)
    assert Run.read(folder).log_hash == shared_run().log_hash


def test_a_folder_of_an_earlier_version_is_read_and_a_warning_says_so(folder):
    unseal(folder)
    with pytest.warns(UncheckedWarning, match=r"manifest\.json: is of an earlier"):
        assert Run.read(folder).log_hash == shared_run().log_hash


def test_the_scenario_of_a_run_is_typed_and_the_same_again(folder):
    read = Run.read(folder)
    assert read.scenario == shared_run().scenario
    assert (read.scenario.promise_s, read.scenario.report.window_min) == (100.0, (1, 3))
    assert (read.name, read.seed) == ("by hand", 7)


def test_keys_that_came_after_a_folder_was_written_have_their_defaults(folder):
    scenario = json.loads((folder / "manifest.json").read_text())["scenario"]
    reseal(folder, scenario={key: scenario[key] for key in ("seed", "promise_s")})
    read = Run.read(folder)
    assert read.scenario == with_defaults(promise_s=100)
    assert read.manifest()["scenario"]["costs"]["core_km"] == 0.0


def with_defaults(**keys):
    return scenario_from_dict({"seed": 7} | keys, "by hand")


def test_missing_parents_are_made(tmp_path):
    shared_run().write(tmp_path / "a" / "b" / "run")
    assert len(Run.read(tmp_path / "a" / "b" / "run").orders) == 2


def test_a_way_with_dots_leaves_only_the_folder_it_leads_to(tmp_path, monkeypatch):
    shared_run().write(tmp_path / "m" / ".." / "m2" / ".." / "run")
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    monkeypatch.chdir(tmp_path / "run")
    shared_run().write("a/../../other")
    assert {path.name for path in tmp_path.iterdir()} == {"run", "other"}
    assert {path.name for path in (tmp_path / "run").iterdir()} == FILES
    with pytest.raises(RunError, match=r"^a/\.\./\.\./other: exists already"):
        shared_run().write("a/../../other")


def test_a_new_folder_has_the_usual_permissions(tmp_path, folder):
    usual = tmp_path / "usual"
    usual.mkdir()
    assert folder.stat().st_mode == usual.stat().st_mode


@pytest.mark.parametrize("kind", ["folder", "run", "file", "dangling link"])
def test_an_existing_path_is_never_overwritten(tmp_path, kind):
    path = tmp_path / "there"
    if kind == "folder":
        path.mkdir()
    elif kind == "run":
        shared_run().write(path)
    elif kind == "file":
        path.write_text("mine")
    else:
        path.symlink_to(tmp_path / "nowhere")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(RunError, match=r"there: exists already, expected a new"):
        shared_run().write(path)
    assert sorted(tmp_path.rglob("*")) == before
    assert kind != "file" or path.read_text() == "mine"


def test_a_folder_that_appears_meanwhile_is_not_overwritten(tmp_path, monkeypatch):
    def while_another_is_faster(*_args):
        (tmp_path / "run").mkdir(exist_ok=True)
        return b""

    monkeypatch.setattr(run_module, "parquet_bytes", while_another_is_faster)
    with pytest.raises(RunError, match="exists already"):
        shared_run().write(tmp_path / "run")
    assert list(tmp_path.iterdir()) == [tmp_path / "run"]
    assert not list((tmp_path / "run").iterdir())


def test_a_full_disk_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(*_args, **_options):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(pq, "write_table", full)
    with pytest.raises(RunError, match=r"run: cannot be written \(No space left"):
        shared_run().write(tmp_path / "deep" / "run")
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device /dev/full")
def test_a_device_that_is_really_full_leaves_nothing_behind(tmp_path, monkeypatch):
    """The manifest goes to /dev/full, which refuses every byte."""
    (tmp_path / "manifest").symlink_to("/dev/full")
    monkeypatch.setattr(run_module, "MANIFEST", "../manifest")
    with pytest.raises(RunError, match="No space left on device"):
        shared_run().write(tmp_path / "run")
    assert [path.name for path in tmp_path.iterdir()] == ["manifest"]


def test_an_interrupt_leaves_nothing_behind(tmp_path, monkeypatch):
    def interrupt(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr(run_files.PlacesFile, "write", interrupt)
    with pytest.raises(KeyboardInterrupt):
        shared_run().write(tmp_path / "a" / "run")
    assert not list(tmp_path.iterdir())


def test_run_folders_of_a_region_share_the_file_of_its_places(tmp_path, monkeypatch):
    run = shared_run()
    folders = [tmp_path / name for name in ("a", "b", "c/d")]
    for folder in folders:
        run.write(folder)
    files = [folder / "places.parquet" for folder in folders]
    assert len({file.stat().st_ino for file in files}) == 1
    shutil.rmtree(folders[0])  # no other folder needs it
    assert Run.read(folders[1]).manifest() == Run.read(folders[2]).manifest()
    files[2].unlink()
    files[2].write_bytes(b"changed")
    run.write(tmp_path / "e")
    assert Run.read(tmp_path / "e").log_hash == run.log_hash
    monkeypatch.setattr(os, "link", no_links)  # a disk that knows no such names
    run.write(tmp_path / "f")
    assert (tmp_path / "f" / "places.parquet").stat().st_nlink == 1
    assert Run.read(tmp_path / "f").log_hash == run.log_hash


def no_links(*_):
    raise OSError(errno.EPERM, os.strerror(errno.EPERM))


def test_a_place_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "file").touch()
    for path in (tmp_path / "file" / "run", tmp_path / ("x" * 300)):
        with pytest.raises(RunError, match=r": cannot be written \(.+\)"):
            shared_run().write(path)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("time_zero", "noon", "time_zero is 'noon', expected an ISO time"),
        ("time_zero", 5, "time_zero is 5, expected an ISO time"),
    ],
)
def test_a_clock_that_is_none_is_refused(folder, key, value, says):
    reseal(folder, **{key: value})
    with pytest.raises(RunError, match=says):
        Run.read(folder)


def test_a_zone_that_this_machine_lacks_leaves_its_offset(folder):
    reseal(folder, time_zero="2026-07-01T18:00:00+03:00", time_zone="Europe/Atlantis")
    assert Run.read(folder).time_zero.isoformat() == "2026-07-01T18:00:00+03:00"


def test_the_orders_kept_are_those_released():
    run = shared_run()
    assert len(run.orders) == run.events.rows(Kind.RELEASED).size


def test_a_run_can_be_sent_to_another_process():
    run = shared_run()
    again = pickle.loads(pickle.dumps(run))
    assert again.log_hash == run.log_hash
    assert again.manifest() == run.manifest()
