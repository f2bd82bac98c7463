"""In whose money and by which clock metrics are told, and what is said beside."""

from analysis.metrics import KPIS, kpis
from analysis.metrics.catalogue import KPI_OF, MONEY
from analysis.metrics.display import cancelled_orders, headed, worth_a_row
from analysis.metrics.terms import IN_GENERAL, terms_of
from tests.metrics.test_costs import PRICES, at_prices
from tests.metrics.test_doors import courier_run


def told(*scenarios):
    return [headed(kpi) for kpi in map(terms_of(scenarios).of, KPIS)]


def test_scenarios_that_say_nothing_are_told_as_in_the_catalogue():
    assert terms_of([]) == terms_of([{}, {"costs": {}}]) == IN_GENERAL
    sized = {"fleet": {"peripheral": {"size": 3}}}
    assert told(sized) == [headed(kpi) for kpi in KPIS]


def test_a_fleet_that_appears_is_called_a_bound_where_it_is_counted():
    heads = told({})
    assert "Vehicles, fleet (elastic: bound)" in heads
    assert len(set(heads) - {headed(kpi) for kpi in KPIS}) == 1


def test_money_is_called_by_its_name_everywhere():
    heads = told({"costs": {"currency": "EUR"}})
    assert "Cost per order [EUR]" in heads
    assert not [head for head in heads if MONEY in head]


def test_money_that_differs_is_not_named_after_either_and_a_note_says_so():
    terms = terms_of([{"costs": {"currency": "EUR"}}, {"costs": {"currency": "USD"}}])
    assert headed(terms.of(KPI_OF["cost_total"])) == "Cost [money]"
    assert "EUR, USD" in terms.note
    assert not IN_GENERAL.note


def test_the_delivery_time_says_by_which_clock_it_is():
    ready = {"report": {"clock": "ready"}}
    assert "Delivery time from ready, mean [s]" in told(ready)
    assert "Delivery time, clocks differ, mean [s]" in told(ready, {})
    assert "Click to door, mean [s]" in told(ready)


def test_what_does_not_occur_has_no_row():
    run = courier_run(costs={"currency": "EUR"})
    shown = {kpi.name for kpi in worth_a_row([kpis(run)])}
    assert {"orders_cancelled", "door_mean_s", "ready_to_door_mean_s"} <= shown
    assert not {"co2_g_per_order", "cost_per_order", "cost_total"} & shown
    priced = worth_a_row([kpis(at_prices(run, PRICES))])
    assert "cost_per_order" in {kpi.name for kpi in priced}


def test_cancelled_orders_are_told_where_there_are_any():
    assert cancelled_orders({"A": 0, "B": None}) == ""
    words = cancelled_orders({"A": 0, "B": 3})
    assert "(3 of B)" in words
    assert "share on time" in words
