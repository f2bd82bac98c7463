"""What an order costs, of what, and what it would cost at other prices."""

import math
from collections.abc import Iterable, Iterator

from analysis.metrics.catalogue import KPI_OF
from analysis.metrics.costs import COST_PARTS
from analysis.metrics.display import in_sentence, number
from analysis.metrics.sensitivity import PriceEffect, late_minute_words, price_effects
from analysis.numbers import NOTHING
from analysis.report.blocks import Block, Cell, Column, Note, Table, Text
from analysis.report.markup import literal
from analysis.report.page import section
from analysis.report.run_page.contents import Contents
from analysis.report.run_page.plans import Plan

_COST = "cost_per_order"
_OF_CLASSES = {  # the keys of `fleet.classes.NAME` that parts are priced by
    "cost_peripheral_km": "cost_per_km",
    "cost_vehicles": "cost_fixed",
    "cost_vehicle_hours": "cost_per_hour",
}
_LEFT_OUT = "Left out: prices of 0, and of what does not occur."


@section("costs", "What an order costs, and what moves it", short="Costs")
def costs(shown: Contents) -> Iterator[Block]:
    """Return the section of costs: each price at half and at twice what it is.

    None where there are no prices.
    """
    if not any(kpi.name == _COST for kpi in shown.kpis):
        return
    if shown.terms.note:
        yield Note(literal(shown.terms.note))
    effects = [_effects(plan) for plan in shown.plans]
    parts = [part for part in COST_PARTS if any(part in each for each in effects)]
    yield Text(
        "One price at a time is halved and doubled, all else as it is: the prices that "
        "move the cost of an order most are those to be sure of. Prices change no "
        "decision within a run, so this is exact, but for fleets that would be sized "
        "otherwise."
    )
    yield Table(
        _columns(shown),
        [_row(shown, part, effects) for part in parts],
        f"{shown.kpi(_COST).label} [{literal(shown.kpi(_COST).unit)}] at other prices.",
        note=_LEFT_OUT + _even_means(shown),
    )
    first, *others = shown.plans
    names = ("cost_total", "cost_late", "late_min", "delivered")
    means = [_means(plan, names) for plan in shown.plans]
    for plan, values in zip(others, means[1:], strict=True):
        labels = (literal(first.label), literal(plan.label))
        currency = literal(shown.kpi(_COST).unit)
        words = late_minute_words(means[0], values, labels, currency)
        if words and _comparable(shown):
            yield Text(words)


def _means(plan: Plan, names: Iterable[str]) -> dict[str, float | None]:
    """Return means over the runs of a plan, where all of them know a KPI."""
    found = {name: plan.values(name) for name in names}
    return {
        name: _mean([each or 0.0 for each in values]) if None not in values else None
        for name, values in found.items()
    }


def _effects(plan: Plan) -> dict[str, PriceEffect]:
    """Return the effects of the prices on the mean cost per order of a plan's runs."""
    runs = [price_effects(run.kpis) for run in plan.runs]
    known = [each for each in runs if each]
    return {
        part: PriceEffect(
            part,
            COST_PARTS[part],
            _mean([each[part].per_order if part in each else 0.0 for each in known]),
            _mean([next(iter(each.values())).cost_per_order for each in known]),
        )
        for part in COST_PARTS
        if any(part in each for each in known)
    }


def _mean(values: list[float]) -> float:
    return math.fsum(values) / len(values)


def _columns(shown: Contents) -> list[Column]:
    columns = [Column("price of", "left")]
    for at, plan in enumerate(shown.plans):
        heads = ["price", "of it an order", "at half", "at twice"]
        heads += ["even at"] if at and _comparable(shown) else []
        columns += [Column(head, group=plan.label) for head in heads]
    return columns


def _row(
    shown: Contents, part: str, effects: list[dict[str, PriceEffect]]
) -> list[str | Cell]:
    kpi = shown.kpi(_COST)
    what = in_sentence(KPI_OF[part]).removeprefix("cost, ")
    cells: list[str | Cell] = [Cell(what, tip=KPI_OF[part].definition)]
    keys = COST_PARTS[part]
    for at, (plan, of_plan) in enumerate(zip(shown.plans, effects, strict=True)):
        prices = plan.runs[0].scenario_tables.get("costs", {})
        by_class = _by_class(plan, part)
        cells.append("by class" if by_class else _said(prices, keys))
        effect = of_plan.get(part)
        if effect is None:
            cells += [NOTHING] * 3
        else:
            each = (effect.per_order, effect.at(0.5), effect.at(2.0))
            cells += [number(kpi, value) for value in each]
        if at and _comparable(shown):
            factor = _even(effects[0], of_plan, part)
            times = "" if factor is None else f"{factor:.3g} times"
            by_key = NOTHING if factor is None else _said(prices, keys, factor)
            cells.append(times if by_class and times else by_key)
    return cells


def _by_class(plan: Plan, part: str) -> bool:
    """Return whether classes of vehicle have a price of this part of their own."""
    classes = plan.runs[0].scenario_tables.get("fleet", {}).get("classes", {})
    key = _OF_CLASSES.get(part)
    return any(each.get(key) is not None for each in classes.values())


def _said(prices: dict[str, float], keys: tuple[str, ...], factor: float = 1.0) -> str:
    """Return some prices, so many times what they are, in a cell."""
    return " or ".join(f"{factor * prices.get(key, 0.0):.4g}" for key in keys)


def _even(
    first: dict[str, PriceEffect], other: dict[str, PriceEffect], part: str
) -> float | None:
    """Return the factor of a price at which two plans cost the same, if any does."""
    if not first or not other:
        return None
    sides = [
        each.get(part)
        or PriceEffect(
            part, COST_PARTS[part], 0.0, next(iter(each.values())).cost_per_order
        )
        for each in (other, first)
    ]
    return sides[0].even_with(sides[1])


def _comparable(shown: Contents) -> bool:
    """Return whether all plans have the same prices in the same money."""
    every = [plan.runs[0].scenario_tables.get("costs", {}) for plan in shown.plans]
    return all(each == every[0] for each in every)


def _even_means(shown: Contents) -> str:
    if len(shown.plans) == 1 or not _comparable(shown):
        return ""
    return (
        f" *even at*: the price at which an order costs as much as with "
        f"{literal(shown.plans[0].label)}; none where no price of it does that."
    )
