"""Short cuts that are closed, and barriers, turns and classes of vehicle on them.

After public fault reports of routing engines. Each map is built as a user builds it,
and the leg from the restaurant to the house is looked at.
"""

import pytest

from tests.region.maps import (
    AROUND,
    HOUSE,
    LONG_M,
    RING,
    SHORT_M,
    built,
    leg,
    osm,
    short_cut,
)

OPEN_CUTS = [
    {},
    {"access": "no", "motor_vehicle": "yes"},
    {"vehicle": "no", "motor_vehicle": "yes"},
    {"access": "permissive"},
    {"motor_vehicle": "agricultural;designated"},
    {"motorcar": "no", "goods": "yes"},
    {"hgv": "no"},
    {"bicycle": "no"},
    {"foot": "no"},
    {"motor_vehicle:conditional": "no @ (22:00-06:00)"},
    {"tunnel": "yes", "layer": "-1"},
    {"bridge": "yes", "layer": "1"},
]
CLOSED_CUTS = [
    {"motorcar": "no"},
    {"motor_vehicle": "agricultural"},
    {"vehicle": "agricultural;forestry"},
    {"motor_vehicle": "no;private"},
    {"access": "psv"},
    {"access": "no", "psv": "yes"},
    {"access": "private"},
    {"goods": "no"},
    {"access": "customers"},
    {"motor_vehicle": "destination"},
    {"oneway": "-1"},
    {"motor_vehicle:forward": "no"},
    {"highway": "footway"},
    {"highway": "pedestrian"},
    {"highway": "construction", "construction": "residential"},
    {"area": "yes"},
]


@pytest.mark.parametrize("own", OPEN_CUTS, ids=str)
def test_an_open_short_cut_is_driven(tmp_path, own):
    region = built(tmp_path, short_cut({"highway": "residential"} | own))
    assert leg(region)[1] == pytest.approx(SHORT_M, abs=0.1)


@pytest.mark.parametrize("own", CLOSED_CUTS, ids=str)
def test_a_closed_short_cut_is_not(tmp_path, own):
    region = built(tmp_path, short_cut({"highway": "residential"} | own))
    assert leg(region)[1] == pytest.approx(LONG_M, abs=0.1)


@pytest.mark.parametrize(
    ("node", "expected_m"),
    [
        ({"barrier": "bollard"}, LONG_M),
        ({"barrier": "gate", "access": "private"}, LONG_M),
        ({"barrier": "gate"}, SHORT_M),
        ({"barrier": "cattle_grid"}, SHORT_M),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, SHORT_M),
    ],
    ids=str,
)
def test_a_barrier_closes_a_street_unless_it_lets_vehicles_through(
    tmp_path, node, expected_m
):
    region = built(tmp_path, short_cut({"highway": "residential"}, node))
    assert leg(region)[1] == pytest.approx(expected_m, abs=0.1)


@pytest.mark.parametrize(
    ("vehicle", "own", "expected_m"),
    [
        ("bicycle", {"motor_vehicle": "no"}, SHORT_M),
        ("bicycle", {"bicycle": "no"}, LONG_M),
        ("bicycle", {"oneway": "-1", "oneway:bicycle": "no"}, SHORT_M),
        ("van", {"oneway": "-1", "oneway:bicycle": "no"}, LONG_M),
        ("scooter", {"motorcar": "no"}, SHORT_M),
        ("scooter", {"moped": "no"}, LONG_M),
    ],
)
def test_each_class_of_vehicle_has_its_own_streets(tmp_path, vehicle, own, expected_m):
    text = short_cut({"highway": "residential"} | own)
    region = built(tmp_path, text, f'vehicle = "{vehicle}"')
    assert leg(region)[1] == pytest.approx(expected_m, abs=0.1)


def test_a_house_in_a_street_for_those_who_have_business_there_is_reached(tmp_path):
    """The house stands in the middle of the short cut: driven to, not through."""
    own = {"highway": "residential", "access": "destination"}
    nodes = RING | {4: (-87.71, 41.8, {}), 7: (-87.7, 41.8, HOUSE)}
    region = built(tmp_path, osm(nodes, [AROUND, (20, [1, 7, 4], own)]))
    assert leg(region)[1] == pytest.approx(SHORT_M / 2, abs=0.1)


