"""Every shipped study is carried out, written up and drawn."""

import re

import pytest

from analysis.sweeps import list_studies, load_study
from tests.docs.pages import ROOT

PAGE = ROOT / "docs" / "explanation" / "studies.md"
MOST_BYTES = 100_000  # of a figure


@pytest.mark.parametrize("name", list_studies())
def test_a_study_is_on_the_page_with_a_figure(name):
    text = PAGE.read_text(encoding="utf-8")
    short = name.rpartition("/")[2]
    assert f"`scenarios/{name}.toml`" in text
    figure = PAGE.parent / "studies" / f"{short}.svg"
    assert f"](studies/{short}.svg)" in text
    assert 1_000 < figure.stat().st_size < MOST_BYTES


def test_every_table_of_the_page_is_filled():
    text = PAGE.read_text(encoding="utf-8")
    tables = re.findall(
        r"<!-- ([^:]*): begin -->(.*?)<!-- \1: end -->", text, re.DOTALL
    )
    assert len(tables) >= 2 * len(list_studies())
    assert len(tables) == text.count(": begin -->") == text.count(": end -->")
    for name, table in tables:
        assert table.count("\n|") >= 3, name


@pytest.mark.parametrize("name", list_studies())
def test_empty_driving_counts_in_every_study(name):
    """Else where sharing pays would be a matter of what is left out."""
    fixed = load_study(name).spec.set
    assert fixed["fleet"]["peripheral"]["deadheading"] == "driven"


@pytest.mark.parametrize("name", list_studies())
def test_every_study_is_against_driving_directly(name):
    scenarios = load_study(name).spec.scenarios
    assert scenarios[0] == "paper/point_to_point"
    assert "paper/deliverai_2" in scenarios
