"""The sensitivity of the headline: one reading changed at a time."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analysis.numbers import NOTHING, signed, with_reach
from analysis.plots import plot_tornado
from analysis.report.blocks import Block, Cell, Column, Figure, Table, Text
from analysis.report.page import section
from analysis.report.reproduction_page.wording import Records, known, named, records
from analysis.reproduction.changes import EVERY_WAY, HEADLINES
from analysis.reproduction.published import BASELINES
from analysis.reproduction.reproduce import Findings
from analysis.reproduction.sensitivity import READINGS

if TYPE_CHECKING:
    from pandas import DataFrame

_METRICS = tuple(
    (headline.name, f"{headline.label} [{headline.unit}]")
    for headline in (EVERY_WAY, *HEADLINES)
)


@section("sensitivity", "What the headline rests on", short="Sensitivity")
def readings(found: Findings) -> Iterator[Block]:
    """Return the section with tornado plots and the table of all readings."""
    yield Text(
        "The paper leaves a good deal open. Here every reading is changed on its "
        "own, by the scenario key that switches it, for DeliverAI-II *and* both "
        "baselines, on the same orders, at 30 orders a minute. What changes its "
        "sign under a reading rests on that reading, not on path sharing. Why we "
        "read as we do is in the project's page on paper fidelity, by the row "
        "numbers given."
    )
    for number, against in enumerate(BASELINES, start=10):
        frame = found.sensitivity
        shown = frame[frame["against"] == against].dropna(subset=["value"])
        yield Figure(
            str(number),
            plot_tornado(shown, _METRICS),
            f"DeliverAI-II against {named(against)}, one reading at a time.",
            "A bar runs from the change as shipped to the change under the "
            "reading; whiskers are 95 % intervals over the data sets. Readings "
            "are ordered by what they do to distance.",
            f"Horizontal bars for {len(READINGS)} readings and six metrics: how "
            f"the change against {named(against)} moves.",
        )
    yield from (_table(found.sensitivity, against) for against in BASELINES)


def _table(frame: "DataFrame", against: str) -> Table:
    by_key = records(frame[frame["against"] == against], ("reading", "metric"))
    columns = [Column("reading", "left"), Column("row", tip="of paper-fidelity.md")]
    columns += [Column(label) for _, label in _METRICS]
    rows: list[list[str | Cell]] = []
    for reading in READINGS:
        cells: list[str | Cell] = [
            Cell(reading.words, below=reading.setting),
            str(reading.row),
        ]
        cells += [_cell(by_key, reading.words, name) for name, _ in _METRICS]
        rows.append(cells)
    return Table(
        columns,
        rows,
        f"Change of DeliverAI-II against {named(against)} under each reading; below, "
        "by how much that differs from the change as shipped.",
        number="7" if against == BASELINES[0] else "8",
        note="Means over the data sets with 95 % intervals. The gaussian reading is "
        "compared with the gaussian demand of Table 4, all others with uniform demand. "
        "*no effect*: the same on every data set.",
        compact=True,
    )


def _cell(by_key: Records, words: str, metric: str) -> Cell:
    row = by_key[words, metric]
    value, shift = known(row["value"]), known(row["shift"])
    if value is None or shift is None:
        return Cell(NOTHING)
    half = (known(row["high"]) or value) - value
    shift_half = (known(row["shift_high"]) or shift) - shift
    below = f"shift {with_reach(signed(shift), shift_half)}"
    if shift == 0.0 and shift_half == 0.0:
        below = "no effect"
    return Cell(with_reach(signed(value), half), below=below)
