"""A log that streams to a file: the same log, whatever goes there at once."""

import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from analysis.metrics import kpis
from analysis.replay.snapshot import snapshot_of
from analysis.tables import deliveries, delivery_columns, legs
from simulation.record import stored, streaming
from simulation.record.run import Run
from simulation.record.streaming import log_file
from simulation.simulation import simulate
from tests.laws.bad_days import bad_days
from tests.metrics.random_walk import RandomWalk
from tests.strategies import cases

MODES = ("direct", "relayed", "stacked", "through")
groups = st.sampled_from([200, 1000])  # a group costs milliseconds


@contextmanager
def in_small_pieces(rows, kept_bytes=1 << 29):
    """Have little of a log in memory: rows on the tape, columns, spells."""
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as place:
        patch.setattr(streaming, "ROWS_PER_GROUP", rows)
        patch.setattr(stored, "KEPT_BYTES", kept_bytes)
        patch.setattr(stored, "ROWS_AT_HAND", 0)
        patch.setitem(delivery_columns.__globals__, "_ROWS_AT_ONCE", 3 * rows)
        yield Path(place)


def assert_alike(streamed, whole):
    """Check that two runs are one, to the last digit of every number."""
    assert streamed.log_hash == whole.log_hash
    assert len(streamed.events) == len(whole.events)
    for name, column in vars(whole.events).items():
        again = getattr(streamed.events, name)
        assert again.dtype == column.dtype, name
        assert again.tobytes() == column.tobytes(), name
    assert kpis(streamed) == kpis(whole)
    for table in (deliveries, legs):
        assert_frame_equal(table(streamed), table(whole), check_exact=True)


def most_rows_of_a_group(path):
    with pq.ParquetFile(path) as file:
        groups = range(file.num_row_groups)
        return max(
            (file.metadata.row_group(each).num_rows for each in groups), default=0
        )


def assert_streamed_is_in_memory(case, rows):
    whole = case.run()
    with in_small_pieces(rows) as place:
        log = place / "log.parquet"
        run = simulate(case.scenario, prepared=case.prepared(), log_to=log)
        assert list(place.iterdir()) == [log]
        assert most_rows_of_a_group(log) <= rows
        assert_alike(run, whole)
        assert run.end_s == whole.end_s
        run.write(place / "run")
        read = Run.read(place / "run")
        assert read.log_hash == whole.log_hash
        assert kpis(read) == kpis(whole)


class NoWriter:
    """Takes rows and writes none: a row group of one row takes milliseconds."""

    def __init__(self, path, *_, **__):
        path.touch()

    def write_table(self, *_):
        """Write nothing."""

    close = write_table


@given(cases(), st.sampled_from([1, 2, 7]))
def test_taken_off_row_by_row_the_log_has_the_same_hash(case, rows):
    whole = case.run()
    with in_small_pieces(rows) as place, pytest.MonkeyPatch.context() as patch:
        patch.setattr(pq, "ParquetWriter", NoWriter)
        log = place / "log.parquet"
        run = simulate(case.scenario, prepared=case.prepared(), log_to=log)
        assert run.log_hash == whole.log_hash
        assert run.end_s == whole.end_s


@given(cases(), groups)
def test_streamed_and_in_memory_a_run_is_the_same(case, rows):
    assert_streamed_is_in_memory(case, rows)


@given(st.sampled_from(MODES).flatmap(bad_days), groups)
def test_so_is_a_day_on_which_everything_goes_wrong(case, rows):
    assert_streamed_is_in_memory(case, rows)


@pytest.mark.parametrize("seed", range(8))
def test_any_log_is_measured_in_pieces_as_it_is_as_a_whole(seed, tmp_path):
    walk = RandomWalk(seed, 30, docks=seed % 2 == 1, doors=seed % 3 == 1)
    whole = walk.run(20 + 40 * seed)
    with in_small_pieces(1 + 20 * seed, kept_bytes=0):
        with log_file(tmp_path / "log") as file:
            file.add(whole.events)
        events = stored.read_events(tmp_path / "log")
        assert isinstance(events, stored.StoredEvents)
        assert events.hash() == file.hash == whole.log_hash
        assert kpis(replace(whole, events=events)) == kpis(whole)


@given(cases(), groups)
def test_a_playback_of_a_stored_log_is_that_of_the_run(case, rows):
    whole = case.run()
    with in_small_pieces(rows) as place:
        log = place / "log.parquet"
        run = simulate(case.scenario, prepared=case.prepared(), log_to=log)
        one, other = snapshot_of(run), snapshot_of(whole)
        assert one.settled_s == other.settled_s
        assert np.array_equal(one.touched, other.touched)
        assert np.array_equal(one.row, other.row)
