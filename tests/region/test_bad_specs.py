"""Wrong specifications of regions: one sentence each, and nothing is left."""

import pytest

from simulation.errors import RegionError
from tests.region.test_build import SIDE_M, built, changed, edges_of

BAD_SPECS = [
    ("evening_factor", "evening_facto", "unknown key streets.evening_facto .did you"),
    ("evening_factor = 0.5", "evening_factor = 1.5", "streets.evening_factor is 1.5"),
    ("residential = 36", "residential = inf", "streets.speed_kmh.residential is inf"),
    ("residential = 36", "residential = true", "streets.speed_kmh.residential is true"),
    ('id = "number"', "id = 3", "consumers table 1: id is 3"),
    ('id = "number"', 'ids = "number"', "consumers table 1: unknown key ids"),
    ("seed = 3", "seed = true", "seed is true"),
    ("seed = 3", "seed = -1", "seed is -1"),
    ('file = "shops.csv"', 'file = "shop.csv"', "shop.csv: no such file"),
    ('file = "streets.osm"', 'file = "street.osm"', "street.osm: no such file"),
    ('file = "tracts.geojson"', 'file = "t.geojson"', "t.geojson: no such file"),
    ('file = "tracts.geojson"', 'file = "homes.csv"', "homes.csv: has no polygons"),
    ('file = "tracts.geojson"', 'file = "streets.osm"', "layer is not given"),
    ('file = "shops.csv"', 'file = "tracts.geojson"', "tracts.geojson: "),
    ('file = "streets.osm"', 'file = "homes.csv"', "homes.csv: cannot be read"),
    ('id = "code"', 'id = "cod"', "has no column cod .* expected one of code"),
    ('id = "code"', 'id = "code"\nonly = ["A", "Z"]', "has no tract Z"),
    ('id = "code"', 'id = "code"\nonly = ["A", "A"]', "2 tracts were asked for, 1 "),
    ('id = "code"', "", "tracts.id is missing"),
    ('id = "code"', 'id = "code"\ngrid = {rows = 1, columns = 1}', "both are given"),
    ('id = "number"', 'id = "numbers"', "homes.csv: has no column numbers"),
    ('id = "number"', 'lon = "category"', 'lon is "category", expected a column'),
    (
        'file = "shops.csv"',
        'file = "shops.csv"\nlon = "name"',
        'shops.csv: row 1: name is "Two,.nlines", expected degrees',
    ),
    ('file = "shops.csv"', 'file = "."', "is a folder, expected a table of points"),
    (
        "residential = 36",
        "residential = 0.09",
        "is 0.09, expected a number from 0.1 to",
    ),
    ("residential = 36", "residential = 1001", "is 1001, expected .* 0.1 to 1000"),
    ("evening_factor = 0.5", "evening_factor = 1e-9", "from 0.001 to 1"),
    ("[streets]", "[streets]\naccess_speed_kmh = 1e-9", "from 0.1 to 1000"),
    ('id = "code"', 'id = "code"\nlayer = "x"', "layer is x .* expected one of tracts"),
    ('["house", "flat"]', '["hous"]', "no row has the category hous .*mean house"),
    ('["house", "flat"]', "[]", "homes.csv: has no consumers"),
    ("residential = 36\ntertiary = 72", "path = 5", "may drive of the classes path"),
    ("[streets]", "[sample]\nconsumers = 4\n[streets]", "3 consumers lie inside"),
    ("[streets]", '[router]\nkind = "x"\n[streets]', "router.kind is"),
    (
        "[streets]",
        '[router]\nkind = "rectilinear"\nspeed_kmh = 1\nevening_factor = 1\n[streets]',
        "streets and router: both are given",
    ),
    ('file = "shops.csv"', 'file = "streets.osm"', "producers table 1: tags"),
    ('file = "shops.csv"', 'file = "shops.csv"\ntags = {a = ["b"]}', "table 1: tags"),
]


@pytest.mark.parametrize(("old", "new", "message"), BAD_SPECS)
def test_a_wrong_specification_gets_one_sentence_and_leaves_nothing(
    city, old, new, message
):
    spec = changed(city, old, new)
    before = {each.name for each in city.iterdir()}
    with pytest.raises(RegionError, match=message) as raised:
        built(city, spec)
    error = raised.value
    assert error.where.startswith(str(city)) or error.where == "Square"
    assert error.given
    assert error.expected or error.hint.startswith("did you mean")
    assert "\n" not in str(error)
    assert str(error).endswith(".")
    assert {each.name for each in city.iterdir()} == before


@pytest.mark.parametrize("speed", ["1e-9", "0.09", "1001", "1e300"])
def test_a_router_slower_or_faster_than_anything_that_drives_is_refused(city, speed):
    text = (city / "spec.toml").read_text().partition("[streets]")[0]
    router = f'[router]\nkind = "rectilinear"\nspeed_kmh = {speed}\n'
    (city / "spec.toml").write_text(f"{text}{router}evening_factor = 1\n")
    with pytest.raises(RegionError, match=r"router.speed_kmh is .* from 0\.1 to 1000"):
        built(city)


@pytest.mark.parametrize("tagged", ["0.01", "0", "1001", "99999 mph"])
def test_a_tagged_maxspeed_nobody_drives_leaves_the_speed_of_the_class(city, tagged):
    text = (city / "streets.osm").read_text()
    (city / "streets.osm").write_text(text.replace("20 mph", tagged))
    edges, _ = edges_of(city / "streets.osm", use_maxspeed=True)
    time_s, _ = edges[(0.001, 0.001), (0.002, 0.001)]
    assert time_s == pytest.approx(SIDE_M / 10, abs=0.001)  # 72 km/h, halved
