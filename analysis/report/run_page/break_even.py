"""Where along a sweep's keys a scenario begins or stops to pay against the first."""

from collections.abc import Iterator, Sequence

from analysis.experiments.titles import plain_name
from analysis.report.blocks import (
    Band,
    Block,
    Cell,
    Column,
    Finding,
    Heading,
    Table,
    Text,
    Tone,
    Verdict,
)
from analysis.report.markup import literal
from analysis.report.run_page.changes import Outcome, overall
from analysis.report.run_page.sweeps import Sweep
from analysis.report.run_page.wording import in_words
from analysis.statistics import Verdict as Paid
from analysis.sweeps.break_even import DISTANCE, BreakEven, break_evens, value_text

_METRICS = (DISTANCE, "cost_per_order", "co2_g_per_order")
_DEFINITION = (
    "A scenario **pays** at a point if its paired difference to {first} lies on the "
    "better side with its whole 95 % interval. The break-even is where the mean "
    "difference changes its sign, on straight lines between the values; its interval "
    "holds all places around it where the difference is not told from zero (Fieller). "
    "Distances hold empty ways, also where a scenario ignores them."
)


def lines_of(sweep: Sweep, metric: str = DISTANCE) -> list[BreakEven]:
    """Return each scenario along each key, the others held; none without the metric."""
    if metric not in sweep.frame or not sweep.keys:
        return []
    return break_evens(sweep.frame, sweep.keys, metric)


def break_even_blocks(sweep: Sweep) -> list[Block]:
    """Return the heading and tables of the break-even points, if there is a line."""
    tables = [
        _table(lines) for metric in _METRICS if (lines := lines_of(sweep, metric))
    ]
    if not tables:
        return []
    text = Text(_DEFINITION.format(first=literal(plain_name(sweep.scenarios[0]))))
    return [Heading("Where it pays"), text, *tables]


def break_even_findings(sweep: Sweep) -> Iterator[Finding]:
    """Yield where each scenario pays in distance, one finding a scenario and key."""
    groups: dict[tuple[str, str], list[BreakEven]] = {}
    for line in lines_of(sweep):
        groups.setdefault((line.who, line.key), []).append(line)
    for (who, key), lines in groups.items():
        subject = f"{literal(who)} in {in_words(lines[0].kpi)}, along {literal(key)}"
        yield Finding(_verdict(lines), f"{subject}: {literal(_summary(lines))}")


def _summary(lines: Sequence[BreakEven]) -> str:
    """Return one line's sentence, or at how many points of several it pays."""
    if len(lines) == 1:
        return lines[0].sentence
    steps = [step for line in lines for step in line.steps]
    pays = sum(step.verdict is Paid.BETTER for step in steps)
    turning = sum(bool(line.crossings) for line in lines)
    return (
        f"pays at {pays} of {len(steps)} points; breaks "
        f"even along {turning} of {len(lines)} lines"
    )


def _verdict(lines: Sequence[BreakEven]) -> Verdict:
    steps = [step for line in lines for step in line.steps]
    if all(step.difference.count == 1 for step in steps):
        return Verdict.ONE_RUN
    return overall(Outcome(step.verdict) for step in steps)


def _table(lines: Sequence[BreakEven]) -> Table:
    """Return the lines of one metric, a band per scenario and key."""
    rows: list[Sequence[str | Cell] | Band] = []
    band = ""
    for line in lines:
        title = f"{line.who}, along {line.key}"
        if title != band:
            band = title
            rows.append(Band(title))
        held = ", ".join(
            f"{key} = {value_text(value)}" for key, value in line.fixed.items()
        )
        rows.append([held or "all else as in the study", _cell(line)])
    metric = in_words(lines[0].kpi)
    return Table(
        (Column("with", "left"), Column("where it pays", "left")),
        rows,
        f"Where it pays in {metric}.",
        compact=True,
    )


def _cell(line: BreakEven) -> Cell:
    tones = {
        Verdict.BETTER: Tone.GOOD,
        Verdict.WORSE: Tone.BAD,
        Verdict.UNSURE: Tone.UNSURE,
    }
    return Cell(line.sentence, tone=tones.get(_verdict([line]), Tone.PLAIN))
