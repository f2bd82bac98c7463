"""Two squares of streets in a file, 200 m a side, at the equator.

::

    4 - 5 - 6     1 to 2 is one-way; whoever comes from 1 may not turn left at 2
    |   |   |     into 5.
    1 - 2 - 3
"""

import numpy as np

from simulation.region.geometry import METRES_PER_DEGREE

SIDE_M = 200.0
NODES = {1: (0, 0), 2: (1, 0), 3: (2, 0), 4: (0, 1), 5: (1, 1), 6: (2, 1)}
WAYS = {
    1: ((1, 2), {"oneway": "yes"}),
    2: ((2, 3), {}),
    3: ((4, 5, 6), {}),
    4: ((1, 4), {}),
    5: ((2, 5), {}),
    6: ((3, 6), {}),
}
# All in the middle of a street, 10 m beside it.
PLACES = {"cafe": (1, 2), "shop": (2, 3), "flat": (2, 5), "house": (1, 4)}
UPRIGHT = ("flat", "house")
SPEC = """
name = "Two Squares"
[tracts.grid]
rows = 1
columns = 1
[[producers]]
file = "producers.csv"
[[consumers]]
file = "consumers.csv"
[streets]
file = "squares.osm"
vehicle = "van"
turn_cost_s = 7.5
"""


def at(node, toward=None, share=0.0):
    """Return lon and lat of a node, or of a point on the way to another one."""
    here, there = np.array(NODES[node]), np.array(NODES[toward or node])
    return (here + share * (there - here)) * SIDE_M / METRES_PER_DEGREE


def write(folder):
    """Write streets, places and specification; return the file of streets."""
    lines = ["<?xml version='1.0'?><osm version='0.6'>"]
    for node in NODES:
        lon, lat = at(node)
        lines.append(f"<node id='{node}' version='1' lon='{lon:.7f}' lat='{lat:.7f}'/>")
    for number, (nodes, tags) in WAYS.items():
        lines.append(f"<way id='{number}' version='1'>")
        lines += [f"<nd ref='{node}'/>" for node in nodes]
        every = {"highway": "residential", "name": f"Street {number}", **tags}
        lines += [f"<tag k='{key}' v='{value}'/>" for key, value in every.items()]
        lines.append("</way>")
    lines.append(
        "<relation id='1' version='1'><member type='way' ref='1' role='from'/>"
        "<member type='node' ref='2' role='via'/>"
        "<member type='way' ref='5' role='to'/><tag k='type' v='restriction'/>"
        "<tag k='restriction' v='no_left_turn'/></relation></osm>"
    )
    path = folder / "squares.osm"
    path.write_text("\n".join(lines))
    beside = 10 / METRES_PER_DEGREE
    for file, names in (
        ("producers", ("cafe", "shop")),
        ("consumers", ("flat", "house")),
    ):
        text = ["category,lon,lat"]
        for name in names:
            lon, lat = at(*PLACES[name], 0.5)
            east, north = (beside, 0.0) if name in UPRIGHT else (0.0, beside)
            text.append(f"{name},{lon + east},{lat + north}")
        (folder / f"{file}.csv").write_text("\n".join(text))
    (folder / "squares.toml").write_text(SPEC)
    return path
