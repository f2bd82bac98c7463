"""Files of which no reading is safe: one sentence each, and nothing is written."""

import gzip

import pytest

from tests.cli.exports import (
    in_row,
    lat,
    lon,
    placed,
    rows_of,
    text_of,
    written,
    zipped,
)

# Content, options, what is refused in one sentence.
REFUSED = {
    # The file
    "an empty file": (b"", (), "is empty, expected a header"),
    "a header alone": ("order_id,created_at\n", (), "has a header and no row"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, (), "is no text"),
    "JSON": ('[{"id": 1}]', (), "is JSON, expected CSV, Excel or Parquet"),
    "a web page": ("<html><table></table></html>", (), "is HTML or XML"),
    "two tables in a zip": (
        zipped(a_csv="x,y\n1,2\n", b_csv="x,y\n1,2\n"),
        (),
        "holds a.csv, b.csv, expected one table in a zip",
    ),
    "a damaged gzip": (gzip.compress(text_of(rows_of()).encode())[:80], (), "damaged"),
    "a damaged zip": (zipped(a_csv="x,y\n1,2\n")[:60], (), "the zip is damaged"),
    "damaged Parquet": (b"PAR1" + bytes(60), (), "cannot be read as Parquet"),
    "a sheet of a CSV": (text_of(rows_of()), ("--sheet", "A"), "is no workbook"),
    # Columns
    "no times": (
        text_of(rows_of(created_at=None)),
        (),
        "no column tells when orders were placed",
    ),
    "times that are none": (
        text_of(placed("at {at} past")),
        (),
        "no column tells when orders were placed (created_at is 'at 0 past')",
    ),
    "days alone": (
        text_of(rows_of(created_at=None, date="2026-11-20")),
        (),
        "(date has days without a time)",
    ),
    "no pickup": (
        text_of(rows_of(pickup_lat=None, pickup_lon=None)),
        (),
        "no column tells where the producer is",
    ),
    "half a point": (
        text_of(rows_of(dropoff_lat=None)),
        (),
        "no column tells where the consumer is",
    ),
    "addresses": (
        text_of(rows_of(dropoff_lat=None, dropoff_lon=None, customer="Main St 5")),
        (),
        "names and addresses are not looked up",
    ),
    "a map of no column": (
        text_of(rows_of()),
        ("--map", "created=placed"),
        "has no column created, expected one of order_id, created_at",
    ),
    "a map to nothing": (
        text_of(rows_of()),
        ("--map", "created_at=plaecd"),
        "there is no plaecd, expected one of id, placed",
    ),
    "a map without a sign": (text_of(rows_of()), ("--map", "created_at"), "is no COL"),
    "a map of two to one": (
        text_of(rows_of(b="2026-11-20T18:00")),
        ("--map", "created_at=placed,b=placed"),
        "created_at is placed already",
    ),
    "a map said twice": (
        text_of(rows_of()),
        ("--map", "created_at=placed,created_at=due"),
        "created_at is there twice",
    ),
    "one point in every row": (
        text_of(rows_of(dropoff_lat=lat, dropoff_lon=lon)),
        (),
        "producer and consumer are at one point in every row",
    ),
    # Dates
    "dates without times": (
        text_of(placed("2026-11-20")),
        (),
        "a day without a time, as in 12 of 12 rows, expected a time of day too",
    ),
    "midnight everywhere": (
        text_of(placed("2026-11-20 00:00:00")),
        (),
        "is midnight in every row, which is a day without a time",
    ),
    "times without a day": (
        text_of(placed("18:{min}")),
        (),
        "a time of day without a day, as in 12 of 12 rows",
    ),
    "days or months": (
        text_of(placed("03/04/2026 18:{min}")),
        (),
        "created_at is 3/4/2026 in row 1, which may be a day of either month",
    ),
    "days and months": (
        text_of(
            rows_of(
                created_at=in_row(3, "11/25/2026 9:00", lambda _: "25/11/2026 9:00")
            )
        ),
        (),
        "has the day first in rows 1, 2, 3, 5, 6 and 6 more, the month first in row 4",
    ),
    "words for times": (
        text_of(placed("soon")),
        ("--map", "created_at=placed"),
        "no time, as in 12",
    ),
    "numbers for times": (
        text_of(rows_of(created_at=lambda at: str(660 + at))),
        (),
        "holds numbers such as 660 that are no dates",
    ),
    "empty times": (
        text_of(rows_of(created_at="")),
        ("--map", "created_at=placed"),
        "created_at is empty in every row",
    ),
    "due before placed, all of them": (
        text_of(rows_of(due_at="2026-11-20T17:00")),
        (),
        "due_at is before placing in every row, expected until when orders are",
    ),
    # Zones
    "a zone of no such name": (
        text_of(rows_of()),
        ("--zone", "Europe/Helsinky"),
        "expected a time zone such as Europe/Helsinki (did you mean Europe/Helsinki?)",
    ),
    "an offset for a zone": (
        text_of(rows_of()),
        ("--zone", "+02:00"),
        "expected a time",
    ),
    # Places
    "another city": (
        text_of(rows_of(dropoff_lat=lambda at: f"60.1{at}", dropoff_lon="24.94")),
        (),
        "12 of 12 orders lie outside region Synthetic Grid",
    ),
    "mostly another city": (
        text_of(rows_of(pickup_lat=lambda at: lat(at) if at < 4 else "60.17")),
        (),
        "8 of 12 orders lie outside region Synthetic Grid",
    ),
    "metres of a map": (
        text_of(rows_of(pickup_lat="6672123.5", pickup_lon="385500.25")),
        (),
        "are metres of a map and no degrees, expected degrees of WGS 84",
    ),
    "no such region": (
        text_of(rows_of()),
        ("--region", "helsinki"),
        "helsinki",
    ),
    "empty degrees": (
        text_of(rows_of(pickup_lat="", pickup_lon="")),
        ("--map", "pickup_lat=producer_lat,pickup_lon=producer_lon"),
        "holds no number in any row",
    ),
    "ids of another region": (
        text_of(rows_of(pickup_lat=None, pickup_lon=None, restaurant="R9")),
        (),
        "no row has the id of a producer of region",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_no_safe_reading_is_refused_in_one_sentence(refuse, tmp_path, case):
    content, more, says = REFUSED[case]
    out = tmp_path / "out"
    said = refuse("import", written(tmp_path, content), "--out", out, *more)
    assert says in said
    assert not out.exists()
