"""A Ray cluster of two nodes on this machine: the same bytes, also when some are lost.

Its nodes are started by Ray's own `ray start`, on two loopback addresses.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.sweeps.conftest import journal_keys
from tests.sweeps.interrupted import PATIENCE_S, ROOT, RUNS, Command

pytest.importorskip("ray")
pytestmark = [pytest.mark.ray, pytest.mark.slow]

HEAD, OTHER = "127.0.0.2", "127.0.0.3"


class Node:
    """One node of the cluster: all its processes carry a mark in their environment."""

    def __init__(self, name, arguments, environment):
        self.mark = f"DELIVERAI_TEST_NODE={name}-{os.getpid()}"
        key, _, value = self.mark.partition("=")
        ray = Path(sys.executable).with_name("ray")
        words = [ray, "start", *arguments, "--num-cpus", "1", "--disable-usage-stats"]
        done = subprocess.run(
            words,
            env={**os.environ, **environment, key: value},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def processes(self, title=""):
        """Return the ids of its processes of which the command line has `title`."""
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            try:
                if self.mark.encode() in (place / "environ").read_bytes().split(b"\0"):
                    line = (place / "cmdline").read_bytes()
                    if title.encode() in line:
                        found.append(int(place.name))
            except OSError:  # ended meanwhile
                continue
        return found

    def kill(self):
        """Lose the node, as when its plug is pulled."""
        until = time.monotonic() + PATIENCE_S
        while left := self.processes():
            assert time.monotonic() < until, left
            for each in left:
                kill(each)
            time.sleep(0.1)

    def kill_a_process_at_work(self):
        """Kill one process that makes runs."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            for each in self.processes("ray::all_finished"):
                kill(each)
                return
            time.sleep(0.002)
        raise AssertionError("no process at work")


def kill(process):
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


@pytest.fixture
def cluster(tmp_path, monkeypatch):
    """Start two nodes of one process each; return them and the address."""
    environment = {
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": "only-for-this-test-" + "0" * 32,
        "PYTHONPATH": str(ROOT),
    }
    for key, value in environment.items():
        monkeypatch.setenv(key, value)
    # Ray's sockets need a short path, and each test a cluster of its own.
    place = Path("/tmp") / f"deliverai-ray-{os.getpid()}-{tmp_path.parent.name[-4:]}"
    port = 20_000 + os.getpid() % 10_000
    address = f"{HEAD}:{port}"
    nodes = []
    try:
        head = ["--head", "--port", str(port), "--node-ip-address", HEAD]
        head += ["--include-dashboard=false", "--temp-dir", str(place)]
        nodes.append(Node("head", head, environment))
        other = ["--address", address, "--node-ip-address", OTHER]
        nodes.append(Node("other", other, environment))
        yield *nodes, address
    finally:
        for node in nodes:
            node.kill()


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
