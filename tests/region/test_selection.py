"""What would mislead is refused, or left out where the specification says so."""

import geopandas
import pytest
import shapely

from simulation.errors import RegionError
from simulation.region import build_region
from tests.region.conftest import SPEC
from tests.region.small import (
    GRID,
    HEADER,
    ISLAND,
    KEPT,
    PRODUCERS,
    SIZE,
    SOUTH,
    TWO,
    WEST,
    built,
    counts,
    ids,
    refused,
    specified,
    square,
)

# Ids that stand twice


TWICE = PRODUCERS + "-87.682,41.803,restaurant, p1 \n"


def test_two_producers_of_one_id_are_refused_and_both_rows_named(tmp_path):
    said = refused(tmp_path, producers=TWICE)
    assert "row 2 of p.csv (producers) has the id p1 that row 1 of p.csv" in said


def test_the_first_row_of_an_id_is_taken_where_that_is_asked_for(tmp_path):
    table = '[[producers]]\nfile = "p.csv"\nid = "id"\nduplicates = "leave_out"\n'
    region = built(tmp_path, producers=TWICE, of_producers=table)
    assert ids(region, "producers") == ["p1"]
    assert region.places.lon[region.producers].tolist() == [-87.698]
    assert counts(region)["producers_with_an_id_again"] == 1


def test_ids_of_two_files_of_one_role_are_told_apart_by_file(tmp_path):
    (tmp_path / "q.csv").write_text(
        HEADER + "-87.682,41.803,cafe,p0\n-87.683,41.8,x,p1\n"
    )
    table = '[[producers]]\nfile = "p.csv"\nid = "id"\n'
    said = refused(tmp_path, of_producers=table + table.replace("p.csv", "q.csv"))
    assert "row 2 of q.csv (producers) has the id p1 that row 1 of p.csv" in said


def test_a_producer_and_a_consumer_may_have_one_id(tmp_path):
    """A trace names each in a column of its own."""
    region = built(tmp_path, producers=PRODUCERS.replace("p1", "c1"))
    assert ids(region, "producers") == ["c1"]


def test_an_id_that_stands_again_outside_the_tracts_does_no_harm(tmp_path):
    region = built(tmp_path, producers=PRODUCERS + "-80,41.803,restaurant,p1\n")
    assert ids(region, "producers") == ["p1"]


def test_what_is_left_out_leaves_the_draw_of_the_others(tmp_path):
    """Keys belong to rows: the same rows are drawn with and without the others."""
    rows = [f"{-87.699 + at / 1e4:.4f},41.806,house,c{at}" for at in range(60)]
    again, island = "-87.695,41.807,house,c0", "0,0,house,z"
    sample = "[sample]\nconsumers = 20\n"
    keys = 'outliers = "leave_out"\n'
    tracts = KEPT + GRID.replace("4", "2")
    drawn = []
    for number, extra in enumerate(([], [again], [again, island])):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = specified(
            folder,
            consumers=HEADER + "\n".join([*rows, *extra]) + "\n",
            tracts=tracts,
            keys=keys,
        )
        text = path.read_text().replace(
            'file = "c.csv"\n', 'file = "c.csv"\nduplicates = "leave_out"\n'
        )
        path.write_text(text + sample)
        drawn.append(ids(build_region(path, None, folder / "out"), "consumers"))
    assert drawn[0] == drawn[1] == drawn[2]
    assert len(drawn[0]) == 20


# Tracts that cannot be served


WEST_ONLY = HEADER + "-87.697,41.806,house,c1\n-87.695,41.804,house,c2\n"
FROM_FILE = '[tracts]\nfile = "t.geojson"\nid = "id"\n'


def test_a_tract_without_consumers_is_refused_and_named(tmp_path):
    said = refused(tmp_path, consumers=WEST_ONLY)
    assert "1 of 2 tracts have no consumers (B)" in said
    assert 'tracts.without_consumers = "leave_out"' in said


def test_a_tract_without_consumers_is_left_out_with_its_producers(tmp_path):
    tracts = FROM_FILE + 'without_consumers = "leave_out"\n'
    both = PRODUCERS + "-87.682,41.803,cafe,p2\n"
    region = built(tmp_path, consumers=WEST_ONLY, producers=both, tracts=tracts)
    assert region.tracts.ids == ("A",)
    assert ids(region, "producers") == ["p1"]
    assert counts(region)["tracts_without_consumers"] == 1
    assert counts(region)["producers_in_tracts_left_out"] == 1
    assert region.places.tract.tolist() == [0, 0, 0, 0]
    mark = region.left_out.kind.tolist().index("tract_left_out")
    assert region.left_out.source_id[mark] == "B"


def test_the_first_tract_left_out_renumbers_the_others(tmp_path):
    tracts = FROM_FILE + 'without_consumers = "leave_out"\n'
    east = HEADER + "-87.682,41.806,house,c2\n"
    both = PRODUCERS + "-87.682,41.803,cafe,p2\n"
    region = built(tmp_path, consumers=east, producers=both, tracts=tracts)
    assert region.tracts.ids == ("B",)
    assert ids(region, "producers") == ["p2"]
    assert region.places.tract.tolist() == [0, 0, 0]
    assert region.places.lon[0] == -87.682


