"""Every form of a maximum speed that the OpenStreetMap wiki has."""

import pytest

from simulation.region.building.osm import PROFILES, way_rule

MPH = 1.609344
CLASS_KMH = 25.0  # of a residential street

UNDERSTOOD = [
    # Key:maxspeed: numbers and units
    ({"maxspeed": "30"}, 30),
    ({"maxspeed": "30.5"}, 30.5),
    ({"maxspeed": " 40 "}, 40),
    ({"maxspeed": "30 mph"}, 30 * MPH),
    ({"maxspeed": "30mph"}, 30 * MPH),
    ({"maxspeed": "30 MPH"}, 30 * MPH),
    ({"maxspeed": "30 mi/h"}, 30 * MPH),
    ({"maxspeed": "30 km/h"}, 30),
    ({"maxspeed": "30 kmh"}, 30),
    ({"maxspeed": "30 kph"}, 30),
    ({"maxspeed": "5 knots"}, 5 * 1.852),
    ({"maxspeed": "walk"}, 5),
    # Lists: the lowest
    ({"maxspeed": "50;30"}, 30),
    ({"maxspeed": "50|70"}, 50),
    ({"maxspeed": "20 mph;30 mph"}, 20 * MPH),
    ({"maxspeed": "20 mph; 30"}, 30),
    # Words of countries, zones
    ({"maxspeed": "DE:urban"}, 50),
    ({"maxspeed": "RO:urban"}, 50),
    ({"maxspeed": "FI:urban"}, 50),
    ({"maxspeed": "ru:urban"}, 60),
    ({"maxspeed": "FR:rural"}, 80),
    ({"maxspeed": "DE:rural"}, 100),
    ({"maxspeed": "BE-VLG:rural"}, 70),
    ({"maxspeed": "FI:motorway"}, 120),
    ({"maxspeed": "GB:nsl_single"}, 60 * MPH),
    ({"maxspeed": "UK:nsl_dual"}, 70 * MPH),
    ({"maxspeed": "DE:living_street"}, 5),
    ({"maxspeed": "NL:living_street"}, 15),
    ({"maxspeed": "DE:walk"}, 5),
    ({"maxspeed": "DE:zone:30"}, 30),
    ({"maxspeed": "DE:zone30"}, 30),
    ({"maxspeed": "zone30"}, 30),
    ({"maxspeed": "GB:zone:20"}, 20 * MPH),
    # Key:zone:maxspeed, Key:source:maxspeed, Key:maxspeed:type
    ({"zone:maxspeed": "DE:30"}, 30),
    ({"zone:maxspeed": "DE:urban"}, 50),
    ({"zone:maxspeed": "20"}, 20),
    ({"source:maxspeed": "RO:urban"}, 50),
    ({"source:maxspeed": "DE:zone:30"}, 30),
    ({"maxspeed:type": "GB:nsl_single"}, 60 * MPH),
    ({"maxspeed:type": "sign", "source:maxspeed": "survey"}, CLASS_KMH),
    ({"maxspeed": "40", "source:maxspeed": "DE:urban"}, 40),
    # Classes of vehicles
    ({"maxspeed": "50", "maxspeed:goods": "40"}, 40),
    ({"maxspeed": "50", "maxspeed:motorcar": "60"}, 60),
    ({"maxspeed:motorcar": "60", "maxspeed:goods": "40"}, 40),
    ({"maxspeed": "50", "maxspeed:hgv": "30"}, 50),
    ({"maxspeed": "50", "maxspeed:bicycle": "20"}, 50),
    ({"maxspeed": "50", "maxspeed:advisory": "30"}, 50),
    ({"maxspeed": "50", "maxspeed:hgv:conditional": "30 @ (22:00-06:00)"}, 50),
]
NOT_USED = [
    *("0", "0 mph", "900", "1e2", "fast", "signals", "variable", "implicit"),
    *("30,5", "-30", "30 furlongs", "US:urban", "XX:rural", "", "DE:zone:900"),
    # No limit: the class's speed is driven, and that is told.
    *("none", "DE:motorway"),
]


@pytest.mark.parametrize(("tags", "kmh"), UNDERSTOOD, ids=str)
def test_a_van_drives_the_maximum_speed_in_every_form(tags, kmh):
    rule = way_rule({"highway": "residential", **tags}, PROFILES["van"])
    assert rule.speed_kmh == pytest.approx((kmh, kmh))
    assert rule.unread == ()


