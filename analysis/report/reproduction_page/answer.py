"""The short answer to the planner, and the paper's findings one by one."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from analysis.numbers import NOTHING, change_of, plain, signed, with_reach
from analysis.report.blocks import (
    Block,
    Cell,
    Column,
    Finding,
    Note,
    Table,
    Text,
    Tone,
    Verdict,
)
from analysis.report.blocks import (
    Findings as FindingsBlock,
)
from analysis.report.markup import literal
from analysis.report.page import section
from analysis.report.reproduction_page.wording import named
from analysis.reproduction.changes import EVERY_WAY, HEADLINES, change
from analysis.reproduction.datasets import Category
from analysis.reproduction.published import (
    BASELINE_1,
    BASELINES,
    DECREASES,
    DELIVERAI_1,
    DELIVERAI_2,
    LOADS,
    PEAK_LOAD,
    PaperCell,
    results,
)
from analysis.reproduction.reproduce import Findings
from analysis.reproduction.trends import Evidence, Trend, worst_of
from analysis.statistics import Interval
from analysis.words import POLICY_NAMES, lowered

_TWIN = {
    POLICY_NAMES[DELIVERAI_1]: POLICY_NAMES[DELIVERAI_2],
    POLICY_NAMES[DELIVERAI_2]: POLICY_NAMES[DELIVERAI_1],
}
_PEAK = Category("uniform", PEAK_LOAD)


@section("answer", "The short answer", short="Answer")
def answer(found: Findings) -> Iterator[Block]:
    """Return the first section: the headline beside ours, and what moves it."""
    if found.region.synthetic:
        yield Note(
            f"The region *{literal(found.region.name)}* is synthetic: as large as "
            "the paper's, on a street grid like Chicago's, and no city. What "
            "holds here need not hold in yours; build it and run this page "
            "again.",
            title="Not a real city",
            tone=Tone.UNSURE,
        )
    yield Text(_headline(found))
    yield _headline_table(found)
    yield Text(_decides(found))


def _effect(found: Findings, kpi: str, base: str) -> Interval | None:
    return change(kpi, found.rows[_PEAK, DELIVERAI_2], found.rows[_PEAK, base])


def _headline(found: Findings) -> str:
    """Return the answer in two sentences."""
    distance = _effect(found, EVERY_WAY.kpi, BASELINE_1)
    papers = _effect(found, "distance_km", BASELINE_1)
    vehicles = _effect(found, "vehicles_active", BASELINE_1)
    fleet = _effect(found, "vehicles_fleet", BASELINE_1)
    time = _effect(found, "delivery_time_mean_s", BASELINE_1)
    return (
        "The paper's headline, for uniform demand at its highest load against driving "
        "every order directly: *13 % less distance, 12 % fewer vehicles, utilisation "
        "more than 50 points higher*, for deliveries 20 % slower.\n\n"
        f"On this region, with every rule as we read it, sharing changes distance by "
        f"**{change_of(distance, '%')}** with every way counted "
        "(in the paper's accounting, empty ways of the plans over hotspots left out: "
        f"{change_of(papers, '%')}), active vehicles by "
        f"**{change_of(vehicles, '%')}** (all that took part, as elastic fleets "
        "grow, a bound and none to own: "
        f"**{change_of(fleet, '%')}**) and delivery time by "
        f"**{change_of(time, '%')}**; means over {found.setup.datasets} data sets "
        "with 95 % intervals."
    )


def _headline_table(found: Findings) -> Table:
    """Return the five metrics against both baselines, the paper's beside ours."""
    columns = [Column("DeliverAI-II, uniform, 30 orders a minute", "left")]
    for base in BASELINES:
        group = f"against {named(base)}"
        columns += [Column("paper", group=group), Column("ours", group=group)]
    rows = [_every_way(found)]
    for headline in HEADLINES:
        cells: list[str | Cell] = [f"{headline.label} [{headline.unit}]"]
        for base in BASELINES:
            paper = _published(headline.name, base)
            ours = _effect(found, headline.kpi, base)
            differs = ours is None or ours.excludes(paper)
            cells += [
                signed(paper),
                Cell(change_of(ours), mark="differs" if differs else ""),
            ]
        rows.append(cells)
    return Table(
        columns,
        rows,
        "The headline: what sharing changes.",
        note="*Every way* counts the empty ways too that the plans over hotspots "
        "ignore, as Baseline 1 drives its own; the *paper's accounting* leaves them "
        "out, and its figures are held against ours of that kind. "
        "*differs*: our 95 % interval excludes the paper's figure. pp: percentage "
        "points. For success and utilisation the paper's change is the difference of "
        "its two levels.",
    )


def _every_way(found: Findings) -> list[str | Cell]:
    """Return the row of the distance that counts all plans alike: ours alone."""
    cells: list[str | Cell] = [f"{EVERY_WAY.label} [{EVERY_WAY.unit}]"]
    for base in BASELINES:
        cells += [NOTHING, change_of(_effect(found, EVERY_WAY.kpi, base))]
    return cells


