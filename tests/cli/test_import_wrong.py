"""What an analyst's file may have wrong: each a sentence or a visible count."""

import gzip

import pytest

from tests.cli.exports import (
    decimal_commas,
    in_row,
    rows_of,
    text_of,
    zipped,
)


def placed(text):
    return rows_of(created_at=lambda at: text.format(at=at, min=f"{at:02d}"))


def stamp(at):
    return f"2026-11-20T18:{at:02d}:30"


def lat(at):
    return rows_of()[at]["pickup_lat"]


def lon(at):
    return rows_of()[at]["pickup_lon"]


def minutes(first, step):
    """Return local times from a minute of 25 October 2026 on."""

    def moment(at):
        minute = first + step * at
        return f"2026-10-25 {minute // 60:02d}:{minute % 60:02d}:00"

    return moment


HELSINKI = ("--zone", "Europe/Helsinki")
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
# Content, options, what is said of it, how many orders there are.
COUNTED = {
    # Delimiters, decimals, encodings
    "semicolons and decimal commas": (
        text_of(decimal_commas(rows_of()), ";"),
        (),
        "delimiter semicolons",
        12,
    ),
    "tabs": (text_of(rows_of(), "\t"), (), "delimiter tabs", 12),
    "bars": (text_of(rows_of(), "|"), (), "delimiter vertical bars", 12),
    "carets": (text_of(rows_of(), "^"), (), "delimiter carets", 12),
    "what Excel writes above": (
        "sep=;\n" + text_of(rows_of(), ";"),
        (),
        "delimiter semicolons",
        12,
    ),
    "UTF-16": (text_of(rows_of(), "\t").encode("utf-16"), (), "encoding UTF-16", 12),
    "UTF-16 without a mark": (
        text_of(rows_of()).encode("utf-16-le"),
        (),
        "encoding UTF-16",
        12,
    ),
    "Windows-1252": (
        text_of(rows_of(note="caf\xe9")).encode("cp1252"),
        (),
        "Windows-1252",
        12,
    ),
    "a mark before the header": (
        text_of(rows_of()).encode("utf-8-sig"),
        (),
        "order_id by its name",
        12,
    ),
    "lines above the header": (
        "Orders of Friday\n\n" + text_of(rows_of()),
        (),
        "1 line above the header is left out",
        12,
    ),
    "no header": (
        text_of(rows_of()).partition("\n")[2],
        (),
        "has no header: its columns are called column 1",
        12,
    ),
    "a row cut short": (
        text_of(rows_of()) + "A-99,2026-11-20T19:00\n",
        (),
        "row 13 has other than 6 cells",
        12,
    ),
    "rows that end in a delimiter": (
        text_of(rows_of()).partition("\n")[0]
        + "\n"
        + text_of(rows_of()).partition("\n")[2].replace("\n", ",\n"),
        (),
        "12 orders of 12 rows",
        12,
    ),
    "two columns of one name": (
        text_of(rows_of(note="x")).replace("note", "order_id", 1),
        (),
        "order_id (2)",
        12,
    ),
    "a zip": (zipped(o_csv=text_of(rows_of())), (), "packed zip, o.csv", 12),
    "gzip": (gzip.compress(text_of(rows_of()).encode()), (), "packed gzip", 12),
    # Dates
    "dots": (
        text_of(placed("03.04.2026 klo 18.{min}")),
        (),
        "has the day first, as dates with dots have",
        12,
    ),
    "am and pm": (
        text_of(placed("03/04/2026 6:{min} PM")),
        (),
        "has the month first, as times with am and pm have",
        12,
    ),
    "a week of either": (
        text_of(rows_of(created_at=lambda at: f"0{1 + at % 7}/11/2026 18:{at:02d}")),
        (),
        "day-first is taken, which spans 7 days, the other 182",
        12,
    ),
    "days as told": (
        text_of(placed("03/04/2026 18:{min}")),
        ("--dates", "month-first"),
        "from 2026-03-04 18:00:00",
        12,
    ),
    "seconds since 1970": (
        text_of(rows_of(created_at=lambda at: str(1_795_219_200 + 60 * at))),
        (),
        "from 2026-11-20 18:00:00 to 2026-11-20 18:11:00",
        12,
    ),
    "days of a workbook": (
        text_of(rows_of(created_at=lambda at: str(46346.75 + at / 1440))),
        (),
        "from 2026-11-20 18:00:00 to 2026-11-20 18:11:00",
        12,
    ),
    "some words for times": (
        text_of(rows_of(created_at=in_row(2, "soon", stamp))),
        (),
        "row 3 is no times in created_at; dropped",
        11,
    ),
    "some empty times": (
        text_of(rows_of(created_at=in_row(2, "", stamp))),
        (),
        "row 3 has no time in created_at; dropped",
        11,
    ),
    "some days without a time": (
        text_of(rows_of(created_at=in_row(2, "2026-11-20", stamp))),
        (),
        "row 3 has a day and no time in created_at; dropped",
        11,
    ),
    "a date of 1970": (
        text_of(rows_of(created_at=in_row(2, "1970-01-01T00:00:00", stamp))),
        (),
        "row 3 lies far from all others in created_at; dropped",
        11,
    ),
    "a year slipped": (
        text_of(rows_of(created_at=in_row(2, "2062-11-20T18:00:00", stamp))),
        (),
        "row 3 lies far from all others in created_at; dropped",
        11,
    ),
    "a day there is not": (
        text_of(rows_of(created_at=in_row(2, "2026-02-30T18:00:00", stamp))),
        (),
        "row 3 is no times in created_at; dropped",
        11,
    ),
    "day and time apart": (
        text_of(
            rows_of(created_at=None, date="20.11.2026", time=lambda at: f"18:{at:02d}")
        ),
        (),
        "from 2026-11-20 18:00:00 to 2026-11-20 18:11:00",
        12,
    ),
    "seconds from zero": (
        text_of(rows_of(created_at=lambda at: str(10 * at))),
        ("--map", "created_at=placed_s"),
        "counts from a zero: there is no clock",
        12,
    ),
    # Zones and clocks
    "UTC": (
        text_of(placed("2026-11-20T18:{min}:00Z")),
        (),
        "from 2026-11-20 12:00:00 to 2026-11-20 12:11:00",
        12,
    ),
    "zones in some rows": (
        text_of(rows_of(created_at=in_row(2, "2026-11-20T18:02:30-06:00", stamp))),
        (),
        "11 rows have no zone in created_at, unlike others: America/Chicago is taken",
        12,
    ),
    "the hour that comes twice": (
        text_of(rows_of(created_at=minutes(185, 4))),
        HELSINKI,
        "12 rows lie in the hour that clocks of Europe/Helsinki repeat",
        12,
    ),
    "the hour there is not": (
        text_of(rows_of(created_at=lambda at: f"2026-03-29 03:{at:02d}:00")),
        HELSINKI,
        "12 rows lie in the hour that clocks of Europe/Helsinki skip",
        12,
    ),
    # Doubles
    "a row twice": (
        text_of([*rows_of(), rows_of()[4]]),
        (),
        "row 13 repeats an earlier row in every cell; dropped",
        12,
    ),
    "an id twice": (
        text_of(rows_of(order_id=in_row(5, "A-00", lambda at: f"A-{at:02d}"))),
        (),
        "row 6 has the id of an earlier row in order_id, but other cells: kept",
        12,
    ),
    "no ids": (
        text_of(rows_of(order_id=None)),
        (),
        "no column holds ids: orders are called by their rows",
        12,
    ),
    "an empty id": (
        text_of(rows_of(order_id=in_row(5, "", lambda at: f"A-{at:02d}"))),
        (),
        "row 6 has no id in order_id: called by their rows",
        12,
    ),
    # Places
    "swapped": (
        text_of(rows_of(pickup_lat=lon, pickup_lon=lat)),
        (),
        "lon and lat are exchanged in pickup_lon and pickup_lat",
        12,
    ),
    "swapped in a row": (
        text_of(
            rows_of(
                pickup_lat=in_row(3, lon(3), lat), pickup_lon=in_row(3, lat(3), lon)
            )
        ),
        (),
        "row 4 has lon and lat exchanged in pickup_lon and pickup_lat: turned round",
        12,
    ),
    "a sign lost": (
        text_of(rows_of(pickup_lon=lambda at: lon(at).lstrip("-"))),
        (),
        "the sign of lon is turned in pickup_lon and pickup_lat",
        12,
    ),
    "millionths": (
        text_of(
            rows_of(
                pickup_lat=lambda at: str(int(float(lat(at)) * 1e6)),
                pickup_lon=lambda at: str(int(float(lon(at)) * 1e6)),
            )
        ),
        (),
        "hold degrees times 1,000,000",
        12,
    ),
    "null island": (
        text_of(
            rows_of(pickup_lat=in_row(3, "0", lat), pickup_lon=in_row(3, "0.0", lon))
        ),
        (),
        "row 4 is at 0, 0 in pickup_lon and pickup_lat; dropped",
        11,
    ),
    "outside": (
        text_of(rows_of(pickup_lat=in_row(3, "60.17", lat))),
        (),
        "row 4 lies outside Synthetic Grid in pickup_lon and pickup_lat; dropped",
        11,
    ),
    "mostly outside, dropped": (
        text_of(rows_of(pickup_lat=lambda at: lat(at) if at < 4 else "60.17")),
        ("--outside", "drop"),
        "8 rows lie outside Synthetic Grid in pickup_lon and pickup_lat (5, 6",
        4,
    ),
    "no point": (
        text_of(rows_of(pickup_lat=in_row(3, "", lat))),
        (),
        "row 4 has no point in pickup_lon and pickup_lat; dropped",
        11,
    ),
    "pickup at the door": (
        text_of(
            rows_of(
                dropoff_lat=in_row(3, lat(3), lambda at: rows_of()[at]["dropoff_lat"]),
                dropoff_lon=in_row(3, lon(3), lambda at: rows_of()[at]["dropoff_lon"]),
            )
        ),
        (),
        "row 4 has producer and consumer at one point",
        12,
    ),
    # What else is said
    "a column nobody knows": (text_of(rows_of(tip="2")), (), "not used: tip", 12),
    "outcomes": (
        text_of(rows_of(delivered_at="2026-11-20T19:00")),
        (),
        "(delivered_at: what happened; see deliverai validate)",
        12,
    ),
    "two columns of one meaning": (
        text_of(rows_of(ordered_at=stamp)),
        (),
        "ordered_at may be placed too, for which created_at is taken",
        12,
    ),
    "ready before placed": (
        text_of(
            rows_of(
                ready_at=in_row(3, "2026-11-20T17:00", lambda _: "2026-11-20T18:30")
            )
        ),
        (),
        "row 4 is ready before placed in ready_at: when placed",
        12,
    ),
    "due before placed": (
        text_of(
            rows_of(due_at=in_row(3, "2026-11-20T17:00", lambda _: "2026-11-20T18:50"))
        ),
        (),
        "row 4 has no time after placed in due_at: due",
        12,
    ),
    "minutes or seconds": (
        text_of(rows_of(prep_time="12")),
        (),
        "prep_time says no unit: minutes are taken",
        12,
    ),
    "a span of words": (
        text_of(rows_of(prep_time=in_row(3, "long", lambda _: "12 min"))),
        (),
        "row 4 is no spans of time in prep_time: left empty",
        12,
    ),
    "cancelled at once": (
        text_of(rows_of(cancelled_at=in_row(3, stamp(3), lambda _: ""))),
        (),
        "row 4 is cancelled when placed or before in cancelled_at; dropped",
        11,
    ),
    "cancelled by a word": (
        text_of(rows_of(status=in_row(3, "CANCELLED", lambda _: "done"))),
        (),
        "row 4 is cancelled by status, at a time nobody says",
        12,
    ),
    "seats in pieces": (
        text_of(rows_of(seats=in_row(3, "1.5", lambda _: "1"))),
        (),
        "row 4 is no whole numbers in seats: rounded up",
        12,
    ),
    "no seats": (
        text_of(rows_of(seats=in_row(3, "0", lambda _: "1"))),
        (),
        "row 4 has no such number in seats: 1 is taken",
        12,
    ),
}


def written(tmp_path, content, name="orders.csv"):
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("case", REFUSED)
def test_no_safe_reading_is_refused_in_one_sentence(refuse, tmp_path, case):
    content, more, says = REFUSED[case]
    out = tmp_path / "out"
    said = refuse("import", written(tmp_path, content), "--out", out, *more)
    assert says in said
    assert not out.exists()


@pytest.mark.parametrize("case", COUNTED)
def test_whatever_else_is_odd_is_told_with_its_rows(call, tmp_path, case):
    content, more, says, orders = COUNTED[case]
    out = tmp_path / "out"
    said = call("import", written(tmp_path, content), "--out", out, *more)
    assert said.code == 0, said.err
    assert " ".join(says.split()) in " ".join(said.out.split())
    assert f"{orders} orders of" in said.out
    assert (out / "dropped.csv").exists() == ("; dropped" in said.out)


def test_these_are_enough():
    assert len(REFUSED) + len(COUNTED) >= 65
