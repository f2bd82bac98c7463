"""Barriers, traffic lights and turn restrictions, as OpenStreetMap's wiki has them."""

import pytest

from simulation.region.building.osm import (
    PROFILES,
    closes,
    is_signal,
    turn_rule,
    unread_on_node,
)

CLASSES = ("van", "scooter", "bicycle")
# Tags of a node, and whether it closes a street (x) to van, scooter and bicycle.
BARRIERS = [
    ({}, "..."),
    ({"barrier": "bollard"}, "xx."),
    ({"barrier": "bollard", "bollard": "removable"}, "xx."),
    ({"barrier": "bollard", "bollard": "rising"}, "..."),
    ({"barrier": "bollard", "motor_vehicle": "yes"}, "..."),
    ({"barrier": "bollard", "bicycle": "no"}, "xxx"),
    ({"barrier": "bollard", "moped": "yes"}, "x.."),
    ({"barrier": "block"}, "xx."),
    ({"barrier": "jersey_barrier"}, "xx."),
    ({"barrier": "chain"}, "xx."),
    ({"barrier": "cycle_barrier"}, "xx."),
    ({"barrier": "motorcycle_barrier"}, "xx."),
    ({"barrier": "bus_trap"}, "xx."),
    ({"barrier": "sump_buster"}, "xx."),
    ({"barrier": "swing_gate"}, "xx."),
    ({"barrier": "gate"}, "..."),
    ({"barrier": "gate", "locked": "yes"}, "xxx"),
    ({"barrier": "gate", "locked": "no"}, "..."),
    ({"barrier": "gate", "access": "private"}, "xxx"),
    ({"barrier": "gate", "access": "no", "bicycle": "yes"}, "xx."),
    ({"barrier": "gate", "access": "destination"}, "..."),
    ({"barrier": "gate", "motor_vehicle": "no"}, "xx."),
    ({"barrier": "lift_gate"}, "..."),
    ({"barrier": "lift_gate", "motor_vehicle": "private"}, "xx."),
    ({"barrier": "entrance"}, "..."),
    ({"barrier": "toll_booth"}, "..."),
    ({"barrier": "border_control"}, "..."),
    ({"barrier": "sally_port"}, "..."),
    ({"barrier": "cattle_grid"}, "..."),
    ({"barrier": "no"}, "..."),
    ({"barrier": "height_restrictor"}, "..."),
    ({"barrier": "height_restrictor", "maxheight": "2.1"}, "x.."),
    ({"barrier": "height_restrictor", "maxheight": "2.1", "access": "yes"}, "x.."),
    ({"barrier": "height_restrictor", "maxheight": "3"}, "..."),
    ({"barrier": "kerb"}, "xx."),
    ({"barrier": "kerb", "kerb": "raised"}, "xx."),
    ({"barrier": "kerb", "kerb": "lowered"}, "..."),
    ({"barrier": "kerb", "kerb": "flush"}, "..."),
    ({"barrier": "kerb", "highway": "crossing"}, "..."),
    ({"barrier": "wall"}, "xxx"),
    ({"barrier": "fence"}, "xxx"),
    ({"barrier": "yes"}, "xxx"),
    ({"barrier": "stile"}, "xxx"),
    ({"barrier": "kissing_gate"}, "xxx"),
    ({"barrier": "turnstile"}, "xxx"),
    ({"barrier": "anything"}, "xx."),
    # Access on a node that is no barrier: its own, unless it is some other thing.
    ({"motor_vehicle": "no"}, "xx."),
    ({"access": "no"}, "xxx"),
    ({"highway": "crossing", "motor_vehicle": "no"}, "..."),
    ({"highway": "crossing", "bicycle": "dismount"}, "..."),
    ({"entrance": "yes", "access": "private"}, "..."),
    ({"amenity": "parking_entrance", "access": "private"}, "..."),
    ({"traffic_sign": "DE:260", "motor_vehicle": "no"}, "..."),
    ({"highway": "traffic_signals"}, "..."),
]


@pytest.mark.parametrize(("tags", "closed"), BARRIERS, ids=str)
def test_a_node_closes_a_street_as_the_wiki_says(tags, closed):
    found = "".join(".x"[closes(tags, PROFILES[name])] for name in CLASSES)
    assert found == closed


