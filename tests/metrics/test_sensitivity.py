"""One price at a time: what is told of other prices is what runs at them cost."""

import pytest

from analysis.metrics import kpis
from analysis.metrics.sensitivity import late_minute_words, price_effects
from tests.metrics.random_walk import RandomWalk
from tests.metrics.test_costs import PRICES, at_prices


@pytest.fixture(scope="module")
def run():
    return at_prices(RandomWalk(47, 60, docks=True, doors=True).run(3000), PRICES)


@pytest.mark.parametrize("factor", [0.0, 0.5, 2.0])
def test_a_cost_at_another_price_is_that_of_the_run_at_that_price(run, factor):
    effects = price_effects(kpis(run))
    told = {effect.part: effect.at(factor) for effect in effects.values()}
    found = {
        part: kpis(
            at_prices(run, PRICES | {key: factor * PRICES[key] for key in effect.keys})
        )["cost_per_order"]
        for part, effect in effects.items()
    }
    assert len(told) == 7
    assert told == pytest.approx(found, rel=1e-12)


def test_at_the_price_told_both_plans_cost_the_same():
    """By hand: of it are 2 of 20 in one plan, 5 of 8 in the other.

    At (20 - 8) / (5 - 2) + 1 = 5 times the price, both cost 28.
    """
    one = price_effects({"delivered": 1, "cost_per_order": 20.0, "cost_late": 2.0})
    other = price_effects({"delivered": 1, "cost_per_order": 8.0, "cost_late": 5.0})
    factor = one["cost_late"].even_with(other["cost_late"])
    assert factor == 5
    assert one["cost_late"].at(5) == other["cost_late"].at(5) == 28
    assert one["cost_late"].even_with(one["cost_late"]) is None


def test_without_prices_or_deliveries_nothing_is_told():
    assert price_effects({"delivered": 3, "cost_per_order": None}) == {}
    assert price_effects({"delivered": 0, "cost_per_order": None}) == {}


@pytest.mark.parametrize(
    ("total", "late_min", "says"),
    [
        (30.0, 0.0, "where a late minute is worth over 0.75 EUR."),
        (20.0, 16.0, "where a late minute is worth under 0.5 EUR."),
        (30.0, 12.0, "Whatever a late minute is worth, B costs more than A in"),
        (20.0, 4.0, "Whatever a late minute is worth, B costs less than A in"),
        (24.0, 8.0, ""),
        (None, 8.0, ""),
    ],
)
def test_a_late_minute_is_worth_as_much_as_makes_both_cost_the_same(
    total, late_min, says
):
    """By hand, of two orders: A costs 12 an order, of it 4 minutes late at 0.5."""
    first = {"delivered": 2, "cost_total": 28.0, "cost_late": 4.0, "late_min": 8.0}
    other = {"delivered": 2, "cost_total": total, "cost_late": 0.0}
    told = late_minute_words(first, other | {"late_min": late_min}, ("A", "B"), "EUR")
    assert says in told
    assert bool(says) == bool(told)
