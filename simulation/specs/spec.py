"""The base of every specification and the types of its fields."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from simulation.errors import clause

LONGEST_S = 1e9  # 30 years; sums of such times stay exact on the time grid

PositiveInt = Annotated[int, Field(gt=0)]
NonNegativeInt = Annotated[int, Field(ge=0)]
PositiveFloat = Annotated[float, Field(gt=0)]
NonNegativeFloat = Annotated[float, Field(ge=0)]
PositiveSeconds = Annotated[float, Field(gt=0, le=LONGEST_S)]
Seconds = Annotated[float, Field(ge=0, le=LONGEST_S)]
Share = Annotated[float, Field(ge=0, le=1)]
Text = Annotated[str, Field(min_length=1)]


class Spec(BaseModel):
    """A frozen, closed model: no unknown keys, no conversions, no inf, no nan."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False
    )


class UnfitError(ValueError):
    """A value of the key under validation that is not of its kind.

    Parameters
    ----------
    given
        What is the matter with it, without the key: "is 2".
    expected
        What would do instead.
    key
        Which one of the table, where a whole table is validated.
    """

    def __init__(self, given: str, expected: str = "", key: str = "") -> None:
        self.key = key
        self.given = given
        self.expected = expected
        super().__init__(clause(given, expected))


class ConflictError(ValueError):
    """A value that does not go with another one; raised by a model's validator.

    Parameters
    ----------
    key
        The dotted key to look at.
    given
        What is the matter with it, without the key: "is 2".
    expected
        What would do instead.
    """

    def __init__(self, key: str, given: str, expected: str = "") -> None:
        self.key = key
        self.given = f"{key} {given}"
        self.expected = expected
        super().__init__(clause(self.given, expected))
