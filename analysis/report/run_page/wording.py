"""KPIs in words and cells, with what is known of chance."""

import math

from analysis.metrics.catalogue import Kpi
from analysis.report.blocks import Cell, Tone
from analysis.report.numbers import MINUS, NOTHING, PLUS_MINUS, plain, reach, signed
from analysis.report.run_page.changes import SHARE, Change, Outcome
from analysis.statistics import interval

TONES = {
    Outcome.BETTER: Tone.GOOD,
    Outcome.WORSE: Tone.BAD,
    Outcome.CANNOT_TELL: Tone.UNSURE,
    Outcome.EQUAL: Tone.MUTED,
}
_FEW_WORDS = {  # KPIs as they are called within a sentence
    "success_ratio": "orders on time",
    "delivery_time_mean_s": "mean delivery time",
    "delivery_time_p95_s": "95th percentile of delivery time",
    "distance_km": "distance",
    "vehicles_fleet": "vehicles owned",
    "cost_per_order": "cost per order",
}


def in_words(kpi: Kpi) -> str:
    """Return what a KPI is called within a sentence."""
    return _FEW_WORDS.get(kpi.name, kpi.label[:1].lower() + kpi.label[1:])


def headed(kpi: Kpi) -> str:
    """Return a KPI's label with its unit."""
    return f"{kpi.label} [{kpi.unit}]" if kpi.unit not in {"", SHARE} else kpi.label


def number(kpi: Kpi, value: float) -> str:
    """Return a value of a KPI: counts whole, shares to a thousandth."""
    if isinstance(value, int) or (kpi.unit == "" and value == int(value)):
        return plain(value, 0)
    return plain(value, _digits(kpi, value))


def _digits(kpi: Kpi, value: float) -> int:
    if kpi.unit == SHARE:
        return 3
    return 0 if abs(value) >= 10_000 else 2  # noqa: PLR2004 - five digits are enough


def level_cell(kpi: Kpi, values: list[float | None], tip: str = "") -> Cell:
    """Return the mean over the runs, half the interval's width below."""
    found = interval(values)
    if found is None:
        return Cell(NOTHING, tip=tip, tone=Tone.MUTED)
    if found.count == 1:
        return Cell(number(kpi, found.mean), tip=tip)
    digits = 1 if kpi.unit == "" else _digits(kpi, found.mean)
    return Cell(
        plain(found.mean, digits) if found.reach else number(kpi, found.mean),
        below=f"{PLUS_MINUS} {plain(found.reach, digits)}" if found.reach else "",
        tip=tip,
    )


def level_words(kpi: Kpi, values: list[float | None]) -> str:
    """Return the mean with its interval and unit, such as ``642.0 ± 3.1 s``."""
    cell = level_cell(kpi, values)
    unit = "" if kpi.unit == SHARE else kpi.unit
    return " ".join(filter(None, (cell.text, cell.below, unit)))


def change_words(change: Change) -> str:
    """Return a change with its interval, such as ``-7.3 ± 0.4 %``."""
    value = change.value
    if value is None:
        return NOTHING
    digits = 2 if change.unit not in {"%", "pp", ""} else 1
    words = signed(value.mean, digits)
    if math.isfinite(value.reach) and value.reach > 0:
        words += f" {reach(value.reach, digits)}"
    return f"{words} {change.unit}".rstrip()


def amount_words(change: Change) -> str:
    """Return how large a change is, whichever way it goes: ``7.3 %``."""
    value = change.value
    if value is None:
        return NOTHING
    unit = {"pp": "percentage points"}.get(change.unit, change.unit)
    return f"{plain(abs(value.mean), 1)} {unit}".rstrip()


def change_cell(change: Change, *, beside: Cell | None = None) -> Cell:
    """Return a change as a cell; below a level, where that is given."""
    outcome = change.outcome
    if outcome is Outcome.NONE:
        return beside or Cell(NOTHING, tone=Tone.MUTED)
    mark = "" if outcome is Outcome.ONE_RUN else outcome.value
    tone = TONES.get(outcome, Tone.PLAIN)
    if beside is None:
        return Cell(change_words(change), mark=mark, tone=tone)
    return Cell(
        f"{beside.text} {beside.below}".strip(),
        below=change_words(change),
        mark=mark,
        tip=beside.tip,
        tone=tone,
    )


def runs_words(count: int) -> str:
    """Return how many runs: ``one run``, ``12 runs``."""
    return "one run" if count == 1 else f"{count:,} runs"


__all__ = [
    "MINUS",
    "NOTHING",
    "amount_words",
    "change_cell",
    "change_words",
    "headed",
    "in_words",
    "level_cell",
    "level_words",
    "number",
    "plain",
    "runs_words",
    "signed",
]
