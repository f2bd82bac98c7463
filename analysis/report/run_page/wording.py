"""KPIs in words and cells, with what is known of chance."""

import math

from analysis.metrics.catalogue import KPI_OF, Kpi
from analysis.metrics.display import in_sentence, mean_and_reach, unit_of
from analysis.numbers import NOTHING, decimals, plain, reach, signed
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
    "vehicles_fleet": "vehicles in the fleet",
}


def in_words(kpi: Kpi) -> str:
    """Return what a KPI is called within a sentence."""
    if kpi.label != KPI_OF[kpi.name].label:  # by another clock
        return in_sentence(kpi)
    return _FEW_WORDS.get(kpi.name, in_sentence(kpi))


def level_cell(kpi: Kpi, values: list[float | None], tip: str = "") -> Cell:
    """Return the mean over the runs, half the interval's width below."""
    mean, half = mean_and_reach(kpi, found := interval(values))
    return Cell(mean, below=half, tip=tip, tone=Tone.PLAIN if found else Tone.MUTED)


def level_words(kpi: Kpi, values: list[float | None]) -> str:
    """Return the mean with its interval and unit, such as ``642.0 ± 3.1 s``."""
    words = mean_and_reach(kpi, interval(values))
    return " ".join(filter(None, words)) + unit_of(kpi)


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
    if change.unit in {"%", "pp"}:
        return 1
    if 0.0 < value.reach < math.inf:
        return decimals(value.reach)
    return 0 if change.unit == "" and value.mean == int(value.mean) else 2


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
