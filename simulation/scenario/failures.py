"""What people do: cancel orders, are not at the door, come late to their shifts."""

from typing import Annotated, Literal

from pydantic import Field

from simulation.scenario.doors import Distribution
from simulation.specs import Seconds, Share, Spec, Text


class CancellationsSpec(Spec):
    """Which orders their consumers cancel, and what becomes of them on the way."""

    share: Share = Field(
        default=0.0,
        description="Share of the orders that are cancelled unless they are delivered "
        "before, drawn for each; orders of a trace that says when keep that [1].",
    )
    after_distribution: Distribution = Field(
        default="expon(scale=600)",
        description="From placing to cancelling, a distribution of scipy.stats that is "
        "never negative [s].",
    )
    after_pickup: Literal["deliver", "return"] = Field(
        default="deliver",
        description="What becomes of an order that a vehicle has picked up by then: it "
        "is delivered all the same, or goes back to its producer.",
    )


class AttemptsSpec(Spec):
    """What happens at consumers' doors where nobody may be."""

    absent_share: Share = Field(
        default=0.0,
        description="Share of the attempts at a consumer's door in vain, drawn for "
        "each [1].",
    )
    absent_file: Text | None = Field(
        default=None,
        description="CSV with the columns tract and share, and perhaps hour (0 to 23, "
        "by the clock where the orders are; from time zero where they have none): "
        "where and when it is another share than absent_share.",
    )
    most: Annotated[int, Field(ge=1, le=1000)] = Field(
        default=2, description="How often an order is tried at its consumer's door."
    )
    wait_s: Seconds = Field(
        default=300.0, description="How long a vehicle waits where nobody is [s]."
    )
    retry_s: Seconds = Field(
        default=1800.0, description="From one attempt to the next, at the least [s]."
    )
    retry_from: Literal["door", "hotspot"] = Field(
        default="hotspot",
        description="Where an order is meanwhile: aboard the vehicle that stands at "
        "the door, or at the hotspot of that tract, from where another one takes it.",
    )
    returns_to: Literal["producer", "hotspot"] = Field(
        default="producer",
        description="Where an order is left that is tried no more: at its producer or "
        "at the hotspot of its consumer's tract.",
    )

    @property
    def fail(self) -> bool:
        """Whether an attempt may be in vain."""
        return self.absent_share > 0 or self.absent_file is not None


class DriversSpec(Spec):
    """How well drivers keep to their shifts."""

    no_show_share: Share = Field(
        default=0.0, description="Share of the shifts to which nobody comes [1]."
    )
    late_share: Share = Field(
        default=0.0, description="Share of the shifts that begin late [1]."
    )
    late_distribution: Distribution = Field(
        default="expon(scale=900)",
        description="By how much, a distribution of scipy.stats that is never negative "
        "[s]; beyond the end of the shift: nobody comes.",
    )
    early_share: Share = Field(
        default=0.0,
        description="Share of the shifts that end before their time, which nobody "
        "knows beforehand [1].",
    )
    early_distribution: Distribution = Field(
        default="expon(scale=1800)",
        description="By how much, a distribution of scipy.stats that is never negative "
        "[s].",
    )

    @property
    def fail(self) -> bool:
        """Whether any shift may be another than planned."""
        return max(self.no_show_share, self.late_share, self.early_share) > 0
