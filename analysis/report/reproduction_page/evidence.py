"""The numbers under a finding, in words."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from analysis.numbers import NOTHING, plain, signed, with_reach
from analysis.reproduction.published import DELIVERAI_1, DELIVERAI_2, LABELS, LOADS
from analysis.reproduction.trends import Evidence, Trend, worst_of

_TWIN = {
    LABELS[DELIVERAI_1]: LABELS[DELIVERAI_2],
    LABELS[DELIVERAI_2]: LABELS[DELIVERAI_1],
}


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
        if same and of == LABELS[DELIVERAI_2]:
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
