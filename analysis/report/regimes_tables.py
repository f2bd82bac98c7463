"""What a map of regimes is made from, its points, and how sure it is."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analysis.numbers import PLUS_MINUS, SPACE, plain, signed
from analysis.report.blocks import Block, Cell, Column, Command, Fold, Table, Text
from analysis.report.markup import literal
from analysis.report.page import section
from analysis.sweeps.regimes.answers import Atlas
from analysis.sweeps.regimes.factors import Factor
from analysis.sweeps.regimes.grids import Layout
from analysis.sweeps.regimes.names import service_names, wording
from analysis.sweeps.regimes.outcomes import COST, DISTANCE, ON_TIME, Outcomes
from analysis.sweeps.regimes.parts import Surveyed, survey
from analysis.sweeps.regimes.surrogate import SIGMAS, Surrogate, pooled_variances
from analysis.words import raised


@dataclass(frozen=True)
class Shown:
    """What the page is made from."""

    outcomes: Outcomes
    layout: Layout
    cost: Atlas
    distance: Atlas
    by_cost: list[Surveyed]
    by_distance: list[Surveyed]
    command: Command


def shown_of(outcomes: Outcomes, layout: Layout, command: Command) -> Shown:
    """Return what the page is made from; the surrogates are learnt now."""
    cost = Atlas(outcomes, COST, no_worse_on_time=False)
    distance = Atlas(outcomes, DISTANCE, no_worse_on_time=True)
    return Shown(
        outcomes,
        layout,
        cost,
        distance,
        list(survey(cost)),
        list(survey(distance)),
        command,
    )


@section("sure", "How sure the map is", short="How sure")
def how_sure(shown: Shown) -> Iterator[Block]:
    """Yield what each surrogate misses."""
    yield Text(
        "A Gaussian process is learnt for the difference of every pair of services, "
        "its noise known from the replications. Each point is left out in turn: "
        "*error* is what it is missed by (root mean square), beside what these points "
        "spread; *within* is the share of them inside their 95 % interval. Where that "
        "is less than 95 %, all intervals are *widened* until it is. Each interval "
        "holds by itself, not all of a map at once."
    )
    names = service_names(shown.outcomes.services)
    rows: list[list[str | Cell]] = []
    for what, pairs in (
        ("cost [%]", shown.cost.pairs),
        ("distance [%]", shown.distance.pairs),
        ("on time [pp]", {(one, 0): s for one, s in shown.distance.on_time.items()}),
    ):
        rows += [
            [f"{raised(names[a])} less {names[b]}", what, *_quality(learnt)]
            for (a, b), learnt in pairs.items()
        ]
    yield Table(
        (
            Column("Difference", "left"),
            Column("in", "left"),
            *map(Column, ("spread", "error", "within", "widened")),
        ),
        rows,
        "What each surrogate misses a point by that it has not seen.",
        number="3",
    )


def _quality(learnt: Surrogate) -> list[str]:
    return [
        plain(learnt.spread),
        plain(learnt.error),
        f"{100 * learnt.coverage:.0f} %",
        f"x {plain(learnt.widening, 2)}",
    ]


@section("points", "The points", short="Points")
def points(shown: Shown) -> Iterator[Block]:
    """Yield what was run, and what it came to."""
    outcomes = shown.outcomes
    names = service_names(outcomes.services)
    others = range(1, len(names))
    columns = [Column("Point", "left")]
    columns += [Column(wording(each).label) for each in outcomes.factors]
    heads = (
        ("cost", "Cost [%]"),
        ("distance", "Distance [%]"),
        (ON_TIME, "On time [pp]"),
    )
    columns += [Column(names[one], group=head) for _, head in heads for one in others]
    told = [_changes(outcomes, measure, one) for measure, _ in heads for one in others]
    rows: list[list[str | Cell]] = [
        [
            str(number),
            *(_value(factor, place[factor.name]) for factor in outcomes.factors),
            *(each[at] for each in told),
        ]
        for at, (number, place) in enumerate(
            zip(outcomes.numbers, outcomes.drawn, strict=True)
        )
    ]
    table = Table(
        columns,
        rows,
        f"Every point, against {literal(names[0])}: means of paired differences and "
        "half of their 95 % intervals, from the spread that all points share.",
        number="4",
        compact=True,
    )
    yield Fold(f"All {len(rows)} points", (table,))


def _value(factor: Factor, value: object) -> str:
    return f"{value:.0f}" if factor.is_range else str(value)


def _changes(outcomes: Outcomes, measure: str, one: int) -> list[Cell]:
    found = outcomes.changes(measure, one, 0)
    reaches = SIGMAS * np.sqrt(pooled_variances(found, outcomes.orders))
    return [
        Cell(
            signed(float(each.mean())),
            below=f"{PLUS_MINUS}{SPACE}{plain(float(reach))}",
        )
        for each, reach in zip(found, reaches, strict=True)
    ]
