"""The page of runs with prices: in whose money, what moves them, what is cancelled."""

import re
from html import unescape

import pytest

from analysis.numbers import NOTHING
from analysis.report import render
from analysis.report.run_page import contents_of, run_page
from analysis.report.run_page.costs import costs
from tests.compare.test_doors_and_prices import PRICES, without_doors
from tests.metrics.test_doors import courier_run

MORE = PRICES | {"vehicle": 2.0, "late_minute": 6.0}


def page_of(folder, *runs):
    """Return the contents of kept runs, each a plan, and the words of their page."""
    for number, run in enumerate(runs):
        run.write(folder / f"{number}")
    shown = contents_of([folder / f"{number}" for number in range(len(runs))])
    html = re.sub(
        r"<(script|style)\b.*?</\1>", " ", render(run_page(shown)), flags=re.DOTALL
    )
    return shown, re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    folder = tmp_path_factory.mktemp("two")
    direct = {"service": {"mode": "direct"}}
    stacked = {"service": {"mode": "stacked"}}
    return page_of(
        folder, courier_run(costs=MORE, **direct), without_doors(costs=MORE, **stacked)
    )


def test_each_price_is_halved_and_doubled(two):
    """Of two orders 0.5 and 0.8 km, two vehicles, 3 s late or none at 6 a minute."""
    shown, _ = two
    (table,) = [block for block in costs(shown).blocks if hasattr(block, "rows")]
    rows = {row[0].text: list(row[1:]) for row in table.rows}
    assert rows["peripheral distance"][:4] == ["1", "0.25", "2.27", "2.65"]
    assert rows["vehicles"][:4] == ["2", "2.00", "1.40", "4.40"]
    assert rows["lateness"][:4] == ["6", "0.15", "2.32", "2.55"]
    assert rows["peripheral distance"][4:] == ["1", "0.40", "2.20", "2.80", "1"]
    assert rows["vehicles"][-1] == NOTHING  # the same in both, whatever its price


def test_the_page_says_money_by_its_name_and_the_price_at_which_plans_are_even(two):
    """2.40 and 2.40 at once: 0.15 of lateness is what 0.15 km more cost."""
    _, text = two
    assert "Cost per order [EUR]" in text
    assert "money" not in text.lower().replace("in your money", "")
    assert "CO2 per order [g]" in text
    assert "even at" in text


def test_what_is_cancelled_is_told_beside_the_share_on_time(two):
    _, text = two
    assert "neither delivered nor open" in text
    assert "what each order was promised" in text
    assert "each order's own due time" in text


def test_without_prices_there_is_no_section_of_costs(tmp_path):
    shown, text = page_of(tmp_path, courier_run())
    assert not costs(shown).blocks
    assert "What an order costs" not in text
    assert "Waiting for food" in text


def test_by_another_clock_the_delivery_time_is_called_so(tmp_path):
    _, text = page_of(tmp_path, courier_run(report={"clock": "ready"}))
    assert "Delivery time from ready, mean [s]" in text
    assert (
        "takes 1.1 min on average from when it is ready, 1.5 min from placing" in text
    )
    assert "sum to the mean time from placing to the door" in text
