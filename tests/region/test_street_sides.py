"""Who stands at a door sets out and arrives both ways, where both are open."""

import numpy as np
import pytest

from simulation.region.building.street_building import Draft, DrivenWay, Nodes
from simulation.region.building.street_turns import Restriction
from simulation.region.street_graph import Use
from simulation.region.streets import StreetRouter

# At the equator; a street is 200 m long, and 10 m take a second.
#   4 - 5 - 6     1 to 2 is one-way; whoever comes from 1 may not turn left at 2
#   |   |   |     into 5. So nobody who drives on comes down from 5 to 4 or along
#   1 > 2 - 3     from 3 to 2, and nobody who sets out there is to be kept from it.
STEP = 200 / 111_195.08
NODES = {1: (0, 0), 2: (1, 0), 3: (2, 0), 4: (0, 1), 5: (1, 1), 6: (2, 1)}
BOTH, ALONG = (Use.OPEN, Use.OPEN), (Use.OPEN, Use.CLOSED)
WAYS = (
    ((1, 2), ALONG),
    ((2, 3), BOTH),
    ((4, 5, 6), BOTH),
    ((1, 4), BOTH),
    ((2, 5), BOTH),
    ((3, 6), BOTH),
)
MIDDLES = {(2, 3): (1.5, 0), (2, 5): (1, 0.5), (1, 4): (0, 0.5), (3, 6): (2, 0.5)}


def router(ways=WAYS, bans=((1, 2, 5),), nodes=NODES, places=MIDDLES):
    """Return a router between the middles of streets; a ban names way, via, way."""
    driven = [
        DrivenWay(number, refs, use, (10.0, 10.0), stops=True)
        for number, (refs, use) in enumerate(ways, 1)
    ]
    where = {ref: (x * STEP, y * STEP) for ref, (x, y) in nodes.items()}
    rules = [
        Restriction(only=False, from_way=each[0], via=each[1], to_way=each[2])
        for each in bans
    ]
    part, _ = Draft.of(driven, Nodes(where, set()), rules).joined()
    lon, lat = np.array(list(places.values())).T * STEP
    return StreetRouter(part, lon, lat, access_speed_mps=1.0, max_access_m=1.0)


@pytest.mark.parametrize(
    ("origin", "destination", "length_m"),
    [
        ((2, 3), (2, 5), 200),  # back to 2 and up
        ((2, 5), (2, 3), 200),
        ((2, 5), (1, 4), 400),  # up to 5, over 4
        ((1, 4), (2, 5), 400),  # the same way back, down from 5
        ((3, 6), (2, 3), 200),
        ((3, 6), (2, 5), 400),
    ],
)
def test_both_sides_of_a_street_are_driven_from_a_door(origin, destination, length_m):
    order = list(MIDDLES)
    numbers = (np.array([order.index(each)]) for each in (origin, destination))
    time_s, distance_m = router().legs(*numbers)
    assert distance_m[0] == pytest.approx(length_m, abs=0.3)
    assert time_s[0] == pytest.approx(length_m / 10, abs=0.05)


def test_a_side_that_only_a_street_for_destinations_leads_to_is_left_by_it():
    """7 - 2 is for destinations: from its door straight on, over 5, to the left."""
    ways = (*WAYS, ((7, 2), (Use.DESTINATION, Use.DESTINATION)))
    nodes = NODES | {7: (1, -1)}
    places = {"door": (1, -0.5), "above": (0.5, 1)}
    found = router(ways, nodes=nodes, places=places)
    _, distance_m = found.legs(np.array([0]), np.array([1]))
    assert distance_m[0] == pytest.approx(100 + 200 + 100, abs=0.3)
