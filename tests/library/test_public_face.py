"""What the two packages offer by name: it is there, light to import, and explained."""

import doctest
import importlib
import pkgutil
import subprocess
import sys

import pytest

import analysis
import simulation

PACKAGES = [simulation, analysis]
NAMES = [each.__name__ for each in PACKAGES]
HOMES = sorted(
    {*simulation._HOMES.values(), *analysis._HOMES.values(), "simulation.record.views"}
)
# A package's name stands for the file that holds the function.
FILES = {
    "simulation.model": "simulation.model.delivery_model",
    "simulation.scenario": "simulation.scenario.loading",
    "simulation.assemble": "simulation.assemble.prepared",
    "analysis.metrics": "analysis.metrics.kpis",
    "analysis.statistics": "analysis.statistics.intervals",
    "simulation.record.run": "simulation.record.views",
}
EXPLAINED = sorted({FILES.get(each, each) for each in HOMES})


@pytest.mark.parametrize("package", PACKAGES, ids=NAMES)
def test_every_public_name_is_there(package):
    assert set(package.__all__) == set(package._HOMES)
    for name in package.__all__:
        home = importlib.import_module(package._HOMES[name])
        assert getattr(package, name) is getattr(home, name)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = package.nothing


@pytest.mark.parametrize("package", PACKAGES, ids=NAMES)
def test_no_module_has_a_public_name_and_would_take_its_place(package):
    """Once `analysis.compare` is imported, `analysis.compare` is that package."""
    modules = {module.name for module in pkgutil.iter_modules(package.__path__)}
    assert not modules & set(package.__all__)


def test_importing_both_packages_imports_nothing_that_computes():
    code = (
        "import sys, simulation, analysis\n"
        "heavy = {'numpy', 'pandas', 'plotly', 'pydantic', 'simpy', 'mesa', 'scipy'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("module", EXPLAINED)
def test_the_examples_of_the_public_face_run(module):
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    found = doctest.testmod(importlib.import_module(module), optionflags=flags)
    assert found.failed == 0
    assert found.attempted > 0
