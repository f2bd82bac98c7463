"""`constraints.txt` names an exact version of all that the set-up commands install."""

import tomllib
from importlib.metadata import PackageNotFoundError, requires

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.packaging.environments import CONSTRAINTS, ROOT

SET_UP = ("dev", "docs", "web")  # the extras that the Makefile installs
ALWAYS = ""


def pins():
    """Return the constraints that hold for the running Python, by name."""
    lines = CONSTRAINTS.read_text(encoding="utf-8").splitlines()
    found = [Requirement(line.strip()) for line in lines if line[:1] != "#"]
    return {
        canonicalize_name(each.name): each.specifier
        for each in found
        if each.marker is None or each.marker.evaluate()
    }


def follow(name, extras, known):
    """Add to `known` what a package asks for, and what that asks for in turn."""
    new = ({ALWAYS} | set(extras)) - known.setdefault(canonicalize_name(name), set())
    known[canonicalize_name(name)] |= new
    try:
        asked = requires(name) or []
    except PackageNotFoundError:  # of this environment: its own needs are not known
        asked = []
    for each in map(Requirement, asked if new else []):
        marker = each.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in new):
            follow(each.name, each.extras, known)


def test_all_that_is_installed_has_one_exact_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    known = {}
    for line in [*project["dependencies"], *(e for x in SET_UP for e in extras[x])]:
        asked = Requirement(line)
        if asked.marker is None or asked.marker.evaluate():
            follow(asked.name, asked.extras, known)
    assert len(known) > 100
    pinned = pins()
    loose = [
        name
        for name in sorted(known)
        if [each.operator for each in pinned.get(name, ())] != ["=="]
    ]
    assert loose == []


def test_every_constraint_of_the_file_is_exact():
    assert len(pins()) > 100
    for name, specifier in pins().items():
        assert [each.operator for each in specifier] == ["=="], name
