"""Cells as numbers, degrees, points, spans and clocks, however they are written."""

from datetime import date, datetime, time, timedelta

import pytest

from simulation.demand.importing.clocks import read_clock
from simulation.demand.importing.synonyms import named_roles, plain_name
from simulation.demand.importing.values import (
    degrees_of,
    number_of,
    point_of,
    span_of,
)

DAY = (2026, 11, 20)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1.5", 1.5),
        ("1,5", 1.5),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1 234,5", 1234.5),
        ("1.234.567", 1234567),
        ("-87,7", -87.7),
        (".5", 0.5),
        ("1e3", 1000),
        (3, 3),
        (True, None),
        ("20.11.2026", None),
        ("1.2.3", None),
        ("five", None),
        ("1_5", None),
        (float("inf"), None),
        (None, None),
    ],
)
def test_a_number_has_its_decimals_after_a_point_or_a_comma(cell, value):
    assert number_of(cell) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("60.17", 60.17),
        ("60,17°", 60.17),
        ("87.7 W", -87.7),
        ("24.9E", 24.9),
        ("33.9° S", -33.9),
        ("north", None),
    ],
)
def test_degrees_may_say_their_side_of_the_globe(cell, value):
    assert degrees_of(cell) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("60.17, 24.94", (24.94, 60.17)),
        ("60.17;24.94", (24.94, 60.17)),
        ("60,17; 24,94", (24.94, 60.17)),
        ("POINT(24.94 60.17)", (24.94, 60.17)),
        ("[24.94, 60.17]", (24.94, 60.17)),
        ([24.94, 60.17], (24.94, 60.17)),
        ("60.17", None),
        ("Main St 5", None),
        (60.17, None),
    ],
)
def test_a_point_is_lat_and_lon_but_where_formats_say_otherwise(cell, value):
    assert point_of(cell) == value


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("12", 720),
        ("12 min", 720),
        ("12.5 minutes", 750),
        ("90 s", 90),
        ("1 h 5 min", 3900),
        ("2 hours", 7200),
        ("0:15", 900),
        ("00:15:30", 930),
        ("PT1H5M", 3900),
        (time(0, 15), 900),
        (timedelta(minutes=3), 180),
        ("long", None),
        ("12 apples", None),
        ("PT", None),
        (None, None),
    ],
)
def test_a_span_is_of_its_own_unit_or_of_that_of_the_column(cell, seconds):
    assert span_of(cell, 60.0) == seconds


@pytest.mark.parametrize(
    ("cell", "day", "hours", "offset"),
    [
        ("2026-11-20T18:30:00", DAY, 18.5, None),
        ("2026-11-20 18:30Z", DAY, 18.5, 0),
        ("2026-11-20 18:30:00.000+02:00", DAY, 18.5, 2),
        ("2026-11-20 18:30:00 +0200", DAY, 18.5, 2),
        ("2026-11-20T18:30-06", DAY, 18.5, -6),
        ("2026-11-20T18:30:00+02:00[Europe/Helsinki]", DAY, 18.5, 2),
        ("2026/11/20 18:30", DAY, 18.5, None),
        ("20261120T183000", DAY, 18.5, None),
        ("20261120", DAY, None, None),
        ("Nov 20, 2026 6:30 PM", DAY, 18.5, None),
        ("Fri, 20 Nov 2026 18:30 GMT", DAY, 18.5, 0),
        ("20. marraskuuta 2026 klo 18.30", DAY, 18.5, None),
        ("20 août 2026 18h30", (2026, 8, 20), 18.5, None),
        ("2026-11-20 24:00", DAY, 24, None),
        ("18:30", None, 18.5, None),
        ("12:05 am", None, 5 / 60, None),
        (datetime(2026, 11, 20, 18, 30), DAY, 18.5, None),  # noqa: DTZ001
        (date(2026, 11, 20), DAY, None, None),
        (time(18, 30), None, 18.5, None),
    ],
)
def test_a_clock_says_day_time_and_offset(cell, day, hours, offset):
    found = read_clock(cell)
    assert found.day == day
    assert found.time == (None if hours is None else timedelta(hours=hours))
    assert found.offset == (None if offset is None else timedelta(hours=offset))


@pytest.mark.parametrize(
    "cell",
    ["soon", "2026-13-01", "2026-02-30", "18:60", "25:00", "13:00 pm", "60.17", "", 5],
)
def test_other_cells_are_no_clock(cell):
    assert read_clock(cell) is None


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Order No.", "id"),
        ("createdAt", "placed"),
        ("Créé le", "placed"),
        ("Bestellt am", "placed"),
        ("tilausaika", "placed"),
        ("prep_time_min", "preparation_s"),
        ("Zubereitungszeit", "preparation_s"),
        ("Liefertermin", "due"),
        ("restaurant_lng", "producer_lon"),
        ("Längengrad Kunde", "consumer_lon"),
        ("sender_lat", "producer_lat"),
        ("recipient lng", "consumer_lon"),
        ("pickup_location", "producer_point"),
        ("dropoff_point", "consumer_point"),
        ("Ravintola ID", "producer"),
        ("customer_id", "consumer"),
        ("canceled_at", "cancelled"),
    ],
)
def test_names_of_many_operations_are_known(name, role):
    assert named_roles(name)[0][1] == role


def test_outcomes_are_no_wishes():
    assert named_roles("delivered_at") == []
    assert plain_name("Délivré  à") == "delivre_a"
