"""Studies: what is asked, point by point, and what is said when it is wrong."""

from importlib.resources import files
from itertools import product
from pathlib import Path

import pytest

from analysis.sweeps import list_studies, load_study
from analysis.sweeps.plan import plan_of
from analysis.sweeps.points import points_of

HEAD = 'question = "Why?"\nscenarios = ["paper/hotspots_only"]\n'
ELSEWHERE = {"studies/regimes", "studies/services_geography"}  # regions not shipped


def embedded_folder():
    return Path(str(files("scenarios") / "regions" / "embedded"))


def planned(name, beside):
    """Return the plan of a shipped study, on the embedded region if need be."""
    return plan_of(load_study(name, beside if name in ELSEWHERE else None))


@pytest.fixture
def regions(tmp_path):
    """Return a folder with their regions, all of them the embedded one."""
    for name in ("chicago", "helsinki", "baltimore", "corridor"):
        (tmp_path / name).symlink_to(embedded_folder())
    return tmp_path


@pytest.mark.parametrize("name", list_studies())
def test_every_shipped_study_is_a_question_that_can_be_run(name, regions):
    plan = planned(name, regions)
    assert plan.study.spec.question.endswith("?")
    # What sharing is compared with; or the service itself, one key against another.
    assert plan.names[0] in {"paper/point_to_point", "baselines/stacked"}
    assert len(plan.points) >= 2
    for cell in plan.cells:  # every metre counts
        assert cell.scenario["fleet"]["peripheral"]["deadheading"] == "driven"


def test_the_questions_of_the_planner_are_shipped(regions):
    asked = {key for name in list_studies() for key in planned(name, regions).varied}
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
        "producers.door_s",
        "consumers.door_s",
        "fleet.peripheral.capacity",
        "region",
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


def test_a_key_may_be_another_one_in_some_scenarios(write):
    text = (
        'question = "Why?"\nscenarios = ["paper/point_to_point", "paper/deliverai_2"]\n'
        "[grid]\nfleet.peripheral.capacity = [3]\n"
        '[instead]\n"paper/deliverai_2".fleet.peripheral.capacity = '
        '"fleet.core.capacity"\n'
    )
    plan = plan_of(load_study(str(write(text))))
    direct, relayed = (cell.scenario["fleet"] for cell in plan.cells)
    assert direct["peripheral"]["capacity"] == 3
    assert (relayed["peripheral"]["capacity"], relayed["core"]["capacity"]) == (1, 3)
    key = "fleet.peripheral.capacity"
    assert [plan.value(cell, key) for cell in plan.cells] == [3, 3]


def test_relative_paths_may_begin_elsewhere(write, tmp_path, refuse):
    (tmp_path / "regions").mkdir()
    (tmp_path / "regions" / "town").symlink_to(embedded_folder())
    study = write(HEAD + 'set.region = "town"\n')
    assert "town" in refuse(study)
    plan = plan_of(load_study(str(study), tmp_path / "regions"))
    assert Path(plan.cells[0].scenario["region"]) == embedded_folder()
    assert "is no folder, expected one" in refuse(study, "--beside", tmp_path / "none")


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
        (
            HEAD + 'instead."paper/x".seed = "horizon_s"',
            'instead names "paper/x", expected one of paper/hotspots_only',
        ),
        (
            HEAD + 'instead."paper/hotspots_only".seed = "horizon_s"',
            "seed is not varied, expected a varied key",
        ),
        (
            HEAD
            + "[grid]\npromise_s = [1, 2]\n"
            + '[instead]\n"paper/hotspots_only".promise_s = "promise_s"',
            "expected the name of a key that is not varied",
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
