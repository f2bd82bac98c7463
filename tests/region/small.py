"""Specifications of regions of two tracts or a grid, a few places in each."""

import json
from pathlib import Path

import pytest

from simulation.errors import RegionError
from simulation.region import build_region
from simulation.region.region import Region

WEST, SOUTH, SIZE = -87.70, 41.80, 0.01  # degrees; tract A, and B east of it
PRODUCERS = "lon,lat,category,id\n-87.698,41.802,restaurant,p1\n"
CONSUMERS = "lon,lat,category,id\n-87.697,41.806,house,c1\n-87.682,41.806,house,c2\n"
GRID = "[tracts.grid]\nrows = 4\ncolumns = 4\n"
KEPT = '[tracts]\nwithout_consumers = "keep"\n'
HEADER = "lon,lat,category,id\n"
ISLAND = CONSUMERS + "0,0,house,c3\n"
ROUTER = '[router]\nkind = "great_circle"\nspeed_kmh = 36\ncircuity = 1\n'


def square(west: float, south: float, width: float = SIZE) -> list[list[float]]:
    """Return the ring of a rectangle, `SIZE` high."""
    east, north = west + width, south + SIZE
    corners = [[west, south], [east, south], [east, north], [west, north]]
    return [*corners, corners[0]]


def geojson(tracts: list[tuple[object, list[list[float]]]]) -> str:
    """Return tracts (id, ring) as GeoJSON."""
    features = [
        {
            "type": "Feature",
            "properties": {"id": name},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for name, ring in tracts
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


TWO = [("A", square(WEST, SOUTH)), ("B", square(WEST + SIZE, SOUTH))]


def specified(  # noqa: PLR0913 -- a keyword each
    folder: Path,
    *,
    producers: str = PRODUCERS,
    consumers: str = CONSUMERS,
    tracts: str = '[tracts]\nfile = "t.geojson"\nid = "id"\n',
    shapes: list[tuple[object, list[list[float]]]] = TWO,
    keys: str = "",
    of_producers: str = '[[producers]]\nfile = "p.csv"\nid = "id"\n',
    router: str = ROUTER,
) -> Path:
    """Write a specification and its files; return the specification's path."""
    (folder / "p.csv").write_text(producers)
    (folder / "c.csv").write_text(consumers)
    (folder / "t.geojson").write_text(geojson(shapes))
    factor = "" if "evening_factor" in router else "evening_factor = 1\n"
    text = (
        f'name = "Small"\n{keys}{tracts}'
        f'{of_producers}[[consumers]]\nfile = "c.csv"\nid = "id"\n{router}{factor}'
    )
    path = folder / "spec.toml"
    path.write_text(text)
    return path


def refused(folder: Path, **given: object) -> str:
    """Return the sentence with which a specification is refused; nothing is left."""
    with pytest.raises(RegionError) as caught:
        built(folder, **given)
    assert not (folder / "out").exists()
    text = str(caught.value)
    assert text.isprintable()
    assert text.endswith(".")
    return text


def counts(region: Region) -> dict[str, int]:
    """Return what the manifest counts."""
    return region.manifest["counts"]


def ids(region: Region, role: str) -> list[str]:
    """Return the ids of producers or consumers."""
    return region.places.source_id[getattr(region, role)].tolist()


def built(folder: Path, **given: object) -> Region:
    """Return the region of a specification written and built in `folder`."""
    return build_region(specified(folder, **given), None, folder / "out")
