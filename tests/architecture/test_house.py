"""The house's rules that a machine can check."""

import ast
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("simulation", "analysis", "scenarios", "tests")
SOURCES = sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))
LONGEST_FILE = 300


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_has_one_subject_and_at_most_300_lines(path):
    assert len(path.read_text().splitlines()) <= LONGEST_FILE


def test_no_module_is_a_drawer_for_odds_and_ends():
    drawers = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
    assert not [path for path in SOURCES if path.stem in drawers]


@pytest.mark.parametrize(
    "path",
    [path for path in SOURCES if path.relative_to(ROOT).parts[0] != "tests"],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_every_public_definition_says_what_it_gives(path):
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree), "the module"
    assert "TODO" not in ast.get_docstring(tree)
    for node in tree.body:
        named = isinstance(node, ast.ClassDef | ast.FunctionDef)
        if named and not node.name.startswith("_"):
            assert ast.get_docstring(node), node.name


@pytest.mark.parametrize(
    "path",
    [path for path in SOURCES if path.relative_to(ROOT).parts[0] != "tests"],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_no_parquet_file_is_read_by_threads_that_may_outlive_the_command(path):
    """`pq.read_table` reads ahead: of 60 short processes it aborted 4 at their end."""
    assert "pq.read_table(" not in path.read_text()


def test_the_floors_import_only_what_is_below_them():
    lint_imports = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [lint_imports, "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_help_imports_the_command_line_and_nothing_that_computes_or_draws():
    """How long that takes is measured in tests/benchmarks/test_parts.py."""
    light = {"analysis", "click", "simulation"}
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "analysis", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {
        line.rpartition("|")[2].strip().partition(".")[0]
        for line in done.stderr.splitlines()
    }
    assert "click" in imported
    installed = set(packages_distributions()) | {"analysis", "simulation"}
    started = {name for name in imported & installed if not name.startswith("_")}
    assert started <= light


def test_the_constraints_pin_every_dependency_and_name_no_host():
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert all("==" in pin for pin in pins)
    assert not any("://" in line or "--" in line or "@" in line for line in lines)
    pinned = {pin.partition("==")[0].lower() for pin in pins}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    assert {each.partition(">")[0].lower() for each in wanted} <= pinned
