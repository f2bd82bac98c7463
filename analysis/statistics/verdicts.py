"""What a paired difference says, in words."""

from enum import StrEnum
from typing import Literal

from analysis.statistics.intervals import Interval

Direction = Literal["lower", "higher", "neither"]

# Equal differences have no spread for Student's t. That so many of them all have one
# sign by chance is as likely as 2^(1 - 6), below 5 % (the sign test).
FEWEST_ALIKE = 6


class Verdict(StrEnum):
    """What is said of a difference to the first scenario."""

    BETTER = "better"
    WORSE = "worse"
    MORE = "more"  # of something that is neither good nor bad
    LESS = "less"
    EQUAL = "equal"  # the same in every pair
    CANNOT_TELL = "cannot tell"


def verdict(difference: Interval | None, better: Direction) -> Verdict | None:
    """Return what a difference says; None where there is none.

    Fewer than six pairs that all differ by the same cannot tell, whatever the width
    of their interval.

    Parameters
    ----------
    difference
        Of pairs, this less the first.
    better
        The direction that is better.
    """
    if difference is None:
        return None
    if difference.mean == 0.0 == difference.reach:
        return Verdict.EQUAL
    alike = difference.reach == 0.0 and difference.count < FEWEST_ALIKE
    if alike or not difference.excludes(0.0):
        return Verdict.CANNOT_TELL
    rises = difference.mean > 0.0
    if better == "neither":
        return Verdict.MORE if rises else Verdict.LESS
    return Verdict.BETTER if rises == (better == "higher") else Verdict.WORSE
