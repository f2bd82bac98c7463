"""Drivers who come late, do not come, or leave early."""

from pydantic import Field

from simulation.scenario.doors import Distribution
from simulation.specs import Share, Spec


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
