"""What a run keeps beside its events, and what metrics look at."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from simulation.specs import ConflictError, NonNegativeFloat, Spec


def _as_pair(value: object) -> object:
    """Return a list, as TOML has it, as the tuple that a frozen model holds."""
    return tuple(value) if isinstance(value, list) else value


class RecordSpec(Spec):
    """What a run keeps beside its events."""

    decisions: bool = Field(
        default=False,
        description="Keep requests, refusals, preferred sets and Q-values.",
    )


class ReportSpec(Spec):
    """What metrics look at."""

    clock: Literal["placed", "ready"] = Field(
        default="placed",
        description="From when delivery times count: from when an order is placed, or "
        "from when it can be picked up, which some order has to say. What is promised "
        "counts from placing.",
    )

    window_min: Annotated[
        tuple[NonNegativeFloat, NonNegativeFloat], BeforeValidator(_as_pair)
    ] = Field(
        default=(10.0, 50.0),
        description="Start and end of the window of utilisation, from time zero [min].",
    )

    @model_validator(mode="after")
    def _window_is_not_empty(self) -> "ReportSpec":
        start, end = self.window_min
        if start >= end:
            raise ConflictError(
                "report.window_min",
                f"is [{start:g}, {end:g}]",
                "a start before the end",
            )
        return self
