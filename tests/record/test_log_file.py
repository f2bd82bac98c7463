"""A log on its way to a file: whole at the end, or not there."""

import errno
import os
import pickle
import subprocess
import sys
import time

import pytest

from simulation.errors import RunError
from simulation.folders import is_draft
from simulation.record import streaming
from simulation.record.log import EventLog
from simulation.record.run import Run
from simulation.record.stored import StoredEvents
from simulation.record.streaming import LogFile, log_file
from simulation.scenario import load_scenario
from simulation.simulation import simulate
from tests.metrics.runs import run_of

SCENARIO = load_scenario("paper/point_to_point", ["demand.duration_min=3"])


def test_rows_taken_off_the_tape_still_count():
    log = EventLog()
    log.released(1.5, 0, 3)
    log.departed(2.0, 0, 3, 4, 10.0, (0,))
    first = log.take()
    assert (len(first), len(log), log.waiting, log.last_s) == (2, 2, 0, 2.0)
    log.dock_requested(3.0, 0, 4, (0,))
    assert (len(log), log.waiting, log.last_s, log.position) == (3, 1, 3.0, (3, 2))
    assert log.table((2, 1)).load(0) == log.table().load(0) == (0,)
    log.arrived(4.0, 0, 4)
    assert log.table((3, 2)).time_s.tolist() == [4.0]
    assert log.take().time_s.tolist() == [3.0, 4.0]


def test_a_log_without_rows_is_a_file_like_any_other(tmp_path):
    with log_file(tmp_path / "log") as file:
        file.add(EventLog().table())
    events = StoredEvents(tmp_path / "log")
    assert len(events) == 0
    assert events.offsets.tolist() == [0]
    assert events.hash() == file.hash == run_of(EventLog()).log_hash


def test_a_stored_log_can_be_sent_to_another_process(tmp_path):
    run = simulate(SCENARIO, log_to=tmp_path / "log")
    again = pickle.loads(pickle.dumps(run))
    assert again.events.time_s.tolist() == run.events.time_s.tolist()
    in_memory = simulate(SCENARIO)
    assert again.log_hash == run.log_hash == in_memory.log_hash
    assert again.events.hash(1) == run.events.hash(1) == in_memory.events.hash(1)


def test_a_run_folder_takes_the_file_over(tmp_path):
    log = tmp_path / "log"
    run = simulate(SCENARIO, log_to=log)
    run.write(tmp_path / "run")
    assert (tmp_path / "run" / "events.parquet").samefile(log)
    log.unlink()
    assert Run.read(tmp_path / "run").log_hash == run.log_hash


def test_a_file_that_is_there_is_not_written_over(tmp_path):
    (tmp_path / "log").write_text("mine")
    with pytest.raises(RunError, match=r"log: exists already, expected a new file"):
        simulate(SCENARIO, log_to=tmp_path / "log")
    assert (tmp_path / "log").read_text() == "mine"


def stops(error, after):
    """Return a `LogFile.add` that ends in an error when it has been called so often."""
    calls = []

    def add(self, events):
        calls.append(1)
        if len(calls) > after:
            raise error
        written(self, events)

    written = LogFile.add
    return add


FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("after", [0, 1, 3])
@pytest.mark.parametrize("error", [KeyboardInterrupt(), FULL, RuntimeError("broken")])
def test_a_run_that_ends_early_leaves_nothing(tmp_path, monkeypatch, error, after):
    monkeypatch.setattr(streaming, "ROWS_PER_GROUP", 50)
    monkeypatch.setattr(streaming, "_STRETCH_S", 20.0)
    monkeypatch.setattr(LogFile, "add", stops(error, after))
    with pytest.raises(type(error)):
        simulate(SCENARIO, log_to=tmp_path / "deep" / "log")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("after", [0, 2])
def test_a_disk_that_fills_up_under_way_is_one_sentence(tmp_path, monkeypatch, after):
    calls = []

    def full(*_):
        calls.append(1)
        if len(calls) > after:
            raise FULL

    monkeypatch.setattr(streaming, "ROWS_PER_GROUP", 50)
    monkeypatch.setattr(streaming, "_STRETCH_S", 20.0)
    monkeypatch.setattr("pyarrow.parquet.ParquetWriter.write_table", full)
    with pytest.raises(RunError, match=r"log: cannot be written \(No space"):
        simulate(SCENARIO, log_to=tmp_path / "log")
    assert not list(tmp_path.iterdir())


KILLED = """
import sys
from simulation.record import streaming
from analysis.experiments import conduct
conduct.MANY_ORDERS = 1
streaming.ROWS_PER_GROUP = 20
streaming._STRETCH_S = 5.0
from analysis.cli.command import main
minutes = "demand.duration_min=600"
main(["run", "paper/point_to_point", "--set", minutes, "--out", sys.argv[1]])
"""


@pytest.mark.slow
def test_a_run_that_is_killed_leaves_no_run_folder(tmp_path):
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path / "run")])
    gives_up_s = time.monotonic() + 120
    while not any(each.stat().st_size for each in tmp_path.iterdir()):
        assert process.poll() is None
        assert time.monotonic() < gives_up_s
        time.sleep(0.05)
    process.kill()
    process.wait()
    assert list(tmp_path.iterdir())
    assert all(is_draft(each) for each in tmp_path.iterdir())
