"""The page of ``deliverai resilience``: the plan to take, and what bad days do."""

from collections.abc import Iterator, Sequence

import pandas as pd

from analysis.metrics.display import headed, mean_and_reach, number
from analysis.numbers import NOTHING
from analysis.plots.effects import plot_effects
from analysis.plots.over_time import Band, plot_over_time
from analysis.report.blocks import (
    Block,
    Cell,
    Column,
    Command,
    Figure,
    Note,
    Table,
    Text,
    Tone,
)
from analysis.report.markup import literal
from analysis.report.page import (
    Fact,
    Page,
    licences_of,
    method,
    section,
    sections_of,
    settings_of,
)
from analysis.report.resilience_frames import (
    UNUSUAL,
    USUAL,
    means_frame,
    series_frame,
)
from analysis.resilience.study import Answer
from analysis.resilience.words import (
    HURT,
    added,
    comparisons,
    day_name,
    hurt_row,
    less_words,
    mean_words,
    metric_words,
    notes,
    open_words,
    recommendation,
)
from simulation.interpreter import versions
from simulation.region.region import Region
from simulation.scenario import scenario_to_dict

_PARTS = {
    "ride_s": "riding",
    "decision_wait_s": "decision",
    "partner_wait_s": "partner",
    "vehicle_wait_s": "vehicle",
    "bay_wait_s": "bay",
    "handover_s": "handover",
    "food_wait_s": "food",
    "door_s": "doors",
}


def resilience_page(answer: Answer, region: Region, command: str) -> Page:
    """Return the page that shows what plans on bad days came to.

    Parameters
    ----------
    answer, region
        The result, and where.
    command
        What makes it again.
    """
    question = answer.question
    plans = question.plans
    runs = sum(map(len, answer.rows.values())) * len(answer.days)
    return Page(
        title="Plans on bad days",
        subtitle=", ".join(answer.names),
        lead="What each bad day does to each plan, paired with the good day of the "
        "same replication, and which plan bears all of them best.",
        facts=(
            Fact("Region", literal(region.title)),
            Fact("Compared by", literal(metric_words(answer))),
            Fact("Days", literal(", ".join(day.spec.what for day in question.days))),
            Fact("Runs", f"{runs:,}"),
            *settings_of(
                [(p.scenario.name, scenario_to_dict(p.scenario), None) for p in plans],
                answer.names,
            ),
        ),
        sections=(
            *sections_of(answer, (_answer, _days, _causes, _over_time)),
            method(_way(answer), Command(command)),
        ),
        versions=versions(),
        licences=licences_of(region),
    )


@section("answer", "The plan to take", short="Answer")
def _answer(answer: Answer) -> Iterator[Block]:
    yield Note(literal(recommendation(answer)), tone=Tone.GOOD)
    told = [*comparisons(answer), *notes(answer)]
    if told:
        yield Text("\n\n".join(map(literal, told)))
    kpi = answer.question.kpi
    yield Figure(
        "1",
        plot_effects(
            means_frame(answer), [("day", kpi.name, headed(kpi))], list(answer.names)
        ),
        "Plans on good and bad days.",
        "Means with 95 % intervals, each by itself.",
        "A line of the metric over the days for each plan, with intervals.",
    )
    columns = [Column("plan", "left")]
    columns += [Column(day_name(day)) for day in answer.days]
    columns += [Column("largest regret"), Column("on", "left")]
    rows: list[list[str | Cell]] = []
    for plan in answer.names:
        regret, day = answer.most_regret(plan)
        mark = "answer" if plan == answer.recommended and len(answer.names) > 1 else ""
        cells = [_cell(answer, plan, each) for each in answer.days]
        on = day_name(day) if regret > 0 else NOTHING
        rows.append([Cell(plan, mark=mark), *cells, number(kpi, regret), on])
    yield Table(
        columns,
        rows,
        f"{headed(kpi)} by plan and day: means, below them half of the 95 % interval.",
        number="1",
        note="Regret: by how much a plan is worse than the best one of that day.",
    )


