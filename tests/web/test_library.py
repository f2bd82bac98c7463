"""What visitors may look at: shipped, in the working folder, or granted."""

import shutil
from dataclasses import replace

import pytest

from analysis.web.library import LARGEST_UPLOAD, MOST_ORDERS, Library
from analysis.web.view import PlanChoice
from simulation.errors import InputError
from simulation.region.files import embedded_region, save_region
from simulation.scenario import list_scenarios, load_scenario, scenario_to_toml
from simulation.simulation import simulate

SMALL = "[demand]\nload_per_min = 2\nduration_min = 3\n"


@pytest.fixture
def place(tmp_path):
    """Return a working folder with a scenario in it and a secret beside it."""
    folder = tmp_path / "work"
    (folder / "mine").mkdir(parents=True)
    (folder / "mine" / "small.toml").write_text(SMALL)
    (folder / "pyproject.toml").write_text('[project]\nname = "no scenario"\n')
    (tmp_path / "secret.toml").write_text(SMALL)
    return folder


@pytest.fixture
def library(place):
    return Library(place)


@pytest.fixture(scope="module")
def run():
    return simulate(load_scenario("paper/point_to_point", ["demand.duration_min=2"]))


def test_shipped_scenarios_and_those_of_the_folder_are_listed(library):
    assert library.names() == [*list_scenarios(), "mine/small.toml"]


def test_run_folders_are_listed_and_read(place, run):
    run.write(place / "runs" / "one")
    library = Library(place)
    assert library.names()[-1] == "runs/one"
    choice = PlanChoice("runs/one")
    assert library.run_of(choice).log_hash == run.log_hash
    assert library.run_of(choice.under("seed", 7)) is None  # that would be another run
    assert library.scenario_of(choice.under("seed", 7)).seed == 7
    assert library.scenario_of(choice).demand.duration_min == 2


def test_another_run_in_the_place_of_one_is_the_one_that_is_read(place, run):
    run.write(place / "one")
    library, choice = Library(place), PlanChoice("one")
    assert library.run_of(choice).log_hash == run.log_hash
    shutil.rmtree(place / "one")
    other = simulate(load_scenario("paper/point_to_point", ["demand.duration_min=1"]))
    other.write(place / "one")
    assert library.run_of(choice).log_hash == other.log_hash


def test_changes_are_those_of_the_scenario(library):
    choice = PlanChoice("mine/small.toml", {"hotspots.docks": 2})
    scenario = library.scenario_of(choice)
    assert (scenario.demand.load_per_min, scenario.hotspots.docks) == (2, 2)


def test_another_policy_of_a_recorded_run_has_its_own_episodes(place, run):
    """Of its folder the scenario alone is read: no agents need learn for it."""
    learnt = load_scenario("paper/deliverai_1", ["demand.duration_min=1"])
    assert learnt.routing.episodes == 1000
    replace(run, scenario=learnt).write(place / "learnt")
    scenario = Library(place).scenario_of(
        PlanChoice("learnt", {"routing.policy": "q_epsilon"})
    )
    assert scenario.routing.episodes == 6000


@pytest.mark.parametrize(
    "name",
    [
        "../secret.toml",
        "mine/../../secret.toml",
        "/etc/passwd",
        "/etc",
        "..",
        "\0",
        "mine/small.txt",
        "~/secret.toml",
        "link.toml",
        "",
        "x" * 5000,
        "x" * 300 + ".toml",
    ],
)
def test_nothing_outside_the_folder_is_read(place, library, name):
    (place / "link.toml").symlink_to(place.parent / "secret.toml")
    with pytest.raises(InputError, match="expected"):
        library.scenario_of(PlanChoice(name))


def test_a_sentence_about_an_outside_file_says_nothing_of_it(library):
    """Whether it exists is not told either."""
    sentences = []
    for name in ("../secret.toml", "../nothing.toml"):
        with pytest.raises(InputError) as caught:
            library.scenario_of(PlanChoice(name))
        sentences.append(str(caught.value).replace(name, ""))
    assert sentences[0] == sentences[1]


def test_what_the_operator_named_may_lie_elsewhere(place):
    """A link calls it by its last part: the folders above are nobody's business."""
    library = Library(place, (place.parent / "secret.toml",))
    assert library.name_of(place.parent / "secret.toml") == "secret.toml"
    assert "secret.toml" in library.names()
    assert library.scenario_of(PlanChoice("secret.toml")).demand.load_per_min == 2


def test_its_name_is_never_that_of_another_plan(place):
    (place / "secret.toml").write_text(SMALL.replace("2", "5"))
    (place.parent / "other").mkdir()
    (place.parent / "other" / "secret.toml").write_text(SMALL.replace("2", "7"))
    granted = (place.parent / "secret.toml", place.parent / "other" / "secret.toml")
    library = Library(place, granted)
    loads = [
        library.scenario_of(PlanChoice(name)).demand.load_per_min
        for name in ("secret.toml", "secret (2).toml", "secret (3).toml")
    ]
    assert loads == [5, 2, 7]


