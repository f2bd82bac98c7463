"""Figure 7, and what separates DeliverAI-I from II."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analysis.experiments.runs import REFUSED
from analysis.experiments.tasks import Row
from analysis.metrics.catalogue import KPIS
from analysis.numbers import NOTHING, signed, with_reach
from analysis.plots import plot_episodes, plot_training
from analysis.report.blocks import Block, Cell, Column, Figure, Heading, Table, Text
from analysis.report.page import section
from analysis.report.reproduction_page.wording import known, named, records
from analysis.reproduction.changes import HEADLINES
from analysis.reproduction.datasets import Category
from analysis.reproduction.published import (
    BASELINE_1,
    DECREASES,
    DELIVERAI_1,
    DELIVERAI_2,
    LEARNT,
    PEAK_LOAD,
    POLICIES,
    PaperCell,
    results,
)
from analysis.reproduction.reproduce import Findings
from analysis.reproduction.training import (
    AGREED,
    EPISODES,
    SYMBOLS,
    Exploration,
)

if TYPE_CHECKING:
    from pandas import DataFrame

_CIRCLES = (
    "Where agents were cut off so early that their hops go round in circles, there is "
    "no run."
)
_METRICS = tuple(
    (headline.name, f"{headline.label} [{headline.unit}]") for headline in HEADLINES
)


@section("training", "Training, and I against II", short="Training")
def agents(found: Findings) -> Iterator[Block]:
    """Return the section on training."""
    yield Text(
        "The paper shows the error of two agents, 5 and 18, for several T and "
        "epsilon in a picture; the values tried stand only there, so ours are a "
        "choice. Error alone says little: what counts is which hops an agent "
        "prefers, so the agreement of preferred sets with those of the optimum "
        "stands below it."
    )
    yield Figure(
        "7",
        plot_training(found.training),
        "Training error, and agreement of preferred sets.",
        "Mean absolute error to Q* over all states, and the share of preferred "
        "sets equal to those of Q*, after each episode. DeliverAI-I explores by "
        "Boltzmann, II by epsilon. The axes of episodes are logarithmic.",
        "Curves of error and agreement over training episodes for two agents, a "
        "colour per exploration value.",
    )
    yield _until_agreed(found.explorations)
    yield Heading("DeliverAI-I against II", "one-against-two")
    yield Text(_what_separates(found))
    yield Figure(
        "7 (b)",
        plot_episodes(_shown(found.unfinished), _METRICS),
        "What unfinished training costs, against fully trained agents.",
        "Uniform demand, 30 orders a minute, on the same orders. Episodes are not "
        "of one length: those of Boltzmann are long.",
        "Change of five metrics against the optimal policy over the training "
        "episodes, for both policies.",
    )
    yield _between(found.between)


def _shown(frame: "DataFrame") -> "DataFrame":
    return frame[~frame["refused"]]


def _until_agreed(explorations: list[Exploration]) -> Table:
    rows = []
    for each in explorations:
        if REFUSED in each.row:
            needed: str | Cell = Cell("not trained", tip=str(each.row[REFUSED]))
            error = agreement = NOTHING
        else:
            until = each.row["episodes_until_agreed"]
            needed = "not reached" if until is None else f"{until:,}"
            error = f"{each.row['mean_error'][-1]:.2g}"
            agreement = f"{100 * each.row['mean_agreement'][-1]:.1f}"
        symbol = "ε" if SYMBOLS[each.key] == "epsilon" else SYMBOLS[each.key]
        episodes = NOTHING if REFUSED in each.row else f"{each.row['episode'][-1]:,}"
        rows.append(
            [
                f"{named(each.policy)}, {symbol} = {each.value:g}",
                needed,
                episodes,
                error,
                agreement,
            ]
        )
    return Table(
        (
            Column("exploration", "left"),
            Column(f"episodes until {100 * AGREED:.0f} % of the sets agree"),
            Column("episodes trained"),
            Column("error at the end"),
            Column("sets equal at the end [%]"),
        ),
        rows,
        "How long training takes: means over all agents.",
        note="One training each, so no interval. The paper finds that a lower T and a "
        "higher epsilon speed it up, and that I needs fewer episodes than II.",
        compact=True,
    )


def _what_separates(found: Findings) -> str:
    """Return whether I and II differ as shipped, and what to make of it."""
    one, two = (found.setup.scenario(policy).routing for policy in LEARNT)
    trained = (
        f"Trained as shipped, {one.episodes:,} episodes for I and {two.episodes:,} for "
        "II, "
    )
    pairs = [
        (category, number)
        for category, policy in found.rows
        if policy == DELIVERAI_1
        for number in range(len(found.rows[category, policy]))
        if _kpis(found, category, DELIVERAI_1, number)
        != _kpis(found, category, DELIVERAI_2, number)
    ]
    if pairs:
        return (
            f"{trained}they still differ in {len(pairs)} of "
            f"{sum(len(rows) for rows in found.rows.values()) // len(POLICIES)} data "
            "sets. The figure shows what a training cut short costs, the table what "
            "separates I from II then. " + _CIRCLES
        )
    return (
        f"{trained}both send every order the same way: every metric of every data set "
        "is the same. What separates them in the paper's tables can then only be "
        "unfinished training, or chance. The figure shows what a training cut short "
        "costs, the table what separates I from II then. " + _CIRCLES
    )


def _kpis(found: Findings, category: Category, policy: str, number: int) -> Row:
    row = found.rows[category, policy][number]
    return {kpi.name: row[kpi.name] for kpi in KPIS}


def _between(frame: "DataFrame") -> Table:
    by_key = records(frame, ("episodes", "metric"))
    rows: list[list[str | Cell]] = []
    for episodes in EPISODES:
        cells: list[str | Cell] = [f"{episodes:,}"]
        for headline in HEADLINES:
            row = by_key[episodes, headline.name]
            mean = known(row["mean"])
            if mean is None:
                cells.append("circles" if row["refused"] else NOTHING)
            else:
                half = (known(row["high"]) or mean) - mean
                cells.append(with_reach(signed(mean), half))
        rows.append(cells)
    rows.append(list(_as_published()))
    return Table(
        [
            Column("episodes of each", "left"),
            *(Column(f"{each.label} [{each.unit}]") for each in HEADLINES),
        ],
        rows,
        f"{named(DELIVERAI_1)} less {named(DELIVERAI_2)} after equally many episodes.",
        note="Uniform demand, 30 orders a minute; paired by data set, 95 % intervals. "
        "The paper's row follows from its changes against Baseline 1 at this load.",
        compact=True,
    )


def _as_published() -> list[str]:
    """Return the paper's I less II, worked out from what it says of each."""
    table = results()

    def of(policy: str, metric: str, versus: str) -> float:
        return table[PaperCell("uniform", PEAK_LOAD, metric, policy, versus)]

    cells = []
    for headline in HEADLINES:
        if headline.is_share:
            one, two = (of(policy, headline.name, "") for policy in LEARNT)
            cells.append(signed(one - two))
            continue
        sign = -1 if headline.name in DECREASES else 1
        one, two = (
            1 + sign * of(policy, headline.name, BASELINE_1) / 100 for policy in LEARNT
        )
        cells.append(signed(100 * (one / two - 1)))
    return ["the paper", *cells]
