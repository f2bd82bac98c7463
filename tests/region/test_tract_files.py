"""Tracts out of vector files: shapes that enclose nothing sound are refused."""

import json
import warnings

import geopandas
import numpy as np
import pytest
import shapely

from simulation.errors import RegionError
from simulation.region.building.tract_files import read_tracts

SQUARE = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]
BOW_TIE = [[2.0, 0.0], [3.0, 1.0], [3.0, 0.0], [2.0, 1.0], [2.0, 0.0]]
FLAT = [[2.0, 0.0], [3.0, 0.0], [2.0, 0.0]]
HOLED = [[2.0, 0.0], [float("nan"), 0.0], [3.0, 1.0], [2.0, 0.0]]


@pytest.fixture
def write(tmp_path):
    """Return a function that writes tracts A, B and so on, a ring each, as GeoJSON."""

    def with_rings(*rings):
        features = [
            {
                "type": "Feature",
                "properties": {"code": code},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
            for code, ring in zip("AB", rings, strict=False)
        ]
        path = tmp_path / "tracts.geojson"
        whole = {"type": "FeatureCollection", "features": features}
        path.write_text(json.dumps(whole))
        return path

    return with_rings


def refused(path):
    """Return the sentence; warnings are errors in these tests, so none may leak."""
    with pytest.raises(RegionError) as caught:
        read_tracts(path, None, "code", None)
    text = str(caught.value)
    assert text.startswith(f"{path}: ")
    assert "\n" not in text
    return text


@pytest.mark.parametrize(
    ("ring", "says"),
    [
        (HOLED, "tract B has a corner at nan, 0, expected finite coordinates."),
        (BOW_TIE, "tract B is invalid (Self-intersection[2.5 0.5]), expected a valid"),
        (FLAT, "tract B is invalid (Too few points"),
        (BOW_TIE[:2], "cannot be read as tracts"),
    ],
)
def test_a_shape_that_encloses_nothing_sound_is_refused(write, ring, says):
    assert says in refused(write(SQUARE, ring))


def test_an_infinite_corner_is_refused(tmp_path):
    corners = [(0, 0), (1, 0), (float("inf"), 1)]
    shape = geopandas.GeoSeries([shapely.Point(0, 0)], crs=4326)
    frame = geopandas.GeoDataFrame({"code": ["far"]}, geometry=shape)
    path = tmp_path / "tracts.gpkg"
    frame.to_file(path)
    assert "tract far is Point, expected a polygon." in refused(path)
    with np.errstate(invalid="ignore"):  # some versions of shapely warn
        far = shapely.Polygon(corners)
    frame.set_geometry([far], crs=4326).to_file(path)
    assert "tract far has a corner at inf, 1" in refused(path)


def test_a_file_without_tracts_says_so(write):
    assert "holds no tracts, expected 1 or more." in refused(write())


def test_a_bad_shape_is_left_alone_where_its_tract_is_not_taken(write):
    taken = read_tracts(write(SQUARE, BOW_TIE), None, "code", ["A"])
    assert taken.tracts.ids == ("A",)


@pytest.mark.parametrize(
    ("shape", "says"),
    [
        ("null", "tract A is empty, expected a polygon."),
        ('{"type": "Polygon", "coordinates": []}', "tract A is empty, expected a"),
        ('{"type": "Point", "coordinates": [0, 0]}', "tract A is Point, expected a"),
    ],
)
def test_what_is_no_polygon_is_said_to_be_none(tmp_path, shape, says):
    path = tmp_path / "tracts.geojson"
    path.write_text(
        '{"type": "FeatureCollection", "features": [{"type": "Feature", '
        f'"properties": {{"code": "A"}}, "geometry": {shape}}}]}}'
    )
    assert says in refused(path)


def test_a_list_is_no_id(write):
    path = write(SQUARE)
    path.write_text(path.read_text().replace('"A"', "[1, 2]"))
    assert "tract 1 has an id that is a list" in refused(path)


def test_polygons_without_a_coordinate_system_are_told_from_no_polygons(tmp_path):
    shape = geopandas.GeoDataFrame({"code": ["A"]}, geometry=[shapely.box(0, 0, 1, 1)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        shape.to_file(tmp_path / "tracts.shp")
    assert "has polygons in no known coordinate system" in refused(
        tmp_path / "tracts.shp"
    )
    (tmp_path / "tracts.csv").write_text("code\nA\n")
    assert "has no polygons" in refused(tmp_path / "tracts.csv")


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9])
def test_a_cut_file_is_refused_in_plain_words(tmp_path, write, share):
    frame = geopandas.read_file(write(SQUARE))
    whole = tmp_path / "whole.gpkg"
    frame.to_file(whole)
    content = whole.read_bytes()
    path = tmp_path / "cut.gpkg"
    path.write_bytes(content[: int(len(content) * share)])
    said = refused(path)
    assert "sqlite" not in said
    assert "…" not in said
