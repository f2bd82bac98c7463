"""The smallest size of one pool: halves, as more vehicles never serve worse.

Why a bound over as many fleets as the longest way has suffices, though the way
depends on what is found. Let a be the largest fleet that misses and b the smallest
that keeps every limit by more than its zone. A fleet up to a is only ever looked at
if it is an ancestor, in the tree of halves, of the gap above a, until one of them is
wrongly accepted; one from b on only if it is an ancestor of the gap below b. Either
way is known before the first run and no longer than the longest. Each has half of
the error: the intervals are two-sided.
"""

from analysis.sizing.question import Question, bisection_probes
from analysis.sizing.trials import Trials
from analysis.sizing.verdicts import Judge, Probe


def judge_of(trials: Trials, question: Question, least: int, most: int) -> Judge:
    """Return who judges the fleets of a bisection."""
    return Judge(trials, question, bisection_probes(least, most))


def bisect(judge: Judge, least: int, most: int) -> Probe | None:
    """Return the smallest fleet shown to meet the targets, None if there is none.

    Parameters
    ----------
    judge
        Of :func:`judge_of`, with the same bounds.
    least, most
        Sizes that may be the answer.
    """
    best = judge.probe((most,))
    if not best.meets:
        return None
    low, high = least - 1, most  # what is not shown, or not looked at; what is shown
    while high - low > 1:
        middle = (low + high) // 2
        probe = judge.probe((middle,))
        if probe.meets:
            best, high = probe, middle
        else:
            low = middle
    return best
