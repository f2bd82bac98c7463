"""A bridge closes at 18:20, one van in twenty breaks down: the answer to what to do."""

import json
import tomllib
from statistics import mean

import numpy as np
import pytest
from click.testing import CliRunner

from analysis.cli.command import cli
from analysis.resilience.days import days_of
from simulation import load_scenario, simulate
from simulation.record.kinds import Kind
from simulation.world.breakdowns import BreakdownRules, Workshop

DAY = "stress/bridge_and_breakdowns"
KEYS = {
    "demand.load_per_min": 3,
    "demand.duration_min": 45,
    "fleet.peripheral.size": 22,
    "promise_s": 1200,
}
PLANS = (
    "More vans: fleet.peripheral.size=34",
    "Reserve: interventions=[{what='Reserve', at_min=20, until_min=50, "
    "scale={fleet.peripheral.size=1.1}}]",
)


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    """Return the shipped day with a street of the embedded region in its box."""
    shipped, other = days_of([DAY, "stress/bridge"])
    text = shipped.path.read_text()
    box = list(other.spec.set["traffic"]["closures"]["bridge"]["box"])
    named = list(shipped.spec.set["traffic"]["closures"]["bridge"]["box"])
    line = next(each for each in text.splitlines() if each.startswith("box = "))
    assert tomllib.loads(line)["box"] == named
    path = tmp_path_factory.mktemp("day") / "bridge_and_breakdowns.toml"
    path.write_text(text.replace(line, f"box = {box}"))
    return str(path)


@pytest.fixture(scope="module")
def answer(day, tmp_path_factory):
    """Return the answer of one command, and its page."""
    out = tmp_path_factory.mktemp("answer") / "out"
    arguments = ["resilience", "paper/point_to_point", "--days", day, "--json"]
    for key, value in KEYS.items():
        arguments += ["--set", f"{key}={value}"]
    for plan in PLANS:
        arguments += ["--plan", plan]
    arguments += ["--replications", "3", "--processes", "1", "--out", str(out)]
    done = CliRunner().invoke(cli, arguments)
    return json.loads(done.stdout), (out / "index.html").read_text()


def test_the_recommended_plan_is_the_one_of_least_regret_worked_out_anew(answer):
    """From the values of the runs alone: worst regret over the two days, by plan."""
    document, page = answer
    shares = {
        plan["plan"]: [mean(day["values"]) for day in plan["days"]]
        for plan in document["plans"]
    }
    best = [max(day) for day in zip(*shares.values(), strict=True)]
    regrets = {
        plan: max(top - own for top, own in zip(best, each, strict=True))
        for plan, each in shares.items()
    }
    assert document["recommended"] == min(regrets, key=regrets.get) == "More vans"
    said = document["recommendation"]
    assert said.startswith("Take More vans: on no day is another plan better")
    assert f"{min(shares['More vans']):.2f}" in said
    assert said in page
    assert "One in twenty breaks down" in page


def test_vans_break_down_while_the_bridge_is_closed_and_cost_success(answer, day):
    document, _ = answer
    few = document["plans"][0]["days"][1]
    assert few["hurt"]["less"]["mean"] > 0
    plan = load_scenario("paper/point_to_point", KEYS | {"fleet.peripheral.size": 90})
    on, unused = days_of([day])[0].over(plan)
    assert unused == ["fleet.core.breakdowns_per_h"]
    run = simulate(on)
    down_s = run.events.time_s[run.events.rows(Kind.BROKE_DOWN)]
    assert down_s.size
    assert down_s.min() >= 20 * 60
    assert (run.events.rows(Kind.SLOWED)).size  # on the way over the bridge


def test_one_in_twenty_is_one_in_twenty():
    """Of vehicles that drive all of the half hour at the rate that the day sets."""
    spec = days_of([DAY])[0].spec.interventions[0]
    rate_per_h = spec.set["fleet.peripheral.breakdowns_per_h"]
    lasts_s = 60 * (spec.until_min - spec.at_min)
    rules = BreakdownRules(
        per_s={1: rate_per_h / 3600},
        named=(),
        uniforms=lambda _, which: np.random.default_rng((18, which)).random,
        repair_s=lambda _: 0.0,
        mean_repair_s=0.0,
        crews=None,
        rescue_after_s=None,
    )
    workshop, count = Workshop(None, rules), 4000
    failed = sum(
        workshop.fate_of(1).fails_in_s(0.0, lasts_s) is not None for _ in range(count)
    )
    error = (0.05 * 0.95 / count) ** 0.5
    assert failed / count == pytest.approx(0.05, abs=3 * error)
