"""Who may share, and who does."""

from typing import Literal

from pydantic import Field, model_validator

from simulation.scenario.parts import Foreign, PartOptions
from simulation.specs import ConflictError, NonNegativeFloat, Seconds, Spec, Text

Unbounded = Literal["unbounded"]


class RequestsSpec(Spec):
    """Who may share, and who does."""

    handler: (
        Literal[
            "greedy",
            "refuse",
            "guarded",
            "saved_distance",
            "matching",
            "reservation",
        ]
        | Foreign
    ) = Field(
        default="greedy",
        description="Best pairs first (Algorithm 3); nobody shares (Baseline 2); best "
        "pairs first of those that save distance; who saves most first; the set of "
        "pairs that saves most; who saves most beyond what a later partner promises.",
    )
    value_of_time_m_per_s: NonNegativeFloat = Field(
        default=3.0,
        description="Price of a second that sharing costs a delivery, where handlers "
        "weigh saved distance [m/s].",
    )
    table: Text | None = Field(
        default=None,
        description="Folder of arrivals made by `deliverai train`, for reservation.",
    )
    hold_s: Seconds = Field(
        default=240.0,
        description="How long reservation holds a delivery at a hotspot at most [s].",
    )
    interaction_range_m: NonNegativeFloat = Field(
        default=1000.0, description="How far apart two agents' hotspots may lie [m]."
    )
    decision_interval_s: Seconds = Field(
        default=0.0,
        description="Beat on which deliveries decide; 0: as they arrive [s].",
    )
    lookahead_s: Seconds | Unbounded = Field(
        default="unbounded",
        description="How far ahead the leg of an inbound partner may end [s].",
    )
    max_wait_s: Seconds | Unbounded = Field(
        default="unbounded", description="Patience at the meeting place [s]."
    )
    count_inbound: bool = Field(
        default=True, description="Whether deliveries under way are peers."
    )
    meet_at_destination: bool = Field(
        default=False,
        description="Whether two at different hotspots may meet at the destination "
        "of either.",
    )
    revisit: Literal["never", "either_side", "off"] = Field(
        default="never",
        description="Whether a hotspot visited before is struck from the hops: always, "
        "for either side of a pair, or not; the latter two cap core hops at H.",
    )
    options: PartOptions = None

    @model_validator(mode="after")
    def _reservation_has_a_table(self) -> "RequestsSpec":
        if self.handler == "reservation" and self.table is None:
            raise ConflictError(
                "requests.handler",
                'is "reservation"',
                "a folder made by deliverai train in requests.table too",
            )
        return self
