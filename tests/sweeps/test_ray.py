"""A Ray cluster of two nodes on this machine: the same bytes, also if some are lost."""

import pytest

from tests.sweeps.conftest import journal_keys
from tests.sweeps.interrupted import RUNS, Command
from tests.sweeps.ray_nodes import nodes_of

pytest.importorskip("ray")
pytestmark = [pytest.mark.ray, pytest.mark.slow]


@pytest.fixture
def cluster(tmp_path, monkeypatch):
    """Start two nodes of one process each; return them and the address."""
    with nodes_of(tmp_path, monkeypatch, {}, 1, 1) as (nodes, address):
        yield *nodes, address


def test_two_nodes_make_the_same_table_also_when_processes_and_a_node_are_lost(
    cluster, study, undisturbed, tmp_path
):
    head, other, address = cluster
    on_ray = ["--executor", "ray", "--address", address]
    out = tmp_path / "quiet"
    command = Command(study, out, *on_ray)
    command.wait_until(RUNS // 4)
    assert head.processes("ray::")
    assert other.processes("ray::")
    assert command.end() == ""
    assert (out / "runs.parquet").read_bytes() == undisturbed

    out = tmp_path / "disturbed"
    command = Command(study, out, *on_ray)
    command.wait_until(RUNS // 8)
    head.kill_a_process_at_work()
    command.wait_until(RUNS // 4)
    other.kill()
    command.end()
    assert len(journal_keys(out)) == RUNS
    assert (out / "runs.parquet").read_bytes() == undisturbed


def test_kill_9_of_the_command_and_of_the_whole_cluster(
    cluster, study, undisturbed, tmp_path
):
    head, other, address = cluster
    on_ray = ["--executor", "ray", "--address", address]
    out = tmp_path / "out"
    command = Command(study, out, *on_ray)
    command.wait_until(RUNS // 8)
    command.kill()
    before = journal_keys(out)
    command = Command(study, out, *on_ray, "--resume")
    command.wait_until(len(before) + RUNS // 8)
    other.kill()
    head.kill()
    command.process.communicate(timeout=120)  # Ray ends it one way or the other
    assert command.process.returncode != 0
    before = journal_keys(out)
    Command(study, out, "--executor", "serial", "--resume").end()
    assert journal_keys(out)[: len(before)] == before
    assert (out / "runs.parquet").read_bytes() == undisturbed


def test_a_cluster_of_our_own_makes_the_same_table(study, undisturbed, tmp_path):
    out = tmp_path / "out"
    command = Command(study, out, "--executor", "ray", "--processes", "2")
    assert command.end() == ""
    assert (out / "runs.parquet").read_bytes() == undisturbed


def test_ctrl_c_leaves_a_cluster_of_our_own(study, undisturbed, tmp_path):
    out = tmp_path / "out"
    command = Command(study, out, "--executor", "ray", "--processes", "2")
    command.wait_until(RUNS // 4)
    command.interrupt()
    assert "What is done is kept; --resume goes on." in command.end(code=130)
    before = journal_keys(out)
    Command(study, out, "--resume").end()
    assert journal_keys(out)[: len(before)] == before
    assert (out / "runs.parquet").read_bytes() == undisturbed


@pytest.mark.parametrize("address", ["127.0.0.1:1", "nonsense"])
def test_a_cluster_that_does_not_answer_is_one_sentence(study, tmp_path, address):
    command = Command(
        study, tmp_path / "out", "--executor", "ray", "--address", address
    )
    said = command.end(code=2)
    assert said.startswith(f"Error: --address {address}: no Ray cluster can be used")
    assert said.count("\n") == 1
    assert not (tmp_path / "out").exists()