def test_a_tract_without_consumers_is_kept_where_that_is_asked_for(tmp_path):
    tracts = FROM_FILE + 'without_consumers = "keep"\n'
    region = built(tmp_path, consumers=WEST_ONLY, tracts=tracts)
    assert region.tracts.ids == ("A", "B")
    assert region.tracts.containing(
        region.places.lon[:2], region.places.lat[:2]
    ).tolist() == [0, 1]


def test_a_hotspot_of_a_tract_of_which_nobody_is_drawn_is_at_their_mean(tmp_path):
    rows = [f"-87.69{at},41.806,house,w{at}" for at in range(1, 9)]
    rows += ["-87.682,41.806,house,e1", "-87.684,41.804,house,e2"]
    path = specified(tmp_path, consumers=HEADER + "\n".join(rows) + "\n")
    found = set()
    for seed in range(12):
        text = path.read_text().partition("[sample]")[0]
        text = text.replace('name = "Small"', f'name = "Small"\nseed = {seed}', 1)
        spec = tmp_path / f"{seed}.toml"
        spec.write_text(text + "[sample]\nconsumers = 1\n")
        region = build_region(spec, None, tmp_path / f"out{seed}")
        (drawn,) = region.places.tract[region.consumers].tolist()
        found.add(drawn)
        if drawn == 0:
            assert region.places.lon[1] == pytest.approx(-87.683)
            assert region.places.lat[1] == pytest.approx(41.805)
    assert 0 in found


CITY = SPEC.replace("[tracts]", "[tracts]\n{key}").replace(
    "[streets]", "[streets]\nmax_access_m = 20"
)
SQUARES = [("A", square(-0.001, -0.001, 0.0025)), ("B", square(0.0015, -0.001, 0.002))]


@pytest.fixture
def off_street(city):
    """Return a city whose hotspot of A is in a block, 55 m from any street."""
    shapes = [shapely.Polygon(ring) for _, ring in SQUARES]
    frame = geopandas.GeoDataFrame({"code": ["A", "B"]}, geometry=shapes, crs=4326)
    frame.to_file(city / "tracts.geojson")
    (city / "homes.csv").write_text(
        "number,category,lon,lat\n"
        "7,house,0.0,0.001\n8,flat,0.001,0.0\n9,flat,0.002,0.001\n"
    )
    (city / "shops.csv").write_text(
        "name,category,lon,lat\nx,cafe,0.001,0.001\ny,cafe,0.002,0.001\n"
    )
    return city


def test_a_hotspot_far_from_every_street_is_refused(off_street):
    (off_street / "spec.toml").write_text(CITY.format(key=""))
    with pytest.raises(
        RegionError, match=r"hotspots of 1 of 2 tracts .* that of A \d\d m"
    ):
        build_region(off_street / "spec.toml", None, off_street / "out")


def test_a_hotspot_far_from_every_street_is_left_out_with_its_tract(off_street):
    key = 'far_from_street = "leave_out"'
    (off_street / "spec.toml").write_text(CITY.format(key=key))
    region = build_region(off_street / "spec.toml", None, off_street / "out")
    assert region.tracts.ids == ("B",)
    assert ids(region, "producers") == ["2"]
    assert counts(region)["tracts_far_from_street"] == 1
    assert counts(region)["consumers_in_tracts_left_out"] == 2
    gone = region.left_out.source_id[region.left_out.kind == "tract_left_out"]
    assert gone.tolist() == ["A"]
    assert counts(region)["consumers"] == 1


def test_a_region_without_producers_near_its_hotspots_is_refused(off_street):
    key = 'far_from_street = "leave_out"'
    (off_street / "spec.toml").write_text(CITY.format(key=key))
    (off_street / "shops.csv").write_text("name,category,lon,lat\nx,cafe,0.001,0.001\n")
    with pytest.raises(RegionError, match="no producers lie in the 1 tracts whose"):
        build_region(off_street / "spec.toml", None, off_street / "out")


def test_every_point_read_is_in_one_count(tmp_path):
    """Found = kept + each reason for which one is not."""
    consumers = ISLAND + "41.806,-87.697,house,c4\n,,house,c5\n-87.682,41.8,house,c2\n"
    table = "duplicates"
    path = specified(tmp_path, consumers=consumers)
    text = path.read_text().replace(
        'file = "c.csv"\n', f'file = "c.csv"\n{table} = "leave_out"\n'
    )
    path.write_text(text + "[sample]\nconsumers = 1\n")
    found = counts(build_region(path, None, tmp_path / "out"))
    reasons = (
        "",
        "_without_coordinates",
        "_outside_tracts",
        "_with_an_id_again",
        "_in_tracts_left_out",
        "_not_drawn",
    )
    assert found["consumers_found"] == 6
    assert sum(found.get(f"consumers{why}", 0) for why in reasons) == 6


def test_places_at_one_point_and_overlapping_tracts_are_counted(tmp_path):
    food_court = PRODUCERS + "-87.698,41.802,cafe,p2\n-87.698,41.803,cafe,p3\n"
    shapes = [TWO[0], ("B", square(WEST + SIZE / 2, SOUTH, 1.5 * SIZE))]
    found = counts(built(tmp_path, producers=food_court, shapes=shapes))
    assert found["producers_at_one_point"] == 2
    assert found["consumers_at_one_point"] == 0
    assert found["tracts_overlapping_another"] == 2
