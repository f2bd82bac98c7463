"""Orders by the hour of the day, and by the use of the land they go to."""

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.assemble import prepare
from simulation.demand.uses import Use, drawn_by_hour
from simulation.errors import DemandError, ScenarioError
from simulation.scenario import load_scenario

HOUR_S, MINUTES = 3600, 60


def orders(*keys, name="paper/point_to_point", replication=0):
    scenario = load_scenario(name, keys)
    return prepare(scenario).orders(scenario, replication)


def by_hour(drawn):
    return np.bincount((drawn.start_s // HOUR_S).astype(int)).tolist()


def test_hours_are_met_to_the_order_and_begin_anew():
    drawn = orders("demand.hours=[1, 0, 3]", "demand.duration_min=300")
    mean = 30 * MINUTES  # orders an hour
    assert by_hour(drawn) == [mean * 3 // 4, 0, mean * 9 // 4, mean * 3 // 4]


def test_alike_hours_are_the_orders_without_hours():
    keys = ("demand.duration_min=150",)
    for profile in ("uniform", "poisson"):
        asked = (*keys, f"demand.profile={profile}")
        plain, alike = orders(*asked), orders(*asked, "demand.hours=[2, 2]")
        assert np.array_equal(plain.producer, alike.producer)
        assert np.abs(plain.start_s - alike.start_s).max() < 0.01


def test_a_poisson_process_by_hours_is_one_in_each_hour():
    """Five standard deviations of a count, over 40 replications."""
    keys = ("demand.profile=poisson", "demand.hours=[1, 4]", "demand.duration_min=120")
    counts = np.array([by_hour(orders(*keys, replication=r)) for r in range(40)])
    expected = np.array([0.4, 1.6]) * 30 * MINUTES
    assert (np.abs(counts.mean(axis=0) - expected) < 5 * np.sqrt(expected / 40)).all()
    assert (counts.var(axis=0, ddof=1) < 2.0 * expected).all()
    assert (counts.var(axis=0, ddof=1) > 0.4 * expected).all()


def test_a_kind_of_places_is_drawn_as_often_as_its_hours_say():
    """By hand: w places of weight 5 among n of weight 1 get 5 w of (5 w + n - w)."""
    scenario = load_scenario("paper/point_to_point")
    region = prepare(scenario).region
    tract = region.tracts.ids[3]
    offices = (region.places.tract == 3)[region.consumers]
    use = f'{{what = "offices", hours = [5, 0], where = {{tracts = ["{tract}"]}}}}'
    drawn = orders(
        f"demand.uses=[{use}]", "demand.duration_min=120", "demand.load_per_min=300"
    )
    there = region.places.tract[drawn.consumer] == 3
    first = drawn.start_s < HOUR_S
    weight = 5 * offices.sum()
    share = weight / (weight + (~offices).sum())
    deviation = np.sqrt(share * (1 - share) / first.sum())
    assert abs(there[first].mean() - share) < 5 * deviation
    assert not there[~first].any()


def test_other_streams_do_not_move_with_uses():
    use = "{hours = [1, 2], side = 'producers'}"
    plain, used = (
        orders("demand.duration_min=90"),
        orders("demand.duration_min=90", f"demand.uses=[{use}]"),
    )
    assert np.array_equal(plain.start_s, used.start_s)
    assert np.array_equal(plain.consumer, used.consumer)
    # Everywhere alike, so each draw means the place that it meant.
    assert np.array_equal(plain.producer, used.producer)


@given(seed=st.integers(0, 2**32 - 1), data=st.data())
def test_nobody_is_drawn_where_a_product_is_zero(seed, data):
    rng = np.random.default_rng(seed)
    count = data.draw(st.integers(2, 9))
    uses = [
        Use(
            "a kind",
            rng.integers(0, 3, 4).tolist(),
            "consumer",
            rng.random(count) < 0.5,
        )
        for _ in range(3)
    ]
    start_s = np.sort(rng.random(50) * 6 * HOUR_S)
    places = np.arange(count)
    weights = np.ones((6, count))
    for use in uses:
        for hour in range(6):
            weights[hour, use.places] *= use.hours[hour % 4]
    hours = (start_s // HOUR_S).astype(int)
    try:
        drawn = drawn_by_hour(rng.random(50), start_s, places, "consumer", uses)
    except DemandError:
        assert not weights[hours].sum(axis=1).all()
    else:
        assert weights[hours, drawn].all()


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (("demand.hours=[0, 0]",), "more than 0 in one hour"),
        (("demand.hours=[1, -1]",), "demand.hours"),
        (("demand.hours=[1, 2]", "demand.profile=gaussian"), '"uniform" or "poisson"'),
        (("demand.uses=[{what = 'homes'}]",), "hours"),
    ],
)
def test_what_makes_no_sense_is_said(keys, said):
    with pytest.raises(ScenarioError, match=said):
        load_scenario("paper/point_to_point", keys)


def test_an_unknown_tract_and_an_hour_from_nowhere_are_said():
    with pytest.raises(ScenarioError, match=r"demand.uses\[1\].where"):
        orders("demand.uses=[{hours = [1], where = {tracts = ['nowhere']}}]")
    with pytest.raises(DemandError, match="no consumer in hour 1"):
        orders("demand.uses=[{hours = [1, 0.0]}]", "demand.duration_min=120")


def test_the_orders_are_the_golden_ones():
    """The same on every machine; a change says which rule it is."""
    use = "{hours = [1, 3], where = {box = [-87.66, 41.87, -87.62, 41.89]}}"
    drawn = orders(
        *(
            "demand.profile=poisson",
            "demand.duration_min=180",
            "demand.hours=[2, 1, 5]",
        ),
        f"demand.uses=[{use}]",
    )
    columns = (
        drawn.start_s,
        drawn.producer.astype("<i8"),
        drawn.consumer.astype("<i8"),
    )
    text = b"".join(each.tobytes() for each in columns)
    assert hashlib.sha256(text).hexdigest()[:16] == "5503c9044992e4bc"
