"""Our Figures 6, 8 and 9."""

from collections.abc import Iterator

from analysis.plots import (
    plot_by_load,
    plot_load,
    plot_region,
    plot_utilisation_over_time,
)
from analysis.report.blocks import Block, Figure, Text
from analysis.report.markup import literal
from analysis.report.page import section
from analysis.reproduction.published import PEAK_LOAD
from analysis.reproduction.reproduce import Findings
from analysis.reproduction.series import BY_LOAD

_STABLE_MIN = (10, 50)  # the stable phase (paper, 7.5)
_OVER_TIME_LOADS = (5, 20, PEAK_LOAD)
_NUMBERS = {"gaussian": "8", "uniform": "9"}


@section("figures", "The paper's figures, ours", short="Figures")
def figures(found: Findings) -> Iterator[Block]:
    """Return the section of Figures 6, 8 and 9."""
    yield Text(
        "The paper's curves exist only as pictures, without values, so ours stand "
        "alone; what the paper says *about* them is tested in "
        "[the findings](#findings)."
    )
    yield _figure_6a(found)
    yield _figure_6b(found)
    for profile in ("gaussian", "uniform"):
        yield _by_load(found, profile)
        yield _over_time(found, profile)


def _figure_6a(found: Findings) -> Figure:
    return Figure(
        "6 (a)",
        plot_load(found.load),
        "Delivery load over time.",
        "Orders of each minute. Uniform demand is constant (Eq. 10). Gaussian demand "
        "peaks at 15 and 45 minutes, rounded down in every minute "
        "(`gaussian_table_4`): it has the counts of Table 4, which the printed Eq. 11 "
        "has not.",
        "Step curves of orders per minute over an hour: five constant ones for uniform "
        "demand, five with two peaks for gaussian demand.",
    )


def _figure_6b(found: Findings) -> Figure:
    region = found.region
    name = literal(region.name)
    return Figure(
        "6 (b)",
        plot_region(region),
        f"The region: {region.hotspots} tracts, {region.producers.size:,} producers, "
        f"{region.consumers.size:,} consumers, {region.hotspots} hotspots.",
        f"*{name}*. A hotspot stands at the mean of its tract's consumers (paper, 4).",
        f"Map of the region {region.name}: tract borders, producers, consumers and "
        "one hotspot a tract.",
    )


def _by_load(found: Findings, profile: str) -> Figure:
    number = _NUMBERS[profile]
    frame = found.by_load[found.by_load["profile"] == profile]
    return Figure(
        f"{number} (A\N{EN DASH}D, F)",
        plot_by_load(frame, BY_LOAD),
        f"Metrics over the load, {profile} demand.",
        "Means over the data sets with 95 % intervals. The *paper's accounting* of "
        "distance is (A); *every way* counts the empty ways too that the plans over "
        "hotspots ignore. *Vehicles active, by tract* is the paper's VEH_tot. The "
        "fleet, all vehicles that took part at some time, is not in the paper; an "
        "elastic one is not the smallest that an operator could own.",
        f"Small panels over the load for {profile} demand, a line per policy: "
        "distance, vehicles, core vehicles, legs per order, utilisation, fleet.",
    )


def _over_time(found: Findings, profile: str) -> Figure:
    number = _NUMBERS[profile]
    frame = found.utilisation
    frame = frame[
        (frame["profile"] == profile) & frame["load_per_min"].isin(_OVER_TIME_LOADS)
    ]
    return Figure(
        f"{number} (E)",
        plot_utilisation_over_time(frame, _STABLE_MIN),
        f"Utilisation over time, {profile} demand.",
        "Active vehicles over *vehicles active, by tract* (UR_t, 7.5), mean over the "
        "data sets; shaded: the stable phase from 10 to 50 minutes, over which UR_avg "
        "is taken.",
        f"Curves of the share of active vehicles over time for {profile} demand, one "
        "per policy, a panel per load.",
    )
