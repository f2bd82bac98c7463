"""Studies: what is asked, point by point, and what is said when it is wrong."""

from itertools import product

import pytest

from analysis.sweeps import list_studies, load_study
from analysis.sweeps.plan import plan_of
from analysis.sweeps.points import points_of

HEAD = 'question = "Why?"\nscenarios = ["paper/hotspots_only"]\n'


@pytest.mark.parametrize("name", list_studies())
def test_every_shipped_study_is_a_question_that_can_be_run(name):
    study = load_study(name)
    assert study.spec.question.endswith("?")
    plan = plan_of(study)
    # What sharing is compared with; or the service itself, one key against another.
    assert plan.names[0] in {"paper/point_to_point", "baselines/stacked"}
    assert len(plan.points) >= 2
    for cell in plan.cells:  # every metre counts
        assert cell.scenario["fleet"]["peripheral"]["deadheading"] == "driven"


def test_the_questions_of_the_planner_are_shipped():
    asked = {key for name in list_studies() for key in plan_of(load_study(name)).varied}
    assert {
        "fleet.core.capacity",
        "hotspots.handover_s",
        "hotspots.docks",
        "requests.max_wait_s",
        "requests.decision_interval_s",
        "requests.interaction_range_m",
        "fleet.core.size",
        "fleet.peripheral.size",
        "demand.load_per_min",
    } <= asked


def test_a_study_is_found_by_file_by_name_and_by_short_name(write):
    assert load_study("capacity").path == load_study("studies/capacity").path
    assert load_study(str(write(HEAD, "mine.toml"))).name == "mine"


def test_a_grid_has_all_combinations_and_its_last_key_changes_fastest(write):
    study = load_study(
        str(write(HEAD + "[grid]\nhotspots.docks = [1, 2]\npromise_s = [1, 2, 3]\n"))
    )
    expected = [
        {"hotspots.docks": docks, "promise_s": promise_s}
        for docks, promise_s in product([1, 2], [1, 2, 3])
    ]
    assert points_of(study) == expected


def test_a_list_of_points_is_taken_as_it_stands(write):
    text = HEAD + "[[points]]\nhotspots.docks = 1\n[[points]]\npromise_s = 60\n"
    plan = plan_of(load_study(str(write(text))))
    assert plan.points == [{"hotspots.docks": 1}, {"promise_s": 60}]
    shown = [[plan.value(cell, key) for key in plan.varied] for cell in plan.cells]
    assert shown == [[1, 900.0], ["unlimited", 60]]  # the rest as the scenario has it


def test_a_study_without_points_runs_its_scenarios_as_they_are(write):
    plan = plan_of(load_study(str(write(HEAD + "replications = 4\n"))))
    assert plan.points == [{}]
    assert len(plan) == 4


