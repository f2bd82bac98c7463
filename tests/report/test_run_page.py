"""The page of runs: its numbers are those of the runs, its words follow from them."""

import json
import re
from dataclasses import replace
from html import unescape

import pytest

from analysis.metrics.display import headed, number, worth_a_row
from analysis.metrics.terms import Terms
from analysis.report import ReportError, render
from analysis.report.blocks import Command
from analysis.report.run_page import contents_of, run_page
from analysis.report.run_page.changes import (
    Outcome,
    changes_between,
    outcome,
    paired_runs,
)
from analysis.report.run_page.contents import grounds_of
from analysis.report.run_page.distributions import loads_of, parts_frame, times_frame
from analysis.report.run_page.observations import observations
from analysis.report.run_page.places import flow_frame, waiting_frame
from analysis.statistics import Interval, interval
from tests.report.reading import Document
from tests.report.run_folders import kept_runs

pytestmark = pytest.mark.filterwarnings("error")

COMMAND = Command("deliverai report runs")
DIRECT, HUBS = "Baseline 1 (point to point)", "Baseline 2 (hotspots only)"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with three replications of two plans."""
    folder = tmp_path_factory.mktemp("runs")
    kept_runs(folder, 3)
    return folder


@pytest.fixture(scope="module")
def contents(folder):
    return contents_of([folder], "Does *sharing* pay?", COMMAND)


@pytest.fixture(scope="module")
def html(contents):
    return render(run_page(contents))


@pytest.fixture(scope="module")
def one_run(folder):
    return contents_of([folder / "paper" / "hotspots_only" / "001"])


def words(html):
    html = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def test_driving_directly_is_what_the_others_are_compared_with(contents):
    assert contents.labels == [DIRECT, HUBS]
    assert [len(plan.runs) for plan in contents.plans] == [3, 3]


def test_the_order_of_the_folders_named_is_that_of_the_plans(folder):
    paper = folder / "paper"
    found = contents_of([paper / "hotspots_only", paper / "point_to_point"])
    assert found.labels == [HUBS, DIRECT]


@pytest.mark.slow
def test_the_numbers_of_one_run_are_those_of_its_kpis(folder, one_run):
    """As the command prints them."""
    kept = folder / "paper" / "hotspots_only" / "001" / "kpis.json"
    values = json.loads(kept.read_text())
    text = words(render(run_page(one_run)))
    terms = Terms(appear=True)
    for kpi in map(terms.of, worth_a_row([values])):
        said = f"{headed(kpi)} {number(kpi, values[kpi.name])} "
        assert said in text, kpi.name


def test_means_and_their_intervals_stand_on_the_page(contents, html):
    text = words(html)
    for plan in contents.plans:
        found = interval(plan.values("distance_km"))
        digits = max(0, 2 - len(f"{found.reach:.0f}"))  # two of the interval's
        mean, half = (f"{each:,.{digits}f}" for each in (found.mean, found.reach))
        assert found.reach >= 1
        assert f"{mean} \N{PLUS-MINUS SIGN} {half}" in text


def test_changes_are_those_of_pairs(contents):
    first, second = contents.plans
    change = changes_between(second, first)["distance_km"]
    pairs = zip(second.values("distance_km"), first.values("distance_km"), strict=True)
    wanted = interval([100 * (this - base) / base for this, base in pairs])
    assert change.paired
    assert change.value == wanted
    assert change.unit == "%"
    swapped = changes_between(first, second)["success_ratio"]
    there = changes_between(second, first)["success_ratio"]
    assert swapped.value.mean == pytest.approx(-there.value.mean)


@pytest.mark.slow
def test_plans_on_other_orders_are_not_paired(folder, tmp_path):
    other = kept_runs(tmp_path, 3, names=("paper/point_to_point",), seed=2)
    found = contents_of([folder / "paper" / "point_to_point", tmp_path])
    (plan,) = found.plans  # of one scenario: a seed is no key of a plan
    assert len(plan.runs) == 3 + len(other)
    more = {"demand.load_per_min": 5}
    kept_runs(tmp_path / "more", 3, names=("paper/point_to_point",), **more)
    found = contents_of([folder / "paper" / "point_to_point", tmp_path / "more"])
    assert found.labels == [f"{DIRECT}, load_per_min {load}" for load in (4, 5)]
    assert paired_runs(found.plans[1], found.plans[0]) == []
    assert not found.changes[0]["distance_km"].paired
    assert "met different orders" in words(render(run_page(found)))


@pytest.mark.slow
def test_one_run_is_called_an_anecdote_and_claims_nothing(folder):
    paper = folder / "paper"
    found = contents_of([paper / "point_to_point" / "000", paper / "hotspots_only/000"])
    outcomes = {change.outcome for change in found.changes[0].values()}
    assert outcomes <= {Outcome.ONE_RUN, Outcome.NONE}
    text = words(render(run_page(found)))
    assert "One run is an anecdote" in text
    badges = re.findall(r"\b(better|worse|equal|cannot tell)\b", text)
    assert set(badges) <= {"better", "worse", "cannot tell"}  # in the legend alone
    assert len(badges) <= 4


def test_nobody_is_sent_to_replicate_a_trace_that_is_not_drawn_anew(one_run):
    """Its orders are the same in every replication else, and `run` refuses to."""
    (run,) = one_run.plans[0].runs
    assert "demand.replicate =" not in words(render(run_page(one_run)))
    traced = {"profile": "trace", "trace_file": "day.csv"}
    run = replace(run, scenario_tables={**run.scenario_tables, "demand": traced})
    found = replace(one_run, plans=[replace(one_run.plans[0], runs=(run,))])
    text = words(render(run_page(found)))
    assert "One run is an anecdote" in text
    assert 'demand.replicate = "days" draws those of the file anew' in text


@pytest.mark.parametrize(
    ("mean", "reach", "better", "said"),
    [
        (-2.0, 1.0, "lower", Outcome.BETTER),
        (2.0, 1.0, "lower", Outcome.WORSE),
        (2.0, 1.0, "higher", Outcome.BETTER),
        (-2.0, 1.0, "higher", Outcome.WORSE),
        (2.0, 1.0, "neither", Outcome.MORE),
        (-2.0, 1.0, "neither", Outcome.LESS),
        (1.0, 2.0, "lower", Outcome.CANNOT_TELL),
        (1.0, 1.0, "lower", Outcome.CANNOT_TELL),  # zero is a limit
        (0.0, 0.0, "lower", Outcome.EQUAL),
        (1.0, float("inf"), "lower", Outcome.ONE_RUN),
    ],
)
def test_a_verdict_follows_from_the_interval_alone(mean, reach, better, said):
    assert outcome(Interval(mean, reach, 3), better) is said


def test_frames_of_figures_sum_to_the_kpis(contents):
    for plan in contents.plans:
        flowing = flow_frame([plan])["distance_km"].sum()
        driven = "core_km" if plan.label == HUBS else "peripheral_km"
        assert flowing == pytest.approx(interval(plan.values(driven)).mean)
        minutes = parts_frame(contents).groupby("plan")["minutes"].sum()[plan.label]
        mean_s = interval(plan.values("delivery_time_mean_s")).mean
        assert minutes == pytest.approx(mean_s / 60)
        waits = [
            plan.values(f"{kind}_wait_mean_s")
            for kind in ("decision", "partner", "vehicle", "bay")
        ]
        delivered = plan.values("delivered")  # all of them, so no wait is left out
        waited_s = sum(
            mean_s * orders
            for kind in waits
            for mean_s, orders in zip(kind, delivered, strict=True)
        )
        assert waiting_frame([plan])["wait_s"].sum() == pytest.approx(waited_s)
    assert loads_of(contents.plans[1])["share"].sum() == pytest.approx(1)


def test_delivery_times_rise_to_the_share_that_is_delivered(contents):
    frame = times_frame(contents)
    for label, rows in frame.groupby("plan"):
        plan = contents.plans[contents.labels.index(label)]
        delivered, orders = (sum(plan.values(name)) for name in ("delivered", "orders"))
        assert rows["minutes"].is_monotonic_increasing
        assert rows["share"].iloc[-1] == pytest.approx(delivered / orders)


def test_late_is_a_share_of_the_orders_that_are_decided(contents):
    """A tract of 20 orders, ten of them undecided and five late: half are late."""
    plan = contents.plans[0]
    (run, *_) = plan.runs
    columns = {"orders": 20, "delivered": 5, "undecided": 10, "late": 5}
    plan = replace(plan, runs=(replace(run, service=run.service.assign(**columns)),))
    (said,) = observations(replace(contents, plans=[plan]))
    assert "50 % of its 10 orders that are decided come late" in said
    assert "of all orders 50 %" in said
    page = words(render(run_page(replace(contents, plans=[plan]))))
    assert " 20 50.0 " in page


def test_only_keys_that_differ_are_in_the_table(html):
    table = html[html.index('id="table-2"') : html.index("keys, the same in all")]
    assert "service.mode" in table
    assert "requests.handler" in table
    assert "promise_s" not in table
    assert "promise_s" in html


def test_names_and_questions_are_shown_as_they_are(html):
    assert "Does *sharing* pay?" in words(html)
    assert Document(html).mistakes == []


@pytest.mark.slow
def test_the_same_runs_give_the_same_bytes(folder, html):
    again = contents_of([folder], "Does *sharing* pay?", COMMAND)
    assert render(run_page(again)) == html


def test_every_run_is_named_with_seed_and_hash(contents, html):
    for plan in contents.plans:
        for run in plan.runs:
            assert run.log_hash[:16] in html
            assert str(run.folder) not in html


@pytest.mark.slow
def test_metrics_that_the_log_does_not_give_are_pointed_at(one_run):
    (plan,) = one_run.plans
    tampered = replace(plan.runs[0], differing=("distance_km",))
    found = replace(one_run, plans=[replace(plan, runs=(tampered,))])
    assert "Metrics and log differ" in words(render(run_page(found)))
    assert "Metrics and log differ" not in words(render(run_page(one_run)))


@pytest.mark.slow
def test_without_its_region_a_map_says_so(one_run):
    run = one_run.plans[0].runs[0]
    for changed in (
        replace(run, scenario_tables=run.scenario_tables | {"region": "nowhere"}),
        replace(run, region_checksum="another"),
    ):
        (ground,) = grounds_of([changed]).values()
        assert not ground.map.exact
        plan = replace(one_run.plans[0], runs=(changed,))
        grounds = {changed.region_checksum: ground}
        found = replace(one_run, plans=[plan], grounds=grounds)
        assert "hull of the places in it" in words(render(run_page(found)))


def test_one_run_twice_is_refused(folder, tmp_path):
    first = folder / "paper" / "point_to_point" / "000"
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in first.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    with pytest.raises(ReportError, match="is the same run as"):
        contents_of([first, copy])
    assert len(contents_of([first, first]).plans[0].runs) == 1  # one folder is one run
