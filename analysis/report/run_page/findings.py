"""What was found, in plain language, computed from the runs."""

from collections.abc import Iterator, Sequence

from analysis.metrics.display import headed
from analysis.report.blocks import (
    Block,
    Cell,
    Column,
    Finding,
    Findings,
    Heading,
    Note,
    Table,
    Text,
    Tone,
)
from analysis.report.markup import literal
from analysis.report.page import section
from analysis.report.run_page.changes import Change, Outcome, overall
from analysis.report.run_page.claims import DISTANCE, known, of_two
from analysis.report.run_page.contents import Contents
from analysis.report.run_page.observations import observations
from analysis.report.run_page.plans import Plan
from analysis.report.run_page.sweep_findings import sweep_findings
from analysis.report.run_page.wording import (
    change_cell,
    change_words,
    in_words,
    level_cell,
)
from analysis.words import listed


@section("findings", "What we found", short="Findings")
def findings(shown: Contents) -> Iterator[Block]:
    """Return the first section: the question, and what the runs say to it."""
    if shown.question:
        yield Note(literal(shown.question), title="The question")
    if shown.plans:
        yield from _of_plans(shown)
    for sweep in shown.sweeps:
        yield Heading(f"Sweep {sweep.name}")
        yield Findings(sweep_findings(sweep))


def _of_plans(shown: Contents) -> Iterator[Block]:
    if not shown.replicated:
        yield _one_run_only(shown)
    yield from _drawn_from_files(shown)
    if shown.ignored:  # first, as claims about times and vehicles follow
        words = literal(shown.ignored)
        yield Note(words, title="Empty ways that are ignored")
    if shown.told:
        yield Note(literal(shown.told), title="What counts")
    if shown.changes:
        found = of_two(shown) if len(shown.plans) == 2 else _several(shown)  # noqa: PLR2004
        yield Findings(found)
        yield _at_a_glance(shown)
    seen = "\n".join(f"- {line}" for line in observations(shown))
    if seen:
        yield Heading("What else to see" if shown.changes else "What there is to see")
        yield Text(seen)


def _drawn_from_files(shown: Contents) -> Iterator[Note]:
    """Yield what replications of real orders are."""
    words = {
        "days": "Each replication is days drawn with replacement from those of the "
        "file: intervals hold for other days like these, not for other seasons.",
        "thin": "Each replication keeps every order of the file with a probability "
        "(demand.keep_share): results are those of that share of the load.",
    }
    demands = [plan.runs[0].scenario_tables.get("demand", {}) for plan in shown.plans]
    for how in dict.fromkeys(
        each.get("replicate") for each in demands if each.get("profile") == "trace"
    ):
        if how in words:
            yield Note(words[how], title="Replications of real orders")


def _one_run_only(shown: Contents) -> Note:
    """Return the warning that one run is an anecdote."""
    against = ", and cannot say which differences are certain" if shown.changes else ""
    drawn = [plan for plan in shown.plans if not _traced(plan)]
    would = (
        "Several replications of each plan would: `deliverai run ... --replications "
        "10`."
        if drawn
        else 'Other days would: `demand.replicate = "days"` draws those of the file '
        'anew (`"thin"` keeps some orders of a single day), and `deliverai run ... '
        "--replications 10` has intervals then."
    )
    return Note(
        "Where a plan has one run only, its numbers hold for these very orders. "
        "Another day would give others, and this page cannot say how far "
        f"off{against}. {would}",
        title="One run is an anecdote",
        tone=Tone.UNSURE,
    )


def _traced(plan: Plan) -> bool:
    """Return whether the orders of a plan are those of a file."""
    demand = plan.runs[0].scenario_tables.get("demand", {})
    return bool(demand.get("profile") == "trace" and not demand.get("replicate"))


def _several(shown: Contents) -> list[Finding]:
    """Return a finding for each plan but the first."""
    first = shown.plans[0]
    found = []
    for plan, changes in zip(shown.plans[1:], shown.changes, strict=True):
        changed = known(changes, shown.headlines)
        lines = "\n".join(
            f"- {change.kpi.label}: {change_words(change)}, "
            f"**{change.outcome.value}**{_papers(name, plan, first, changes)}"
            for name, change in changed
        )
        sure = next((each for _, each in changed if each.value is not None), None)
        found.append(
            Finding(
                overall(each.outcome for _, each in changed),
                f"{literal(plan.label)} against {literal(first.label)}: "
                f"{_in_short(changed)}",
                source=_basis(sure),
                evidence=lines,
            )
        )
    return found


def _papers(name: str, plan: Plan, first: Plan, changes: dict[str, Change]) -> str:
    """Return the change of distance without ignored ways; nothing if it is the same."""
    if name != DISTANCE or not (plan.ignored_km or first.ignored_km):
        return ""
    return f" (paper's accounting: {change_words(changes['distance_km'])})"


def _basis(change: Change | None) -> str:
    if change is None or change.value is None:
        return ""
    if change.outcome is Outcome.ONE_RUN:
        return "One run of each, on the same orders" if change.paired else "One run"
    if change.paired:
        return f"{change.value.count} pairs of runs on the same orders, 95 % intervals"
    return "Runs on different orders, 95 % intervals"


def _in_short(known: Sequence[tuple[str, Change]]) -> str:
    """Return which headlines are better, which are worse."""
    groups = (
        ("better in", Outcome.BETTER),
        ("worse in", Outcome.WORSE),
        ("equal in", Outcome.EQUAL),
        ("cannot tell for", Outcome.CANNOT_TELL),
    )
    parts = []
    for words, wanted in groups:
        names = [in_words(each.kpi) for _, each in known]
        chosen = [
            name
            for name, (_, each) in zip(names, known, strict=True)
            if each.outcome is wanted
        ]
        if chosen:
            parts.append(f"{words} {listed(chosen)}")
    once = [
        f"{in_words(each.kpi)} {change_words(each)}"
        for _, each in known
        if each.outcome is Outcome.ONE_RUN
    ]
    if once:
        parts.append(f"in this one run {listed(once)}")
    return "; ".join(parts) or "nothing to compare"


def _at_a_glance(shown: Contents) -> Table:
    """Return the headlines, a row each, a column per plan."""
    first = shown.plans[0]
    columns = [Column("", "left"), Column(first.label)]
    columns += [
        Column(plan.label, group=f"change against {first.label}")
        for plan in shown.plans[1:]
    ]
    rows: list[list[str | Cell]] = []
    for name in shown.headlines:
        kpi = shown.kpi(name)
        cells: list[str | Cell] = [Cell(headed(kpi), tip=kpi.definition)]
        cells.append(level_cell(kpi, first.values(name)))
        cells += [change_cell(changes[name]) for changes in shown.changes]
        rows.append(cells)
    return Table(
        columns,
        rows,
        "The headlines at a glance.",
        number="1",
        note="Means over the runs with 95 % intervals, where there are several. "
        "*better*, *worse*: the whole interval of the change lies on one side of zero; "
        "*cannot tell*: it does not. pp: percentage points. Of twenty such verdicts on "
        "plans that do not differ, one is wrong. All metrics: [below](#metrics).",
    )