@section("days", "What each day does", short="Days")
def _days(answer: Answer) -> Iterator[Block]:
    columns = [Column("day", "left"), Column("plan", "left")]
    columns += [Column("worse by"), *(Column(head) for _, head, _ in HURT)]
    columns += [Column("open at the end", "left")]
    rows: list[list[str | Cell]] = []
    for day in answer.days[1:]:
        for plan in answer.names:
            found = hurt_row(answer, plan, day)
            cells = [mean_words(found[name], digits) for name, _, digits in HURT]
            rows.append(
                [
                    day_name(day),
                    plan,
                    less_words(answer, plan, day),
                    *cells,
                    open_words(answer, plan, day) or NOTHING,
                ]
            )
    question = answer.question
    yield Table(
        columns,
        rows,
        "What each bad day does to each plan, paired with the good day of the same "
        "replication: means, below them half of the 95 % interval.",
        number="2",
        note=f"*Worse by*: in {literal(headed(question.kpi))}. *Worst window*: the "
        f"least share on time of the orders placed within {question.window_min:g} min, "
        "moved by a quarter of that, of 20 orders or more. *Recovers*: from the end of "
        "what happens until open orders are, for good, at most "
        f"{100 * question.tolerance:g} % of the good day's mean above those of the "
        "good day (one order at the least); a dash where some run never does, "
        "or is over before all that happens is. "
        "*Later*: delivered later than on the good day, or not at all. *Late by it*: "
        "on time on the good day, and not on this one.",
        compact=True,
    )


@section("causes", "Where the time goes", short="Causes")
def _causes(answer: Answer) -> Iterator[Block]:
    found = {
        (day, plan): added(answer, plan, day)
        for day in answer.days[1:]
        for plan in answer.names
    }
    parts = [
        name
        for name in _PARTS
        if any(row.get(name) and abs(row[name].mean) > 0 for row in found.values())  # type: ignore[union-attr]
    ]
    if not parts:
        return
    columns = [Column("day", "left"), Column("plan", "left")]
    columns += [Column(_PARTS[name]) for name in parts]
    yield Table(
        columns,
        [
            [day_name(day), plan, *(mean_words(row.get(name), 1) for name in parts)]
            for (day, plan), row in found.items()
        ],
        "How much longer an order takes than on the good day, by what its time goes "
        "to [s]: means over the orders delivered on both.",
        number="3",
        compact=True,
    )


@section("over-time", "Open orders over time", short="Over time")
def _over_time(answer: Answer) -> Iterator[Block]:
    plan = answer.recommended
    frame = pd.concat(
        [series_frame(answer, plan, day) for day in answer.days[1:]], ignore_index=True
    )
    for number_, day in enumerate(answer.days[1:], start=2):
        spans = answer.rows[plan][0][day]["spans"]
        shared = all(row[day]["spans"] == spans for row in answer.rows[plan])
        bands = [Band(*each) for each in spans]
        yield Figure(
            str(number_),
            plot_over_time(
                frame[frame["measure"] == day],
                [(day, "Open [orders]")],
                [USUAL, UNUSUAL],
                bands=bands if shared else (),
            ),
            literal(f"{plan}: {day_name(day)}."),
            "Orders placed and not yet delivered, at each full minute; shaded: what "
            "happens"
            + ("." if shared else ", not drawn as it differs between replications."),
            "Open orders over time, a line for the good day and one for the bad.",
        )


def _cell(answer: Answer, plan: str, day: str) -> Cell:
    mean, reach = mean_and_reach(answer.question.kpi, answer.mean(plan, day))
    worst = day == answer.worst_day(plan)
    return Cell(mean, below=reach, mark="worst" if worst else "")


def _way(answer: Answer) -> str:
    """Return how the answer was found, and how sure it is."""
    question = answer.question
    lines: Sequence[str] = (
        f"Each plan was run {question.replications} times on its good day and on each "
        "bad one. Replication k has the same orders in all of them, but for those that "
        "a demand shock adds or leaves out, so what is common to all drops out of the "
        "differences.",
        "The plan to take is the one whose largest regret over all days, the good one "
        "among them, is smallest (minimax regret); of equals, the first. Each "
        f"comparison with it has an interval of {100 * answer.confidence:.4g} %, so "
        "that all of them hold together with 95 % confidence (Bonferroni, over plans). "
        "It is chosen on the replications that are shown: where a comparison is *not "
        "shown*, more replications may name another plan.",
    )
    return "\n\n".join(lines)
