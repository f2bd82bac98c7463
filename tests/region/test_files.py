"""The prepared region's folder: whole or not at all, and nothing altered in it."""

import dataclasses
import errno
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from simulation.errors import InputError, NetworkError, RegionError
from simulation.manifests import sealed, with_checksum
from simulation.region import (
    check_region,
    describe_region,
    embedded_region,
    load_region,
    save_region,
)
from simulation.region.content import region_checksum
from simulation.region.tables import matrix_to_bytes, places_to_bytes
from tests.region.worlds import street_region

FILES = (
    "tracts.parquet",
    "places.parquet",
    "travel_time_s.npy",
    "distance_m.npy",
    "router.npz",
    "left_out.parquet",
    "manifest.json",
)


@pytest.fixture
def folder(tmp_path):
    save_region(street_region(), tmp_path / "region")
    return tmp_path / "region"


def rewrite(folder, **changes):
    """Change a folder as a careful forger would, checksums included."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text()) | changes
    contents = {name: (folder / name).read_bytes() for name in FILES[:-1]}
    path.write_text(json.dumps(sealed(manifest, contents)))


@pytest.mark.parametrize("make", [street_region, embedded_region])
def test_a_saved_region_comes_back_as_it_was(make, tmp_path):
    region = make()
    save_region(region, tmp_path / "again")
    again = load_region(tmp_path / "again")
    for name in ("kind", "tract", "lon", "lat", "category", "source_id"):
        before, after = getattr(region.places, name), getattr(again.places, name)
        assert np.array_equal(before, after), name
    assert again.tracts.ids == region.tracts.ids
    for before, after in zip(
        region.tracts.polygons, again.tracts.polygons, strict=True
    ):
        assert all(map(np.array_equal, before, after))
    assert np.array_equal(again.travel_time_s, region.travel_time_s)
    assert np.array_equal(again.distance_m, region.distance_m)
    assert (again.name, again.synthetic) == (region.name, region.synthetic)
    assert again.checksum == region.checksum == region_checksum(again)
    places = len(region.places)
    pairs = np.random.default_rng(1).integers(0, places, size=(2, 300))
    assert np.array_equal(again.router.legs(*pairs), region.router.legs(*pairs))
    assert check_region(tmp_path / "again").checksum == region.checksum


def test_saving_twice_writes_the_same_bytes(folder, tmp_path):
    save_region(load_region(folder), tmp_path / "twice")
    for name in FILES:
        before, after = (folder / name, tmp_path / "twice" / name)
        assert before.read_bytes() == after.read_bytes(), name


def test_the_manifest_tells_where_the_region_comes_from(folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["name"] == "Five Nodes"
    assert manifest["synthetic"] is True
    assert manifest["format_version"] == 1
    assert manifest["licences"] == ["CC0"]
    assert manifest["counts"] == {"tracts": 2, "producers": 2, "consumers": 3}
    assert set(manifest["files"]) == set(FILES) - {"manifest.json"}


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(RegionError, match=name):
        load_region(folder)


@pytest.mark.parametrize("name", FILES)
def test_an_empty_file_is_named(folder, name):
    (folder / name).write_bytes(b"")
    with pytest.raises(RegionError, match=name):
        load_region(folder)


@pytest.mark.parametrize("name", FILES)
def test_one_altered_byte_is_noticed(folder, name):
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(bytes(content))
    with pytest.raises(RegionError, match=name):
        load_region(folder)


@pytest.mark.parametrize("name", FILES[:-1])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x93NUMPY", b"PAR1PAR1"])
def test_a_file_of_another_format_is_refused_even_with_its_checksum(
    folder, name, content
):
    (folder / name).write_bytes(content)
    rewrite(folder)
    with pytest.raises(InputError, match=str(folder)):
        load_region(folder)


@pytest.mark.parametrize(
    "content",
    ["[]", "{}", "null", "3", "not JSON", '{"format_version": 1}', "{" * 9999],
)
def test_a_manifest_that_is_none_is_refused(folder, content):
    (folder / "manifest.json").write_text(content)
    with pytest.raises(RegionError, match=r"manifest\.json"):
        load_region(folder)


def test_an_altered_manifest_is_noticed(folder):
    path = folder / "manifest.json"
    path.write_text(path.read_text().replace('"CC0"', '"none"'))
    with pytest.raises(RegionError, match="was altered"):
        load_region(folder)


@pytest.mark.parametrize("missing", ["name", "router", "files", "region_checksum"])
def test_a_manifest_without_a_key_names_it(folder, missing):
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    del manifest[missing]
    path.write_text(json.dumps(with_checksum(manifest)))
    with pytest.raises(RegionError, match=f"has no {missing}"):
        load_region(folder)


def test_a_folder_of_another_version_says_to_build_again(folder):
    rewrite(folder, format_version=2)
    with pytest.raises(RegionError, match="format_version is 2, expected 1"):
        load_region(folder)


@pytest.mark.parametrize("kind", ["street", "matrix+street"])
@pytest.mark.parametrize("reads", [load_region, check_region])
def test_streets_of_an_earlier_model_have_to_be_built_again(folder, kind, reads):
    rewrite(folder, router=kind)
    with pytest.raises(RegionError) as caught:
        reads(folder)
    said = str(caught.value)
    assert said.startswith(f"{folder}: was built by an earlier street model")
    assert "has to be built again" in said
    assert said.count(".") == str(folder).count(".") + 1  # one sentence


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (np.nan, "is not a number"),
        (-1.0, "is negative"),
        (np.inf, "is infinite"),
    ],
)
def test_a_matrix_with_a_fault_names_the_pair(folder, entry, message):
    region = load_region(folder)
    region.travel_time_s[1, 0] = entry
    (folder / "travel_time_s.npy").write_bytes(matrix_to_bytes(region.travel_time_s))
    rewrite(folder)
    with pytest.raises(
        NetworkError, match=rf"from hotspot 1 \(east\) to hotspot 0 \(west\).*{message}"
    ):
        load_region(folder)


def test_a_deep_check_finds_a_matrix_that_is_not_the_routers(folder):
    region = load_region(folder)
    region.travel_time_s[1, 0] += 1
    forged = dataclasses.replace(region)
    (folder / "travel_time_s.npy").write_bytes(matrix_to_bytes(forged.travel_time_s))
    rewrite(folder)
    with pytest.raises(RegionError, match="the content has checksum"):
        check_region(folder)
    rewrite(folder, region_checksum=region_checksum(load_region(folder)))
    with pytest.raises(RegionError, match=r"from hotspot 1 \(east\).* differ"):
        check_region(folder)


def test_a_deep_check_finds_a_place_outside_its_tract(folder):
    region = load_region(folder)
    region.places.tract[2] = 1 - region.places.tract[2]
    (folder / "places.parquet").write_bytes(places_to_bytes(region.places))
    rewrite(folder)
    rewrite(folder, region_checksum=region_checksum(load_region(folder)))
    with pytest.raises(RegionError, match=r"producer 2 .* does not lie in tract"):
        check_region(folder)


def test_a_deep_check_finds_times_off_the_grid(folder):
    region = load_region(folder)
    region.travel_time_s[1, 0] += 1e-5
    (folder / "travel_time_s.npy").write_bytes(matrix_to_bytes(region.travel_time_s))
    rewrite(folder)
    rewrite(folder, region_checksum=region_checksum(load_region(folder)))
    with pytest.raises(RegionError, match="are not rounded"):
        check_region(folder)


def test_an_existing_folder_is_never_overwritten(folder):
    before = (folder / "manifest.json").read_bytes()
    with pytest.raises(RegionError, match="exists already"):
        save_region(embedded_region(), folder)
    assert (folder / "manifest.json").read_bytes() == before


@pytest.mark.parametrize(
    "place", ["taken", "taken/inside", "/proc/none/region", "/dev/full/region"]
)
def test_a_folder_that_cannot_be_written_leaves_nothing(place, tmp_path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(RegionError, match=r"expected|cannot be written"):
        save_region(street_region(), tmp_path / place)
    assert [each.name for each in tmp_path.iterdir()] == ["taken"]


def test_a_full_disk_leaves_nothing_half_written(tmp_path, monkeypatch):
    write = Path.write_bytes

    def full(self, content):
        if self.name == "router.npz":
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(self, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(RegionError, match="No space left on device"):
        save_region(street_region(), tmp_path / "region")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("make", ["missing", "file", "empty"])
def test_what_is_no_prepared_region_is_refused(make, tmp_path):
    path = tmp_path / make
    if make == "file":
        path.write_text("not a folder")
    if make == "empty":
        path.mkdir()
    with pytest.raises(RegionError, match=f"{make}.*expected"):
        load_region(path)


def test_a_description_says_what_is_synthetic_and_where_it_is_from():
    rows = describe_region(embedded_region())
    values = dict(rows)
    assert values["name"] == "Synthetic Grid (synthetic)"
    assert values["tracts and hotspots"] == "30"
    assert values["producers"].startswith("356 (restaurant 195, ")
    assert values["router"] == "rectilinear at 24.1 km/h"
    assert "synthetic" in values["source"]


def test_a_description_of_streets_counts_streets_and_junctions(folder):
    values = dict(describe_region(load_region(folder)))
    assert values["router"].startswith("6 streets between 5 junctions, 11 turns")


def test_loading_imports_nothing_that_only_building_needs():
    script = (
        "import sys\n"
        "from simulation.region import load_region\n"
        "region = load_region('embedded')\n"
        "heavy = {'geopandas', 'shapely', 'osmium', 'pandas', 'scipy', 'pydantic'}\n"
        "print(region.hotspots, sorted(heavy & set(sys.modules)))\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert result.stdout == "30 []\n"
