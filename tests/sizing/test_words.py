"""One voice: what the sentences, the table, the curve and the page say of a sizing."""

import json
from dataclasses import replace

import pytest

from analysis.cli.trade_off import trade_off_table
from analysis.report import render
from analysis.report.sizing_page import sizing_page
from analysis.sizing.document import document, trade_off_frame
from analysis.sizing.size import size
from analysis.sizing.verdicts import Verdict
from analysis.sizing.words import sentences
from simulation.region.files import embedded_region
from simulation.scenario import load_scenario
from tests.report.reading import Document
from tests.sizing.made_up import BOTH, MadeUp, question


def service(fleet):
    """Return a service that core vehicles alone do not make good: 0.75 at 30 and 30."""
    return min(fleet) / (min(fleet) + 10)


@pytest.fixture(scope="module")
def two():
    trials = MadeUp({"success_ratio": service}, 0.004)
    asked = question("success_ratio>=0.745", over=BOTH, replications=16, probes=24)
    return size(trials, asked, (1, 1), (80, 80))


def page_of(sizing):
    return Document(render(sizing_page(sizing, embedded_region(), "deliverai size")))


def test_every_fleet_has_one_verdict_wherever_it_is_shown(two):
    both = {probe.fleet for probe in two.probes if probe.first} & {
        probe.fleet for probe in two.probes if not probe.first
    }
    assert both  # else there is nothing to tell apart
    verdicts = {probe.fleet: probe.verdict.value for probe in two.fleets}
    assert len(verdicts) == len(two.fleets) == len({p.fleet for p in two.probes})
    curve = trade_off_frame(two)
    ratio = curve[curve["metric"] == "success_ratio"]
    assert not ratio[list(BOTH)].duplicated().any()
    said = {(row[BOTH[0]], row[BOTH[1]]): row["verdict"] for _, row in ratio.iterrows()}
    assert said == verdicts
    told = {
        tuple(each["fleet"].values()): each["verdict"]
        for each in document(two)["trade_off"]
    }
    assert told == verdicts


def test_a_fleet_tried_again_is_what_fresh_replications_say(two):
    """Those of the search made it be chosen: kept, not counted."""
    proved = {probe.fleet: probe for probe in two.probes if probe.first}
    for probe in two.fleets:
        assert two.stage(probe) == ("proof" if probe.fleet in proved else "search")
        if probe.fleet in proved:
            assert probe is proved[probe.fleet]


def test_the_table_tells_search_and_proof_apart(two):
    (words,) = [column for column in trade_off_table(two).columns if not column.header]
    cells = [str(cell) for cell in words.cells]
    assert any("(proof) <- the answer" in each for each in cells)
    assert all("(proof)" in each or "(search)" in each for each in cells)
    text = page_of(two).text
    assert "shown by" in text
    assert "they would flatter it" in text


def test_a_search_that_no_proof_bears_out_is_not_called_no_fleet_at_all(two):
    """The search holds some for enough; the sentence says what was tried, and how."""
    probes = [
        replace(probe, verdicts=(Verdict.UNSURE,)) if probe.first else probe
        for probe in two.probes
    ]
    first, second, *_ = sentences(replace(two, best=None, smaller=[], probes=probes))
    assert first.startswith("No fleet is proved to meet success_ratio>=0.745")
    assert "tried on fresh replications" in first
    assert "verdicts of the search alone are no proof" in second


def test_the_page_has_titles_and_units_and_no_raw_keys():
    trials = MadeUp(
        {
            "success_ratio": lambda fleet: fleet[0] / (fleet[0] + 10),
            "delivery_time_p95_s": lambda fleet: 30_000 / fleet[0],
        },
        0.001,
    )
    asked = question("success_ratio>=0.75", "delivery_time_p95_s<=1200")
    found = size(trials, asked, (1,), (80,))
    text = page_of(found).text
    assert "share on time \N{GREATER-THAN OR EQUAL TO} 0.75" in text
    assert "delivery time, 95th percentile \N{LESS-THAN OR EQUAL TO} 1,200 s" in text
    for key in ("success_ratio", "delivery_time_p95_s", "fleet.core.size"):
        assert key not in text
    assert "success_ratio>=0.75" in sentences(found)[0]  # there as it was typed


@pytest.mark.parametrize(
    ("elastic", "says"),
    [((45, 0), "it takes more vehicles."), ((12, 0), "so it takes more vehicles.")],
)
def test_why_an_elastic_fleet_is_larger_or_smaller_is_said(elastic, says):
    trials = MadeUp(
        {"success_ratio": lambda fleet: fleet[0] / (fleet[0] + 10)},
        0.0,
        elastic=elastic,
    )
    found = size(trials, question("success_ratio>=0.75"), (1,), (80,))
    assert found.best.fleet == (30,)
    (line,) = [each for each in sentences(found) if "elastic fleet" in each]
    assert line.endswith(says)
    more_than_asked = "more than the targets ask for" in line
    assert more_than_asked == (elastic[0] > 30)


def test_what_was_changed_stands_in_the_title_block_and_no_size_of_what_is_sized(two):
    keys = {"hotspots.docks": 2, "fleet.core.size": 17}
    asked = replace(two.question, scenario=load_scenario("paper/deliverai_2", keys))
    page = sizing_page(replace(two, question=asked), embedded_region(), "deliverai")
    facts = {fact.name: fact.value for fact in page.facts}
    assert '.docks = 2 (was "unlimited")' in facts["Changed"]
    assert facts["Bays"].startswith("2 a hotspot")
    assert facts["Sized"] == "core vehicles and peripheral vehicles"
    assert "17" not in " ".join(facts.values())


def test_a_share_is_told_within_its_bounds():
    trials = MadeUp({"success_ratio": lambda _: 0.99}, 0.02)
    found = size(trials, question("success_ratio>=0.5"), (1,), (4,))
    (reached,) = [
        part
        for part in sentences(found)[0].split(": ")
        if part.startswith("share on time")
    ]
    assert reached.endswith("to 1.000).")


def test_what_is_kept_can_be_read_as_json_by_anybody(two):
    json.dumps(document(two), allow_nan=False)


def test_that_shifts_are_left_out_is_told(two):
    assert not any("shifts" in each for each in sentences(two))
    keys = {"service.mode": "direct", "fleet.peripheral.shifts": ["3 10:00-18:00"]}
    shifts = load_scenario("paper/point_to_point", keys)
    asked = replace(two, question=replace(two.question, scenario=shifts))
    assert any("shifts" in each and "left out" in each for each in sentences(asked))
