"""The page of a reproduction: what must be on it."""

import re
from dataclasses import replace
from html import unescape

import pytest

from analysis.report import render
from analysis.report.blocks import Command
from analysis.report.reproduction_page import reproduction_page
from analysis.reproduction.published import results
from analysis.reproduction.sensitivity import READINGS
from tests.reproduction.made_up import experiment, findings, results_of


@pytest.fixture(scope="module")
def found():
    return findings()


@pytest.fixture(scope="module")
def text(found):
    """Return the page's words, plotly.js and data left out."""
    html = render(reproduction_page(found, Command("deliverai reproduce")))
    html = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def test_every_published_figure_of_tables_5_and_6_stands_on_the_page(text):
    for cell, value in results().items():
        number = f"{value:.2f}" if not cell.versus else f"{value:+.2f}"
        number = number.replace("-", "\N{MINUS SIGN}")
        assert f"paper {number} " in text, cell


def test_cells_that_differ_are_marked(found, text):
    """In Tables 5 and 6; the headline repeats ten of their comparisons."""
    differing = sum(beside.differs for beside in found.cells.values())
    assert f"{differing} of 200 cells" in text
    tables = text[text.index("Table 5 (A") : text.index("Figure 6 (a)")]
    assert len(re.findall(r"\bdiffers\b", tables)) == differing


def test_every_finding_has_its_verdict(found, text):
    for trend in found.trends:
        assert trend.claim in text
        assert trend.verdict.value in text


def test_every_reading_is_named_with_its_key(text):
    for reading in READINGS:
        assert reading.words in text
        assert reading.setting in text


@pytest.mark.parametrize(
    "label",
    [
        *("Table 3", "Table 4", "Table 5 (A", "Table 5 (D", "Table 6 (A", "Table 6 (D"),
        *("Figure 6 (a)", "Figure 6 (b)", "Figure 7", "Figure 8 (A", "Figure 8 (E"),
        *("Figure 9 (A", "Figure 9 (E", "Figure 10", "Figure 11", "Figure 12"),
    ],
)
def test_every_table_and_figure_is_there(text, label):
    assert label in text


def test_it_says_that_the_curves_are_published_as_pictures_only(text):
    assert "curves exist only as pictures" in text


@pytest.mark.slow
def test_a_synthetic_region_is_called_so(found, text):
    assert "Not a real city" in text
    real = replace(found, region=replace(found.region, synthetic=False))
    assert "Not a real city" not in render(reproduction_page(real, Command("x")))


def test_the_command_that_makes_it_stands_on_it(text):
    assert "deliverai reproduce" in text


@pytest.mark.slow
def test_the_same_results_make_the_same_page(found):
    first = render(reproduction_page(found, Command("x")))
    assert render(reproduction_page(findings(), Command("x"))) == first


@pytest.mark.slow
def test_metrics_without_observations_leave_dashes():
    """A region so small that nothing is active in the window, say."""
    made = experiment()
    results = results_of(made.tasks(), utilisation_mean=None, success_ratio=None)
    html = render(reproduction_page(made.findings(results), Command("x")))
    assert "nan" not in re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)


@pytest.mark.slow
def test_training_that_never_routes_is_said():
    made = experiment()
    results = results_of(made.tasks())
    for task in made.tasks():
        if task.label.startswith("training"):
            results.rows[task.key] = {"refused": "too short."}
    html = render(reproduction_page(made.findings(results), Command("x")))
    assert "not trained" in html


def test_the_first_sentence_counts_every_way_and_names_the_papers_accounting(text):
    said = text[text.index("On this region") : text.index("active vehicles by")]
    assert said.index("with every way counted") < said.index("paper's accounting")
    table = text[text.index("The headline: what sharing changes") :]
    assert table.index("Distance, every way [%]") < table.index(
        "Distance, paper's accounting [%]"
    )
    assert text.count("Total distance, every way counted, decrease") == 2
