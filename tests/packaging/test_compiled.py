"""The modules of a compiled wheel; `make test-compiled` builds one and runs it."""

import ast
import tomllib

import pytest

from tests.packaging.environments import ROOT

SIMULATION = ROOT / "simulation"


@pytest.fixture(scope="module")
def hook():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return project["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"]["custom"]


def classes_of(path):
    """Return the classes of a file, each with the names of its base classes."""
    return {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    }


def test_nobody_compiles_unless_asked_to(hook):
    assert hook["enable-by-default"] is False


def test_classes_that_are_not_compiled_inherit_from_none_that_is_but_the_bases(hook):
    compiled = [SIMULATION / f"{each}.py" for each in hook["modules"]]
    names = {name for path in compiled for name in classes_of(path)}
    assert {"Vehicle", "Fleet", "Delivery", "CoreDecisions", "Board"} <= names
    others = set(SIMULATION.rglob("*.py")) - set(compiled)
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in others
        for name, bases in classes_of(path).items()
        if bases & names - set(hook["bases"].values())
    }
    assert found == set()


def test_each_base_is_where_it_is_said_to_be(hook):
    for file, name in hook["bases"].items():
        assert name in classes_of(ROOT / file)
