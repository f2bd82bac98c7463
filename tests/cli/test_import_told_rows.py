"""Odd ids, places and details: mended, kept or dropped, and told with the rows."""

import pytest

from tests.cli.exports import imported, in_row, lat, lon, rows_of, stamp, text_of
from tests.cli.test_import_refused import REFUSED
from tests.cli.test_import_told_times import TOLD as OF_TIMES

# Content, options, what is said of it, how many orders there are.
TOLD = {
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
    "ids of deliveries": (
        text_of(rows_of(order_id=None, DELIVERY_ID=lambda at: 700 + at)),
        (),
        "id DELIVERY_ID by its name",
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
    "ids beside points": (
        text_of(rows_of(restaurant=lambda at: f"R{at}")),
        (),
        "not used: restaurant",
        12,
    ),
    "a point in a column": (
        text_of(
            rows_of(
                pickup=lambda at: f"{lat(at)},{lon(at)}",
                pickup_lat=None,
                pickup_lon=None,
            )
        ),
        (),
        "producer_point pickup by its name",
        12,
    ),
    "points with decimal commas": (
        text_of(
            rows_of(
                pickup=lambda at: f"{lat(at)}; {lon(at)}".replace(".", ","),
                pickup_lat=None,
                pickup_lon=None,
            ),
            ";",
        ),
        (),
        "delimiter semicolons",
        12,
    ),
    "points of GeoJSON and of maps": (
        text_of(
            rows_of(
                pickup=lambda at: f'{{"lat": {lat(at)}, "lng": {lon(at)}}}',
                pickup_lat=None,
                pickup_lon=None,
            )
        ),
        (),
        "producer_point pickup by its name",
        12,
    ),
    "degrees and minutes": (
        text_of(
            rows_of(
                pickup_lat=lambda at: f"41°{60 * (float(lat(at)) - 41):.4f}'N",
                pickup_lon=lambda at: f"87° {60 * (-float(lon(at)) - 87):.4f}' W",
            )
        ),
        (),
        "producer_lat pickup_lat by its name",
        12,
    ),
    # Rows that are none
    "a comma too many": (
        text_of(rows_of()).replace("A-03,", "A-03,x,").replace("A-05,", ""),
        (),
        "12 rows. Columns",
        10,
    ),
    "ids unlike in capitals": (
        text_of(rows_of(order_id=lambda at: ("ab", "AB")[at % 2] + str(at // 2))),
        (),
        "order_id has ids that differ in capital letters alone: other orders",
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
    "cancelled by whom": (
        text_of(rows_of(status=in_row(3, "CANCELLED_BY_USER", lambda _: "DONE"))),
        (),
        "row 4 is cancelled by status, at a time nobody says",
        12,
    ),
    "cancelled or not": (
        text_of(rows_of(cancelled=in_row(3, "true", lambda _: "false"))),
        (),
        "row 4 is cancelled by cancelled, at a time nobody says",
        12,
    ),
    "a promise called a time": (
        text_of(rows_of(eta="35")),
        (),
        "eta says no unit: minutes are taken (--map eta=promise_s for seconds)",
        12,
    ),
    "seconds at a door": (
        text_of(rows_of(time_at_restaurant="120")),
        (),
        "time_at_restaurant says no unit: seconds are taken",
        12,
    ),
    "thousands of seconds": (
        text_of(rows_of(prep_seconds="1,200")),
        (),
        "preparation_s 1200",
        12,
    ),
    "one large order": (
        text_of(rows_of(seats=in_row(3, "100", lambda _: "1"))),
        (),
        "row 4 has over 10 times the usual 1 in seats: every vehicle is given so much",
        12,
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


@pytest.mark.parametrize("case", TOLD)
def test_it_is_mended_and_told(call, tmp_path, case):
    imported(call, tmp_path, TOLD[case])


def test_these_are_enough():
    assert len(REFUSED) + len(OF_TIMES) + len(TOLD) >= 65
