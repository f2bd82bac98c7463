"""The page of ``deliverai regimes``: where each service wins, by how much, how sure."""

from collections.abc import Iterator

import pandas as pd

from analysis.plots import plot_regimes
from analysis.report.blocks import (
    Block,
    Cell,
    Column,
    Figure,
    Note,
    Table,
    Text,
    Tone,
)
from analysis.report.markup import literal
from analysis.report.page import Fact, Page, Section, method, section, sections_of
from analysis.report.regimes_tables import Shown, how_sure, points
from analysis.sweeps.regimes.answers import NO_WORSE_PP, Atlas
from analysis.sweeps.regimes.factors import Factor
from analysis.sweeps.regimes.grids import cells, panel_title
from analysis.sweeps.regimes.names import service_names, value_words, wording
from analysis.sweeps.regimes.outcomes import Outcomes
from analysis.sweeps.regimes.parts import Surveyed
from analysis.sweeps.regimes.words import headline, sentences
from analysis.words import counted, listed
from simulation.interpreter import versions

_ELASTIC = (
    "Vehicles of an elastic fleet are there the moment they are needed, at the door: a "
    "bound of no operation. With a fleet of a given size, empty ways back cost every "
    "service more, and differences are smaller."
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
            shown, (_answer, _cost_map, _distance_map, how_sure, points, _method)
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
        "their difference holds zero; letters say whom it is between. Dots: what was "
        "run, whatever was held. The menu chooses where other factors are held; point "
        "at a cell for its figures.",
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
