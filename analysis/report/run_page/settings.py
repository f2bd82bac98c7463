"""What the plans are, and in which keys they differ."""

from collections.abc import Iterator

from analysis.report.blocks import Block, Cell, Column, Fold, Table, Text, Tone
from analysis.report.markup import literal
from analysis.report.page import section
from analysis.report.run_page.contents import Contents
from analysis.report.run_page.plans import differing_keys
from analysis.words import counted, said

_MISSING = object()


def _title(shown: Contents) -> str:
    return "What is compared" if len(shown.plans) > 1 else "What was run"


@section("plans", _title, short="Plans")
def settings(shown: Contents) -> Iterator[Block]:
    """Return the section on the scenarios: what differs, and all the rest folded."""
    plans = shown.plans
    every = [plan.settings for plan in plans]
    differing = differing_keys(every)
    columns = [Column("key", "left")]
    columns += [
        Column(plan.label, "left", tip=f"{plan.runs[0].name}") for plan in plans
    ]
    rows: list[list[str | Cell]] = [
        ["scenario", *(plan.runs[0].name for plan in plans)],
        ["runs", *(counted(len(plan.runs), "run") for plan in plans)],
    ]
    for key in differing:
        first = every[0].get(key, _MISSING)
        cells: list[str | Cell] = [key]
        for values in every:
            value = values.get(key, _MISSING)
            text = "not set" if value is _MISSING else said(value)
            tone = Tone.PLAIN if value == first else Tone.STRONG
            cells.append(Cell(text, tone=tone))
        rows.append(cells)
    if len(plans) > 1:
        yield Text(
            "The plans agree in every key of their scenarios but these; what "
            f"differs from *{literal(plans[0].label)}* is bold."
            if differing
            else "The scenarios do not differ in any key."
        )
    yield Table(columns, rows, "The plans.", number=shown.numbered(2))
    rest = [key for key in every[0] if key not in differing]
    alike = [[key, said(every[0][key])] for key in rest]
    if alike:
        yield Fold(
            f"The other {len(alike)} keys, the same in all"
            if len(plans) > 1
            else f"All {len(alike)} keys",
            (
                Table(
                    (Column("key", "left"), Column("value", "left")),
                    alike,
                    "Keys of the scenario with all defaults filled in.",
                    compact=True,
                ),
            ),
        )
