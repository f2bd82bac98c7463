"""The folder of a reproduction: begun, gone on with, or refused."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from analysis.reproduction.folder import ReproductionFolder
from simulation.errors import RunError
from simulation.manifests import with_checksum
from tests.reproduction.made_up import SETUP


def test_a_new_folder_says_what_it_reproduces(tmp_path):
    folder = ReproductionFolder.open(tmp_path / "a" / "b", SETUP, "Grid")
    said = {"region": "Grid", "region_checksum": SETUP.checksum, "seed": 1}
    written = json.loads((folder.path / "reproduction.json").read_text())
    assert written == with_checksum(said)
    assert not folder.page.exists()


def test_what_was_begun_is_gone_on_with_and_may_have_more_data_sets(tmp_path):
    path = tmp_path / "a"
    ReproductionFolder.open(path, SETUP, "Grid")
    again = ReproductionFolder.open(path, replace(SETUP, datasets=9), "Grid")
    assert again.path == path


@pytest.mark.parametrize(
    ("change", "key"),
    [({"checksum": "other"}, "region_checksum"), ({"seed": 2}, "seed")],
)
def test_another_ground_is_refused(tmp_path, change, key):
    path = tmp_path / "a"
    ReproductionFolder.open(path, SETUP, "Grid")
    with pytest.raises(RunError, match=f"holds a reproduction whose {key} is"):
        ReproductionFolder.open(path, replace(SETUP, **change), "Grid")


@pytest.mark.parametrize("content", [None, "", "[]", "\0"])
def test_anything_else_is_refused_and_left_alone(tmp_path, content):
    path = tmp_path / "a"
    path.mkdir()
    if content is not None:
        (path / "reproduction.json").write_text(content)
    before = sorted(path.iterdir())
    with pytest.raises(RunError, match="expected a new folder's name"):
        ReproductionFolder.open(path, SETUP, "Grid")
    assert sorted(path.iterdir()) == before


def test_a_file_is_refused(tmp_path):
    path = tmp_path / "a"
    path.write_text("mine")
    with pytest.raises(RunError, match="is no reproduction"):
        ReproductionFolder.open(path, SETUP, "Grid")
    assert path.read_text() == "mine"


def test_tables_are_written_whole_and_over_older_ones(tmp_path):
    folder = ReproductionFolder.open(tmp_path / "a", SETUP, "Grid")
    for value in (0.1 + 0.2, 1.5):
        folder.write_tables({"one": pd.DataFrame({"x": [value], "y": [None]})})
        lines = (folder.path / "tables" / "one.csv").read_text().splitlines()
        assert lines == ["x,y", f"{value!r},"]
    assert [file.name for file in (folder.path / "tables").iterdir()] == ["one.csv"]


def test_a_full_disk_is_one_sentence_and_keeps_the_older_table(tmp_path, monkeypatch):
    folder = ReproductionFolder.open(tmp_path / "a", SETUP, "Grid")
    frame = pd.DataFrame({"x": [1]})
    folder.write_tables({"one": frame})

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_csv", full)
    with pytest.raises(RunError, match=r"tables: cannot be written \(No space left"):
        folder.write_tables({"one": frame})
    assert (folder.path / "tables" / "one.csv").read_text() == "x\n1\n"
    assert len(list((folder.path / "tables").iterdir())) == 1
