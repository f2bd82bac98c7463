"""The answer of a sizing by shifts in words."""

from collections.abc import Sequence

import numpy as np

from analysis.metrics.catalogue import MONEY
from analysis.metrics.display import in_sentence
from analysis.numbers import plain
from analysis.sizing.shifts.asked import OWN, ShiftQuestion
from analysis.sizing.shifts.covering import clock
from analysis.sizing.shifts.measured import PAID_H, SLOT_S, SLOTS
from analysis.sizing.shifts.size import ShiftSizing, Step, mean_of
from analysis.sizing.shifts.work import blamed
from analysis.sizing.targets import Target
from analysis.sizing.verdicts import Probe, Verdict
from analysis.sizing.words import limit_words, meaning_of, reached, titled
from analysis.words import counted, listed
from simulation.units import SECONDS_PER_HOUR

_WORST = 3  # hours that are named


def sentences(sizing: ShiftSizing, *, typed: bool = True) -> list[str]:
    """Return the answer in words, the most important first.

    Parameters
    ----------
    sizing
        What it is about.
    typed
        Whether targets stand as a user types them, else with their titles.
    """
    best = sizing.best
    if best is None:
        return [*_none(sizing, typed), *_doubts(sizing)]
    return [
        f"{_amount(sizing.question, best)} meet {_targets(sizing, typed)} at the least "
        f"cost found, {_how_sure(sizing)}: {_reached(sizing, best)}.",
        _price(sizing, best),
        *_binding(sizing),
        _worst_hours(best),
        _load(sizing),
        *_doubts(sizing),
    ]


def progress_words(question: ShiftQuestion, probe: Probe) -> str:
    """Return a round in a line, for whoever waits."""
    reaches = ", ".join(
        reached(target, probe, question.confidence) for target in question.targets
    )
    stage = " (proof)" if probe.first else ""
    runs = counted(len(probe.rows), "run")
    return (
        f"{_amount(question, probe)}{stage}, {runs}: {reaches}, {probe.verdict.value}"
    )


def money(question: ShiftQuestion) -> str:
    """Return what prices are in."""
    return question.scenario.costs.currency or MONEY


def class_words(name: str | None) -> str:
    """Return a class of vehicle in words."""
    return OWN if name is None else name


def _amount(question: ShiftQuestion, probe: Probe) -> str:
    shifts = probe.vehicles
    hours = question.hours(probe.fleet)
    return f"{counted(shifts, 'shift')} ({hours:,.12g} h a day)"


def _targets(sizing: ShiftSizing, typed: bool) -> str:  # noqa: FBT001
    targets = sizing.question.targets
    return " and ".join(each.words if typed else titled(each) for each in targets)


def _how_sure(sizing: ShiftSizing) -> str:
    question = sizing.question
    if question.exact:
        return "on the orders of this trace"
    return f"with {100 * question.confidence:.0f} % confidence"


def _reached(sizing: ShiftSizing, probe: Probe) -> str:
    return ", ".join(
        reached(target, probe, sizing.confidence) for target in sizing.question.targets
    )


def _price(sizing: ShiftSizing, best: Probe) -> str:
    """Return what an order costs, in money or in hours of couriers."""
    question = sizing.question
    paid_h, delivered = mean_of(best, PAID_H), mean_of(best, "delivered")
    hours = ""
    if paid_h is not None and delivered:
        hours = f"{plain(60 * paid_h / delivered)} paid minutes an order"
    if question.cost_kpi is None:
        return f"That is {hours}, overtime included; nothing has a price (costs)."
    cost = mean_of(best, question.cost_kpi)
    if cost is None:
        return "Nothing is delivered, so an order has no cost."
    return (
        f"An order costs {cost:,.2f} {money(question)}, whole shifts and overtime "
        f"paid; {hours}."
    )


def _binding(sizing: ShiftSizing) -> list[str]:
    """Return what one shift less comes to, the least harm first."""
    best = sizing.best
    if best is None or not sizing.smaller:
        return []
    fails = [each for each in sizing.smaller if each.verdict is not Verdict.UNSURE]
    unsure = len(sizing.smaller) - len(fails)
    first = sizing.smaller[0]
    missed = " and ".join(
        f"{reached(target, first, sizing.confidence)} "
        f"{meaning_of(verdict)} {limit_words(target)}"
        for target, verdict in zip(sizing.question.targets, first.verdicts, strict=True)
        if verdict is not Verdict.MEETS
    )
    count = len(sizing.smaller)
    of_all = (
        f"Of {count} rosters of one shift less {len(fails)} fail and {unsure} cannot "
        "be told from the targets"
        if count > 1
        else ""
    )
    left = f"; {sizing.untried} more were not tried" if sizing.untried else ""
    lines = [f"What binds: without one of {_left_out(sizing, first)}, {missed}."]
    return [*lines, *([f"{of_all}{left}."] if of_all else [])]


