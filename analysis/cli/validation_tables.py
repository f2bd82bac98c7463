"""A validation as a terminal shows it."""

from rich.console import Console

from analysis.cli import cells
from analysis.compare.naming import records
from analysis.compare.rows import overall, scored
from analysis.compare.validation import Validation
from analysis.compare.validation_wording import left_out
from analysis.words import slot

_COLUMNS = (
    *("orders", "actual", "error", "95 % interval"),
    *("median", "rms", "within"),
)


def print_validation(console: Console, found: Validation) -> None:
    """Print the verdict first, then scores, hours, tracts and what was left out."""
    cells.say(found.sentence)
    for warning in found.warnings:
        cells.say(f"Note: {warning}")
    cells.head(f"Error: simulated less actual, {len(found.errors):,} orders [s]")
    cells.show(console, ("", "", "95 % interval"), overall(found))
    cells.head("By start [s]")
    hours = [scored(slot(row), row) for row in records(found.hours)]
    cells.show(console, ("start", *_COLUMNS), hours)
    for side, way in cells.WAYS:
        cells.head(f"By tract, orders {way} it [s]")
        chosen = found.tracts[found.tracts["side"] == side]
        rows = [scored(row["tract"], row) for row in records(chosen)]
        cells.show(console, ("tract", *_COLUMNS), rows)
    if found.reasons:
        cells.head("Left out")
        for count, reason, named in left_out(found):
            cells.say(f"{count:,}  {reason}: {named}")
    cells.say("")
    cells.say(cells.INTERVALS)
