"""Trained tables on disk: whole or not at all, and never the wrong one."""

import hashlib
import json
import resource
from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
import pytest

from simulation.errors import PolicyError, UncheckedWarning
from simulation.manifests import with_checksum
from simulation.routing.q_learning.explorers import Boltzmann, EpsilonGreedy
from simulation.routing.q_learning.files import load_table, save_table
from simulation.routing.q_learning.training import TrainingPlan, train
from simulation.streams import Streams

TIME_S = np.array([[0.0, 60.0, 200.0], [70.0, 0.0, 90.0], [210.0, 95.0, 0.0]])


@pytest.fixture(scope="module")
def trained():
    rng = Streams(4, replication=None).get("training")
    return train(TIME_S, EpsilonGreedy(0.7), TrainingPlan(episodes=40), rng)


@pytest.fixture
def folder(tmp_path, trained):
    save_table(trained, tmp_path / "table", seed=4)
    return tmp_path / "table"


def refused(folder, time_s=TIME_S):
    """Return the message, one sentence that names the folder or its file."""
    with pytest.raises(PolicyError) as caught:
        load_table(folder, time_s)
    message = str(caught.value)
    assert message.startswith(str(folder))
    assert message.endswith(".")
    assert "expected" in message
    assert "\n" not in message
    return message


@pytest.mark.parametrize("explorer", [EpsilonGreedy(0.7), Boltzmann(3.0)], ids=str)
def test_a_saved_table_is_loaded_as_it_was(tmp_path, explorer):
    rng = Streams(4, replication=None).get("training")
    plan = TrainingPlan(episodes=30, learning_rate=0.5, time_scaling="off_diagonal")
    trained = train(TIME_S, explorer, plan, rng)
    save_table(trained, tmp_path / "new" / "table", seed=4)
    loaded = load_table(tmp_path / "new" / "table", TIME_S)
    np.testing.assert_array_equal(loaded.values, trained.values)
    np.testing.assert_array_equal(loaded.error, trained.error)
    np.testing.assert_array_equal(loaded.agreement, trained.agreement)
    assert loaded.plan == plan
    assert loaded.explorer == explorer
    assert loaded.travel_time_sha256 == trained.travel_time_sha256


def test_the_learning_of_each_agent_can_be_read_as_a_table(folder, trained):
    learning = pq.read_table(folder / "learning.parquet").to_pydict()
    row = 25 * 3 + 2  # episode 26 of agent 2
    assert (learning["episode"][row], learning["agent"][row]) == (26, 2)
    assert learning["mean_absolute_error"][row] == trained.error[25, 2]


