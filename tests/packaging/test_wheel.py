"""The built wheel, installed away from the checkout, is the whole program."""

import json
import tomllib
import zipfile
from email.parser import Parser

import pytest

from analysis.sweeps import list_studies
from simulation import load_scenario, simulate
from simulation.scenario import list_scenarios
from tests.packaging.environments import ROOT, build_wheel, environment_with, ran

pytestmark = pytest.mark.slow

PACKAGES = ("analysis", "scenarios", "simulation")
SHORT = {"demand.duration_min": 5}
LIBRARY = """
import json, sys
from pathlib import Path

import analysis, scenarios, simulation
from analysis.sweeps import list_studies
from simulation.region.building.spec import find_spec, read_spec

folder = Path(scenarios.__file__).parent
for spec in sorted((folder / "regions").glob("*.toml")):
    read_spec(find_spec(f"regions/{spec.stem}"))
scenario = simulation.load_scenario("paper/deliverai_2", {"demand.duration_min": 5})
print(json.dumps({
    "homes": [each.__file__ for each in (analysis, scenarios, simulation)],
    "studies": list_studies(),
    "log_hash": simulation.simulate(scenario).log_hash,
}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return build_wheel(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module", params=("3.11", "3.13"))
def programs(request, wheel, tmp_path_factory):
    """Return the folder of programs of an environment with the wheel in it."""
    folder = tmp_path_factory.mktemp("installed")
    return environment_with(wheel, request.param, folder)


@pytest.fixture(scope="module")
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def test_the_wheel_holds_every_file_of_the_packages_and_no_other(wheel):
    found = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    names = zipfile.ZipFile(wheel).namelist()
    held = {name for name in names if ".dist-info/" not in name}
    assert held == found
    assert {"simulation/py.typed", "analysis/py.typed"} <= held


def test_the_wheel_says_what_it_is(wheel, project):
    held = zipfile.ZipFile(wheel)
    folder = f"deliverai-{project['version']}.dist-info"
    said = Parser().parsestr(held.read(f"{folder}/METADATA").decode())
    assert said["Name"] == project["name"] == "deliverai"
    assert said["License-Expression"] == "MIT"
    assert held.read(f"{folder}/licenses/LICENSE") == (ROOT / "LICENSE").read_bytes()
    assert said.get_payload().startswith((ROOT / "README.md").read_text()[:500])
    assert set(said.get_all("Provides-Extra")) == set(project["optional-dependencies"])
    assert said.get_all("Project-URL") is None  # none is known
    assert held.read(f"{folder}/entry_points.txt").decode().split("\n")[:2] == [
        "[console_scripts]",
        "deliverai = analysis.cli:main",
    ]


def test_the_installed_command_knows_its_version_and_scenarios(
    programs, project, tmp_path
):
    command = programs / "deliverai"
    version = ran(command, "--version", folder=tmp_path).stdout
    assert version.split() == ["deliverai", project["version"]]
    listed = ran(command, "scenario", "list", folder=tmp_path).stdout
    assert {line.split()[0] for line in listed.splitlines()} >= set(list_scenarios())


def test_the_installed_command_makes_the_checkout_s_run_and_pages(programs, tmp_path):
    command = programs / "deliverai"
    name = "paper/point_to_point"
    settings = [f"--set={key}={value}" for key, value in SHORT.items()]
    ran(command, "run", name, *settings, "--out", "kept", folder=tmp_path)
    manifest = json.loads((tmp_path / "kept" / "manifest.json").read_text())
    assert manifest["log_hash"] == simulate(load_scenario(name, SHORT)).log_hash
    ran(command, "report", "kept", "--out", "page.html", folder=tmp_path)
    assert "<html" in (tmp_path / "page.html").read_text()[:500]
    ran(command, "report", "kept", "--animated-map", "map.html", folder=tmp_path)
    assert (tmp_path / "map.html").stat().st_size > 50_000  # the player and the film


def test_the_installed_library_is_the_wheel_s(programs, tmp_path):
    (tmp_path / "mine.py").write_text(LIBRARY)
    done = ran(programs / "python", "mine.py", folder=tmp_path)
    said = json.loads(done.stdout)
    assert all(home.startswith(str(programs.parent)) for home in said["homes"])
    assert said["studies"] == list(list_studies())
    ours = simulate(load_scenario("paper/deliverai_2", SHORT))
    assert said["log_hash"] == ours.log_hash
