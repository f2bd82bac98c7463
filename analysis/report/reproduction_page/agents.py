"""Figure 7, and what separates DeliverAI-I from II."""

from typing import TYPE_CHECKING

from analysis.experiments.runs import REFUSED
from analysis.plots import plot_episodes, plot_training
from analysis.report.blocks import Block, Cell, Column, Figure, Heading, Table, Text
from analysis.report.page import Section
from analysis.report.reproduction_page.wording import (
    NOTHING,
    known,
    named,
    reach,
    records,
    signed,
)
from analysis.reproduction.changes import HEADLINES
from analysis.reproduction.published import (
    BASELINE_1,
    DECREASES,
    DELIVERAI_1,
    DELIVERAI_2,
    LEARNT,
    PEAK_LOAD,
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

_METRICS = tuple(
    (headline.name, f"{headline.label} [{headline.unit}]") for headline in HEADLINES
)


def agents(found: Findings) -> Section:
    """Return the section on training."""
    blocks: list[Block] = [
        Text(
            "The paper shows the error of two agents, 5 and 18, for several T and "
            "epsilon in a picture; the values tried stand only there, so ours are a "
            "choice. Error alone says little: what counts is which hops an agent "
            "prefers, so the agreement of preferred sets with those of the optimum "
            "stands below it."
        ),
        Figure(
            "7",
            plot_training(found.training),
            "Training error, and agreement of preferred sets.",
            "Mean absolute error to Q* over all states, and the share of preferred "
            "sets equal to those of Q*, after each episode. DeliverAI-I explores by "
            "Boltzmann, II by epsilon. The axes of episodes are logarithmic.",
            "Curves of error and agreement over training episodes for two agents, a "
            "colour per exploration value.",
        ),
        _until_agreed(found.explorations),
        Heading("DeliverAI-I against II", "one-against-two"),
        Text(_why_the_same(found)),
        Figure(
            "7 (b)",
            plot_episodes(_shown(found.unfinished), _METRICS),
            "What unfinished training costs, against fully trained agents.",
            "Uniform demand, 30 orders a minute, on the same orders. Both reach the "
            "optimum; on the way there, I is closer to it after as many episodes. "
            "Episodes are not of one length: those of Boltzmann are long.",
            "Change of five metrics against the optimal policy over the training "
            "episodes, for both policies.",
        ),
        _between(found.between),
    ]
    return Section("training", "Training, and I against II", blocks, short="Training")


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


def _why_the_same(found: Findings) -> str:
    one, two = (found.ground.scenario(policy).routing for policy in LEARNT)
    return (
        f"Trained as shipped, {one.episodes:,} episodes for I and {two.episodes:,} for "
        "II, both know the optimum's preferred sets and send every order the same "
        "way: all differences between them are zero. The differences in the paper's "
        "tables can only come from unfinished training, or from chance. The figure "
        "shows what a training cut short would do, the table what would separate I "
        "from II then. Where agents were cut off so early that their hops go round in "
        "circles, there is no run."
    )


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
                cells.append(f"{signed(mean)} {reach(half)}")
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
