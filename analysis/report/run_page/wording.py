"""KPIs in words and cells, with what is known of chance."""

import math

from analysis.metrics.catalogue import Kpi
from analysis.metrics.display import SHARE, digits_of, in_sentence, number
from analysis.numbers import NOTHING, PLUS_MINUS, plain, reach, signed
from analysis.report.blocks import Cell, Tone
from analysis.report.run_page.changes import Change, Outcome
from analysis.statistics import Interval, interval

TONES = {
    Outcome.BETTER: Tone.GOOD,
    Outcome.WORSE: Tone.BAD,
    Outcome.CANNOT_TELL: Tone.UNSURE,
    Outcome.EQUAL: Tone.MUTED,
}
_FEW_WORDS = {  # KPIs as they are called within a sentence
    "delivery_time_mean_s": "mean delivery time",
    "delivery_time_p95_s": "95th percentile of delivery time",
    "vehicles_fleet": "vehicles owned",
}


def in_words(kpi: Kpi) -> str:
    """Return what a KPI is called within a sentence."""
    return _FEW_WORDS.get(kpi.name, in_sentence(kpi))


def level_cell(kpi: Kpi, values: list[float | None], tip: str = "") -> Cell:
    """Return the mean over the runs, half the interval's width below."""
    found = interval(values)
    if found is None:
        return Cell(NOTHING, tip=tip, tone=Tone.MUTED)
    if found.count == 1:
        return Cell(number(kpi, found.mean), tip=tip)
    digits = 1 if kpi.unit == "" else digits_of(kpi, found.mean)
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
    digits = _digits_of(change, value)
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
    return f"{plain(abs(value.mean), _digits_of(change, value))} {unit}".rstrip()


def _digits_of(change: Change, value: Interval) -> int:
    """Return how many decimals a change has: none if it is of counts and whole."""
    if change.unit != "":
        return 1 if change.unit in {"%", "pp"} else 2
    vague = math.isfinite(value.reach) and value.reach > 0
    return 1 if vague or value.mean != int(value.mean) else 0


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