def _left_out(sizing: ShiftSizing, fewer: Probe) -> str:
    assert sizing.best is not None  # it has one shift more
    apart = np.array(sizing.best.fleet) - np.array(fewer.fleet)
    return sizing.question.shapes[int(apart.argmax())].text(1)[2:]


def _worst_hours(best: Probe) -> str:
    """Return when orders wait most."""
    waits_s = blamed(best.rows).reshape(SLOTS // 2, 2).sum(axis=1)
    if not waits_s.any():
        return "No order waits for a courier."
    order = [at for at in np.argsort(-waits_s, kind="stable") if waits_s[at] > 0]
    chosen = sorted(int(at) for at in order[:_WORST])
    share = waits_s[chosen].sum() / waits_s.sum()
    hours = listed([f"{at:02d}:00" for at in chosen])
    return (
        f"Orders wait for couriers most from {hours} on, an hour each: "
        f"{100 * share:.0f} % of all waiting."
    )


def _load(sizing: ShiftSizing) -> str:
    """Return what all couriers together do, beside what they are there for."""
    work = sizing.work.first.sum() * SLOT_S / SECONDS_PER_HOUR
    fullest = int(sizing.work.first.argmax())
    return (
        f"The work of a day is {plain(work)} hours of driving and standing at doors, "
        f"{plain(float(sizing.work.first.max()))} couriers in the half hour from "
        f"{clock(fullest * SLOT_S)}, were they all {_kind(sizing)}: what is beyond it "
        "keeps the waiting short."
    )


def _kind(sizing: ShiftSizing) -> str:
    return class_words(next(iter(sizing.work.load)))


def _none(sizing: ShiftSizing, typed: bool) -> list[str]:  # noqa: FBT001
    targets, sure = _targets(sizing, typed), _how_sure(sizing)
    more = f"More replications (--replications, now {sizing.question.looks[-1]})"
    if sizing.found is None:
        tried = max(sizing.search, key=lambda each: each.vehicles, default=None)
        has = "" if tried is None else f": {_amount(sizing.question, tried)} have "
        has += "" if tried is None else _reached(sizing, tried)
        return [
            f"No roster is found to meet {targets}, {sure}{has}. More couriers do "
            "not help; what lasts long apart from waiting for them does not shrink."
        ]
    last = max(sizing.proof, key=lambda each: each.vehicles)
    return [
        f"No roster is proved to meet {targets}, {sure}: the last that was tried on "
        f"fresh replications, {_amount(sizing.question, last)}, has "
        f"{_reached(sizing, last)}. {more} may prove one."
    ]


def _doubts(sizing: ShiftSizing) -> list[str]:
    question = sizing.question
    doubts = []
    if sizing.adopted:
        doubts.append(
            "The proof found one shift less to do; still fewer may (--probes lets the "
            "search go on longer)."
        )
    if question.exact:
        doubts.append(
            "Every roster met the orders of the trace once, as every run of them is "
            "the same: no interval, and the answer is about them, not about other "
            'days (demand.replicate = "days").'
        )
    elif sizing.best is not None:
        doubts.append(
            "That it meets the targets is proved on replications which the search has "
            "not seen; that no roster elsewhere is cheaper is not."
        )
    return doubts


def extra_cost(steps: Sequence[Step]) -> list[float | None]:
    """Return by step what a point of a share, or a unit of another KPI, costs more.

    A day, than at the step before; None for the first, and where one has no roster.
    """
    extra: list[float | None] = []
    for at, step in enumerate(steps):
        before = steps[at - 1] if at else None
        if before is None or before.cost_a_day is None or step.cost_a_day is None:
            extra.append(None)
            continue
        apart = abs(step.target.limit - before.target.limit) * per(step.target)
        extra.append((step.cost_a_day - before.cost_a_day) / apart)
    return extra


def per(target: Target) -> float:
    """Return how many points or units a limit of 1 has."""
    return 100.0 if target.meaning.unit == "share" else 1.0


def per_words(target: Target) -> str:
    """Return what an extra cost is for: a point, or a unit of the KPI."""
    unit = target.meaning.unit
    return "point" if unit == "share" else (unit or in_sentence(target.meaning))
