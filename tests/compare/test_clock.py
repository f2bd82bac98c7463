"""Times of orders with a clock are those of the clock, where the orders are."""

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from analysis.compare.naming import slot_starts
from analysis.compare.settings import Setting
from analysis.words import clock, moment_text, slot

EVENING = datetime(2026, 11, 20, 18, 5)  # noqa: DTZ001 - a clock without a zone
HELSINKI = datetime(2026, 10, 25, 3, 30, tzinfo=ZoneInfo("Europe/Helsinki"))


@pytest.mark.parametrize(
    ("zero", "row", "says"),
    [
        (None, (10, 20), "0:10 to 0:20"),
        (EVENING, (10, 20), "2026-11-20 18:15 to 18:25"),
        (EVENING, (350, 360), "2026-11-20 23:55 to 2026-11-21 00:05"),
        (EVENING, (355, 1795), "Sat 2026-11-21"),
        (EVENING, (350, 1790), "2026-11-20 23:55 to 2026-11-21 23:55"),
        (HELSINKI, (10, 40), "2026-10-25 03:40 to 03:10"),  # clocks are set back
    ],
)
def test_a_slot_is_on_the_clock(zero, row, says):
    assert slot(dict(zip(("from_min", "to_min"), row, strict=True)), zero) == says


def test_slots_are_those_of_the_clock():
    starts_s = np.array([0.0, 355 * 60.0 - 1, 355 * 60.0])
    assert slot_starts(starts_s, 1440, EVENING).tolist() == [-1085, -1085, 355]
    assert slot_starts(starts_s, 60, EVENING).tolist() == [-5, 295, 355]
    assert slot_starts(starts_s, 60, None).tolist() == [0, 300, 300]


def test_a_time_and_a_moment_are_on_the_clock():
    assert clock(61, EVENING) == "2026-11-20 18:06:01"
    assert clock(3661) == "1:01:01"
    assert moment_text(60, HELSINKI) == (
        "2026-10-25 03:31:00 Europe/Helsinki, 1.0 min after the start"
    )


def test_files_that_differ_are_told_from_where_their_paths_part():
    found = Setting("demand.trace_file", "/a/b/week/o.csv", "/a/b/next/o.csv")
    assert found.words == ("week/o.csv", "next/o.csv")
    assert Setting("seed", None, 3).words == ("-", "3")
