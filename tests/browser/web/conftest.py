"""The live page, served to a browser from a small working folder."""

from urllib.parse import urlsplit

import pytest

from analysis.experiments.conduct import conduct, keep
from simulation.scenario import load_scenario
from tests.serving import serving

SMALL = """extends = "paper/deliverai_2"
[demand]
load_per_min = 10
duration_min = 15
[routing]
policy = "exact"
"""


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """Return a working folder with a small scenario, and a run of it."""
    folder = tmp_path_factory.mktemp("work")
    (folder / "small.toml").write_text(SMALL)
    (folder / "broken.toml").write_text(f'{SMALL}table = "no/such/table"\n')
    keep(conduct(load_scenario(folder / "small.toml")), folder / "recorded")
    return folder


@pytest.fixture(scope="session")
def server(folder):
    """Return the address of a server of that folder."""
    pytest.importorskip("solara")
    with serving(folder, "small.toml") as (address, _):
        yield address


@pytest.fixture
def own_server(folder, own_servers):
    """Return the address of a server that no other test's page was at.

    To be asked for before a page, so that it outlives the page.
    """
    pytest.importorskip("solara")
    with serving(folder, "small.toml") as (address, _):
        own_servers.add(urlsplit(address).netloc)
        yield address


@pytest.fixture
def page(browser_page, own_servers, server):
    """Return a page that may talk to that server, and to nobody else."""
    own_servers.add(urlsplit(server).netloc)
    return browser_page
