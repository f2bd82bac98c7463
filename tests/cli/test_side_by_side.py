"""The printed table: complete at any width, differences to the first."""

import io

import pytest
from rich.console import Console

from analysis.cli.side_by_side import print_side_by_side
from analysis.metrics import KPIS
from analysis.metrics.display import difference, number
from analysis.words import unlike

BY_NAME = {kpi.name: kpi for kpi in KPIS}


def values(count):
    numbers = {
        kpi.name: 123456.789 + at if kpi.unit == "km" else 0.5
        for at, kpi in enumerate(KPIS)
    }
    return {
        f"folder/a_scenario_with_a_long_name_{index}": numbers
        | {"orders": 1800, "distance_all_km": 100000.0 + index, "core_load_mean": None}
        for index in range(count)
    }


def printed(count, width):
    stream = io.StringIO()
    print_side_by_side(Console(file=stream, width=width), values(count))
    return stream.getvalue()


@pytest.mark.parametrize("width", [80, 120, 300])
@pytest.mark.parametrize("count", [1, 2, 4, 7, 30])
def test_nothing_is_cut_off_at_any_width(count, width):
    text = printed(count, width)
    assert "…" not in text
    assert all(len(line) <= width for line in text.splitlines())
    assert all(kpi.label in text for kpi in KPIS if kpi.name != "core_load_mean")
    if count > 1:
        assert all(name in text for name in values(count))
        assert text.count(" 0.0 %") == count - 1
        assert all(f"{100000 + index:,}" in text for index in range(count))


def test_a_wide_table_has_the_differences_beside_the_values():
    text = printed(3, 200)
    row = next(line for line in text.splitlines() if line.startswith("Distance ["))
    assert row.split()[2:] == [
        "100,000",
        "100,001",
        "0.0",
        "%",
        "100,002",
        "0.0",
        "%",
    ]


@pytest.mark.parametrize(
    ("name", "first", "this", "says"),
    [
        ("distance_km", 100.0, 112.0, "+12.0 %"),
        ("distance_km", 100.0, 100.0, "="),
        ("core_km", 0.0, 4953.33, "+4,953.33"),
        ("late_min", 58.16, 847.92, "+1,357.9 %"),
        ("success_ratio", 0.95, 0.9, "\N{MINUS SIGN}5.0 pp"),
        ("meetings", 0, 0, "="),
        ("core_load_mean", None, 1.3, "\N{EN DASH}"),
        ("hops_mean", 1.0, None, "\N{EN DASH}"),
    ],
)
def test_differences_are_percent_or_points_to_the_first(name, first, this, says):
    assert difference(BY_NAME[name], first, this) == says


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("orders", 1800, "1,800"),
        ("success_ratio", 0.97649, "0.976"),
        ("distance_km", 5375.214, "5,375.21"),
        ("distance_km", 53752.14, "53,752"),
        ("core_load_mean", None, "\N{EN DASH}"),
    ],
)
def test_numbers_are_shown_with_what_is_worth_reading(name, value, says):
    assert number(BY_NAME[name], value) == says


def test_repeated_names_are_numbered():
    assert unlike(["a", "a", "b", "a", "a-2"]) == ["a", "a-2", "b", "a-3", "a-2-2"]
