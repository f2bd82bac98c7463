"""What starting the command imports, and what `make demo` installs for it.

How long it takes is measured in tests/benchmarks/test_start_up.py.
"""

import ast
import re
import subprocess
import sys
from importlib.metadata import packages_distributions, requires

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.test_house import ROOT

OURS = {"analysis", "scenarios", "simulation"}
COMMAND = OURS | {"click", "typing_extensions"}
RUN = COMMAND | {
    "annotated_types",
    "cloudpickle",  # by pyarrow, where it is installed
    "markupsafe",
    "numpy",
    "pyarrow",
    "pydantic",
    "pydantic_core",
    "rich",
    "simpy",
    "typing_inspection",
}
# Asked for by who uses them, or used where they are.
EXTRAS = {"numba", "pyvroom", "pyvrp", "python_calamine", "vroom"}
SHORT = ("--set", "demand.duration_min=1")


def imported(*arguments):
    """Return the names of all modules that a command of its own imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "analysis", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}


def packages(modules):
    """Return which packages modules are of, those of Python left out."""
    installed = set(packages_distributions()) | OURS
    names = {each.partition(".")[0] for each in modules}
    return {name for name in names & installed if not name.startswith("_")}


def test_help_imports_the_command_line_and_nothing_that_computes_or_draws():
    assert {"analysis", "click"} <= packages(imported("--help")) <= COMMAND


def test_a_run_without_agents_imports_what_it_computes_with_and_nothing_else():
    """Mesa, pandas and scipy by themselves take longer to import than the rest."""
    started = packages(imported("run", "paper/point_to_point", *SHORT))
    assert {"numpy", "pydantic", "rich", "simpy"} <= started <= RUN


def set_up():
    """Return the packages that `make demo` installs, and what these ask for."""
    text = (ROOT / "Makefile").read_text().replace("\\\n", " ")
    new = {
        canonicalize_name(name)
        for each in ("NUMERIC", "FURTHER")
        for name in re.search(rf"^{each} := (.*)$", text, re.MULTILINE)[1].split()
    }
    asked = set()
    while new:
        asked |= new
        needs = [Requirement(line) for name in new for line in requires(name) or ()]
        new = {
            canonicalize_name(each.name)
            for each in needs
            if each.marker is None or each.marker.evaluate({"extra": ""})
        } - asked
    return asked


def named_in(path):
    """Return the top names of the packages that a file imports, wherever it does."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name.partition(".")[0] for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module.partition(".")[0]


def test_what_runs_may_import_is_set_up_by_make_demo():
    """All that a scenario may ask for; regions are built by other packages too."""
    files = set((ROOT / "simulation").rglob("*.py"))
    files -= set((ROOT / "simulation" / "region" / "building").rglob("*.py"))
    twice = ("--replications", "2", "--processes", "1")
    for module in imported("run", "paper/point_to_point", *SHORT, *twice):
        if module.startswith("analysis."):
            path = ROOT / module.replace(".", "/")
            files.add(
                path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
            )
    found = {name for path in files for name in named_in(path)}
    found -= OURS | EXTRAS | sys.stdlib_module_names
    assert {"joblib", "mesa", "networkx", "rich", "scipy"} <= found
    by_whom = packages_distributions()
    assert {canonicalize_name(by_whom[name][0]) for name in found} <= set_up()
