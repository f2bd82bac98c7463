"""Surrogates over what was varied: coordinates, intervals, points left out."""

import numpy as np
import pytest

from analysis.sweeps.regimes.factors import Factor, coordinates, spread
from analysis.sweeps.regimes.surrogate import Surrogate, pooled_variances

LOAD = Factor("demand.load_per_min", (5.0, 60.0), is_range=True)
DOOR = Factor("producers.door_s", (0.0, 300.0), is_range=True)
SEATS = Factor("fleet.peripheral.capacity", (2, 4, 8))
TOWN = Factor("geography", ("Town", "Vale"))


def test_coordinates_by_hand():
    """Wide ranges of positive numbers go by ratios, words have a coordinate each."""
    places = [
        {LOAD.name: 5.0, DOOR.name: 300.0, SEATS.name: 4, TOWN.name: "Vale"},
        {LOAD.name: 300**0.5, DOOR.name: 75.0, SEATS.name: 8, TOWN.name: "Town"},
    ]
    found = coordinates((LOAD, DOOR, SEATS, TOWN), places)
    assert found == pytest.approx(
        np.array([[0.0, 1.0, 0.5, 0.0, 1.0], [0.5, 0.25, 1.0, 1.0, 0.0]])
    )


def test_places_looked_at_are_spread_evenly_and_hold_what_is_fixed():
    places = spread((LOAD, DOOR, SEATS, TOWN), 64, geography="Vale")
    assert {place["geography"] for place in places} == {"Vale"}
    quarters = [int((place[DOOR.name]) / 75) for place in places]
    assert [quarters.count(each) for each in range(4)] == [16] * 4
    seats = [place[SEATS.name] for place in places]
    assert min(seats.count(each) for each in (2, 4, 8)) >= 20


def known(points):
    """Return a function that bends and has two factors at work together."""
    return np.sin(3 * points[:, 0]) + points[:, 1] * points[:, 2]


def test_a_surrogate_recovers_a_known_function_within_its_intervals():
    rng = np.random.RandomState(4)
    points, fresh = rng.random_sample((60, 4)), rng.random_sample((400, 4))
    noise = 0.05
    learnt = Surrogate(
        points, known(points) + rng.normal(0, noise, 60), np.full(60, noise**2)
    )
    found = learnt.at(fresh)
    miss = np.abs(found.mean - known(fresh))
    assert np.sqrt(np.mean(miss**2)) < 2 * noise
    assert np.mean(miss <= found.reach) >= 0.9
    assert 0.85 <= learnt.coverage <= 1.0
    assert learnt.error < 2 * noise < learnt.spread / 4
    average = learnt.average(fresh)
    assert average.low[0] <= known(fresh).mean() <= average.high[0]
    assert average.reach[0] < found.reach.min()


def test_intervals_are_widened_until_points_left_out_lie_within():
    """Noise that is said to be far smaller than it is."""
    rng = np.random.RandomState(4)
    points = rng.random_sample((40, 1))
    values = points[:, 0] + rng.normal(0, 0.3, 40)
    sure = Surrogate(points, values, np.full(40, 0.3**2))
    proud = Surrogate(points, values, np.full(40, 1e-4))
    assert sure.widening < 1.3
    assert proud.widening >= 1.0
    miss, deviation = proud._left_out
    assert np.mean(np.abs(miss) <= 1.96 * proud.widening * deviation + 1e-9) >= 0.95


def test_left_out_points_are_missed_as_by_a_surrogate_without_them():
    rng = np.random.RandomState(5)
    points = rng.random_sample((15, 2))
    values = known(np.column_stack((points, points[:, 0])))
    variances = np.full(15, 1e-3)
    learnt = Surrogate(points, values, variances)
    kernel = learnt._fitted.kernel_
    scaled = (values - values.mean()) / values.std()
    noise = variances / values.std() ** 2
    for at in range(15):
        rest = np.arange(15) != at
        matrix = kernel(points[rest]) + np.diag(noise[rest])
        across = kernel(points[[at]], points[rest])[0]
        mean = across @ np.linalg.solve(matrix, scaled[rest])
        miss = (scaled[at] - mean) * values.std()
        assert learnt._left_out[0][at] == pytest.approx(miss, abs=1e-6)


def test_variances_by_hand():
    """Squares 2 and 8 of means apart by 2 and 4: (2 x 10 + 8 x 5) / 2, shared."""
    found = pooled_variances(
        [np.array([1.0, 3.0]), np.array([5.0, 9.0])], np.array([10.0, 5.0])
    )
    assert found == pytest.approx([30 / (10 * 2), 30 / (5 * 2)])
