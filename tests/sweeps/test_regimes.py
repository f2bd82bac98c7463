"""The map of regimes: what its surrogates learn, who wins, and what is said of it."""

import shutil

import numpy as np
import pandas as pd
import pytest

from analysis.sweeps.regimes.answers import Atlas
from analysis.sweeps.regimes.grids import cells, layout_of
from analysis.sweeps.regimes.outcomes import COST, DISTANCE, Prices, read_outcomes
from analysis.sweeps.regimes.parts import survey
from analysis.sweeps.regimes.words import headline, sentences
from simulation.errors import RunError
from tests.folders import reseal
from tests.sweeps.made_up import km_per_order, made_up_sweep

MEASURED = ("cost", "distance")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return made_up_sweep(tmp_path_factory.mktemp("made") / "sweep")


@pytest.fixture(scope="module")
def atlas(folder):
    return Atlas(read_outcomes(folder), DISTANCE, no_worse_on_time=True)


def test_changes_are_paired_and_in_per_cent_of_the_first(folder):
    outcomes = read_outcomes(folder)
    for at, place in enumerate(outcomes.drawn):
        direct, stacked, through = km_per_order(place)
        found = outcomes.changes("distance", 2, 1)[at]
        assert found.size == 3
        assert found == pytest.approx(
            np.full(3, 100 * (through - stacked) / direct), abs=1.5
        )


def test_costs_by_hand(folder, tmp_path):
    """Vehicles for the hour in which orders came, handovers, minutes late."""
    other = tmp_path / "priced"
    shutil.copytree(folder, other)
    table = pd.read_parquet(other / "runs.parquet")
    table = table.assign(
        vehicles_peak=table["orders"] / 4,
        handovers=table["orders"] * 2,
        late_min=table["orders"] * 0.1,
    )
    table.to_parquet(other / "runs.parquet")
    reseal(other)
    prices = Prices(km=2, vehicle_hour=20, handover=0.5, late_minute=3)
    found = read_outcomes(other, prices)
    for cost, km in zip(*(found.by_measure[each] for each in MEASURED), strict=True):
        assert cost == pytest.approx(2 * km + 20 / 4 + 0.5 * 2 + 3 * 0.1)


def test_winners_are_those_of_the_formula(atlas):
    """Away from the break-even of 120 s, where the two are as good."""
    names = [*range(3)]
    for town, door_s, wins in (
        ("Town", 0.0, 1),
        ("Town", 90.0, 1),
        ("Town", 150.0, 2),
        ("Town", 290.0, 2),
        ("Vale", 0.0, 1),
        ("Vale", 290.0, 1),
    ):
        place = {
            "demand.load_per_min": 20.0,
            "producers.door_s": door_s,
            "hotspots.handover_s": 60.0,
            "fleet.peripheral.capacity": 4,
            "geography": town,
        }
        found = atlas.at(atlas.coordinates([place]))
        assert found.best[0] == wins, (town, door_s)
        assert found.decided[0], (town, door_s)
        km = km_per_order(place)
        second = sorted(names, key=lambda at: km[at])[1]
        assert found.next_best[0] == second
        lead = 100 * (km[wins] - km[second]) / km[0]
        assert found.lead.mean[0] == pytest.approx(lead, abs=0.6)
        assert found.over_first.mean[0] == pytest.approx(
            100 * (km[wins] - km[0]) / km[0], abs=0.6
        )


def test_sentences_say_the_formula(atlas):
    surveyed = list(survey(atlas))
    said = [each for one in surveyed for each in sentences(atlas, one)]
    town = [each for each in said if each.startswith("Town")]
    (beyond,) = (each for each in town if "takes more than" in each)
    bound = float(beyond.split("more than ")[1].split(" s")[0])
    assert bound == pytest.approx(120, abs=10)
    assert "meeting at hotspots drives least" in beyond
    assert "than stacking" in beyond
    assert "than direct driving" in beyond
    (vale,) = (each for each in said if each.startswith("Vale"))
    assert vale.startswith("Vale: stacking drives least: 5.")
    words = headline(atlas, surveyed)
    assert words.startswith("Of all that was varied, stacking drives least in 7")
    assert "direct driving in 0 %" in words


def test_who_cannot_be_told_apart_is_said_to_be_so(tmp_path):
    """Chance as large as what there is to be found."""
    folder = made_up_sweep(tmp_path / "sweep", points=14, replications=2, noise=0.5)
    atlas = Atlas(read_outcomes(folder), DISTANCE, no_worse_on_time=True)
    surveyed = list(survey(atlas))
    assert not any(each.answers.decided.any() for each in surveyed)
    for each in surveyed:
        for sentence in sentences(atlas, each):
            assert "cannot be told apart" in sentence
    frame = cells(atlas, layout_of(atlas.outcomes.factors))
    assert set(frame["winner"]) == {""}
    assert all("|" in tied for tied in frame["tied"])


def test_who_is_late_is_not_chosen_for_its_distance(tmp_path):
    folder = made_up_sweep(tmp_path / "sweep", points=14, on_time=(0.99, 0.99, 0.9))
    outcomes = read_outcomes(folder)
    strict = Atlas(outcomes, DISTANCE, no_worse_on_time=True)
    free = Atlas(outcomes, COST, no_worse_on_time=False)
    wins = [
        {int(best) for each in survey(atlas) for best in each.answers.best}
        for atlas in (strict, free)
    ]
    assert wins == [{1}, {1, 2}]


def test_cells_are_panels_by_slices(atlas):
    layout = layout_of(atlas.outcomes.factors, {"hotspots.handover_s": (0.0, 30.0)})
    frame = cells(atlas, layout)
    assert list(frame["slice"].unique()) == ["Handover 0 s", "Handover 30 s"]
    assert list(frame["panel"].unique()) == [
        *("Town, 2 seats", "Town, 4 seats", "Vale, 2 seats", "Vale, 4 seats")
    ]
    assert layout.columns == 2
    beyond = frame[(frame["panel"] == "Town, 4 seats") & (frame["y"] > 150)]
    assert set(beyond["winner"]) == {"meeting at hotspots"}
    assert set(beyond["strength"]) <= {0, 1, 2}
    assert beyond["strength"].max() == 2


@pytest.mark.parametrize(
    ("levels", "says"),
    [
        ({"producers.door_s": (1.0,)}, "is not held, expected one of hotspots.hand"),
        ({"hotspots.handover_s": (500.0,)}, "expected 1 to 4 values from 0 to 120"),
        ({"hotspots.handover_s": ()}, "expected 1 to 4 values"),
    ],
)
def test_wrong_levels_are_one_sentence(atlas, levels, says):
    with pytest.raises(RunError, match=says):
        layout_of(atlas.outcomes.factors, levels)


def test_points_without_every_run_are_left_out(tmp_path):
    folder = made_up_sweep(tmp_path / "sweep", points=14, lost=1)
    outcomes = read_outcomes(folder)
    assert outcomes.numbers == list(range(1, 14))
    assert outcomes.asked == 14
    least = made_up_sweep(tmp_path / "least", points=11)
    with pytest.raises(RunError, match="is of 11 points, expected a sweep over 12"):
        read_outcomes(least)
    few = made_up_sweep(tmp_path / "few", points=12, lost=1)
    with pytest.raises(RunError, match="11 of 12 points"):
        read_outcomes(few)
    once = made_up_sweep(tmp_path / "once", points=14, replications=1)
    with pytest.raises(RunError, match="has one replication"):
        read_outcomes(once)
