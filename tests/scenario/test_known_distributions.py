"""Distributions that are defaults are good ones, and take nothing to check."""

import subprocess
import sys

from simulation.scenario import doors, load_scenario, scenario_to_dict
from simulation.scenario.values import leaves

SAYS_AGAIN = """
import sys
from simulation.scenario import load_scenario, scenario_from_dict, scenario_to_dict
scenario = load_scenario("paper/deliverai_2")
assert scenario_from_dict(scenario_to_dict(scenario), scenario.name) == scenario
assert "scipy.stats" not in sys.modules
"""


def test_all_defaults_are_known_and_pass_the_check(monkeypatch):
    values = dict(leaves(scenario_to_dict(load_scenario("paper/deliverai_2"))))
    named = {key: text for key, text in values.items() if "distribution" in key}
    assert set(filter(None, named.values())) == doors.KNOWN
    monkeypatch.setattr(doors, "KNOWN", frozenset())
    for text in filter(None, named.values()):
        assert doors.checked_distribution(text) == text


def test_a_scenario_that_says_its_defaults_again_imports_no_scipy_stats():
    """As every run of a sweep does, in each process."""
    done = subprocess.run(
        [sys.executable, "-c", SAYS_AGAIN], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