@pytest.mark.parametrize("value", NOT_USED)
def test_a_maximum_speed_that_is_not_used_is_told(value):
    tags = {"highway": "residential", "maxspeed": value}
    rule = way_rule(tags, PROFILES["van"])
    assert rule.speed_kmh == (CLASS_KMH, CLASS_KMH)
    assert rule.unread == (f"maxspeed={value}",)


@pytest.mark.parametrize(
    ("tags", "kmh", "told"),
    [
        ({"maxspeed": "50;fast"}, (50, 50), "maxspeed=50;fast"),
        ({"maxspeed:lanes": "70|50|60"}, (50, 50), "maxspeed:lanes=70|50|60"),
        (
            {"maxspeed": "60", "maxspeed:lanes": "70|50"},
            (60, 60),
            "maxspeed:lanes=70|50",
        ),
        (
            {"maxspeed": "50", "maxspeed:conditional": "30 @ (22:00-06:00)"},
            (50, 50),
            "maxspeed:conditional=30 @ (22:00-06:00)",
        ),
        (
            {"maxspeed": "50", "maxspeed:variable": "weather"},
            (50, 50),
            "maxspeed:variable=weather",
        ),
        (
            {"source:maxspeed": "US:urban"},
            (CLASS_KMH, CLASS_KMH),
            "source:maxspeed=US:urban",
        ),
        ({"maxspeed:forward": "fast", "maxspeed": "40"}, (40, 40), "maxspeed:forward"),
    ],
)
def test_what_only_part_is_used_of_is_told(tags, kmh, told):
    rule = way_rule({"highway": "residential", **tags}, PROFILES["van"])
    assert rule.speed_kmh == kmh
    assert len(rule.unread) == 1
    assert rule.unread[0].startswith(told)


@pytest.mark.parametrize(
    ("tags", "kmh"),
    [
        ({"maxspeed:forward": "40"}, (40, CLASS_KMH)),
        ({"maxspeed:backward": "40"}, (CLASS_KMH, 40)),
        ({"maxspeed": "50", "maxspeed:backward": "40"}, (50, 40)),
        ({"maxspeed:forward": "40", "maxspeed:backward": "30"}, (40, 30)),
        ({"maxspeed:goods:forward": "20", "maxspeed:forward": "40"}, (20, CLASS_KMH)),
        ({"maxspeed:goods": "20", "maxspeed:forward": "40"}, (20, 20)),
    ],
)
def test_a_maximum_speed_holds_in_its_direction(tags, kmh):
    rule = way_rule({"highway": "residential", **tags}, PROFILES["van"])
    assert rule.speed_kmh == kmh


@pytest.mark.parametrize(
    ("name", "highway", "maxspeed", "kmh"),
    [
        ("van", "motorway", "85 mph", 130),
        ("van", "primary", "100", 100),
        ("scooter", "primary", "80", 45),
        ("scooter", "primary", "30", 30),
        ("bicycle", "primary", "50", 15),
        ("bicycle", "primary", "10", 10),
    ],
)
def test_nobody_drives_faster_than_the_vehicle_can(name, highway, maxspeed, kmh):
    rule = way_rule({"highway": highway, "maxspeed": maxspeed}, PROFILES[name])
    assert rule.speed_kmh == (kmh, kmh)


def test_a_bicycle_keeps_to_a_limit_of_its_own():
    tags = {"highway": "primary", "maxspeed": "50", "maxspeed:bicycle": "12"}
    assert way_rule(tags, PROFILES["bicycle"]).speed_kmh == (12, 12)


@pytest.mark.parametrize("maxspeed", ["50", "fast"])
def test_maximum_speeds_are_neither_driven_nor_told_where_they_are_off(maxspeed):
    tags = {"highway": "residential", "maxspeed": maxspeed}
    rule = way_rule(tags, PROFILES["van"], use_maxspeed=False)
    assert rule.speed_kmh == (CLASS_KMH, CLASS_KMH)
    assert rule.unread == ()


def test_the_speed_of_a_boat_is_not_that_of_a_ferry():
    rule = way_rule({"route": "ferry", "maxspeed": "20 knots"}, PROFILES["van"])
    assert rule.speed_kmh == (5, 5)


def test_every_class_of_street_has_a_speed_that_the_vehicle_can_drive():
    for profile in PROFILES.values():
        assert set(profile.closed) <= set(profile.speed_kmh)
        assert all(0 < kmh <= profile.top_kmh for kmh in profile.speed_kmh.values())
