"""How the page was made: every run with its seed and hash."""

from collections.abc import Iterator, Sequence

from analysis.numbers import plain
from analysis.report.blocks import Block, Column, Fold, Note, Table, Text, Tone
from analysis.report.markup import literal
from analysis.report.page import section
from analysis.report.run_page.changes import paired_runs
from analysis.report.run_page.contents import Contents
from analysis.report.run_page.plans import Plan
from analysis.words import counted

_FEW = 12  # runs that are listed without a fold
_HASH_SHOWN = 16


@section("method", "How this was made", short="Method")
def method(shown: Contents) -> Iterator[Block]:
    """Return the last section."""
    yield Text("\n\n".join(_words(shown)))
    yield from _warnings(shown)
    runs = _runs_table(shown.plans)
    count = len(runs.rows)
    if count:
        yield runs if count <= _FEW else Fold(f"All {counted(count, 'run')}", (runs,))
    if shown.command:
        yield shown.command


def _words(shown: Contents) -> Iterator[str]:
    if shown.plans:
        yield (
            "Everything here follows from the event logs of "
            f"{counted(len(shown.runs), 'run')}, read back and checked against "
            "their own hashes; metrics are computed from them, by this version of the "
            "program for all runs alike."
        )
    for plan in shown.plans[1:]:
        pairs = len(paired_runs(plan, shown.plans[0]))
        first = literal(shown.plans[0].label)
        label = literal(plan.label)
        if pairs == min(len(plan.runs), len(shown.plans[0].runs)):
            yield (
                f"*{label}* and *{first}*: {counted(pairs, 'pair')} "
                "of runs with the same seed, "
                "replication and orders, so differences are taken within each pair "
                "(common random numbers)."
            )
        else:
            yield (
                f"*{label}* and *{first}* met different orders, so they are compared "
                "as independent samples, by Welch's interval."
            )
    if any(len(plan.runs) > 1 for plan in shown.plans):
        yield (
            "Intervals are Student's t at 95 % over the runs. They say how far other "
            "days of the same demand could lie, not another city or another model."
        )
    for sweep in shown.sweeps:
        yield (
            f"Sweep *{literal(sweep.name)}*: {len(sweep.frame):,} rows of its table "
            "`runs.parquet`."
            + (
                f" {sweep.copies:,} more have the log of another replication, as those "
                "of a trace have: they are the same observation."
                if sweep.copies
                else ""
            )
        )


def _warnings(shown: Contents) -> Iterator[Note]:
    for plan in shown.plans:
        if plan.copies:
            yield Note(
                f"{plan.copies + 1:,} runs of *{literal(plan.label)}* have the same "
                "event log, as replications of a trace have. They are one observation: "
                "no interval, no verdict.",
                title="One run",
                tone=Tone.UNSURE,
            )
        for run in plan.runs:
            if run.deadlock:
                yield Note(
                    f"*{literal(plan.label)}*, replication {run.replication}: "
                    f"{literal(run.deadlock)}",
                    title="Full hotspots",
                    tone=Tone.BAD,
                )
            if run.differing:
                yield Note(
                    f"{literal(run.folder.name)} was kept with other values of "
                    f"{literal(', '.join(run.differing))} than its log gives with this "
                    "version of the program. The page shows those of its log.",
                    title="Metrics and log differ",
                    tone=Tone.BAD,
                )


def _runs_table(plans: Sequence[Plan]) -> Table:
    rows = [
        [
            plan.label,
            str(run.seed),
            str(run.replication),
            plain(float(run.kpis["orders"] or 0), 0),
            plain(run.end_s, 0),
            f"{run.log_hash[:_HASH_SHOWN]}\N{HORIZONTAL ELLIPSIS}",
            f"{run.region_checksum[:_HASH_SHOWN]}\N{HORIZONTAL ELLIPSIS}",
        ]
        for plan in plans
        for run in plan.runs
    ]
    return Table(
        (
            Column("plan", "left"),
            Column("seed"),
            Column("replication"),
            Column("orders"),
            Column("ends at [s]"),
            Column("hash of the log", "left"),
            Column("checksum of the region", "left"),
        ),
        rows,
        "The runs. The same scenario, seed and replication give the same hash "
        "everywhere.",
        compact=True,
    )
