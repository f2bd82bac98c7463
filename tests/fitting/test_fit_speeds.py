"""Speeds fitted to trips that an independent plain driver made."""

import csv
import json

import numpy as np
import pytest

from analysis.cli.command import main
from analysis.fitting import fit_speeds, read_trips, write_hours
from simulation import load_scenario
from simulation.errors import DemandError
from simulation.record.kinds import PERIPHERAL
from simulation.region.files import embedded_region
from simulation.simulation import Simulation

# 2024-05-06 is a Monday. Factors of hours of weekdays, and of weekends.
WEEKDAY = {7: 0.6, 8: 0.5, 9: 0.7, 17: 0.55}
WEEKEND = {12: 0.8}


def factor_at(day, clock_s):
    """Return the factor of a moment, `clock_s` after midnight of a day."""
    day, hour = int(day + clock_s // 86_400) % 7, int(clock_s % 86_400 // 3600)
    return (WEEKEND if day >= 5 else WEEKDAY).get(hour, 1.0)


def driven_s(free_s, day, clock_s):
    """Return how long a trip takes, second after second."""
    left, taken = free_s, 0
    while left > 0:
        step = factor_at(day, clock_s + taken)
        if step >= left:
            return taken + left / step
        left -= step
        taken += 1
    return taken


@pytest.fixture(scope="module")
def region():
    """Return the shipped region."""
    return embedded_region()


@pytest.fixture(scope="module")
def rows(region):
    """Return 6,000 trips of two weeks, each with a factor of chance of its own."""
    rng = np.random.default_rng(7)
    places = region.places
    found = []
    for number in range(6000):
        here, there = rng.integers(len(places), size=2)
        free_s = float(region.router.legs([here], [there])[0][0])
        day, clock_s = int(rng.integers(14)), int(rng.integers(6 * 3600, 20 * 3600))
        chance = float(np.exp(rng.normal(0.0, 0.15)))
        if number % 50 == 0:  # somebody had lunch on the way
            chance *= 3
        taken = driven_s(free_s, day, clock_s) * chance
        found.append(
            {
                "origin": places.source_id[here],
                "destination": places.source_id[there],
                "departure": f"2024-05-{6 + day:02}T{clock_s // 3600:02}:"
                f"{clock_s // 60 % 60:02}:{clock_s % 60:02}",
                "duration_s": f"{taken:.1f}",
            }
        )
    return found


def written(folder, rows):
    """Write a table of trips, and return its path."""
    path = folder / "trips.csv"
    with path.open("w", newline="") as file:
        table = csv.DictWriter(file, rows[0].keys())
        table.writeheader()
        table.writerows(rows)
    return path


@pytest.fixture(scope="module")
def fit(region, rows, tmp_path_factory):
    """Return the fit of all trips."""
    path = written(tmp_path_factory.mktemp("trips"), rows)
    return fit_speeds(read_trips(path, region))


def test_the_factors_are_found_again(fit):
    """Tolerance: three standard errors of a median, 5 % for trips over two hours."""
    assert {each.days for each in fit.hours} == {(0, 1, 2, 3, 4), (5, 6)}
    known = [each for each in fit.hours if each.trips]
    assert {each.from_min // 60 for each in known} >= set(range(6, 20))
    for each in known:
        if each.trips < 60:  # at the edges of the day
            continue
        true = factor_at(each.days[0], each.from_min * 60)
        error = 3 * 1.25 * 0.16 / np.sqrt(each.trips)
        assert each.factor == pytest.approx(true, rel=error + 0.05), each


def test_hours_foresee_trips_better_than_one_factor_does(fit):
    """Off by chance alone, 10 %: the median of the half-normal of 0.15."""
    assert 900 < fit.held_out < 1500
    assert fit.by_hour.median < min(fit.constant.median, fit.free_flow.median)
    assert fit.by_hour.median == pytest.approx(0.10, abs=0.015)
    assert abs(fit.by_hour.bias) < 0.02 < abs(fit.free_flow.bias)


def test_the_file_is_what_traffic_reads(fit, region, tmp_path):
    write_hours(fit.hours, tmp_path / "hours.csv")
    keys = {"demand.load_per_min": 2, "traffic.clock": "mon 08:00"}
    said = {"traffic.file": str(tmp_path / "hours.csv")}
    here, there = (int(each[0]) for each in (region.producers, region.consumers))
    taken_s = [
        Simulation(load_scenario("paper/point_to_point", each)).leg_s(
            PERIPHERAL, here, there, 60.0
        )
        for each in (keys, keys | said)
    ]
    factor = next(each.factor for each in fit.hours if each.from_min == 480)
    assert taken_s[1] == pytest.approx(taken_s[0] / factor, abs=0.001)
    with pytest.raises(DemandError, match="exists already, expected a new file"):
        write_hours(fit.hours, tmp_path / "hours.csv")


def test_rows_that_are_no_trips_are_told(region, rows, tmp_path):
    bad = [dict(each) for each in rows[:200]]
    bad[3]["duration_s"] = "-5"
    bad[4]["duration_s"] = "fast"
    bad[5]["departure"] = "yesterday"
    bad[6]["origin"] = "nowhere"
    bad[7]["duration_s"] = "1000000"
    bad[8]["destination"] = bad[8]["origin"]
    trips = read_trips(written(tmp_path, bad), region)
    told = trips.left_out
    assert (told["duration"], told["empty"], told["departure"]) == ([4], [5], [6])
    assert (told["place"], told["odd"]) == ([7], [8])
    assert 9 in told["short"]
    assert len(trips) == 200 - sum(map(len, told.values()))


def test_points_do_in_place_of_ids_and_an_offset_says_the_clock(region, tmp_path):
    """Chicago's clocks show 08:00 at 13:00 UTC in summer."""
    places, here, there = region.places, region.producers[0], region.consumers[-1]
    row = {
        "origin_lon": places.lon[here],
        "origin_lat": places.lat[here],
        "destination_lon": places.lon[there],
        "destination_lat": places.lat[there],
        "departure": "2024-05-06T13:00:00+00:00",
        "duration_min": 20,
    }
    trips = read_trips(written(tmp_path, [row, row | {"origin_lat": ""}]), region)
    assert trips.clock_s.tolist() == [8 * 3600]
    assert trips.day.tolist() == [0]
    assert trips.duration_s.tolist() == [1200]
    assert trips.free_s[0] == region.router.legs([here], [there])[0][0]
    assert trips.left_out == {"empty": [2]}


def test_the_command_tells_and_writes(rows, tmp_path, capsys):
    path, out = written(tmp_path, rows[:600]), tmp_path / "hours.csv"
    assert main(["fit-speeds", str(path), "--every", "120", "--out", str(out)]) == 0
    told = capsys.readouterr().out
    assert "by the hour" in told
    assert f"--set traffic.file={out}" in told
    assert out.read_text().startswith("days,from,until,factor,trips\n")
    assert main(["fit-speeds", str(path), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["by_hour"]["median"] < document["free_flow"]["median"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"a": 1}], "has the columns a, expected origin and destination"),
        (
            [
                {
                    "origin": "x",
                    "destination": "y",
                    "departure": "2024-05-06T08:00",
                    "duration_s": 9,
                }
            ],
            "no trip can be used (1 rows: origin or destination is no place",
        ),
    ],
)
def test_a_table_of_no_trips_is_refused(rows, said, tmp_path, capsys):
    assert main(["fit-speeds", str(written(tmp_path, rows))]) == 2
    assert said in capsys.readouterr().err