@pytest.mark.parametrize(
    ("kind", "banned"),
    [
        ("no_straight_on", True),
        ("only_straight_on", False),
        ("no_left_turn", True),
    ],
)
def test_a_turn_restriction_with_a_node_between_holds(tmp_path, kind, banned):
    """From the first half of the short cut into its second, at node 7."""
    nodes = RING
    ways = [
        AROUND,
        (20, [1, 7], {"highway": "residential"}),
        (21, [7, 4], {"highway": "residential"}),
    ]
    members = [("w", 20, "from"), ("n", 7, "via"), ("w", 21, "to")]
    relation = (members, {"type": "restriction", "restriction": kind})
    region = built(tmp_path, osm(nodes, ways, [relation]))
    assert leg(region)[1] == pytest.approx(LONG_M if banned else SHORT_M, abs=0.1)


FORK = RING | {8: (-87.7, 41.801, {})}


@pytest.mark.parametrize(
    ("kind", "members", "halved"),
    [
        # The way goes on behind the node: turning back is meant, not driving on.
        ("no_u_turn", [("w", 20, "from"), ("w", 20, "to")], False),
        # Each of several turns that alone are allowed is allowed.
        (
            "only_straight_on",
            [("w", 30, "from"), ("w", 31, "to"), ("w", 22, "to")],
            True,
        ),
        # A node that has the number of a way is no way.
        ("no_straight_on", [("n", 30, "from"), ("w", 31, "to")], True),
    ],
)
def test_a_turn_restriction_bans_no_more_than_it_names(tmp_path, kind, members, halved):
    """The short cut is one way with a street aside (22), or two halves (30, 31)."""
    street = {"highway": "residential"}
    halves = [(30, [1, 7], street), (31, [7, 4], street)]
    cut = halves if halved else [(20, [1, 7, 4], street)]
    own = {"type": "restriction", "restriction": kind}
    relation = ([("n", 7, "via"), *members], own)
    text = osm(FORK, [AROUND, *cut, (22, [7, 8], street)], [relation])
    assert leg(built(tmp_path, text))[1] == pytest.approx(SHORT_M, abs=0.1)


def test_two_rules_that_each_allow_one_turn_alone_allow_both(tmp_path):
    street = {"highway": "residential"}
    ways = [AROUND, (20, [1, 7], street), (21, [7, 4], street), (22, [7, 8], street)]
    rules = [
        (
            [("w", 20, "from"), ("n", 7, "via"), ("w", goal, "to")],
            {"type": "restriction", "restriction": kind},
        )
        for goal, kind in ((21, "only_straight_on"), (22, "only_right_turn"))
    ]
    assert leg(built(tmp_path, osm(FORK, ways, rules)))[1] == pytest.approx(
        SHORT_M, abs=0.1
    )


@pytest.mark.parametrize(
    ("ways", "members"),
    [
        ([(20, [1, 7, 4])], [("w", 20, "from"), ("n", 7, "via"), ("w", 21, "to")]),
        ([(20, [1, 7]), (22, [7, 4])], [("w", 20, "from"), ("w", 22, "to")]),
        (
            [(20, [1, 7]), (22, [7, 4])],
            [("w", 20, "from"), ("w", 22, "via"), ("w", 21, "to")],
        ),
    ],
    ids=["a way runs on through the node", "no via", "over a way"],
)
def test_a_restriction_that_is_not_clear_is_counted_and_bans_nothing(
    tmp_path, ways, members
):
    street = {"highway": "residential"}
    driven = [AROUND, *((number, refs, street) for number, refs in ways)]
    driven.append((21, [7, 2], street))
    relation = (members, {"type": "restriction", "restriction": "no_left_turn"})
    region = built(tmp_path, osm(RING, driven, [relation]))
    assert leg(region)[1] == pytest.approx(SHORT_M, abs=0.1)
    counts = region.manifest["counts"]
    assert counts["street_turn_restrictions_not_read"] == 1
    assert counts["street_turn_restrictions"] == 0
