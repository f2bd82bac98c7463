"""The house's rules that a machine can check."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("simulation", "analysis", "scenarios", "tests")
SOURCES = sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))
SHIPPED = [path for path in SOURCES if path.relative_to(ROOT).parts[0] != "tests"]
LONGEST_FILE = 300


def too_long(text):
    """Find a file that must have more than one subject."""
    lines = len(text.splitlines())
    if lines > LONGEST_FILE:
        yield lines, f"a file has at most {LONGEST_FILE} lines"


def unsaid(text):
    """Find modules and public definitions that do not say what they give."""
    tree = ast.parse(text)
    said = ast.get_docstring(tree)
    if not said:
        yield 1, "the module has no docstring"
    elif "TODO" in said:
        yield 1, "the module's docstring leaves something to do"
    for node in tree.body:
        named = isinstance(node, ast.ClassDef | ast.FunctionDef)
        if named and not node.name.startswith("_") and not ast.get_docstring(node):
            yield node.lineno, f"{node.name} has no docstring"


def read_by_threads(text):
    """Find `pq.read_table`: of 60 short processes it aborted 4 at their end."""
    for number, line in enumerate(text.splitlines(), start=1):
        if "pq.read_table(" in line:
            yield number, "pq.read_table reads by threads that may outlive the command"


def offenders(rule, paths):
    """Return what breaks a rule, a line each: file, line, sentence."""
    return [
        f"{path.relative_to(ROOT)}:{line}: {sentence}"
        for path in paths
        for line, sentence in rule(path.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize(
    ("rule", "paths"),
    [(too_long, SOURCES), (unsaid, SHIPPED), (read_by_threads, SHIPPED)],
    ids=["too long", "unsaid", "read by threads"],
)
def test_no_file_breaks_a_rule_of_the_house(rule, paths):
    found = offenders(rule, paths)
    assert not found, "\n".join(["", *found])


@pytest.mark.parametrize(
    ("rule", "text", "lines"),
    [
        (too_long, "\n" * 301, [301]),
        (too_long, "\n" * 300, []),
        (unsaid, "x = 1", [1]),
        (unsaid, '"""TODO."""', [1]),
        (unsaid, '"""A."""\ndef a(): ...\nclass B: ...\ndef _c(): ...', [2, 3]),
        (unsaid, '"""A."""\ndef a():\n    """Return a."""', []),
        (read_by_threads, "\ntable = pq.read_table(path)", [2]),
        (read_by_threads, "pq.ParquetFile(path).read(use_threads=False)", []),
    ],
)
def test_each_rule_finds_what_breaks_it(rule, text, lines):
    assert [line for line, _ in rule(text)] == lines


def test_the_files_that_are_looked_at_are_there():
    """A guard against a pattern that finds none."""
    assert 100 < len(SHIPPED) < len(SOURCES)


def test_no_module_is_a_drawer_for_odds_and_ends():
    drawers = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
    assert not [path for path in SOURCES if path.stem in drawers]


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


def test_the_constraints_pin_every_dependency_and_name_no_host():
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert all("==" in pin for pin in pins)
    assert not any("://" in line or "--" in line or "@" in line for line in lines)
    pinned = {pin.partition("==")[0].lower() for pin in pins}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    assert {each.partition(">")[0].lower() for each in wanted} <= pinned
