"""Plans on bad days: regret, the recommendation, and what cannot be asked."""

import json
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from analysis.cli.command import cli, main
from analysis.resilience.days import days_of, is_day
from analysis.resilience.study import Answer, Question
from analysis.resilience.words import comparisons, recommendation
from analysis.resilience.work import GOOD, days_of_a_plan
from simulation import load_scenario
from simulation.errors import InputError
from simulation.scenario import scenario_to_dict

KEYS = {
    "demand.load_per_min": 4,
    "demand.duration_min": 12,
    "fleet.peripheral.size": 30,
    "promise_s": 1200,
}
SNOW = """
what = "Snow"
[[interventions]]
what = "Snow on the streets"
at_min = 2
until_min = 9
scale.fleet.peripheral.speed_factor = 0.4
scale.fleet.core.speed_factor = 0.4
"""
RUSH = """
what = "Rush"
[[demand.shocks]]
from_min = 3
until_min = 8
factor = 2.5
"""


@pytest.fixture
def days(tmp_path):
    """Return a folder with two bad days."""
    folder = tmp_path / "days"
    folder.mkdir()
    (folder / "snow.toml").write_text(SNOW)
    (folder / "rush.toml").write_text(RUSH)
    return folder


def made(**shares):
    """Return an answer whose plans reach shares on time: good day, snow, rush."""
    plans = [SimpleNamespace(name=name, unused={}) for name in shares]
    days = [SimpleNamespace(name=name) for name in ("snow", "rush")]
    question = Question(plans, days, "success_ratio", 4, 60, 0.1)
    noise = (0.0, 0.01, -0.01, 0.0)
    rows = {
        name: [
            {
                day: {"kpis": {"success_ratio": value + chance}}
                for day, value in zip((GOOD, "snow", "rush"), each, strict=True)
            }
            for chance in noise
        ]
        for name, each in shares.items()
    }
    return Answer(question, rows)


def test_the_plan_of_the_smallest_largest_regret_is_taken():
    """By hand: small loses 0.3 with rush, large 0.05 on the good day, odd 0.6."""
    answer = made(small=(0.95, 0.8, 0.6), large=(0.9, 0.8, 0.9), odd=(0.95, 0.2, 0.9))
    assert answer.recommended == "large"
    assert answer.most_regret("small") == (pytest.approx(0.3), "rush")
    assert answer.most_regret("large") == (pytest.approx(0.05), GOOD)
    assert answer.most_regret("odd") == (pytest.approx(0.6), "snow")
    assert answer.worst_day("large") == "snow"
    assert recommendation(answer).startswith("Take large: on no day is the best plan")
    assert "0.800" in recommendation(answer)
    told = list(comparisons(answer))
    assert len(told) == 2
    assert "small is worse than large by 0.300" in told[0]
    assert "rush" in told[0]


def test_comparisons_hold_together():
    """Of three plans each comparison is at 97.5 %; chance in both drops out."""
    answer = made(a=(0.9, 0.9, 0.9), b=(0.9, 0.7, 0.9), c=(0.8, 0.9, 0.9))
    assert answer.confidence == pytest.approx(0.975)
    assert answer.ahead("b").mean == pytest.approx(0.2)
    assert answer.ahead("b").reach == pytest.approx(0, abs=1e-9)


def test_more_vans_are_recommended_and_the_answer_is_kept(days, tmp_path):
    out = tmp_path / "out"
    arguments = ["resilience", "paper/point_to_point", "--days", str(days)]
    for key, value in KEYS.items():
        arguments += ["--set", f"{key}={value}"]
    arguments += ["--plan", "More vans: fleet.peripheral.size=60", "--json"]
    arguments += ["--replications", "3", "--processes", "1", "--out", str(out)]
    done = CliRunner().invoke(cli, arguments)
    document = json.loads(done.stdout)
    assert document["recommended"] == "More vans"
    assert "Take More vans" in document["recommendation"]
    assert json.loads((out / "answer.json").read_text())["plans"] == document["plans"]
    page = (out / "index.html").read_text()
    assert "Snow on the streets" in page
    assert "Take More vans" in page
    few, more = document["plans"]
    assert [each["day"] for each in few["days"]] == [None, "rush", "snow"]
    rush, snow = few["days"][1:]
    assert snow["hurt"]["late_by_it"]["mean"] > 0
    assert snow["added_s"]["ride_s"]["mean"] > 60
    assert rush["hurt"]["less"]["mean"] > more["days"][1]["hurt"]["less"]["mean"]
    again = CliRunner().invoke(cli, arguments)  # nothing is run again
    assert json.loads(again.stdout)["plans"] == document["plans"]


def test_a_good_day_is_the_plan_itself(days):
    """Its log is that of a plain run, and a day's is that of a scenario that has it."""
    from simulation import simulate  # noqa: PLC0415

    plan = load_scenario("paper/point_to_point", KEYS)
    snow = days_of([str(days / "snow.toml")])[0]
    on, unused = snow.over(plan)
    assert unused == ["fleet.core.speed_factor"]
    told = load_scenario(
        "paper/point_to_point",
        {
            **KEYS,
            "interventions": [
                {
                    "what": "Snow on the streets",
                    "at_min": 2,
                    "until_min": 9,
                    "scale": {"fleet.peripheral.speed_factor": 0.4},
                }
            ],
        },
    )
    assert simulate(on).log_hash == simulate(told).log_hash
    assert simulate(on).log_hash != simulate(plan).log_hash


