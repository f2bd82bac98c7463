"""How long vehicles stand at doors."""

from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from simulation.scenario.distributions import checked_distribution
from simulation.specs import Seconds, Spec, Text, UnfitError

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

    @property
    def takes_time(self) -> bool:
        """Whether any stop may take time."""
        given = (self.distribution, self.door_file)
        return self.door_s != 0 or any(each is not None for each in given)

    @model_validator(mode="after")
    def _said_once(self) -> "DoorSpec":
        if self.distribution is not None and self.door_s:
            raise UnfitError("is given with door_s", "one of the two", "distribution")
        return self
