"""Who may drive where: rows from the OpenStreetMap wiki, for three classes of vehicles.

Each row of ``wiki.txt``: the page of the wiki that it is from, tags of a way
(``highway=residential`` where no other street is named, and a comma for the semicolon
of a list), and the use by van, scooter and bicycle, along and against its nodes: o
open, d destination, c closed; -- is no street. ``OSRM`` and ``GraphHopper`` in the
place of a page: the wiki leaves it open, that engine decides.
"""

from pathlib import Path

import pytest

from simulation.region.building.osm import PROFILES, Use, way_rule

TABLE = Path(__file__).with_name("wiki.txt")

LETTERS = {Use.OPEN: "o", Use.DESTINATION: "d", Use.CLOSED: "c"}
CLASSES = ("van", "scooter", "bicycle")


def rows():
    """Return the rows, one for each class of vehicles."""
    found = []
    for line in TABLE.read_text().splitlines()[1:]:
        page, tags, uses = line.split(" | ")
        pairs = (tag.partition("=") for tag in tags.split("; "))
        way = {"highway": "residential"}
        way |= {key: value.replace(",", ";") for key, _, value in pairs}
        way = {key: value for key, value in way.items() if value}
        for name, use in zip(CLASSES, uses.split(), strict=True):
            found.append(pytest.param(way, name, use, id=f"{page}-{tags}-{name}"))
    return found


@pytest.mark.parametrize(("tags", "name", "use"), rows())
def test_a_way_is_open_to_a_vehicle_as_the_wiki_says(tags, name, use):
    rule = way_rule(tags, PROFILES[name])
    if rule is None:
        assert use == "--"
    else:
        assert LETTERS[rule.forward] + LETTERS[rule.backward] == use


@pytest.mark.parametrize(
    ("tags", "told"),
    [
        ({"access": "unknown"}, "access=unknown"),
        ({"motor_vehicle": "yse"}, "motor_vehicle=yse"),
        ({"motor_vehicle": "no;yse"}, "motor_vehicle=no;yse"),
        ({"vehicle": "discouraged"}, "vehicle=discouraged"),
        ({"goods:backward": "?"}, "goods:backward=?"),
        (
            {"motorcar:conditional": "no @ (22:00-06:00)"},
            "motorcar:conditional=no @ (22:00-06:00)",
        ),
        (
            {"access:forward:conditional": "no @ Su"},
            "access:forward:conditional=no @ Su",
        ),
        ({"oneway": "reversible"}, "oneway=reversible"),
        ({"oneway": "alternating"}, "oneway=alternating"),
        ({"oneway": "maybe"}, "oneway=maybe"),
        ({"oneway:conditional": "yes @ Su"}, "oneway:conditional=yes @ Su"),
        ({"hov": "designated"}, "hov=designated"),
        ({"bicycle_road": "yes"}, "bicycle_road=yes"),
        ({"maxheight": "2,2"}, "maxheight=2,2"),
        ({"maxweight": "heavy"}, "maxweight=heavy"),
    ],
)
def test_what_is_not_acted_on_is_told(tags, told):
    rule = way_rule({"highway": "residential", **tags}, PROFILES["van"])
    assert rule.unread == (told,)


@pytest.mark.parametrize(
    "tags",
    [
        {"motorcycle:conditional": "no @ Su"},
        {"hgv": "yse"},
        {"bicycle": "yse"},
        {"oneway:bicycle": "maybe"},
        {"motorcar": "yes", "access": "yse"},
        {"name": "Yse Street", "surface": "asphalt"},
    ],
)
def test_what_concerns_others_or_is_overruled_is_not_told(tags):
    assert way_rule({"highway": "residential", **tags}, PROFILES["van"]).unread == ()


@pytest.mark.parametrize(
    ("tags", "stops"),
    [
        ({}, True),
        ({"tunnel": "no", "bridge": "no", "layer": "0"}, True),
        ({"layer": "1"}, True),
        ({"access": "destination"}, True),
        ({"tunnel": "yes"}, False),
        ({"tunnel": "building_passage"}, False),
        ({"bridge": "viaduct"}, False),
        ({"covered": "yes"}, False),
        ({"indoor": "yes"}, False),
        ({"location": "underground"}, False),
        ({"layer": "-1"}, False),
        ({"level": "-2"}, False),
        ({"level": "0;-1"}, False),
        ({"highway": "motorway"}, False),
        ({"highway": "motorway_link"}, False),
        ({"highway": "trunk_link"}, False),
        ({"highway": "trunk", "motorroad": "yes"}, False),
        ({"highway": "busway", "motor_vehicle": "yes"}, False),
        ({"route": "ferry"}, False),
        ({"access": "private"}, False),
    ],
)
def test_a_place_is_reached_from_open_streets_under_the_sky_only(tags, stops):
    rule = way_rule({"highway": "residential", **tags}, PROFILES["van"])
    assert rule.stops is stops


@pytest.mark.parametrize(
    ("duration", "seconds"),
    [
        ("20", 1200),
        ("00:20", 1200),
        ("01:30", 5400),
        ("00:20:30", 1230),
        ("PT20M", 1200),
        ("PT1H30M", 5400),
        ("P1DT2H", 93600),
        ("pt45s", 45),
    ],
)
def test_a_ferry_takes_as_long_as_its_tag_says(duration, seconds):
    tags = {"route": "ferry", "duration": duration}
    assert way_rule(tags, PROFILES["bicycle"]).duration_s == seconds


@pytest.mark.parametrize("duration", ["", "soon", "P", "PT", "0", "00:00", "1:2:3:4"])
def test_a_duration_that_is_not_understood_is_told(duration):
    rule = way_rule({"route": "ferry", "duration": duration}, PROFILES["van"])
    assert rule.duration_s is None
    assert rule.unread == (f"duration={duration}",)


def test_a_street_has_no_duration_of_its_own():
    tags = {"highway": "residential", "duration": "00:20"}
    assert way_rule(tags, PROFILES["van"]).duration_s is None


def test_a_table_of_speeds_replaces_that_of_the_profile():
    van, table = PROFILES["van"], {"residential": 31.0}
    assert way_rule({"highway": "residential"}, van, table).speed_kmh == (31.0, 31.0)
    assert way_rule({"highway": "primary"}, van, table) is None
    assert way_rule({"route": "ferry"}, van, table) is None
