"""Kept legs are those of the router, searched once, whatever befalls their files."""

import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.assemble import assemble, prepare
from simulation.errors import NetworkError, RegionError
from simulation.network import kept as kept_module
from simulation.network import row_files
from simulation.network.kept import FOLDER, SWITCH, KeptLegs, kept_legs_of
from simulation.region.files import embedded_region, load_region, save_region
from simulation.region.routers import MatrixRouter
from simulation.region.street_paths import ShortestPaths
from simulation.scenario import load_scenario
from simulation.simulation import simulate
from tests.region.worlds import street_region

REGION = street_region()
PLACES = len(REGION.places)
HERE, THERE = (each.ravel() for each in np.indices((PLACES, PLACES)))
TIME_S, DISTANCE_M = REGION.router.legs(HERE, THERE)
MARK = bytes(range(32))

place = st.integers(0, PLACES - 1)
asked = st.lists(st.lists(st.tuples(place, place), min_size=1), min_size=1, max_size=5)


class Counted:
    """The search of the region, and how many legs it was asked for."""

    def __init__(self):
        self.legs = 0

    def __call__(self, here, there):
        """Return the legs."""
        self.legs += here.size
        return REGION.router.legs(here, there)


def kept(folder=None, most_bytes=1 << 20, mark=MARK):
    search = Counted()
    return KeptLegs(PLACES, search, folder, mark, most_bytes), search


def all_are_right(legs):
    time_s, distance_m = legs.legs(HERE, THERE)
    return np.array_equal(time_s, TIME_S) and np.array_equal(distance_m, DISTANCE_M)


def rows_files(folder):
    return sorted(folder.glob("*.rows"))


@given(asked, asked, st.booleans())
def test_legs_are_those_of_the_router_and_no_row_is_searched_twice(
    tmp_path_factory, first, second, on_disk
):
    folder = tmp_path_factory.mktemp("kept") / FOLDER if on_disk else None
    both = [kept(folder), kept(folder)]  # as in two processes, in turn
    for calls in zip(first, second, strict=False):
        for (legs, _), pairs in zip(both, calls, strict=True):
            here, there = np.array(pairs).T
            time_s, distance_m = legs.legs(here, there)
            assert np.array_equal(time_s, TIME_S.reshape(PLACES, -1)[here, there])
            assert np.array_equal(
                distance_m, DISTANCE_M.reshape(PLACES, -1)[here, there]
            )
    searched = sum(search.legs for _, search in both)
    assert searched <= (1 if on_disk else 2) * 2 * PLACES**2
    assert searched % PLACES == 0


def test_what_one_process_has_searched_another_reads(tmp_path):
    first, search = kept(tmp_path / FOLDER)
    assert all_are_right(first)
    assert search.legs == PLACES**2
    again, search = kept(tmp_path / FOLDER)
    assert all_are_right(again)
    travelled = pickle.loads(pickle.dumps(again))
    assert all_are_right(travelled)
    assert search.legs == 0


def test_rows_to_the_places_asked_for_serve_every_leg_there(tmp_path):
    legs, search = kept(tmp_path / FOLDER)
    legs.learn_towards(np.array([4, 1, 4]))
    assert search.legs == 2 * PLACES
    legs.legs(np.arange(PLACES), np.full(PLACES, 4))
    legs.legs(np.arange(PLACES), np.full(PLACES, 1))
    assert search.legs == 2 * PLACES
    legs.legs(np.array([4]), np.array([2]))
    assert search.legs == 3 * PLACES