@pytest.mark.parametrize(
    ("tags", "told"),
    [
        ({"barrier": "gate"}, ()),
        ({"barrier": "bollard"}, ()),
        ({"barrier": "lift_gate"}, ("barrier=lift_gate",)),
        ({"barrier": "lift_gate", "access": "yes"}, ()),
        ({"barrier": "anything"}, ("barrier=anything",)),
        ({"barrier": "gate", "access": "perhaps"}, ("access=perhaps",)),
        (
            {"barrier": "gate", "access:conditional": "no @ (sunset-sunrise)"},
            ("access:conditional=no @ (sunset-sunrise)",),
        ),
        ({"barrier": "height_restrictor", "maxheight": "low"}, ("maxheight=low",)),
        ({"highway": "crossing"}, ()),
    ],
    ids=str,
)
def test_what_is_not_acted_on_at_a_node_is_told(tags, told):
    assert unread_on_node(tags, PROFILES["van"]) == told


@pytest.mark.parametrize(
    ("tags", "signal"),
    [
        ({"highway": "traffic_signals"}, True),
        ({"highway": "traffic_signals", "crossing": "traffic_signals"}, True),
        ({"highway": "traffic_signals", "traffic_signals": "signal"}, True),
        ({"highway": "traffic_signals", "traffic_signals": "emergency"}, False),
        ({"highway": "traffic_signals", "traffic_signals": "blinker"}, False),
        ({"highway": "crossing", "crossing": "traffic_signals"}, False),
        ({"highway": "crossing", "crossing:signals": "yes"}, False),
        ({"highway": "stop"}, False),
        ({}, False),
    ],
    ids=str,
)
def test_a_traffic_light_is_counted_once(tags, signal):
    assert is_signal(tags) is signal


NO_LEFT, ONLY_ON = "no_left_turn", "only_straight_on"
# Tags of a relation, and what it means to van, scooter and bicycle.
TURNS = [
    ({"restriction": NO_LEFT}, ("no", "no", "no")),
    ({"restriction": "no_u_turn"}, ("no", "no", "no")),
    ({"restriction": "no_entry"}, ("no", "no", "no")),
    ({"restriction": ONLY_ON}, ("only", "only", "only")),
    ({"restriction": "only_u_turn"}, ("only", "only", "only")),
    ({"restriction": NO_LEFT, "except": "bicycle"}, ("no", "no", None)),
    ({"restriction": NO_LEFT, "except": "psv;bicycle"}, ("no", "no", None)),
    ({"restriction": NO_LEFT, "except": "psv"}, ("no", "no", "no")),
    ({"restriction": NO_LEFT, "except": "motorcar"}, (None, "no", "no")),
    ({"restriction": NO_LEFT, "except": "motor_vehicle"}, (None, None, "no")),
    ({"restriction:motorcar": NO_LEFT}, ("no", None, None)),
    ({"restriction:bicycle": NO_LEFT}, (None, None, "no")),
    ({"restriction:hgv": NO_LEFT}, (None, None, None)),
    ({"restriction:motor_vehicle": ONLY_ON}, ("only", "only", None)),
    (
        {"restriction": NO_LEFT, "restriction:bicycle": ONLY_ON},
        ("no", "no", "only"),
    ),
    ({"restriction": NO_LEFT, "restriction:bicycle": "none"}, ("no", "no", None)),
    ({"type": "restriction:hgv", "restriction": NO_LEFT}, (None, None, None)),
    ({"type": "restriction:motorcar", "restriction": NO_LEFT}, ("no", None, None)),
    ({"type": "multipolygon", "restriction": NO_LEFT}, (None, None, None)),
    ({"restriction": "give_way"}, (None, None, None)),
    ({"restriction": "none"}, (None, None, None)),
    ({"restriction": NO_LEFT, "hour_on": "07:00"}, (None, None, None)),
    ({"restriction:conditional": "no_left_turn @ Su"}, (None, None, None)),
    ({}, (None, None, None)),
]


@pytest.mark.parametrize(("tags", "kinds"), TURNS, ids=str)
def test_a_turn_is_forbidden_to_whom_the_relation_names(tags, kinds):
    relation = {"type": "restriction"} | tags
    assert tuple(turn_rule(relation, PROFILES[name]).kind for name in CLASSES) == kinds


@pytest.mark.parametrize(
    ("tags", "told"),
    [
        ({"restriction": NO_LEFT}, ()),
        ({"restriction": "give_way"}, ("restriction=give_way",)),
        (
            {"restriction": NO_LEFT, "hour_on": "07:00", "hour_off": "09:00"},
            ("hour_on=07:00", "hour_off=09:00"),
        ),
        (
            {"restriction:conditional": "no_left_turn @ Su"},
            ("restriction:conditional=no_left_turn @ Su",),
        ),
        ({"restriction:hgv:conditional": "no_left_turn @ Su"}, ()),
        ({"restriction:conditional": "no_u_turn @ Su", "except": "motorcar"}, ()),
    ],
    ids=str,
)
def test_a_turn_restriction_that_is_not_acted_on_is_told(tags, told):
    assert turn_rule({"type": "restriction"} | tags, PROFILES["van"]).unread == told
