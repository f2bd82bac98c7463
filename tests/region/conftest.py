"""A small city in files, and the real data where they are at hand."""

from pathlib import Path

import pytest

REAL_DATA = Path(__file__).parents[3] / "shared" / "data"

# Streets: a square of one-way streets 0, 1, 2, 3 (about 111 m a side), a two-way street
# from 2 to 4, and what has to be left out. One degree is 111,195 m at the equator.
NODES = {
    0: (0.000, 0.000),
    1: (0.001, 0.000),
    2: (0.001, 0.001),
    3: (0.000, 0.001),
    4: (0.002, 0.001),
    5: (0.003, 0.001),
    6: (0.000, 0.003),
    7: (0.001, 0.003),
    10: (0.0004, 0.0001),
    11: (0.0005, 0.0001),
    12: (0.0005, 0.0002),
}
WAYS = [
    ([0, 1], {"highway": "residential", "oneway": "yes"}),
    ([2, 1], {"highway": "residential", "oneway": "-1"}),
    ([2, 3, 0], {"highway": "residential", "junction": "roundabout"}),
    ([2, 4], {"highway": "tertiary", "maxspeed": "20 mph"}),
    ([4, 5], {"highway": "residential", "access": "private"}),
    ([4, 99, 5], {"highway": "residential"}),  # node 99 is cut off
    ([6, 7], {"highway": "residential"}),  # an island
    ([0, 4], {"highway": "footway"}),
    ([0, 2], {"highway": "residential", "oneway": "reversible"}),
    ([1, 4], {"highway": "residential", "motor_vehicle": "no", "access": "yes"}),
    ([10, 11, 12, 10], {"building": "house"}),
]
SHOPS = {20: (0.0011, 0.0011, "restaurant"), 21: (0.0001, 0.0001, "cafe")}

SPEC = """
name = "Square"
seed = 3
[tracts]
file = "tracts.geojson"
id = "code"
[[producers]]
file = "shops.csv"
[[consumers]]
file = "homes.csv"
id = "number"
categories = ["house", "flat"]
[streets]
file = "streets.osm"
evening_factor = 0.5
evening_factor_source = "made up"
[streets.speed_kmh]
residential = 36
tertiary = 72
"""


def osm() -> str:
    lines = ["<?xml version='1.0'?><osm version='0.6'>"]
    for number, (lon, lat) in NODES.items():
        lines.append(f"<node id='{number + 1}' lon='{lon}' lat='{lat}'/>")
    for number, (lon, lat, amenity) in SHOPS.items():
        lines.append(
            f"<node id='{number + 1}' lon='{lon}' lat='{lat}'>"
            f"<tag k='amenity' v='{amenity}'/></node>"
        )
    for number, (nodes, tags) in enumerate(WAYS, 1):
        lines.append(f"<way id='{number}'>")
        lines += [f"<nd ref='{node + 1}'/>" for node in nodes]
        lines += [f"<tag k='{key}' v='{value}'/>" for key, value in tags.items()]
        lines.append("</way>")
    return "\n".join([*lines, "</osm>"])


def geojson() -> str:
    features = ",".join(
        f'{{"type": "Feature", "properties": {{"code": "{code}"}}, "geometry": '
        f'{{"type": "Polygon", "coordinates": [[[{west}, -0.001], [{east}, -0.001], '
        f"[{east}, 0.002], [{west}, 0.002], [{west}, -0.001]]]}}}}"
        for code, west, east in (("A", -0.001, 0.0005), ("B", 0.0005, 0.004))
    )
    return f'{{"type": "FeatureCollection", "features": [{features}]}}'


@pytest.fixture
def city(tmp_path):
    """Return the folder of a city of two tracts."""
    folder = tmp_path / "city"
    folder.mkdir()
    (folder / "streets.osm").write_text(osm())
    (folder / "tracts.geojson").write_text(geojson())
    (folder / "shops.csv").write_text(
        "name,category,lon,lat\n"
        '"Two,\nlines",cafe,0.0001,0.0\n'
        "Far,cafe,0.0035,0.0\n"  # 170 m from node 4 and more: over the limit below
        "Outside,cafe,0.5,0.5\n"
        "Nowhere,cafe,,\n"
        "Corner,bakery,0.001,0.0011\n"
    )
    (folder / "homes.csv").write_text(
        "number,category,lon,lat\n"
        "7,house,0.0,0.0\n8,flat,0.0002,0.0\n9,flat,0.002,0.001\n10,barn,0.0,0.0\n"
    )
    (folder / "spec.toml").write_text(SPEC)
    return folder


@pytest.fixture
def real_data():
    """Return the folder of the real data, or skip."""
    if not REAL_DATA.is_dir():
        pytest.skip("the real data (../shared/data) are not here")
    return REAL_DATA