@pytest.mark.parametrize("count", [5, 10, 35])
def test_a_latin_hypercube_has_one_point_in_each_part_of_each_range(write, count):
    """McKay, Beckman and Conover (1979): n strata of each variable, one point each."""
    text = HEAD + (
        f"[latin_hypercube]\npoints = {count}\n"
        "ranges.promise_s = [100.0, 200.0]\nranges.fleet.core.capacity = [2, 6]\n"
    )
    points = points_of(load_study(str(write(text))))
    strata = sorted(int((p["promise_s"] - 100) / 100 * count) for p in points)
    assert strata == list(range(count))
    capacities = [point["fleet.core.capacity"] for point in points]
    assert all(isinstance(each, int) for each in capacities)
    assert [capacities.count(each) for each in range(2, 7)] == [count // 5] * 5


def test_a_latin_hypercube_is_named_by_its_seed(write):
    def drawn(seed):
        text = HEAD + (
            f"[latin_hypercube]\npoints = 3\nseed = {seed}\n"
            "ranges.promise_s = [1.0, 2.0]\n"
        )
        return points_of(load_study(str(write(text))))

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


def test_relative_paths_of_a_study_begin_at_its_file(write, tmp_path, monkeypatch):
    write('extends = "paper/hotspots_only"\npromise_s = 77', "mine.toml")
    study = write('question = "Why?"\nscenarios = ["mine.toml"]\n')
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    (cell,) = plan_of(load_study(str(study))).cells
    assert cell.scenario["promise_s"] == 77


def test_each_cell_has_the_checksums_of_its_own_files(write, tmp_path):
    for name, time_s in (("a", 30), ("b", 60)):
        (tmp_path / f"{name}.csv").write_text(
            f"id,door_s\nsynthetic-producer-1,{time_s}\n"
        )
    study = HEAD + '[grid]\n"producers.door_file" = ["a.csv", "b.csv"]\n'
    first, second = plan_of(load_study(str(write(study)))).cells
    (one,), (other,) = (set(each.inputs) - {"region"} for each in (first, second))
    assert one == other == "producers.door_file"
    assert first.inputs[one] != second.inputs[one]


def test_scenarios_of_one_name_are_told_apart(write):
    text = 'question = "Why?"\nscenarios = ["paper/hotspots_only", "{}"]\n'
    plan = plan_of(load_study(str(write(text.format("paper/hotspots_only")))))
    assert plan.names == ["paper/hotspots_only", "paper/hotspots_only-2"]


def test_all_scenarios_have_the_seed_of_the_first(write):
    write('extends = "paper/hotspots_only"\nseed = 7', "mine.toml")
    text = 'question = "Why?"\nscenarios = ["mine.toml", "paper/point_to_point"]\n'
    cells = plan_of(load_study(str(write(text)))).cells
    assert [cell.scenario["seed"] for cell in cells] == [7, 7]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("question = 3", "expected a text"),
        ('question = "Why?"', "scenarios is missing"),
        ('question = "Why?"\nscenarios = []', "scenarios is []"),
        ('question = "Why?"\nscenarios = ["paper/x"]', "paper/x: no such scenario"),
        (HEAD + "replication = 3", "did you mean replications?"),
        (HEAD + "replications = 0", "replications is 0, expected a whole number from"),
        (HEAD + "keep_runs = 1", "keep_runs is 1, expected true or false"),
        (HEAD + "[grid]", "grid is empty"),
        (HEAD + "[grid]\nhotspots.docks = 2", "grid.hotspots.docks is 2, expected a"),
        (HEAD + "[grid]\nhotspots.docks = []", "grid.hotspots.docks is [], expected"),
        (HEAD + "[grid]\nhotspots.docks = [1, 1]", "has 1 twice"),
        (HEAD + "[grid]\nhotspots.doks = [1]", "did you mean hotspots.docks?"),
        (HEAD + "[grid]\nhotspots.docks = [0]", "hotspots.docks is 0, expected"),
        (HEAD + "[grid]\nextends = [1]", "extends"),
        (HEAD + "[grid]\nname = ['a']", "unknown key name"),
        (HEAD + "set.doks = 1", "unknown key doks"),
        (
            HEAD + "set.hotspots.docks = 1\n[grid]\nhotspots.docks = [1]",
            "hotspots.docks is varied and set.hotspots.docks is fixed",
        ),
        (
            HEAD + "[grid]\npromise_s = [1]\n[[points]]\npromise_s = 1",
            "points is given beside grid",
        ),
        (HEAD + "points = []", "points is empty"),
        (HEAD + "points = [{}]", "points has nothing in table 1"),
        (HEAD + "latin_hypercube.points = 3", "latin_hypercube.ranges is missing"),
        (HEAD + "latin_hypercube = {points = 0, ranges = {}}", "points is 0"),
        (HEAD + "latin_hypercube = {points = 1, ranges = {}}", "ranges is empty"),
        (
            HEAD + "latin_hypercube = {points = 1, ranges = {promise_s = [2, 1]}}",
            "promise_s is [2, 1], expected two numbers [low, high]",
        ),
        (
            HEAD + "latin_hypercube = {points = 1, ranges = {promise_s = [1.0, inf]}}",
            "promise_s is [1.0, Infinity], expected two numbers",
        ),
        (HEAD + 'set.region = "nowhere"', "nowhere"),
        (HEAD + 'set.routing.table = "nowhere"', "nowhere"),
        (
            HEAD + 'set.demand = {profile = "trace", trace_file = "none.csv"}',
            "none.csv",
        ),
    ],
)
def test_a_bad_study_is_one_sentence_and_nothing_is_written(write, refuse, text, says):
    assert says in refuse(write(text))


def test_a_study_that_is_not_there_is_one_sentence(refuse, tmp_path):
    assert "did you mean studies/capacity?" in refuse("capcity")
    assert "no such file" in refuse(tmp_path / "none.toml")
    assert "no such study" in refuse("")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--set", "hotspots.docks=3"], "is varied by"),
        (["--set", "hotspots.doks=3"], "did you mean hotspots.docks?"),
        (["--set", "docks"], "expected KEY=VALUE"),
        (["--seed", "x"], "seed"),
        (["--replications", "0"], "0 is not in the range"),
        (["--address", "10.0.0.5:6379"], "expected --executor ray with it"),
        (["--processes", "2"], "--processes is 2, expected none"),
    ],
)
def test_bad_options_are_one_sentence_and_nothing_is_written(
    small, refuse, arguments, says
):
    assert says in refuse(small, *arguments)