@given(st.data())
def test_a_file_that_was_altered_or_cut_off_is_searched_anew(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("kept") / FOLDER
    assert all_are_right(kept(folder)[0])
    for path in rows_files(folder):
        content = bytearray(path.read_bytes())
        if data.draw(st.booleans()):
            content = content[: data.draw(st.integers(0, len(content)))]
        else:
            first = data.draw(st.sampled_from([0, 4096, 8192]))
            at = data.draw(st.integers(first, min(len(content) - 1, first + 700)))
            content[at] ^= data.draw(st.integers(1, 255))
        path.write_bytes(content)
    assert all_are_right(kept(folder)[0])
    again, search = kept(folder)
    assert all_are_right(again)
    assert search.legs == 0


def test_a_row_without_its_seal_is_not_held(tmp_path):
    """As a process leaves it that is killed while it writes."""
    legs, _ = kept(tmp_path / FOLDER)
    legs.learn_towards(np.array([3]))
    file = row_files.RowFile.opened(tmp_path / FOLDER, MARK, "to", PLACES)
    assert [file.holds(row) for row in range(PLACES)] == [
        row == 3 for row in range(PLACES)
    ]


@pytest.mark.parametrize("hindrance", ["a file in its place", "no room on the disk"])
def test_what_cannot_be_written_is_kept_in_memory(tmp_path, monkeypatch, hindrance):
    folder = tmp_path / FOLDER
    if hindrance == "a file in its place":
        folder.write_text("")
    else:
        kept(folder)[0].learn_towards(np.array([2]))

        def full(*_):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(row_files.os, "pwrite", full)
    legs, search = kept(folder)
    for _ in range(2):
        assert all_are_right(legs)
    assert search.legs <= PLACES**2


def test_no_more_is_kept_than_there_is_room_for(tmp_path):
    legs, search = kept(tmp_path / FOLDER, most_bytes=8 * PLACES * 2)  # two rows
    legs.learn_towards(np.array([0, 1]))
    for _ in range(2):
        assert all_are_right(legs)
    assert search.legs == 2 * PLACES + 2 * PLACES**2
    assert all_are_right(kept(None, most_bytes=8 * PLACES)[0])


def test_a_place_that_cannot_be_reached_is_an_error_of_those_who_go_there():
    time_s = np.where(np.eye(3, dtype=bool), 0.0, 10.0)
    matrix = MatrixRouter(time_s, time_s)

    def search(here, there):
        if (there == 2).any():
            raise NetworkError("router: no way to place 2.")
        return matrix.legs(here, there)

    legs = KeptLegs(3, search)
    assert legs.legs(np.array([0]), np.array([1]))[0] == [10.0]
    with pytest.raises(NetworkError, match="no way to place 2"):
        legs.legs(np.array([0, 0]), np.array([1, 2]))


def test_the_files_used_longest_ago_make_room(tmp_path, monkeypatch):
    monkeypatch.setattr(row_files, "MOST_FILES_BYTES", 0)
    folder = tmp_path / FOLDER
    legs, _ = kept(folder)
    assert all_are_right(legs)
    assert all_are_right(kept(folder, mark=MARK[::-1])[0])
    assert {path.name[:16] for path in rows_files(folder)} == {MARK[::-1].hex()[:16]}
    assert all_are_right(legs)  # who has them open goes on with them


# Beside a region ----------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    save_region(REGION, tmp_path / "region")
    return tmp_path / "region"


FLEETS = {
    "paper/point_to_point": {"fleet.peripheral.size": 2},
    "paper/hotspots_only": {"fleet.peripheral.size": 2, "fleet.core.size": 2},
    "baselines/stacked": {"fleet.peripheral.size": 2},
    "sharing/through": {},
}


@pytest.mark.parametrize("name", FLEETS)
def test_runs_are_the_same_wherever_legs_are_kept_and_their_loops_search_no_streets(
    name, folder, monkeypatch
):
    keys = {"region": str(folder), "demand.load_per_min": 1, "demand.duration_min": 20}
    scenario = load_scenario(name, keys | FLEETS[name])
    hashes = set()
    for how in ("off", "memory", "disk", "disk"):
        monkeypatch.setenv(SWITCH, how)
        hashes.add(simulate(scenario).log_hash)
        assert (folder / FOLDER).exists() == (how == "disk")
    assert len(hashes) == 1
    prepared = prepare(scenario)
    world = assemble(scenario, prepared, prepared.orders(scenario, 0))

    def searched(*_, **__):
        pytest.fail("the streets were searched")

    monkeypatch.setattr(ShortestPaths, "between", searched)
    world.run()


def test_nothing_is_kept_where_nothing_is_searched(folder, monkeypatch):
    region = embedded_region()
    assert kept_legs_of(region.router, folder, region.checksum) is None
    streets = load_region(folder)
    with monkeypatch.context() as patch:
        patch.setattr(kept_module, "MOST_PLACES", PLACES - 1)
        assert kept_legs_of(streets.router, folder, streets.checksum) is None
    monkeypatch.setenv(SWITCH, "off")
    assert kept_legs_of(streets.router, folder, streets.checksum) is None
    monkeypatch.setenv(SWITCH, "drawer")
    with pytest.raises(RegionError, match="DELIVERAI_LEGS is 'drawer', expected disk"):
        kept_legs_of(streets.router, folder, streets.checksum)


def test_further_places_and_other_streets_have_rows_of_their_own(folder):
    region = load_region(folder)
    more = region.with_points([0.011], [0.0001], 1, ["x"])
    for router, checksum in (
        (region.router, region.checksum),
        (region.router, "another"),
        (more.router, region.checksum),
        (MatrixRouter(np.zeros((1, 1)), np.zeros((1, 1)), region.router), "third"),
    ):
        legs = kept_legs_of(router, Path(folder), checksum)
        pairs = np.arange(len(region.places)), np.zeros(len(region.places), np.int64)
        assert np.array_equal(legs.legs(*pairs), router.legs(*pairs))
    assert len({path.name[:16] for path in rows_files(folder / FOLDER)}) == 4
