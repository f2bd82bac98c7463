"""The animated map: one file that holds all it plays."""

import base64
import gzip
import json
import re
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from analysis.experiments.titles import captioned, title
from analysis.replay import playback_of
from analysis.report.animated_map import animated_map_of, animated_map_page
from analysis.report.errors import ReportError
from simulation.record.run import Run
from simulation.region import embedded_region, load_region, save_region
from tests.folders import reseal
from tests.report.run_folders import kept_runs

PLANS = ("paper/point_to_point", "paper/hotspots_only")


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Return a run folder of each of two plans."""
    return kept_runs(tmp_path_factory.mktemp("kept"), 1)


def held(page):
    """Return what a page holds."""
    text = re.search(r'id="playback">([^<]*)</script>', page)[1]
    return json.loads(gzip.decompress(base64.b64decode(text)))


def test_it_holds_the_film_and_the_same_runs_give_the_same_bytes(folders):
    page = animated_map_of(folders[:1])
    run = Run.read(folders[0])
    playback = playback_of(run, embedded_region())
    assert held(page)["basemaps"] == [playback.basemap()]
    [told] = held(page)["playbacks"]
    assert told["slices"] == list(playback.slices())
    assert told["header"] == captioned(playback.header())
    assert f"<title>{told['header']['label']}</title>" in page
    assert animated_map_of(folders[:1]) == page


def test_two_runs_of_a_region_share_its_ground_and_are_called_apart(folders):
    one, other = held(animated_map_of(folders))["playbacks"]
    assert (one["basemap"], other["basemap"]) == (0, 0)
    titles = [title(run.name, run.scenario_tables) for run in map(Run.read, folders)]
    assert [one["header"]["label"], other["header"]["label"]] == titles
    assert 'hotspots.docks = 1 (was "unlimited")' in other["header"]["changes"]
    twice = held(animated_map_of([folders[0], folders[0]]))["playbacks"]
    assert twice[0]["header"]["label"] == f"{titles[0]} (000, seed 1, replication 0)"


def test_nothing_is_fetched_and_names_are_text(folders):
    playback = playback_of(Run.read(folders[0]), embedded_region())
    page = animated_map_page([playback], "</title><script>alert(1)</script>\x07")
    assert "<script>alert" not in page
    assert "\x07" not in page
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page
    assert re.findall(r'(?:src|href)="(?!data:,")', page) == []
    assert "unsafe" not in page.split("</head>")[0].split("<style>")[0]


def test_other_numbers_of_runs_are_refused(folders):
    with pytest.raises(ReportError, match="0 runs are given"):
        animated_map_of([])
    with pytest.raises(ReportError, match="3 runs are given, expected one"):
        animated_map_of([*folders, folders[0]])


def test_a_region_that_is_gone_or_another_is_named(tmp_path):
    region = tmp_path / "region"
    save_region(load_region("embedded"), region)
    [folder] = kept_runs(tmp_path / "kept", 1, PLANS[:1], region=str(region))
    assert animated_map_of([folder]).startswith("<!DOCTYPE html>")
    reseal(folder, region_checksum="0" * 64)
    with pytest.raises(ReportError, match="is another region by now"):
        animated_map_of([folder])
    for each in Path(region).iterdir():
        each.unlink()
    with pytest.raises(ReportError, match="--animated-map"):
        animated_map_of([folder])


def test_places_in_tracts_that_the_region_has_not_are_named(tmp_path):
    [folder] = kept_runs(tmp_path / "kept", 1, PLANS[:1])
    path = folder / "places.parquet"
    places = pq.read_table(path)
    foreign = pc.binary_join_element_wise("far", places["tract"], "-")
    pq.write_table(places.set_column(2, "tract", foreign), path)
    reseal(folder)
    with pytest.raises(ReportError, match="has other tracts or more places than run"):
        animated_map_of([folder])
