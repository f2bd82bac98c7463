"""Odd delimiters, encodings, dates and zones: read, and told with the rows."""

import gzip

import pytest

from tests.cli.exports import (
    decimal_commas,
    imported,
    in_row,
    minutes,
    placed,
    rows_of,
    stamp,
    text_of,
    zipped,
)

HELSINKI = ("--zone", "Europe/Helsinki")
# Content, options, what is said of it, how many orders there are.
TOLD = {
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
    "day of business and time apart": (
        text_of(
            rows_of(
                created_at=None,
                Bestelldatum="20.11.2026",
                Bestellzeit=lambda at: f"{(20 + at) % 24:02d}:30",
            )
        ),
        (),
        "8 rows have times after midnight below later ones of the same day: of the "
        "next (5, 6, 7, 8, 9 and 3 more)",
        12,
    ),
    "times with dots": (
        text_of(rows_of(valmis_klo=lambda at: f"18.{at + 20}")),
        (),
        "valmis_klo has times of day, such as 18.20",
        12,
    ),
    "a date that says when": (
        text_of(rows_of(created_at=None, order_date=stamp)),
        (),
        "placed order_date by its name",
        12,
    ),
    "names of zones": (
        text_of(placed("2026-11-20 18:{min}:30 CST")),
        HELSINKI,
        "placed from 2026-11-21 02:00:30 to 2026-11-21 02:11:30",
        12,
    ),
    "a column that says UTC": (
        text_of(
            rows_of(
                created_at=None, CREATED_AT_UTC=lambda at: f"2026-11-21 00:{at:02d}:00"
            )
        ),
        (),
        "placed from 2026-11-20 18:00:00 to 2026-11-20 18:11:00",
        12,
    ),
    "digits lost": (
        text_of(placed("1.76366E+12")),
        (),
        "all orders are placed at one instant: have their times lost digits?",
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
}


@pytest.mark.parametrize("case", TOLD)
def test_it_is_read_and_told(call, tmp_path, case):
    imported(call, tmp_path, TOLD[case])
