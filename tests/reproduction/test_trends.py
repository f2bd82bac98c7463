"""When a finding holds."""

import pytest

from analysis.report.reproduction_page.answer import evidence as evidence_of
from analysis.reproduction.claims import trends
from analysis.reproduction.datasets import CATEGORIES
from analysis.reproduction.published import POLICIES
from analysis.reproduction.trends import (
    Evidence,
    Trend,
    Verdict,
    trends_frame,
    worst_of,
)
from analysis.statistics import Interval

HOLDS, FAILS, UNSURE = Verdict.HOLDS, Verdict.FAILS, Verdict.UNSURE


@pytest.mark.parametrize(
    ("mean", "reach", "above", "verdict"),
    [
        (3.0, 1.0, True, HOLDS),
        (3.0, 2.0, True, UNSURE),  # down to one's limit, not above it
        (3.0, 4.0, True, UNSURE),
        (0.0, 1.0, True, FAILS),
        (1.0, 0.0, True, FAILS),
        (-2.0, 1.0, False, HOLDS),
        (0.0, 1.0, False, UNSURE),
        (3.0, 1.0, False, FAILS),
        (1.0, 0.0, False, FAILS),
    ],
)
def test_a_number_speaks_for_a_finding_with_its_whole_interval(
    mean, reach, above, verdict
):
    """The limit is 1."""
    assert Evidence("", "", 5, Interval(mean, reach, 5), 1.0, above).verdict is verdict


def test_no_number_tells_nothing():
    assert Evidence("", "", 5, None, 0.0, above=True).verdict is UNSURE


def test_a_finding_on_several_loads_is_as_good_as_its_worst():
    good, bad, unsure = (
        Evidence("", "", 5, Interval(mean, 1.0, 5), 0.0, above=True)
        for mean in (2, -2, 0)
    )
    for evidence, verdict in [
        ((good, good), HOLDS),
        ((good, unsure), UNSURE),
        ((unsure, good, bad), FAILS),
        ((), UNSURE),
    ]:
        assert Trend("", "", "%", evidence).verdict is verdict


def rows(value):
    """Return rows of two data sets: `value(category, policy)` for every KPI."""
    names = ("distance_km", "distance_all_km", "vehicles_active")
    names += ("core_vehicles_active",)
    names += ("delivery_time_mean_s", "success_ratio", "utilisation_mean", "hops_mean")
    return {
        (category, policy): [
            {name: value(name, category, policy) + 1e-6 * n for name in names}
            for n in range(2)
        ]
        for category in CATEGORIES
        for policy in POLICIES
    }


def papers_world(name, category, policy):
    """Return a world in which all findings of the paper are true."""
    load, one = category.load_per_min, policy == "deliverai_1"
    shares = policy.startswith("deliverai")
    if name in {"distance_km", "distance_all_km"}:
        return 100 - (7 + load / 5) * shares - one * 0.1 + 5 * (policy == "baseline_2")
    if "vehicles" in name:
        more = 10 if load < 20 else -10
        return 100 + more * shares + one + 30 * (policy == "baseline_2")
    if name == "delivery_time_mean_s":
        return 400 + 50 * shares + 10 * one
    if name == "success_ratio":
        return 0.95 - 0.01 * one if shares else 0.995
    if name == "utilisation_mean":
        return 0.3 + (0.1 + load / 60 + 0.02 * one) * shares
    return 3.5 + 0.1 * one if shares else 3.0


def test_in_the_papers_world_all_findings_hold():
    found = trends(rows(papers_world))
    assert {trend.claim: trend.verdict for trend in found} == {
        trend.claim: HOLDS for trend in found
    }
    assert len(found) >= 15


def test_in_the_opposite_world_none_but_closeness_holds():
    """Everything turned round at its limit; I and II stay as close."""

    def turned(name, category, policy):
        value = papers_world(name, category, policy)
        base = papers_world(name, category, "baseline_1")
        return base - (value - base) - (0.2 if name == "success_ratio" else 0)

    held = [t.claim for t in trends(rows(turned)) if t.verdict is HOLDS]
    assert all("close" in claim for claim in held), held


def test_where_all_policies_are_one_nothing_is_better():
    found = trends(rows(lambda *_: 1.0))
    for trend in found:
        if trend.claim.startswith(("II ", "I ", "Sharing drives", "Sharing takes")):
            assert trend.verdict is FAILS, trend.claim


def test_what_does_not_hold_stands_first_and_every_number_is_kept():
    found = trends(rows(lambda *_: 1.0))
    order = [list(Verdict).index(trend.verdict) for trend in found]
    assert order == sorted(order)
    frame = trends_frame(found)
    numbers = (trend.evidence + trend.beside for trend in found)
    assert len(frame) == sum(map(len, numbers))
    assert set(frame["verdict"]) <= {"holds", "cannot tell", "does not hold"}


def test_every_way_stands_beside_the_papers_distance_and_decides_nothing():
    """In the paper's world, but sharing drives 40 km of empty ways that are ignored."""

    def world(name, category, policy):
        shares = policy.startswith("deliverai")
        whole = papers_world(name, category, policy)
        return whole + 40 * shares * (name == "distance_all_km")

    found = trends(rows(world))
    assert all(trend.verdict is HOLDS for trend in found)
    beside = [trend for trend in found if trend.beside]
    assert len(beside) == 7  # whatever is said of distance
    for trend in beside:
        wanted = FAILS if "drives less" in trend.claim else HOLDS
        assert worst_of(trend.beside) is wanted, trend.claim
        said = evidence_of(trend)
        assert f"With every way counted, of all plans alike: **{wanted.value}**" in said
        assert said.startswith("In the paper's accounting")


def test_no_line_of_evidence_begins_with_and():
    """Where a number is of nobody in particular, nobody is its twin."""
    for trend in trends(rows(papers_world)):
        lines = [line for line in evidence_of(trend).splitlines() if line[:2] == "- "]
        assert lines
        assert not [line for line in lines if line[2:].lstrip().startswith("and ")]
