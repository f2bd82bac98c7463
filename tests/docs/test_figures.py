"""Figures, tests and keys that pages name are those of the program."""

import importlib.util
import re

import pytest

from analysis.metrics import KPIS, kpis
from analysis.metrics.display import headed, number
from simulation import load_scenario, prepare, simulate
from tests.docs.pages import ROOT

FIDELITY = ROOT / "docs" / "explanation" / "paper-fidelity.md"
NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
LABELS = {headed(kpi): kpi for kpi in KPIS}


def measuring():
    """Return the script that measures the choices, as a module."""
    path = ROOT / "docs" / "scripts" / "measure_choices.py"
    spec = importlib.util.spec_from_file_location("measure_choices", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows(page):
    """Return the cells of every row of a page's tables that is no head."""
    lines = page.read_text(encoding="utf-8").splitlines()
    cells = [
        [each.strip() for each in line.split("|")[1:-1]]
        for line in lines
        if line[:1] == "|"
    ]
    return [each for each in cells if not set(each[0]) <= set("-: ")]


@pytest.mark.slow
def test_the_table_of_the_readme_is_what_make_demo_prints():
    """To the last digit shown; the command of `make demo` in the Makefile."""
    names = re.findall(r"paper/\w+", (ROOT / "Makefile").read_text())
    table = {
        each[0]: each[1:] for each in rows(ROOT / "README.md") if each[0] in LABELS
    }
    settings = []
    results = []
    for name in names:
        scenario = load_scenario(name)
        settings.append(prepare(scenario, settings))
        results.append(kpis(simulate(scenario, prepared=settings[-1])))
    assert len(table) > 8
    for label, cells in table.items():
        kpi = LABELS[label]
        assert cells == [number(kpi, result[kpi.name]) for result in results], label


def test_every_test_that_paper_fidelity_names_exists():
    named = NAMED_TEST.findall(FIDELITY.read_text(encoding="utf-8"))
    assert named
    for path, function in named:
        assert f"def {function}(" in (ROOT / path).read_text(encoding="utf-8"), function


def test_every_row_of_paper_fidelity_has_a_test_and_its_own_number():
    numbered = [each for each in rows(FIDELITY) if each[0].isdigit()]
    assert [int(each[0]) for each in numbered] == list(range(1, len(numbered) + 1))
    assert not [each[0] for each in numbered if not NAMED_TEST.search(each[5])]


def test_every_switch_of_paper_fidelity_changes_the_scenario_and_is_measured():
    base = load_scenario(measuring().BASE)
    page = FIDELITY.read_text(encoding="utf-8").splitlines()
    switched = [line for line in page if measuring().switches(line)]
    assert len(switched) > 10
    for line in switched:
        for override in measuring().switches(line):
            assert load_scenario(measuring().BASE, [override]) != base, override
        assert line.split("|")[measuring().EFFECT_CELL].strip(" -"), line
