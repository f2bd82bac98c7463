"""Regions and agents lie once in the store of a cluster, and outlive a node."""

import json
import subprocess
import sys

import pytest

from tests.sweeps.interrupted import ROOT
from tests.sweeps.ray_nodes import nodes_of

pytest.importorskip("ray")
pytestmark = [pytest.mark.ray, pytest.mark.slow]
TASKS = 40
TO_FILE = "DELIVERAI_TEST_COUNT"  # as of tests.sweeps.ray_parts


@pytest.fixture
def nodes(tmp_path, monkeypatch):
    """Return what starts nodes whose agents leave a line in a file when made."""

    def start(*cpus, counted):
        return nodes_of(tmp_path, monkeypatch, {TO_FILE: str(counted)}, *cpus)

    return start


def rows_of(address, tasks=TASKS):
    """Yield what each task came to, as it ends."""
    words = [sys.executable, "-m", "tests.sweeps.ray_parts", address, str(tasks)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as asking:
        # Ray itself says there which nodes it has lost.
        yield from (json.loads(line) for line in asking.stdout if line[0] == "{")
    assert asking.returncode == 0


def made(counted):
    """Return in which processes agents were made."""
    return [int(line) for line in counted.read_text().split()]


def test_two_nodes_look_at_agents_and_region_that_were_made_once(nodes, tmp_path):
    counted = tmp_path / "made"
    with nodes(1, 1, counted=counted) as (_, address):
        rows = list(rows_of(address))
    assert sorted(row["number"] for row in rows) == list(range(TASKS))
    assert len({row["node"] for row in rows}) == 2
    assert len(made(counted)) == 1
    assert not any(row["own"] or row["written"] for row in rows)


def test_a_node_that_is_lost_with_the_only_copy_loses_nothing(nodes, tmp_path):
    """The head has no process for tasks: whoever made the agents can be lost."""
    counted, rows = tmp_path / "made", []
    with nodes(0, 1, 1, counted=counted) as (all_nodes, address):
        for row in rows_of(address):
            rows.append(row)
            if len(rows) == TASKS // 4:
                maker = made(counted)[0]
                next(node for node in all_nodes if maker in node.processes()).kill()
    assert sorted(row["number"] for row in rows) == list(range(TASKS))
    assert len({row["node"] for row in rows[TASKS // 2 :]}) == 1


def test_agents_that_cannot_be_made_are_said_by_each_task(nodes, tmp_path):
    """They cannot count in a folder that does not exist."""
    with nodes(1, counted=tmp_path / "nowhere" / "made") as (_, address):
        rows = list(rows_of(address, 3))
    assert len(rows) == 3
    assert all("Counted" in row["error"] for row in rows), rows