def test_a_region_that_was_granted_elsewhere_goes_by_its_name_too(place):
    save_region(embedded_region(), place.parent / "city")
    library = Library(place, (place.parent / "city",))
    choice = PlanChoice("paper/deliverai_2", {"region": "city"})
    scenario = library.scenario_of(choice)
    assert scenario.region == str(place.parent / "city")
    assert library.region_name(scenario.region) == "city"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("region", "/etc"),
        ("routing.table", "../table"),
        ("demand.trace_file", "/etc/passwd"),
        ("producers.door_file", "/etc/passwd"),
        ("consumers.door_file", "../doors.csv"),
        ("fleet.core.shift_file", "/etc/passwd"),
        ("fleet.peripheral.shift_file", "../shifts.csv"),
        ("fleet.classes.bicycle.streets", "/etc"),
        ("region", "zero\0byte"),
        ("region", "x" * 5000),
    ],
)
def test_a_change_leads_nowhere_outside(library, key, value):
    changes = {key: value}
    if key == "demand.trace_file":
        changes["demand.profile"] = "trace"
    with pytest.raises(InputError, match=f"{key}: lies outside the working folder"):
        library.scenario_of(PlanChoice("paper/deliverai_2", changes))


def test_nor_does_a_change_of_a_whole_table(place, run):
    run.write(place / "one")
    changes = {"demand": {"profile": "trace", "trace_file": "/etc/passwd"}}
    with pytest.raises(InputError, match=r"demand\.trace_file: lies outside"):
        Library(place).scenario_of(PlanChoice("one", changes))


def test_a_file_of_the_folder_may_name_a_region_elsewhere(place, tmp_path):
    save_region(embedded_region(), tmp_path / "elsewhere")
    region = f'region = "{tmp_path / "elsewhere"}"\n'
    (place / "far.toml").write_text(region + SMALL)
    library = Library(place)
    assert library.scenario_of(PlanChoice("far.toml")).region.endswith("elsewhere")
    again = PlanChoice("paper/deliverai_2", {"region": str(tmp_path / "elsewhere")})
    with pytest.raises(InputError, match="region: lies outside"):
        library.scenario_of(again)


def test_more_orders_than_a_page_carries_are_refused(library):
    changes = {"demand.load_per_min": MOST_ORDERS, "demand.duration_min": 2}
    with pytest.raises(InputError, match="expected at most 200,000 in a page"):
        library.scenario_of(PlanChoice("paper/deliverai_2", changes))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("horizon_s", 14 * 86_400 + 1),
        ("demand.duration_min", 14 * 24 * 60 + 1),
        ("hotspots.handover_s", 1e9),
        ("requests.decision_interval_s", 1e9),
    ],
)
def test_a_run_of_more_than_two_weeks_is_refused_before_it_begins(library, key, value):
    changes = {"demand.load_per_min": 1, key: value}
    with pytest.raises(InputError, match=f"{key}: .* expected at most 336 h in a page"):
        library.scenario_of(PlanChoice("paper/deliverai_2", changes))


@pytest.mark.parametrize(
    "key", ["fleet.core.size", "fleet.peripheral.size", "routing.episodes"]
)
def test_neither_are_more_vehicles_and_episodes(library, key):
    policy = {"routing.policy": "q_boltzmann"}
    most = library.scenario_of(PlanChoice(changes={**policy, key: 20_000}))
    assert most.name == "paper/deliverai_2"
    with pytest.raises(InputError, match=f"{key}: .* in a page"):
        library.scenario_of(PlanChoice(changes={**policy, key: 200_000}))


def test_an_uploaded_scenario_is_what_its_file_says(library):
    scenario = load_scenario("paper/deliverai_1", ["demand.load_per_min=7", "seed=3"])
    choice = library.uploaded("mine.toml", scenario_to_toml(scenario).encode())
    assert library.scenario_of(choice).model_dump() == scenario.model_dump()


def test_an_uploaded_scenario_may_extend_a_shipped_one(library):
    content = b'extends = "paper/hotspots_only"\n[hotspots]\ndocks = 3\n'
    choice = library.uploaded("mine.toml", content)
    scenario = library.scenario_of(choice)
    assert choice.base == "paper/hotspots_only"
    assert (scenario.requests.handler, scenario.hotspots.docks) == ("refuse", 3)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xfe", "up.toml: is no TOML"),
        (b"import os", "up.toml: is no TOML"),
        (b"x" * (LARGEST_UPLOAD + 1), "expected a scenario file of at most 200,000"),
        (b'extends = "../secret.toml"', "expected a shipped scenario"),
        (b"extends = []", "expected a shipped scenario"),
        (b'region = "/etc"', "region: lies outside"),
        (b"[demand]\nload = 3", "up.toml: .*demand.load"),
        (b"seed = -1", "up.toml: seed"),
        (b"seed = " + b"9" * 5000, "up.toml: is no TOML"),
        (b"seed = 0x" + b"f" * 5000, "up.toml: seed"),
        (
            b"[" + b"a." * 3000 + b"b]\nc = 1",
            "up.toml: is no TOML .tables are nested too deeply",
        ),
    ],
)
def test_a_bad_upload_is_told_in_one_sentence(library, content, sentence):
    with pytest.raises(InputError, match=sentence):
        library.uploaded("up.toml", content)


def test_prepared_regions_of_the_folder_can_be_chosen(place):
    save_region(embedded_region(), place / "cities" / "here")
    library = Library(place)
    assert library.regions() == ["embedded", "cities/here"]
    choice = PlanChoice("mine/small.toml", {"region": "cities/here"})
    scenario = library.scenario_of(choice)
    assert library.region_name(scenario.region) == "cities/here"
    assert "cities/here" not in library.names()  # it is no plan


def test_a_folder_of_very_many_files_is_not_searched_for_ever(place):
    many = place / "many"
    many.mkdir()
    for number in range(6_000):
        (many / f"{number}.txt").touch()
    (many / "runs").mkdir()
    (many / "runs" / "late.toml").write_text(SMALL)
    names = Library(place).names()
    assert "mine/small.toml" in names
    assert "many/runs/late.toml" not in names
