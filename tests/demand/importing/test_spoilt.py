"""Whatever a file holds: one sentence, or every row is an order or told as dropped."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from simulation.demand.importing.couriers import import_couriers
from simulation.demand.importing.findings import rows_in_words
from simulation.demand.importing.folder import Written, document_of, scenario_text
from simulation.demand.importing.orders import import_orders
from simulation.demand.importing.sheets import read_sheet
from simulation.demand.trace import read_trace
from simulation.errors import InputError
from tests.cli.exports import REGION, rows_of, stamp, text_of

ZONE = ZoneInfo("America/Chicago")
LINES = text_of(
    rows_of(
        prep_time="12",
        due_at=lambda at: f"18:{at + 30}",
        cancelled_at=lambda at: "" if at else stamp(5),
        seats="1",
        status="ok",
        priority="1",
    )
).splitlines()
SHIFTS = "id,begin,end,pause from,pause to,lat,lon\n" + "".join(
    f"c{at},{9 + at}:00,{17 + at}:00,12:00,12:30,41.86,-87.69\n" for at in range(6)
)
ODD = st.sampled_from(
    [
        *("", "0", "nan", "1e400", "-1", "9" * 20, "18:00", "2026-11-20", "20261120"),
        *("46346.5", "Ä", '"', "\x00", "a,b", ";", "60.17", "-87.7", "1.2.3", "½"),
        *("2026-11-20T18:00:00+99:00", "31/02/2026 10:00", "3/4/26 5 pm", "12:30:61"),
        *("0001-01-01 00:00", "9999-12-31 23:59", "9999-12-31T24:00", "1795219200"),
        *("24:00", "2026-11-20 24:30", "T", "+", "1_000", "inf", "POINT(1 2)", "-5e9"),
    ]
)
CELLS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 11), ODD), max_size=10)


def spoilt(lines, cells):
    """Return a file with other cells; row 0 is the header."""
    table = [line.split(",") for line in lines]
    for row, column, cell in cells:
        table[row % len(table)][column % len(table[0])] = cell
    return "\n".join(",".join(row) for row in table) + "\n"


def sentence_of(error):
    said = str(error)
    assert "\n" not in said
    assert said.endswith(".")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("spoilt")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(CELLS)
@example([(row, 7, "2026-11-20T18:00:00+99:00") for row in range(13)])
@example([(2, 4, "1e400"), (3, 1, "9999-12-31T24:00")])
@example([(0, 9, '"')])
def test_no_row_is_lost_unseen(folder, cells):
    path = Path(folder) / "orders.csv"
    path.write_text(spoilt(LINES, cells), encoding="utf-8")
    try:
        found = import_orders(read_sheet(path), REGION, ZONE)
    except InputError as error:
        sentence_of(error)
        return
    assert found.orders + len(found.dropped) == len(found.sheet)
    torn = sum(len(e.rows) for e in found.findings.every if "other than" in e.said)
    assert found.findings.dropped == len(found.dropped) + torn  # no rows of the sheet
    written = Written(found, None, "embedded", "", "")
    assert document_of(written)["orders"]["count"] == found.orders
    assert scenario_text(written)
    again = Path(folder) / "orders.parquet"
    pq.write_table(found.table, again)
    trace, _ = read_trace(again, REGION)
    assert len(trace) == found.orders
    assert trace.notes == ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(CELLS)
def test_no_shift_is_lost_unseen(folder, cells):
    path = Path(folder) / "shifts.csv"
    path.write_text(spoilt(SHIFTS.splitlines(), cells), encoding="utf-8")
    span = tuple(datetime(2026, 11, 20, hour, tzinfo=ZONE) for hour in (11, 21))
    try:
        found = import_couriers(read_sheet(path), REGION, ZONE, span, {})
    except InputError as error:
        sentence_of(error)
        return
    assert found.table.num_rows + len(found.dropped) >= len(found.sheet)
    if "on" in found.table.column_names:
        shifts = zip(
            found.table["on"].to_pylist(), found.table["off"].to_pylist(), strict=True
        )
        assert all(on < off for on, off in shifts)
    assert 1 <= found.most_at_once() <= found.table.num_rows


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([3], "row 3"),
        ([3, 5], "rows 3 and 5"),
        ([1, 2, 3, 4, 5], "rows 1, 2, 3, 4 and 5"),
        (range(1, 1002), "rows 1, 2, 3, 4, 5 and 996 more"),
    ],
)
def test_rows_in_words(rows, says):
    assert rows_in_words(list(rows)) == says
