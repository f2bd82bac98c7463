"""The shipped specifications, found by name and built from real files."""

import numpy as np
import pytest

from simulation.errors import RegionError
from simulation.region import (
    build_region,
    check_region,
    describe_region,
    find_spec,
    read_spec,
)


def test_a_shipped_specification_is_found_by_name():
    assert find_spec("regions/chicago_loop_west").name == "chicago_loop_west.toml"
    with pytest.raises(RegionError, match="did you mean regions/chicago_loop_west"):
        find_spec("regions/chicago_loop")


def test_a_specification_is_found_by_path(city):
    assert find_spec(str(city / "spec.toml")) == city / "spec.toml"


@pytest.mark.parametrize(
    "name", ["baltimore", "chicago_loop_west", "chicago_south", "helsinki_centre"]
)
def test_every_shipped_specification_is_valid_and_names_its_licences(name):
    spec = read_spec(find_spec(f"regions/{name}"))
    files = {each.file for each in (*spec.producers, *spec.consumers)}
    assert files <= {source.file for source in spec.sources}


def test_helsinki_is_built_from_one_extract(real_data, tmp_path):
    region = build_region(
        find_spec("regions/helsinki_centre"), real_data, tmp_path / "helsinki"
    )
    assert check_region(tmp_path / "helsinki").checksum == region.checksum
    assert region.hotspots == 16
    counts = region.manifest["counts"]
    assert counts["producers"] > 300  # 367 food places in the extract
    assert counts["producers_found"] == counts["producers"] + sum(
        counts[f"producers_{why}"]
        for why in ("outside_tracts", "far_from_street", "without_coordinates")
    )
    off_diagonal = ~np.eye(16, dtype=bool)
    speed_kmh = 3.6 * region.distance_m / np.maximum(region.travel_time_s, 1)
    assert (speed_kmh[off_diagonal] < 40).all()  # four fifths of 50 km/h, at most
    assert (speed_kmh[off_diagonal] > 5).all()


@pytest.mark.slow
def test_chicago_is_built_to_the_papers_size(real_data, tmp_path):
    region = build_region(
        find_spec("regions/chicago_loop_west"), real_data, tmp_path / "chicago"
    )
    again = check_region(tmp_path / "chicago")
    assert again.checksum == region.checksum
    assert (region.hotspots, len(region.producers), len(region.consumers)) == (
        30,
        356,
        992,
    )
    counts = region.manifest["counts"]
    # 1,058 food places in these tracts, as the data's own tract column says.
    assert counts["producers"] + counts["producers_not_drawn"] == 1058
    assert counts["producers_far_from_street"] == 0
    assert not region.synthetic
    assert len(dict(describe_region(region))["checksum"]) == 64
    # All streets have one speed, 40 km/h; access and turns are slower.
    here = np.repeat(region.producers, 5)
    there = np.resize(region.consumers, here.size)
    time_s, distance_m = again.router.legs(here, there)
    assert (3.6 * distance_m <= 40.1 * time_s).all()
    assert (distance_m > 0).all()
