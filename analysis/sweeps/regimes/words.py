"""Sentences of a map of regimes, made from its surrogates."""

from collections.abc import Iterator

import numpy as np

from analysis.numbers import PLUS_MINUS, SPACE, plain
from analysis.sweeps.regimes.answers import Atlas
from analysis.sweeps.regimes.names import bounds_words, service_names
from analysis.sweeps.regimes.outcomes import COST
from analysis.sweeps.regimes.parts import Part, Surveyed
from analysis.sweeps.regimes.surrogate import Estimate
from analysis.words import listed, raised
from simulation.units import Floats

_MOST_AVERAGED = 256
_NEARLY_ALL = 0.97
_USUAL = (0.1, 0.9)  # quantiles that a range across a part is told by
_BOTH = 2


def sentences(atlas: Atlas, surveyed: Surveyed) -> Iterator[str]:
    """Yield one sentence for each part of a geography, the largest first."""
    for part in sorted(surveyed.parts, key=lambda part: -part.rows.size):
        yield f"{surveyed.title}: {_where(atlas, part)}{_what(atlas, surveyed, part)}."


def _where(atlas: Atlas, part: Part) -> str:
    factors = {factor.name: factor for factor in atlas.outcomes.factors}
    clauses = [
        bounds_words(factors[name], low, high)
        for name, (low, high) in part.bounds.items()
    ]
    return f"where {listed(clauses)}, " if clauses else ""


def _what(atlas: Atlas, surveyed: Surveyed, part: Part) -> str:
    """Return who wins in a part, by how much, or who cannot be told apart."""
    names = service_names(atlas.services)
    least = "costs least" if atlas.measure == COST else "drives least"
    share = part.holds.size / part.rows.size
    mostly = "" if share >= _NEARLY_ALL else f" in {100 * share:.0f} % of it"
    if len(part.answer) > 1:
        tied = sorted(part.answer)
        text = f"{listed([names[one] for one in tied])} cannot be told apart{mostly}"
        if 0 in part.answer:
            return text
        savings = [
            f"{names[one]} {_less(atlas, surveyed, part, one, 0)}" for one in tied
        ]
        return f"{text}, against {names[0]}: {listed(savings)}"
    (best,) = part.answer
    text = f"{names[best]} {least}{mostly}"
    nexts = surveyed.answers.next_best[part.holds]
    if not (nexts >= 0).any():
        return f"{text}, and no other is shown to be as much on time"
    next_best = int(np.bincount(nexts[nexts >= 0]).argmax())
    text += f": {_less(atlas, surveyed, part, best, next_best)} than {names[next_best]}"
    if 0 not in (best, next_best):
        text += f", {_less(atlas, surveyed, part, best, 0)} than {names[0]}"
    return text


def _less(atlas: Atlas, surveyed: Surveyed, part: Part, one: int, other: int) -> str:
    """Return by how much one undercuts another: on the average, and across a part."""
    points = surveyed.points[part.holds]
    mean = atlas.average(one, other, _thinned(points))
    low, high = np.quantile(atlas.change(one, other, points).mean, _USUAL)
    across = span(-high, -low)
    return f"{amount(mean)} ({across})" if across else amount(mean)


def amount(change: Estimate) -> str:
    """Return a change as so much less or more, with its interval."""
    mean, reach = float(change.mean[0]), float(change.reach[0])
    words = "less" if mean <= 0 else "more"
    return f"{plain(abs(mean))}{SPACE}{PLUS_MINUS}{SPACE}{plain(reach)}{SPACE}% {words}"


def span(low: float, high: float) -> str:
    """Return from where to where savings go; nothing where they are the same."""
    ends = [plain(round(each) + 0.0, 0) for each in (low, high)]  # no minus zero
    return "" if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}{SPACE}%"


def _thinned(points: Floats) -> Floats:
    """Return at most some hundreds of points, evenly taken."""
    return points[:: -(-len(points) // _MOST_AVERAGED)]


def headline(atlas: Atlas, surveyed: list[Surveyed]) -> str:
    """Return in one sentence where each service wins, over all that was varied."""
    names = service_names(atlas.services)
    wins = [
        float(np.mean([each.share(frozenset([one])) for each in surveyed]))
        for one in range(len(names))
    ]
    told = [
        f"{name} in {100 * share:.0f} %"
        for name, share in sorted(zip(names, wins, strict=True), key=lambda p: -p[1])
    ]
    least = "costs least" if atlas.measure == COST else "drives least"
    rest = 100 * (1 - sum(wins))
    return raised(
        f"of all that was varied, {told[0].replace(' in ', f' {least} in ', 1)}, "
        f"{listed(told[1:])}; in {rest:.0f} % the best cannot be told apart from "
        "another."
    )