def test_the_manifest_says_how_it_was_learnt(folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["seed"] == 4
    assert manifest["explorer"] == {"kind": "epsilon_greedy", "exploration": 0.7}
    assert manifest["plan"]["episodes"] == 40


def test_nothing_else_is_left_beside_a_saved_table(folder):
    assert [path.name for path in folder.parent.iterdir()] == ["table"]
    assert sorted(path.name for path in folder.iterdir()) == [
        "learning.parquet",
        "manifest.json",
        "values.npy",
    ]


@pytest.mark.parametrize("what", ["folder", "file", "dangling link"])
def test_nothing_that_exists_is_overwritten(tmp_path, trained, what):
    target = tmp_path / "table"
    if what == "folder":
        target.mkdir()
    elif what == "file":
        target.write_text("mine")
    else:
        target.symlink_to(tmp_path / "nowhere")
    with pytest.raises(PolicyError, match="exists already, expected a new folder"):
        save_table(trained, target, seed=4)
    assert [path.name for path in tmp_path.iterdir()] == ["table"]


def test_a_parent_that_is_a_file_is_refused(tmp_path, trained):
    (tmp_path / "file").write_text("")
    with pytest.raises(PolicyError, match="cannot be written"):
        save_table(trained, tmp_path / "file" / "table", seed=4)


def test_a_full_disk_leaves_nothing_behind(tmp_path, trained):
    """The operating system stops every file at 300 bytes; values.npy needs more."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300, before[1]))
    try:
        with pytest.raises(PolicyError, match="cannot be written"):
            save_table(trained, tmp_path / "table", seed=4)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_refused(tmp_path):
    assert "does not exist" in refused(tmp_path / "nowhere")


def test_a_file_instead_of_a_folder_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    assert "is no folder" in refused(tmp_path / "file")


def test_an_empty_folder_is_refused(tmp_path):
    assert "manifest.json: cannot be read" in refused(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "\x00\xff", "[" * 100_000])
def test_a_manifest_that_is_no_json_is_refused(folder, text):
    (folder / "manifest.json").write_text(text)
    assert "is no JSON" in refused(folder)


@pytest.mark.parametrize("content", [[], {"format": "a run"}, 3, None])
def test_a_folder_of_another_kind_is_refused(folder, content):
    (folder / "manifest.json").write_text(json.dumps(content))
    assert "is something else" in refused(folder)


def changed(folder, change):
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    change(manifest)
    path.write_text(json.dumps(with_checksum(manifest)))


def test_a_later_format_is_refused(folder):
    changed(folder, lambda manifest: manifest.update(format_version=2))
    assert "format version 2, expected 1" in refused(folder)


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m.pop("plan"),
        lambda m: m.update(plan=None),
        lambda m: m["plan"].update(episodes="many"),
        lambda m: m["plan"].update(learning_rate=-1),
        lambda m: m["plan"].update(colour="red"),
        lambda m: m["explorer"].update(kind="magic"),
        lambda m: m["explorer"].update(exploration=2),
        lambda m: m.update(files=[]),
        lambda m: m["files"].pop("values.npy"),
        lambda m: m.update(hotspots="x"),
    ],
)
def test_a_damaged_manifest_is_refused(folder, change):
    changed(folder, change)
    assert "is damaged" in refused(folder)


@pytest.mark.parametrize("episodes", [39, 40.5])
def test_another_number_of_episodes_than_were_learnt_is_refused(folder, episodes):
    changed(folder, lambda manifest: manifest["plan"].update(episodes=episodes))
    refused(folder)


@pytest.mark.parametrize("name", ["values.npy", "learning.parquet"])
@pytest.mark.parametrize("damage", ["flipped", "cut", "missing", "folder"])
def test_a_damaged_file_is_refused(folder, name, damage):
    path = folder / name
    data = bytearray(path.read_bytes())
    if damage == "flipped":
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
    elif damage == "cut":
        path.write_bytes(data[:-1])
    else:
        path.unlink()
        if damage == "folder":
            path.mkdir()
    assert name in refused(folder)


def with_checksum_of(folder, name):
    digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    changed(folder, lambda manifest: manifest["files"].update({name: digest}))


@pytest.mark.parametrize("name", ["values.npy", "learning.parquet"])
def test_a_file_of_another_kind_is_refused_even_with_its_checksum(folder, name):
    (folder / name).write_bytes(b"not what it should be")
    with_checksum_of(folder, name)
    assert "cannot be decoded" in refused(folder)


def test_values_of_another_shape_are_refused_even_with_their_checksum(folder):
    np.save(folder / "values.npy", np.zeros((3, 3)))
    with_checksum_of(folder, "values.npy")
    assert "(3, 3), expected numbers of shape (3, 3, 3)" in refused(folder)


@pytest.mark.parametrize("key", ["seed", "hotspots", "final", "plan", "explorer"])
def test_a_manifest_that_was_changed_is_refused(folder, key):
    path = folder / "manifest.json"
    told = json.loads(path.read_text())
    path.write_text(json.dumps(told | {key: 7}))
    assert "manifest.json: was changed since it was written" in refused(folder)


def test_a_table_of_an_earlier_version_is_read_and_a_warning_says_so(folder, trained):
    path = folder / "manifest.json"
    told = json.loads(path.read_text())
    del told["manifest_checksum"]
    path.write_text(json.dumps(told))
    with pytest.warns(UncheckedWarning, match="of an earlier version"):
        assert np.array_equal(load_table(folder, TIME_S).values, trained.values)


def test_a_table_of_another_region_is_refused(folder):
    other = TIME_S.copy()
    other[0, 1] += 1 / 1024
    assert "other travel times" in refused(folder, other)


def test_a_table_of_more_hotspots_is_refused(folder):
    assert "3 hotspots, expected the 2 of the region" in refused(
        folder, np.zeros((2, 2))
    )


def test_a_table_learnt_with_an_explorer_of_ones_own_is_not_saved(tmp_path, trained):
    class Own(Boltzmann):
        """Someone's explorer."""

    with pytest.raises(PolicyError, match="Own cannot be saved, expected one of"):
        save_table(replace(trained, explorer=Own()), tmp_path / "t", seed=1)
