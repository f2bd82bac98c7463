"""Trunk lines: core vehicles that drive between hotspots by a timetable."""

from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from simulation.scenario.interventions import Minutes, SomeMinutes, Texts, as_tuples
from simulation.scenario.service import RELAYED
from simulation.specs import (
    ConflictError,
    PositiveInt,
    Seconds,
    Spec,
    Text,
    UnfitError,
)

_MOST = 100_000  # departures of a line


class LineSpec(Spec):
    """A line with a timetable, whose vehicles take no other trips."""

    name: Text = Field(description="What it is called, for people.")
    stops: Texts = Field(description="Ids of hotspots (tracts) in turn, two or more.")
    first_min: Minutes = Field(
        default=0.0,
        description="When its first vehicle leaves the first stop, since time zero "
        "[min].",
    )
    last_min: Minutes = Field(
        description="No vehicle leaves the first stop later than this [min]."
    )
    every_min: SomeMinutes = Field(
        description="From departure to departure, its headway [min]."
    )
    capacity: PositiveInt = Field(
        description="Deliveries in one vehicle; where orders say their seats, those."
    )
    back: bool = Field(
        default=False,
        description="Whether a vehicle drives the stops in turn and then back to the "
        "first, from where it leaves again; if not, it leaves the fleet at the last.",
    )
    wait_s: Seconds = Field(
        default=300.0,
        description="A delivery rides it, and waits for it, if it arrives so much "
        "later at most than the fastest way at once would [s].",
    )

    @property
    def departures(self) -> int:
        """How many vehicles leave the first stop."""
        return int((self.last_min - self.first_min) / self.every_min + 1e-9) + 1

    @model_validator(mode="after")
    def _can_be_driven(self) -> "LineSpec":
        if len(self.stops) < 2:  # noqa: PLR2004 - where it begins and ends
            raise UnfitError(f"has {len(self.stops)}", "two or more", "stops")
        for before, after in zip(self.stops, self.stops[1:], strict=False):
            if before == after:
                raise UnfitError(f"has {after} twice in turn", "it once", "stops")
        if self.last_min < self.first_min:
            raise UnfitError(
                f"is {self.last_min:g}",
                f"a time from its first_min on, {self.first_min:g}",
                "last_min",
            )
        if self.departures > _MOST:
            raise UnfitError(
                f"is {self.every_min:g}, which makes {self.departures} departures",
                f"at most {_MOST}",
                "every_min",
            )
        return self


LineSpecs = Annotated[tuple[LineSpec, ...], BeforeValidator(as_tuples)]


def check_ridden(lines: LineSpecs, mode: str) -> None:
    """Refuse lines in a service in which nobody rides them.

    Raises
    ------
    ConflictError
        In one sentence.
    """
    if lines and mode != RELAYED:
        raise ConflictError(
            "lines",
            f'are given where service.mode is "{mode}"',
            f'service.mode = "{RELAYED}": in no other does anybody ride them',
        )
