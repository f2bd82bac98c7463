"""How metrics are shown: the same rows, words and digits in terminal and pages."""

import math
from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from analysis.metrics.catalogue import KPIS, Kpi
from analysis.metrics.terms import IN_GENERAL, Terms
from analysis.numbers import NOTHING, PLUS_MINUS, decimals, plain, signed
from analysis.statistics import Interval
from analysis.words import lowered

Number = int | float | None
Values = Mapping[str, Number]  # of one run, or means over several, by KPI

SHARE = "share"
# What leaves ignored ways out, and what it is of all ways.
IN_FULL = {
    "distance_km": "distance_all_km",
    "peripheral_km": "peripheral_all_km",
    "deadhead_km": "deadhead_all_km",
}
_ALWAYS = {"orders", "delivered", "open", "success_ratio"}  # zero says something
_MANY = 10_000  # five digits are enough
_ON_A_CARD = {
    "orders",
    "delivered",
    "success_ratio",
    "delivery_time_mean_s",
    "delivery_time_p95_s",
    "distance_all_km",
    "km_per_order",
    "vehicles_active",
    "vehicles_fleet",
    "shared_core_share",
    "cost_per_order",
    "co2_g_per_order",
}

LEFT_OUT = (
    "Left out: metrics that are zero or have no value in every plan, and the paper's "
    "accounting where it leaves no way out."
)


def worth_a_row(values: Iterable[Values], terms: Terms = IN_GENERAL) -> list[Kpi]:
    """Return the KPIs to show of some runs, in the order of the catalogue.

    In the runs' own terms, if these are given.

    Not those that are zero or unknown in all of them, and not the paper's accounting
    where no empty way is ignored, as it says the same then; :data:`LEFT_OUT` says so.
    """
    rows = list(values)
    return [terms.of(kpi) for kpi in KPIS if _says_something(kpi.name, rows)]


def headlines(values: Iterable[Values], terms: Terms = IN_GENERAL) -> list[Kpi]:
    """Return the KPIs worth a row that a card has room for."""
    return [kpi for kpi in worth_a_row(values, terms) if kpi.name in _ON_A_CARD]


def _says_something(name: str, rows: list[Values]) -> bool:
    if name in IN_FULL:
        full = IN_FULL[name]
        return any(name in row and row[name] != row.get(full) for row in rows)
    if name in _ALWAYS:
        return any(row.get(name) is not None for row in rows)
    return any(row.get(name) for row in rows)


def ignored_ways(ignored_km: Mapping[str, float | None]) -> str:
    """Return what is to be known where plans ignore empty ways; empty if none does.

    Parameters
    ----------
    ignored_km
        The KPI of each plan, by the plan's name.
    """
    some = [f"{plain(km)} km of {name}" for name, km in ignored_km.items() if km]
    if not some:
        return ""
    return (
        f"Empty ways that a plan ignores ({', '.join(some)}) count in every distance "
        "and cost here, as those that others drive do; only the rows named paper's "
        "accounting leave them out. They took no time, so times and vehicles of such a "
        'plan leave them out: fleet.peripheral.deadheading = "driven" drives them.'
    )


def cancelled_orders(cancelled: Mapping[str, float | None]) -> str:
    """Return how cancelled orders count; empty if there are none.

    Parameters
    ----------
    cancelled
        The KPI of each plan, by the plan's name.
    """
    some = [
        f"{plain(count, 0)} of {name}" for name, count in cancelled.items() if count
    ]
    if not some:
        return ""
    return (
        f"Cancelled orders ({', '.join(some)}) are neither delivered nor open, and "
        "left out of the share on time."
    )


def headed(kpi: Kpi) -> str:
    """Return a KPI's label with its unit."""
    return kpi.label if kpi.unit in {"", SHARE} else f"{kpi.label} [{kpi.unit}]"


def in_sentence(kpi: Kpi) -> str:
    """Return a KPI's label as it stands within a sentence."""
    return lowered(kpi.label)


def unit_of(kpi: Kpi) -> str:
    """Return what follows a number of a KPI, nothing for counts and shares."""
    return "" if kpi.unit in {"", SHARE} else f" {kpi.unit}"


def digits_of(kpi: Kpi, value: float) -> int:
    """Return how many decimals of a value are worth reading."""
    if kpi.unit == SHARE:
        return 3
    return 0 if abs(value) >= _MANY else 2


def number(kpi: Kpi, value: Number) -> str:
    """Return a value of a KPI: counts whole, shares to a thousandth."""
    if value is None:
        return NOTHING
    if isinstance(value, int) or (kpi.unit == "" and value == int(value)):
        return plain(value, 0)
    return plain(value, digits_of(kpi, value))


def mean_and_reach(kpi: Kpi, found: Interval | None) -> tuple[str, str]:
    """Return a mean and half of its interval, to two digits of the latter.

    Nothing stands for the latter where runs are equal or there is one alone.
    """
    if found is None:
        return NOTHING, ""
    if not 0.0 < found.reach < math.inf:
        return number(kpi, found.mean), ""
    digits = decimals(found.reach)
    return plain(found.mean, digits), f"{PLUS_MINUS} {plain(found.reach, digits)}"


def difference(kpi: Kpi, first: Number, this: Number) -> str:
    """Return how `this` differs: in percent, in points for shares."""
    if first is None or this is None:
        return NOTHING
    if this == first:
        return "="
    if kpi.unit == SHARE:
        return f"{signed(100 * (this - first))} pp"
    if first == 0:
        return f"{'+' if this > 0 else ''}{number(kpi, this)}"
    return f"{signed(100 * (this - first) / abs(first))} %"


def card(
    title: str,
    lines: Iterable[str],
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
) -> str:
    """Return a title, lines and a small table as HTML, for notebooks.

    All that is given is plain text; the first column is to the left.
    """
    left, right = (f'style="text-align:{side}"' for side in ("left", "right"))

    def row(tag: str, cells: Sequence[str]) -> Markup:
        sides = [left, *[right] * (len(cells) - 1)]
        return Markup("<tr>{}</tr>").format(
            Markup("").join(
                Markup(f"<{tag} {side}>{{}}</{tag}>").format(cell)
                for side, cell in zip(sides, cells, strict=True)
            )
        )

    return str(
        Markup("<div><p><strong>{}</strong>{}</p><table>{}{}</table></div>").format(
            title,
            Markup("").join(Markup("<br>{}").format(line) for line in lines),
            row("th", columns),
            Markup("").join(row("td", cells) for cells in rows),
        )
    )
