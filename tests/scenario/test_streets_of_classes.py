"""Classes of vehicle that drive along streets of their own: other legs, same places."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.tables.legs import leg_columns
from simulation import Run, fork, load_scenario, simulate
from simulation.errors import InputError
from simulation.network.legs import Legs
from simulation.region import save_region
from simulation.region.files import embedded_region
from simulation.region.region import CONSUMER, Region
from simulation.region.routers import GreatCircleRouter, MatrixRouter

REGION = embedded_region()
BICYCLE = "fleet.classes.bicycle"
BICYCLE_POOL = 2


def along_cycleways(places) -> Region:
    """Return the region of some places, which are all that is shared, by bicycle."""
    router = GreatCircleRouter(places.lon, places.lat, 4.0, 1.3)
    hotspots = np.arange(REGION.hotspots)
    time_s, metres = (
        each.reshape(REGION.hotspots, -1)
        for each in router.legs(
            np.repeat(hotspots, hotspots.size), np.tile(hotspots, hotspots.size)
        )
    )
    return replace(
        REGION,
        name="Cycleways",
        places=places,
        router=router,
        travel_time_s=time_s,
        distance_m=metres,
    )


def without_some_consumers():
    """Return the places of the region but for every third consumer."""
    places = REGION.places
    kept = (places.kind != CONSUMER) | (np.arange(len(places)) % 3 > 0)
    return replace(
        places, **{name: column[kept] for name, column in vars(places).items()}
    )


@pytest.fixture
def cycleways(tmp_path):
    """Return the folder of a region that lacks some of the places."""
    save_region(along_cycleways(without_some_consumers()), tmp_path / "cycleways")
    return str(tmp_path / "cycleways")


def of_scenario(streets, **more):
    """Return a scenario with three bicycles and a van."""
    keys = {
        "demand.load_per_min": 2,
        "demand.duration_min": 15,
        "fleet.peripheral.size": 1,
        f"{BICYCLE}.size": 3,
        f"{BICYCLE}.streets": streets,
    }
    return load_scenario("paper/hotspots_only", keys | more)


@pytest.mark.parametrize("mode", ["direct", "stacked", "relayed"])
@pytest.mark.parametrize("factor", [1.0, 0.5])
def test_a_class_drives_the_times_and_metres_of_its_own_streets(
    cycleways, mode, factor
):
    more = {"service.mode": mode, f"{BICYCLE}.speed_factor": factor}
    legs = leg_columns(simulate(of_scenario(cycleways, **more)))
    of_places = GreatCircleRouter(REGION.places.lon, REGION.places.lat, 4.0, 1.3)
    for pool, router, speed in ((1, REGION.router, 1.0), (2, of_places, factor)):
        rows = legs.pool == pool
        assert rows.sum() > 5
        expected = Legs(router, speed).routed(legs.place[rows], legs.to_place[rows])
        driven_s = (legs.arrive_s - legs.depart_s)[rows]
        for ours, theirs in zip(
            (driven_s, legs.distance_m[rows]), expected, strict=True
        ):
            assert ours == pytest.approx(theirs)


def test_places_are_the_same_whatever_their_numbers_and_others_are_joined():
    """All but some consumers are in both; those are found where they lie."""
    router, numbers = REGION.along(along_cycleways(without_some_consumers()))
    assert len(set(numbers.tolist())) == len(REGION.places)
    assert np.array_equal(router.lon[numbers], REGION.places.lon)
    assert np.array_equal(router.lat[numbers], REGION.places.lat)


def test_streets_of_other_places_are_refused(tmp_path):
    moved = replace(REGION.places, lon=REGION.places.lon + 1.0)
    save_region(along_cycleways(moved), tmp_path / "elsewhere")
    with pytest.raises(InputError) as caught:
        simulate(of_scenario(str(tmp_path / "elsewhere")))
    said = str(caught.value)
    assert said.startswith(
        f"{tmp_path / 'elsewhere'}: region Cycleways has none of the"
    )
    assert said.endswith("expected one that was built of the same places.")


def test_matrices_that_lack_a_place_are_refused():
    few = along_cycleways(without_some_consumers())
    size = len(few.places)
    matrices = MatrixRouter(np.zeros((size, size)), np.zeros((size, size)))
    with pytest.raises(InputError, match=r"lacks .* and does not reach all of them"):
        REGION.along(replace(few, router=matrices))


def test_streets_that_are_not_there_are_refused(tmp_path):
    with pytest.raises(InputError, match=rf"expected the file of {BICYCLE}\.streets"):
        simulate(of_scenario(str(tmp_path / "nowhere")))


def test_streets_belong_to_the_file_that_says_them(tmp_path, monkeypatch):
    text = f'[{BICYCLE}]\nsize = 1\nstreets = "cycleways"\n'
    (tmp_path / "deep").mkdir()
    path = tmp_path / "deep" / "a.toml"
    path.write_text(f"{text}[fleet.peripheral]\nsize = 1\n")
    monkeypatch.chdir(tmp_path)
    streets = load_scenario(path).fleet.classes["bicycle"].streets
    assert streets == str(tmp_path / "deep" / "cycleways")


def test_a_fork_drives_the_same_streets_and_no_others(cycleways, tmp_path):
    run = simulate(of_scenario(cycleways))
    run.write(tmp_path / "run")
    kept = Run.read(tmp_path / "run")
    assert fork(kept, 300.0).log_hash == run.log_hash
    manifest = tmp_path / "cycleways" / "manifest.json"
    manifest.write_text(manifest.read_text() + "\n")
    with pytest.raises(
        InputError, match=rf"the file of {BICYCLE}\.streets has changed"
    ):
        fork(kept, 300.0)
