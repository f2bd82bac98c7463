"""Targets: what a fleet must reach, as a user types it."""

import math
import re
from dataclasses import dataclass

from analysis.metrics.catalogue import KPI_OF, Kpi
from analysis.metrics.display import SHARE
from analysis.metrics.terms import IN_GENERAL, Terms
from simulation.errors import InputError
from simulation.specs import nearest

_PERCENT = 100
_FORM = re.compile(r"\s*(\w+)\s*(>=|<=)\s*(\S+)\s*", re.ASCII)


class SizingError(InputError):
    """Something about a fleet to be sized that cannot be used as it is."""


@dataclass(frozen=True)
class Target:
    """A limit that a KPI must keep, in the mean over replications.

    Parameters
    ----------
    kpi
        Its name.
    at_least
        Whether the limit is the least value, otherwise the most.
    limit
        In the KPI's unit.
    terms
        In which it is told.
    """

    kpi: str
    at_least: bool
    limit: float
    terms: Terms = IN_GENERAL

    @property
    def words(self) -> str:
        """The target as a user would type it."""
        return f"{self.kpi}{'>=' if self.at_least else '<='}{self.limit:.12g}"

    @property
    def meaning(self) -> Kpi:
        """The KPI's entry in the catalogue, in the scenario's terms."""
        return self.terms.of(KPI_OF[self.kpi])

    def margin(self, value: float | None) -> float | None:
        """Return by how much a value keeps the limit, negative where it does not."""
        if value is None:
            return None
        return value - self.limit if self.at_least else self.limit - value


def read_targets(texts: tuple[str, ...]) -> tuple[Target, ...]:
    """Return the targets of several texts.

    Raises
    ------
    SizingError
        If there is none, one cannot be read, or a KPI has the same limit twice.
    """
    targets = tuple(read_target(text) for text in texts)
    if not targets:
        raise SizingError(
            "--target is missing, expected one or more, such as success_ratio>=0.95."
        )
    sides = [(target.kpi, target.at_least) for target in targets]
    for position, (target, side) in enumerate(zip(targets, sides, strict=True)):
        if side in sides[:position]:
            raise SizingError(
                f"--target {target.words}",
                f"{target.kpi} has such a limit already",
                "one",
            )
    return targets


def read_target(text: str) -> Target:
    """Return the target of a text such as ``success_ratio>=0.95``.

    Raises
    ------
    SizingError
        If it has another form, or names no KPI.
    """
    form = _FORM.fullmatch(text)
    if form is None:
        raise SizingError(
            f"--target {text!r}: expected a KPI, >= or <=, and a number, such as "
            "success_ratio>=0.95."
        )
    name, sign, number = form.groups()
    if name not in KPI_OF:
        near = nearest(name, list(KPI_OF))
        hint = f"did you mean {near}?" if near else "see the reference of metrics"
        raise SizingError(f"--target {text!r}", f"unknown KPI {name}", "one", hint=hint)
    try:
        limit = float(number)
    except ValueError:
        limit = math.nan
    if not math.isfinite(limit):
        raise SizingError(f"--target {text!r}", f"the limit is {number}", "a number")
    _check_possible(text, KPI_OF[name], limit)
    return Target(name, sign == ">=", limit)


def _check_possible(text: str, kpi: Kpi, limit: float) -> None:
    """Check that a KPI can have such a value: none is negative, no share beyond 1.

    Raises
    ------
    SizingError
        If it cannot.
    """
    if kpi.unit == SHARE:
        if not 0 <= limit <= 1:
            hint = f"{limit:g} % is {limit / 100:g}" if 1 < limit <= _PERCENT else ""
            raise SizingError(
                f"--target {text!r}",
                f"{kpi.name} is a share and the limit is {limit:g}",
                "0 to 1",
                hint=hint,
            )
    elif limit < 0:
        raise SizingError(
            f"--target {text!r}",
            f"{kpi.name} is never negative and the limit is {limit:g}",
            "0 or more",
        )
