"""How long vehicles stand at doors: numbers, or distributions of scipy.stats by name.

A distribution is a text such as ``lognorm(0.5, scale=120)``.
"""

import math
import re
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, Field, model_validator

from simulation.specs import Seconds, Spec, Text, UnfitError

if TYPE_CHECKING:
    from simulation.units import Floats

_FORM = re.compile(r"\s*([a-z_0-9]+)\s*\((.*)\)\s*", re.DOTALL)
# Defaults, which every run of a sweep says again; scipy.stats takes a second to import.
KNOWN = frozenset({"expon(scale=600)", "expon(scale=900)", "expon(scale=1800)"})
_EXPECTED = 'a distribution of scipy.stats, such as "lognorm(0.5, scale=120)"'


def checked_distribution(text: str) -> str:
    """Return a text that names a distribution of times.

    Raises
    ------
    UnfitError
        If there is none of that name, its parameters are wrong, or it may
        be negative or has no mean.
    """
    if text in KNOWN:
        return text
    frozen = _frozen(text)
    lowest, _ = frozen.support()
    if not lowest >= 0:
        raise UnfitError(f"may be {lowest:g}", "one that is never negative")
    mean = float(frozen.mean())
    if not mean < float("inf"):
        raise UnfitError("has no mean", "one that has")
    return text


def mean_of(text: str) -> float:
    """Return the mean of a distribution that is checked."""
    return float(_frozen(text).mean())


def quantiles_of(text: str, uniforms: "Floats") -> "Floats":
    """Return a distribution's values (n,) at uniform numbers (n,)."""
    values: Floats = _frozen(text).ppf(uniforms)
    return values


def _frozen(text: str) -> Any:  # noqa: ANN401 - scipy has no types for it
    from scipy import stats  # noqa: PLC0415 - slow to import, seldom needed

    form = _FORM.fullmatch(text)
    name = form[1] if form else ""
    made = getattr(stats, name, None)
    if form is None or not isinstance(made, stats.rv_continuous):
        raise UnfitError(f"is {text!r}", _EXPECTED)
    given: list[float] = []
    named: dict[str, float] = {}
    wrong = UnfitError(f"is {text!r}", f"parameters that {name} of scipy.stats takes")
    try:
        for part in filter(None, (each.strip() for each in form[2].split(","))):
            key, equals, value = part.rpartition("=")
            if equals:
                named[key.strip()] = float(value)
            else:
                given.append(float(value))
        frozen = made(*given, **named)
    except (TypeError, ValueError):
        raise wrong from None
    if math.isnan(frozen.mean()):
        raise wrong
    return frozen


Distribution = Annotated[str, AfterValidator(checked_distribution)]


class DoorSpec(Spec):
    """What a stop at the doors of one side takes."""

    door_s: Seconds = Field(
        default=0.0,
        description="How long a vehicle stands at a door, however many orders it takes "
        "up or hands out there [s].",
    )
    distribution: Distribution | None = Field(
        default=None,
        description="The same as a distribution of scipy.stats that is never negative "
        '[s], such as "lognorm(0.5, scale=120)": drawn for each order, the lowest of a '
        "stop counts.",
    )
    door_file: Text | None = Field(
        default=None,
        description="CSV with the columns id and door_s: places where it takes another "
        "time than that.",
    )

    @model_validator(mode="after")
    def _said_once(self) -> "DoorSpec":
        if self.distribution is not None and self.door_s:
            raise UnfitError("is given with door_s", "one of the two", "distribution")
        return self
