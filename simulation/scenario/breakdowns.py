"""Breakdowns on the way: which, how long repairs take, and who waits for them."""

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Literal, NamedTuple

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from simulation.scenario.doors import Distribution
from simulation.scenario.outlines import as_tuples
from simulation.specs import PositiveInt, Seconds, Spec, Text, UnfitError
from simulation.units import SECONDS_PER_MINUTE

_FORM = re.compile(r"\s*(\d+(?:\.\d+)?)\s*min\s+([^\d\s]\S*)(?:\s+([1-9]\d{0,6}))?\s*")
_EXPECTED = (
    'a minute of the run, a class and perhaps which vehicle of it, such as "20 min '
    'peripheral 3" or "45 min van"'
)


class Named(NamedTuple):
    """A breakdown that is said beforehand."""

    time_s: float
    of_class: str  # core, peripheral, or a further class
    which: int | None  # in order of joining, from 1; None for whoever is on the road


def named_of(texts: Iterable[str]) -> Iterator[Named]:
    """Yield the breakdowns of texts that are checked."""
    for text in texts:
        form = _FORM.fullmatch(text)
        if form is None or float(form[1]) > 1e7:  # noqa: PLR2004 - 19 years
            raise UnfitError(f"has {text!r}", _EXPECTED)
        minute, of_class, which = form.groups()
        number = None if which is None else int(which)
        yield Named(float(minute) * SECONDS_PER_MINUTE, of_class, number)


def _checked(texts: tuple[str, ...]) -> tuple[str, ...]:
    for _ in named_of(texts):
        pass
    return texts


class BreakdownsSpec(Spec):
    """What happens where a vehicle breaks down."""

    named: Annotated[
        tuple[Text, ...], BeforeValidator(as_tuples), AfterValidator(_checked)
    ] = Field(
        default=(),
        description="Breakdowns beside those of fleet.*.breakdowns_per_h, texts such "
        'as "20 min peripheral 3" (the third of its class to join) or "45 min van" '
        "(the one of those on the road that set off first); who stands then breaks "
        "down as it sets off.",
    )
    repair_s: Seconds = Field(
        default=1800.0, description="How long a repair at the roadside takes [s]."
    )
    repair_distribution: Distribution | None = Field(
        default=None,
        description="The same as a distribution of scipy.stats that is never negative "
        '[s], such as "expon(scale=1800)"; absent: repair_s.',
    )
    crews: PositiveInt | Literal["unlimited"] = Field(
        default="unlimited",
        description="How many vehicles are repaired at once; others wait in turn.",
    )
    rescue_after_s: Seconds | Literal["never"] = Field(
        default=0.0,
        description="How long what is aboard waits for the repair before other "
        "vehicles are called for it; whoever is ready first goes on with it [s].",
    )

    @model_validator(mode="after")
    def _said_once(self) -> "BreakdownsSpec":
        otherwise = self.repair_s != type(self).model_fields["repair_s"].default
        if self.repair_distribution is not None and otherwise:
            raise UnfitError(
                "is given with repair_s", "one of the two", "repair_distribution"
            )
        return self
