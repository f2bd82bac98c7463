"""No headline is made of kilometres that leave out what one plan ignores."""

import re
from dataclasses import replace

import pytest

from analysis.cli.how_often import HowOften
from analysis.compare.comparison import compare_runs
from analysis.compare.wording import answer
from analysis.metrics.display import IN_FULL
from analysis.report import Findings, Table, render
from analysis.report.blocks import Command
from analysis.report.comparison_page import comparison_page
from analysis.report.run_page import contents_of, run_page
from analysis.report.run_page.changes import HEADLINES
from analysis.report.run_page.findings import findings
from analysis.report.run_page.sensitivity import sensitivity
from analysis.report.run_page.sweep_findings import sweep_findings
from analysis.report.run_page.sweeps import read_sweep
from analysis.reproduction.changes import EVERY_WAY
from analysis.sweeps.break_even import DISTANCE
from simulation.record.run import Run
from tests.report.reading import Document
from tests.report.run_folders import PLANS, kept_runs, kept_sweep

DRIVES = ("With Baseline 2 (hotspots only), vehicles drive", "Distance")
IGNORING = {"fleet.peripheral.deadheading": "ignored"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two runs of each plan; all but the first ignore their empty ways."""
    place = tmp_path_factory.mktemp("runs")
    kept_runs(place, 2, (*PLANS, "paper/deliverai_2"), **IGNORING)
    return place


def otherwise(kpis):
    """Return KPIs whose paper's accounting says something else altogether."""
    return {**kpis, **{part: 7.0 * kpis[part] + 1.0 for part in IN_FULL}}


def claims(section):
    """Return the claims and the tables of a section, without evidence."""
    said = []
    for block in section.blocks:
        if isinstance(block, Findings):
            said += [(each.verdict, each.claim) for each in block.findings]
        elif isinstance(block, Table):
            said.append(block)
    return said


def test_no_default_metric_leaves_ways_out():
    chosen = {*HEADLINES, DISTANCE, EVERY_WAY.kpi}
    chosen.add(HowOften(None, "2%", None, None, None).wanted_metric())
    assert not chosen & IN_FULL.keys()


@pytest.mark.parametrize("count", [2, 3])
def test_the_claims_of_a_report_do_not_follow_the_papers_accounting(folder, count):
    every = contents_of([folder])
    contents = replace(every, plans=every.plans[:count])
    ignoring = [plan.ignored_km > 0 for plan in contents.plans]
    assert ignoring == [False, True, True][:count]
    plans = [
        replace(
            plan,
            runs=tuple(replace(run, kpis=otherwise(run.kpis)) for run in plan.runs),
        )
        for plan in contents.plans
    ]
    other = replace(contents, plans=plans)
    assert claims(findings(other)) == claims(findings(contents))
    text = Document(render(run_page(contents))).text
    assert "Distance, paper's accounting [km]" in text
    if count == 2:  # in the evidence it stands, by name
        assert findings(other) != findings(contents)
        assert "In the paper's accounting, which leaves ignored empty ways out" in text


def test_what_ignored_ways_would_move_besides_distances_says_so(folder):
    """Times and vehicles are counted as if empty ways took no time: each says it."""
    every = contents_of([folder])
    (found,) = (
        block
        for block in findings(replace(every, plans=every.plans[:2])).blocks
        if isinstance(block, Findings)
    )
    untimed = (
        "Empty ways that are ignored took no time here (Baseline 2 (hotspots only))."
    )
    said = [untimed in (each.evidence or "") for each in found.findings]
    distances = [each.claim.startswith(DRIVES) for each in found.findings]
    assert said == [not each for each in distances]
    assert any(distances)


@pytest.mark.parametrize(("peripheral", "elastic"), [("elastic", True), (50, False)])
def test_an_elastic_fleet_is_not_what_an_operator_must_own(
    tmp_path, peripheral, elastic
):
    sizes = {"fleet.peripheral.size": peripheral, "fleet.core.size": 50}
    kept_runs(tmp_path / "runs", 1, **sizes)
    text = Document(render(run_page(contents_of([tmp_path / "runs"])))).text
    assert ("this is not how many an operator must own" in text) == elastic


def test_the_answer_of_a_comparison_does_not_follow_it_either(folder):
    first, second = (Run.read(folder / plan / "000") for plan in PLANS)
    found, other = (compare_runs(first, second, ("one", "two")) for _ in range(2))
    other.__dict__["kpi_values"] = tuple(map(otherwise, found.kpi_values))
    assert answer(other) == answer(found)
    assert any("Empty ways that are ignored" in each for each in answer(found))


def test_the_findings_of_a_sweep_do_not_follow_it_either(tmp_path):
    sweep = read_sweep(kept_sweep(tmp_path / "sweep"))
    frame = sweep.frame.assign(**otherwise(sweep.frame))
    other = replace(sweep, frame=frame)
    assert sweep_findings(other) == sweep_findings(sweep)
    heads = [
        column.head
        for block in sensitivity(sweep, 1, only=True).blocks
        if isinstance(block, Table)
        for column in block.columns
    ]
    assert heads.count("Distance, paper's accounting [km]") == 2  # beside every way


def test_numbers_on_pages_have_one_minus_sign_and_thousands_apart(folder):
    """But for hashes, seeds and what is to be copied into a terminal."""
    first, second = (Run.read(folder / plan / "000") for plan in PLANS)
    found = compare_runs(first, second, ("one", "two"))
    pages = [
        run_page(contents_of([folder])),
        comparison_page(found, Command("deliverai compare")),
    ]
    for page in pages:
        text = Document(render(page)).text
        assert not re.findall(r"(?<![\w.\-])-\d[\d.,]*", text)
        assert not re.findall(r"[+\N{MINUS SIGN}]\d{4,}", text)
        assert re.findall(r"[+\N{MINUS SIGN}]\d", text)
