"""What sizings side by side come to, in words and as a document."""

from typing import Any

from analysis.numbers import plain
from analysis.sizing.shifts.beside import PAID_MIN, Beside, beside_frame
from analysis.sizing.shifts.document import document, records_of
from analysis.sizing.shifts.measured import DAYS
from analysis.sizing.shifts.words import money


def verdict_words(beside: Beside) -> list[str]:
    """Return in words what pays, against the first; the most important first."""
    missing = [
        name
        for name, each in zip(beside.names, beside.sizings, strict=True)
        if each.best is None
    ]
    if missing:
        return [
            f"No roster of {' and '.join(missing)} is shown to meet the targets: "
            "what pays cannot be said."
        ]
    lines = [_against_first(beside, at) for at in range(1, len(beside.rows))]
    return [*lines, _what_of(beside)]


def _against_first(beside: Beside, at: int) -> str:
    first, name = beside.names[0], beside.names[at]
    kpi = beside.deciding
    means = [beside.mean(each, kpi) for each in (0, at)]
    more = beside.more(at, kpi)
    if more is None or None in means:
        return f"{name}: nothing is delivered, so an order has no cost."
    mine, theirs = (each.mean for each in means if each is not None)
    what = "costs" if beside.sizings[0].question.priced else "takes"
    unit = kpi.unit if kpi.unit == PAID_MIN.unit else money(beside.sizings[0].question)
    paid = "" if beside.sizings[0].question.priced else " of paid time"
    says = (
        f"an order {what} {plain(theirs, 2)} {unit}{paid} with {name} and "
        f"{plain(mine, 2)} {unit} with {first}"
    )
    exact = more.count == 1
    told = exact or more.excludes(0.0)
    lead = _lead(beside, at, more.mean if told else None)
    if not told:
        return (
            f"{lead}: {says}, and the difference, {plain(more.mean, 2)} "
            f"({plain(more.low, 2)} to {plain(more.high, 2)}), may be none."
        )
    low, high = sorted((abs(more.low), abs(more.high)))
    between = "" if exact else f" ({plain(low, 2)} to {plain(high, 2)})"
    share = f", {100 * abs(more.mean) / mine:.0f} %" if mine else ""
    side = "less" if more.mean < 0 else "more"
    return f"{lead}: {says}, {plain(abs(more.mean), 2)}{between} {side}{share}."


def _lead(beside: Beside, at: int, more: float | None) -> str:
    """Return the claim; of sharing where one of the two shares and one does not."""
    shares = [
        beside.sizings[each].question.scenario.service.mode != "direct"
        for each in (0, at)
    ]
    if shares[0] == shares[1]:
        name = beside.names[at]
        if more is None:
            return f"Whether {name} pays cannot be told"
        return f"{name} {'pays' if more < 0 else 'does not pay'}"
    if more is None:
        return "Whether sharing pays cannot be told"
    return "Sharing pays" if (more < 0) == shares[1] else "Sharing does not pay"


def _what_of(beside: Beside) -> str:
    """Return what the figures are of."""
    runs, days = len(beside.rows[0]), beside.rows[0][0][DAYS]
    if beside.sizings[0].question.exact:
        return "Both met the orders of the trace once: no interval."
    time = f", {runs} runs of {days} days each" if days > 1 else f", {runs} runs"
    return (
        f"All rosters met the same orders{time}, by which none was chosen; intervals "
        "are of 95 %, differences order for order. Prices are those of the scenario "
        "(costs), for whole shifts and overtime."
    )


def beside_document(beside: Beside) -> dict[str, Any]:
    """Return all there is to know, ready for JSON."""
    return {
        "sentences": verdict_words(beside),
        "side_by_side": records_of(beside_frame(beside)),
        "sizings": [document(each) for each in beside.sizings],
    }
