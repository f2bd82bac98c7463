"""The page of ``deliverai regimes``: where each service wins, by how much, how sure."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.numbers import PLUS_MINUS, SPACE, plain, signed
from analysis.plots import plot_regimes
from analysis.report.blocks import (
    Block,
    Cell,
    Column,
    Command,
    Figure,
    Fold,
    Note,
    Table,
    Text,
    Tone,
)
from analysis.report.markup import literal
from analysis.report.page import Fact, Page, Section, method, section, sections_of
from analysis.sweeps.regimes.answers import NO_WORSE_PP, Atlas
from analysis.sweeps.regimes.factors import Factor
from analysis.sweeps.regimes.grids import Layout, cells, panel_title
from analysis.sweeps.regimes.names import service_names, value_words, wording
from analysis.sweeps.regimes.outcomes import COST, DISTANCE, ON_TIME, Outcomes
from analysis.sweeps.regimes.parts import Surveyed, survey
from analysis.sweeps.regimes.surrogate import SIGMAS, Surrogate, pooled_variances
from analysis.sweeps.regimes.words import headline, sentences
from analysis.words import counted, listed, raised
from simulation.simulation import versions

_ELASTIC = (
    "Vehicles of an elastic fleet are there the moment they are needed, at the door: a "
    "bound of no operation. With a fleet of a given size, empty ways back cost every "
    "service more, and differences are smaller."
)


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


def regimes_page(shown: Shown) -> Page:
    """Return the page that shows where each service wins."""
    outcomes = shown.outcomes
    manifest = outcomes.manifest
    return Page(
        title="The map of regimes",
        subtitle=str(manifest.get("study") or ""),
        lead=literal(outcomes.question),
        facts=(
            Fact("Services", literal("; ".join(_services(outcomes)))),
            Fact("Varied", literal("; ".join(map(_varied, outcomes.factors)))),
            Fact(
                "Runs",
                f"{counted(len(outcomes.numbers), 'point')}, "
                f"{len(outcomes.services)} services, "
                f"{counted(manifest['replications'], 'replication')}",
            ),
            Fact("In every run", literal(_fixed(outcomes))),
            Fact("Prices", literal(outcomes.prices.words)),
        ),
        sections=sections_of(
            shown, (_answer, _cost_map, _distance_map, _sure, _points, _method)
        ),
        versions=versions(),
    )


def _services(outcomes: Outcomes) -> list[str]:
    names = service_names(outcomes.services)
    return [f"{a} ({b})" for a, b in zip(names, outcomes.services, strict=True)]


def _varied(factor: Factor) -> str:
    label = wording(factor).label
    if not factor.is_range:
        return f"{label.removesuffix(' [1]')}: {', '.join(map(str, factor.values))}"
    low, high = (factor.at(share) for share in (0.0, 1.0))
    return f"{label}: {low:g} to {high:g}"


def _fixed(outcomes: Outcomes) -> str:
    fixed = outcomes.manifest.get("set", {})
    return ", ".join(f"{key} = {value}" for key, value in fixed.items())


@section("answer", "What pays where", short="Answer")
def _answer(shown: Shown) -> Iterator[Block]:
    yield Note(literal(headline(shown.cost, shown.by_cost)), tone=Tone.GOOD)
    yield Text(_listed(shown.cost, shown.by_cost))
    first = service_names(shown.outcomes.services)[0]
    yield Text(
        f"All in per cent of what {literal(first)} costs there: on the average over "
        "the part with its 95 % interval, in brackets from the tenth to the ninetieth "
        "hundredth of it. Parts are cut by a tree over the surrogate's answers; *in "
        "80 % of it* says how much of the part has that answer."
    )
    fleet = shown.outcomes.manifest.get("set", {}).get("fleet.peripheral.size")
    if fleet in (None, "elastic"):
        yield Note(_ELASTIC, title="Elastic fleets", tone=Tone.UNSURE)


def _listed(atlas: Atlas, surveyed: list[Surveyed]) -> str:
    return "\n".join(
        f"- {literal(sentence)}"
        for each in surveyed
        for sentence in sentences(atlas, each)
    )


@section("cost", "Cost of an order, by place", short="Cost")
def _cost_map(shown: Shown) -> Iterator[Block]:
    yield _figure("1", shown, shown.cost, "Where each service costs least.")
    yield _shares("1", shown.cost, shown.by_cost)


@section("distance", "Distance of an order, no less on time", short="Distance")
def _distance_map(shown: Shown) -> Iterator[Block]:
    first = literal(service_names(shown.outcomes.services)[0])
    yield Text(
        "Every metre driven, loaded or empty. A service may only be chosen where it is "
        f"shown to deliver no more than {NO_WORSE_PP:g} percentage point fewer orders "
        f"on time than {first}."
    )
    yield Note(literal(headline(shown.distance, shown.by_distance)), tone=Tone.GOOD)
    yield Text(_listed(shown.distance, shown.by_distance))
    yield _figure(
        "2", shown, shown.distance, "Where each service drives least, no less on time."
    )
    yield _shares("2", shown.distance, shown.by_distance)


def _figure(number: str, shown: Shown, atlas: Atlas, caption: str) -> Figure:
    layout = shown.layout
    dots = pd.DataFrame(
        [
            {
                "panel": panel_title(layout, place),
                "x": place[layout.x.name],
                "y": place[layout.y.name],
            }
            for place in shown.outcomes.drawn
        ]
    )
    figure = plot_regimes(
        cells(atlas, layout),
        service_names(atlas.services),
        wording(layout.x).label,
        wording(layout.y).label,
        columns=layout.columns,
        points=dots,
    )
    return Figure(
        number,
        figure,
        caption,
        "A colour and a letter say who wins; the stronger, the larger its lead over "
        "the next best: up to 2 % of the first service, up to 5 %, beyond. Grey and "
        "hatched: the best is not told apart from another, as the 95 % interval of "
        "their difference holds zero. Dots: what was run, whatever was held. The menu "
        "chooses where other factors are held; point at a cell for its figures.",
        "Panels by geography and seats, load across and the producers' door time up, "
        "in the colour of the service that wins; sentences and a table say the same.",
    )


def _shares(number: str, atlas: Atlas, surveyed: list[Surveyed]) -> Table:
    names = service_names(atlas.services)
    alone = [frozenset([one]) for one in range(len(names))]
    rows: list[list[str | Cell]] = []
    for each in surveyed:
        shares = [each.share(one) for one in alone]
        told = [f"{100 * share:.0f} %" for share in shares]
        rows.append([each.title, *told, f"{100 * (1 - sum(shares)):.0f} %"])
    return Table(
        (Column("Place", "left"), *map(Column, names), Column("not told apart")),
        rows,
        "In which share of all that was varied each service wins, told apart from "
        "every other.",
        number=number,
    )


@section("sure", "How sure the map is", short="How sure")
def _sure(shown: Shown) -> Iterator[Block]:
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
def _points(shown: Shown) -> Iterator[Block]:
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


def _method(shown: Shown) -> Section:
    outcomes = shown.outcomes
    missing = outcomes.asked - len(outcomes.numbers)
    lost = (
        f" {counted(missing, 'point')} without every run left out." if missing else ""
    )
    held = [
        f"{wording(f).label} at "
        f"{listed([value_words(f, level) for level in shown.layout.held[f.name]])}"
        for f in outcomes.factors
        if f.name in shown.layout.held
    ]
    slices = f" The maps hold {literal('; '.join(held))}." if held else ""
    words = (
        "A Latin hypercube spreads few points over all factors at once; what lies "
        "between them is the surrogate's word, not a run's. An order's cost: every "
        "kilometre, loaded or empty; as many vehicles as were at most active at once, "
        "for as long as orders came; handovers; minutes late against the promise: at "
        f"{literal(outcomes.prices.words)}. Prices are asked of this command, so other "
        f"ones need no new run.{slices}{lost}\n\n"
        "Left out: fleets of a given size, shifts, food that is not ready, other keys "
        "of the services than their scenarios', and everything else that the study "
        "holds. Runs begin with nobody on the way and end with the last delivery, "
        "which counts alike in every service."
    )
    return method(words, shown.command)
