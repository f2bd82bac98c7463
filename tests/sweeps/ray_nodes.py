"""Clusters of several nodes on this machine.

They are started by Ray's own `ray start`, each on a loopback address of its own.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.sweeps.interrupted import PATIENCE_S, ROOT

HEAD = "127.0.0.2"


class Node:
    """One node of the cluster: all its processes carry a mark in their environment."""

    def __init__(self, name, arguments, environment):
        self.mark = f"DELIVERAI_TEST_NODE={name}-{os.getpid()}"
        key, _, value = self.mark.partition("=")
        ray = Path(sys.executable).with_name("ray")
        words = [ray, "start", *arguments, "--disable-usage-stats"]
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
            for each in self.processes("ray::finished_there"):
                kill(each)
                return
            time.sleep(0.002)
        raise AssertionError("no process at work")


def kill(process):
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


@contextmanager
def nodes_of(tmp_path, monkeypatch, environment, *cpus):
    """Start a node with so many processes each; give them and the address."""
    environment = {
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": "only-for-this-test-" + "0" * 32,
        "PYTHONPATH": str(ROOT),
        **environment,
    }
    for key, value in environment.items():  # for a process that joins too
        monkeypatch.setenv(key, value)
    # Ray's sockets need a short path, and each test a cluster of its own.
    place = Path("/tmp") / f"deliverai-ray-{os.getpid()}-{tmp_path.parent.name[-4:]}"
    port = 20_000 + os.getpid() % 10_000
    address = f"{HEAD}:{port}"
    head = ["--head", "--port", str(port), "--node-ip-address", HEAD]
    head += ["--include-dashboard=false", "--temp-dir", str(place)]
    nodes = []
    try:
        for number, count in enumerate(cpus):
            other = ["--address", address, "--node-ip-address", f"127.0.0.{number + 2}"]
            words = [*(other if number else head), "--num-cpus", str(count)]
            nodes.append(Node(str(number), words, environment))
        yield nodes, address
    finally:
        for node in nodes:
            node.kill()