def _published(metric: str, base: str) -> float:
    """Return the paper's change at the highest load, less is negative."""
    table = results()

    def cell(policy: str, versus: str) -> float:
        return table[PaperCell("uniform", PEAK_LOAD, metric, policy, versus)]

    if metric in DECREASES:
        return -cell(DELIVERAI_2, base)
    if metric == "time_avg":
        return cell(DELIVERAI_2, base)
    return cell(DELIVERAI_2, "") - cell(base, "")


def _decides(found: Findings) -> str:
    """Return which readings move distance and vehicles most."""
    frame = found.sensitivity
    lines = []
    for headline in (EVERY_WAY, *HEADLINES[:3]):
        rows = frame[
            (frame["metric"] == headline.name) & (frame["against"] == BASELINE_1)
        ].dropna(subset=["shift"])
        order = rows["shift"].abs().sort_values(ascending=False).index[:3]
        named_rows = [
            f"{lowered(str(rows['reading'][at]))} "
            f"({signed(rows['base'][at])} to {signed(rows['value'][at])} "
            f"{headline.unit})"
            for at in order
        ]
        if named_rows:
            lines.append(f"- **{headline.label}**: {'; '.join(named_rows)}")
    return (
        "What moves these figures most, one reading of the paper changed at a time, "
        "against Baseline 1 ([all readings](#sensitivity)):\n\n" + "\n".join(lines)
    )


# Findings ------------------------------------------------------------------------


@section("findings", "Which findings hold", short="Findings")
def findings(found: Findings) -> Iterator[Block]:
    """Return every finding of the paper with its verdict."""
    shown = [_finding(trend) for trend in found.trends]
    hold, fail, unsure = (
        sum(each.verdict is verdict for each in shown)
        for verdict in (Verdict.HOLDS, Verdict.FAILS, Verdict.UNSURE)
    )
    text = (
        "Every finding is a number that must lie above or below a limit, stated before "
        "the runs: it holds if its whole 95 % interval does, it does not if none of it "
        "does. Where a finding speaks of several loads, one that fails fails it. Of "
        f"{len(shown)} findings {hold} hold, {fail} do not, and of {unsure} we cannot "
        "tell. Of distance the paper's accounting decides, named so; below stands the "
        "same with every way counted. All numbers are in "
        "[tables/trends.csv](tables/trends.csv)."
    )
    yield Text(text)
    yield FindingsBlock(tuple(shown))


def _finding(trend: Trend) -> Finding:
    return Finding(
        Verdict(trend.verdict.value),
        trend.claim,
        trend.source,
        evidence(trend),
    )


def evidence(trend: Trend) -> str:
    """Return what was wanted, and a list of what was found, in markup."""
    if not trend.beside:
        return "\n\n".join(_of(trend.evidence, trend.unit))
    verdict = worst_of(trend.beside).value
    return "\n\n".join(
        (
            "In the paper's accounting, empty ways left out where a plan ignores them:",
            *_of(trend.evidence, trend.unit),
            f"With every way counted, of all plans alike: **{verdict}**.",
            *_of(trend.beside, trend.unit),
        )
    )


def _of(evidence: Sequence[Evidence], unit: str) -> Iterator[str]:
    """Yield what was wanted of some numbers, each with a list of what was found."""
    for (above, limit), wanted in groupby(sorted(evidence, key=_wish), key=_wish):
        side = "above" if above else "below"
        lines = "\n".join(f"- {line}" for line in _lines(list(wanted)))
        yield f"Wanted {side} {plain(limit, 0)} {unit}:\n\n{lines}"


def _wish(each: Evidence) -> tuple[bool, float]:
    return each.above, each.limit


def _lines(wanted: Sequence[Evidence]) -> Iterator[str]:
    """Yield a line per policy and demand; the two DeliverAI as one if they are."""
    by_line: dict[tuple[str, str], list[Evidence]] = {}
    for each in wanted:
        by_line.setdefault((each.of, each.profile), []).append(each)
    for (of, profile), found in by_line.items():
        twin = by_line.get((_TWIN[of], profile), []) if of in _TWIN else []
        same = [each.ours for each in twin] == [each.ours for each in found]
        if same and of == POLICY_NAMES[DELIVERAI_2]:
            continue
        who = f"{of} and II" if same else of
        yield f"{f'{who}, ' if who else ''}{profile}, {_at(found)}: {_numbers(found)}"


def _at(found: Sequence[Evidence]) -> str:
    loads = [each.load_per_min for each in found]
    if loads == [None]:
        return f"from {LOADS[0]} to {LOADS[-1]} a minute"
    return f"{', '.join(str(load) for load in loads)} a minute"


def _numbers(found: Sequence[Evidence]) -> str:
    write = (
        signed if all(each.limit <= 0 or not each.above for each in found) else plain
    )
    return ", ".join(
        NOTHING
        if each.ours is None
        else with_reach(write(each.ours.mean), each.ours.reach)
        for each in found
    )
