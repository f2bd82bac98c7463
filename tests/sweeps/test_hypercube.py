"""Latin hypercubes: strata, choices, settings, sums, and what is said of wrong ones."""

import pytest

from analysis.sweeps import load_study
from analysis.sweeps.points import points_of

HEAD = 'question = "Why?"\nscenarios = ["paper/hotspots_only"]\n'
CUBE = HEAD + "[latin_hypercube]\npoints = 4\nranges.promise_s = [1.0, 2.0]\n"


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


def test_choices_and_settings_come_equally_often(write):
    text = CUBE.replace("points = 4", "points = 12") + (
        "choices.fleet.core.capacity = [2, 4, 8]\n"
        'settings.town = {A = {region = "embedded", horizon_s = 60}, '
        'B = {region = "embedded", horizon_s = 90}}\n'
        'added.horizon_s = ["promise_s", "fleet.core.capacity"]\n'
    )
    points = points_of(load_study(str(write(text))))
    seats = [point["fleet.core.capacity"] for point in points]
    assert [seats.count(each) for each in (2, 4, 8)] == [4, 4, 4]
    assert all(point["region"] == "embedded" for point in points)
    own = [
        point["horizon_s"] - point["promise_s"] - point["fleet.core.capacity"]
        for point in points
    ]
    assert sorted(map(round, own)) == [60] * 6 + [90] * 6
    assert "town" not in points[0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
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
        (CUBE + "choices.seed = 3", "choices.seed is 3, expected a list of two or"),
        (CUBE + "choices.seed = [3]", "choices.seed is [3], expected a list of two"),
        (CUBE + "choices.seed = [3, 3]", "choices.seed has 3 twice"),
        (CUBE + "choices.promise_s = [1, 2]", "varies promise_s twice"),
        (CUBE + "settings.x.a = {seed = 1}", "settings.x has 1, expected two tables"),
        (
            CUBE + "settings.x.a = {seed = 1}\nsettings.x.b = {horizon_s = 1}",
            "settings.x.b sets horizon_s, expected seed, as the first one does",
        ),
        (CUBE + "settings.x.a = {}\nsettings.x.b = {}", "settings.x sets nothing"),
        (
            CUBE + "settings.x = {a = {promise_s = 1}, b = {promise_s = 2}}",
            "varies promise_s twice, expected each once",
        ),
        (CUBE + "added.promise_s = 3", "added.promise_s is 3, expected a list of"),
        (CUBE + 'added.promise_s = ["seed"]', '"seed", which is not varied'),
        (CUBE + 'added.seed = ["promise_s"]', '"seed", which is not varied'),
        (
            CUBE + 'choices.region = ["a", "b"]\nadded.promise_s = ["region"]',
            'region is "',
        ),
    ],
)
def test_a_bad_hypercube_is_one_sentence_and_nothing_is_written(
    write, refuse, text, says
):
    assert says in refuse(write(text))