def test_a_day_can_come_later_and_beside_what_a_plan_does_itself(days):
    own = {"what": "Reserve", "at_min": 5, "set": {"fleet.peripheral.size": 40}}
    plan = load_scenario("paper/point_to_point", {**KEYS, "interventions": [own]})
    rush, snow = days_of([str(days)])
    on, _ = snow.over(plan, 60.0)
    assert [each.at_min for each in on.interventions] == [5, 62]
    assert on.interventions[1].until_min == 69
    assert rush.over(plan, 60.0)[0].demand.shocks[0].from_min == 63


def test_closures_of_a_day_come_later_too():
    keys = {**KEYS, "demand.duration_min": 30, "demand.load_per_min": 3}
    plan = load_scenario("paper/point_to_point", keys)
    on, _ = days_of(["stress/bridge"])[0].over(plan, 60.0)
    bridge = on.traffic.closures["bridge"]
    assert (bridge.from_min, bridge.until_min) == (75, 105)


def test_a_closure_from_the_start_begins_later_too(tmp_path):
    path = tmp_path / "dig.toml"
    path.write_text(
        'what = "Dig"\n[set.traffic.closures.dig]\nspeed_factor = 0.5\nuntil_min = 9\n'
    )
    plan = load_scenario("paper/point_to_point", KEYS)
    on, _ = days_of([str(path)])[0].over(plan, 5.0)
    dig = on.traffic.closures["dig"]
    assert (dig.from_min, dig.until_min) == (5, 14)


def test_a_day_that_changes_nothing_is_told_and_so_is_what_was_asked(days, tmp_path):
    """The page's command asks the same: numbers, window, and how much later."""
    out = tmp_path / "out"
    arguments = [
        "resilience",
        "paper/point_to_point",
        "--days",
        str(days / "snow.toml"),
    ]
    for key, value in KEYS.items():
        arguments += ["--set", f"{key}={value}"]
    arguments += ["--replications", "2", "--processes", "1", "--later", "500"]
    arguments += ["--window", "15", "--tolerance", "0.2", "--out", str(out)]
    done = CliRunner().invoke(cli, arguments)
    assert "snow changes nothing for paper/point_to_point" in done.stdout
    page = (out / "index.html").read_text()
    assert (
        "--by success_ratio --replications 2 --window 15 --tolerance 0.2 --later 500"
        in page
    )


def test_nobody_recovers_from_what_outlasts_the_day():
    """All orders are delivered long before the rain is over."""
    plan = load_scenario("paper/point_to_point", {**KEYS, "demand.duration_min": 11})
    on, _ = days_of(["stress/rain"])[0].over(plan)
    tables = scenario_to_dict(plan), {"rain": scenario_to_dict(on)}
    row = days_of_a_plan("plan", *tables, 0, "", 60.0, 0.1)["rain"]
    assert row["since_min"] == 50
    assert row["recovery_min"] is None


def test_a_file_of_a_day_is_known(days):
    assert is_day(str(days / "snow.toml"))
    assert not is_day("paper/point_to_point")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--days", "stress/flod"], "stress/flod: no such day, expected a file"),
        (
            ["--days", "DAYS", "--by", "orders"],
            "neither more nor less orders is better",
        ),
        (["--days", "DAYS", "--by", "luck"], "--by: luck is no metric"),
        (["--days", "DAYS", "--plan", "more"], "--plan more: no name and keys"),
        (
            ["--days", "stress/strike"],
            'scales fleet.peripheral.size, which is "elastic"',
        ),
        (
            ["--days", "DAYS", "--plan", "a: seed=7"],
            "seed is 7, expected 1 as in paper/point_to_point",
        ),
        (["--days", "DAYS", "DAYS/snow.toml"], "is called snow as"),
        (["--days", "DAYS", "--tolerance", "nan"], "nan is no number"),
        (["--days", "DAYS", "--window", "nan"], "nan is no number"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(arguments, said, days, tmp_path, capsys):
    other = tmp_path / "other"
    other.mkdir()
    (other / "snow.toml").write_text(SNOW)
    given = [
        each.replace("DAYS/snow", str(other / "snow")).replace("DAYS", str(days))
        for each in arguments
    ]
    assert main(["resilience", "paper/point_to_point", *given]) == 2
    assert said in capsys.readouterr().err


def test_a_day_is_no_scenario(days, capsys):
    assert main(["run", str(days / "snow.toml")]) == 2
    assert "unknown key what" in capsys.readouterr().err


def test_a_day_with_a_wrong_key_names_its_file(tmp_path):
    path = tmp_path / "fog.toml"
    path.write_text('what = "Fog"\n[[interventions]]\nwhat = "x"\nset.promise_s = 3\n')
    plan = load_scenario("paper/point_to_point", KEYS)
    with pytest.raises(
        InputError, match=r"fog.toml: interventions\[1\]\.set\.promise_s"
    ):
        days_of([str(path)])[0].over(plan)
