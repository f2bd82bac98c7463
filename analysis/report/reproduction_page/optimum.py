"""The gap between the greedy handler and a clairvoyant."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analysis.numbers import NOTHING, plain, with_reach
from analysis.plots import plot_gap
from analysis.report.blocks import Block, Cell, Column, Figure, Table, Text
from analysis.report.page import section
from analysis.reproduction.optimality import LOADS, MINUTES
from analysis.reproduction.reproduce import Findings
from analysis.statistics import interval

if TYPE_CHECKING:
    from pandas import DataFrame

_WORDS = {
    "as_greedy": "nobody later than under greedy",
    "promise": "whoever was in time still is",
}
_SHARES = (
    ("greedy_km", "greedy, as simulated"),
    ("pairing_km", "best pairing, one partner each"),
    ("bound_km", "lower bound for any plan"),
)


@section("optimum", "Distance to the optimum", short="Optimum")
def optimum(found: Findings) -> Iterator[Block]:
    """Return the section on the distance to the optimum."""
    yield Text(
        "How good are the paper's greedy decisions? On instances small enough, a "
        "clairvoyant who knows every order beforehand is asked two questions: how "
        "few core kilometres would do if nobody came later than they did under "
        "greedy, and if they only had to be in time, that is: whoever kept the "
        "promise under greedy still keeps it, and nobody is later than then? *Best "
        "pairing* is an integer program over all pairs, meeting points and "
        "parting points, a plan that could be driven. The *lower bound* holds for "
        "every plan with two orders in a vehicle, any number of partners "
        "included, so the optimum lies between the two. Driving each order alone "
        "on its cheapest way is 100 %."
    )
    yield Figure(
        "12",
        plot_gap(found.optimality),
        "Core distance of greedy, best pairing and lower bound, instance by instance.",
        "In percent of driving every order alone. Greedy may be below the best "
        "pairing, since its orders share with several partners one after the "
        "other.",
        "For every instance the core distance under greedy, under the best "
        "pairing and the lower bound, in percent of unshared driving.",
    )
    yield _table(found.optimality)


def _table(frame: "DataFrame") -> Table:
    rows: list[list[str | Cell]] = []
    for question in LOADS:
        asked = frame[frame["question"] == question]
        for load, group in asked.groupby("load_per_min"):
            proven = int(group["bound_proven"].sum())
            cells: list[str | Cell] = [
                Cell(f"{load} orders a minute", below=_WORDS[question]),
                f"{group['deliveries'].min()} to {group['deliveries'].max()}",
            ]
            for column, _ in _SHARES:
                cells.append(_percent(group, column))
            cells.append(f"{proven} of {len(group)}")
            rows.append(cells)
    return Table(
        [
            Column("instances", "left"),
            Column("orders between hotspots"),
            *(Column(words, group="core distance [%]") for _, words in _SHARES),
            Column("bounds solved to the end"),
        ],
        rows,
        f"Means over instances of {MINUTES} minutes, in percent of driving every order "
        "alone.",
        number="9",
        note="95 % intervals over the instances. A bound not solved to the end is "
        "still a bound, only lower than it could be.",
        compact=True,
    )


def _percent(group: "DataFrame", column: str) -> str:
    shares = (100 * group[column] / group["unshared_km"]).dropna().tolist()
    mean = interval(shares)
    if mean is None:
        return NOTHING
    return with_reach(plain(mean.mean), mean.reach)
