"""Numbers of a sizing and their titles, as the answer, the table and the page say them.

One way for all three: a KPI goes by its title in the catalogue and has its unit, and
no number has more digits than its interval leaves it.
"""

import math

from analysis.metrics.catalogue import Kpi
from analysis.statistics import Interval

SHARE = "share"
_LARGE, _TEN = 1000, 10
_MOST_DECIMALS = 4


def number_words(value: float) -> str:
    """Return a number to about four digits."""
    size = abs(value)
    if size >= _LARGE:
        return f"{value:,.0f}"
    return f"{value:.1f}" if size >= _TEN else f"{value:.4g}"


def spread_words(seen: Interval) -> tuple[str, str]:
    """Return a mean, and half of its interval to two digits; empty where there is none.

    Equal runs, and one run alone, have no spread to tell of.
    """
    if not 0.0 < seen.reach < math.inf:
        return number_words(seen.mean), ""
    decimals = min(max(1 - math.floor(math.log10(seen.reach)), 0), _MOST_DECIMALS)
    return (
        f"{seen.mean:,.{decimals}f}",
        f"\N{PLUS-MINUS SIGN} {seen.reach:,.{decimals}f}",
    )


def title_words(kpi: Kpi) -> str:
    """Return a KPI's title within a sentence."""
    return kpi.label[:1].lower() + kpi.label[1:]


def unit_words(kpi: Kpi) -> str:
    """Return what follows a number of a KPI, nothing for counts and shares."""
    return "" if kpi.unit in {"", SHARE} else f" {kpi.unit}"


def headed(kpi: Kpi) -> str:
    """Return a KPI's title with its unit, for the head of a column."""
    unit = unit_words(kpi).strip()
    return f"{kpi.label} [{unit}]" if unit else kpi.label
