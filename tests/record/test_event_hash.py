"""The hash of the log, as the interface says it and however it is computed."""

import hashlib
import struct

import pytest

from simulation.record import hashing
from simulation.record.log import EventLog
from tests.metrics.random_walk import RandomWalk


def hashed_by_hand(*rows):
    """SHA-256 of rows of (name, little-endian bytes) in alphabetical order."""
    return hashlib.sha256(
        b"".join(name.encode() + b"\0" + data for row in rows for name, data in row)
    ).hexdigest()


def test_the_hash_is_over_the_fields_by_name_little_endian():
    log = EventLog()
    log.released(1.5, 3, 7)
    log.departed(2.0, 1, 7, 0, 12.5, [3, 4])
    by_hand = hashed_by_hand(
        [
            ("kind", b"released\0"),
            ("order", struct.pack("<i", 3)),
            ("place", struct.pack("<i", 7)),
            ("time_s", struct.pack("<d", 1.5)),
        ],
        [
            ("distance_m", struct.pack("<d", 12.5)),
            ("kind", b"departed\0"),
            ("orders", struct.pack("<3i", 2, 3, 4)),
            ("place", struct.pack("<i", 7)),
            ("time_s", struct.pack("<d", 2.0)),
            ("to_place", struct.pack("<i", 0)),
            ("vehicle", struct.pack("<i", 1)),
        ],
    )
    assert log.table().hash() == by_hand


def test_the_hash_of_no_events_is_that_of_nothing():
    assert EventLog().table().hash() == hashlib.sha256().hexdigest()


@pytest.mark.parametrize("rows_per_chunk", [1, 2, 7, 1000])
def test_the_hash_does_not_depend_on_the_chunks(rows_per_chunk, monkeypatch):
    events = RandomWalk(3, 20, docks=True).run(400).events
    assert len(events) > 200
    whole = events.hash()
    monkeypatch.setattr(hashing, "_ROWS_PER_CHUNK", rows_per_chunk)
    assert len(list(hashing._chunks(len(events)))) == -(-len(events) // rows_per_chunk)
    assert events.hash() == whole


@pytest.mark.parametrize(
    "change",
    [
        lambda log: log.released(1.5, 3, 8),
        lambda log: log.released(1.5, 4, 7),
        lambda log: log.released(1.5 + 1 / 1024, 3, 7),
        lambda log: log.still_open(1.5, 3, 7),
        lambda log: [log.released(1.5, 3, 7), log.released(1.5, 4, 7)],
        len,  # nothing recorded
    ],
)
def test_another_log_has_another_hash(change):
    one, other = EventLog(), EventLog()
    one.released(1.5, 3, 7)
    change(other)
    assert one.table().hash() != other.table().hash()
