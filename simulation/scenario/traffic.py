"""How long legs take by when they begin: hours, closures and slow-downs, chance.

And what planners are told of it, true or not.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from simulation.scenario.hours import (
    MOST_FACTOR,
    checked_clock,
    checked_hours,
    checked_speeds,
    hours_of,
    without_end,
)
from simulation.scenario.outlines import Box, Corners, Texts, as_tuples
from simulation.scenario.parts import Foreign, PartOptions
from simulation.specs import (
    ConflictError,
    NonNegativeFloat,
    PositiveFloat,
    Share,
    Spec,
    Text,
    UnfitError,
)
from simulation.units import LEAST_FACTOR

FREE_FLOW = "free_flow"
_LONGEST_MIN = 1e6  # two years


def _checked_factor(factor: float) -> float:
    if factor != 0 and factor < LEAST_FACTOR:
        raise UnfitError(f"is {factor:g}", f"0 (closed) or {LEAST_FACTOR:g} or more")
    return factor


Minutes = Annotated[float, Field(ge=0, le=_LONGEST_MIN)]
Ids = Annotated[tuple[int, ...], BeforeValidator(as_tuples)]
HoursTexts = Annotated[Texts, AfterValidator(checked_hours)]
SpeedTexts = Annotated[Texts, AfterValidator(checked_speeds)]
Factor = Annotated[float, Field(ge=0, le=MOST_FACTOR), AfterValidator(_checked_factor)]


class ClosureSpec(Spec):
    """Streets that are closed or slower for a while; named by its table."""

    speed_factor: Factor = Field(
        default=0.0,
        description="Of the speed there: 0 closed, 0.05 or more a slow-down; where "
        "several hold their product, 0.05 at least [1].",
    )
    from_min: Minutes = Field(default=0.0, description="Begins, from time zero [min].")
    until_min: Minutes | None = Field(
        default=None,
        description="Ends, from time zero [min]; needed where streets are closed "
        "and no hours let them open.",
    )
    hours: HoursTexts = Field(
        default=(),
        description='Only at these times of day, such as "mon-fri 07:00-09:00".',
    )
    streets: Texts = Field(
        default=(),
        description="Streets by the name or the number of the road that the map has.",
    )
    ways: Ids = Field(default=(), description="Streets by the id of their OSM way.")
    road_classes: Texts = Field(
        default=(),
        description='Only streets of these classes, such as "primary" (OSM highway).',
    )
    tracts: Texts = Field(
        default=(),
        description="Only what lies in one of these tracts, or in the box or polygon.",
    )
    box: Box | None = Field(
        default=None,
        description="Only what lies in this box, the polygon or one of the tracts: "
        "west, south, east, north [degrees].",
    )
    polygon: Corners = Field(
        default=(),
        description="Only what lies in this polygon, the box or one of the tracts: "
        "corners, lon and lat each [degrees].",
    )

    seen_by: Literal["all", "planners", "vehicles"] = Field(
        default="all",
        description="Whom it holds for: planners alone are told what is not so, "
        "vehicles alone meet what nobody is told.",
    )
    tract_share: PositiveFloat = Field(
        default=1.0,
        le=1.0,
        description="Of its tracts, or of all where it says no place, only so many, "
        "drawn at random [1].",
    )

    @model_validator(mode="after")
    def _ends(self) -> "ClosureSpec":
        if self.until_min is not None and self.until_min <= self.from_min:
            raise UnfitError(
                f"is {self.until_min:g}",
                f"more than from_min, {self.from_min:g}",
                "until_min",
            )
        ends = self.until_min is not None or (
            self.hours and not without_end(hours_of(self.hours))
        )
        if self.speed_factor == 0 and not ends:
            raise UnfitError("is missing", "when the closure ends", "until_min")
        if self.draws_tracts and (self.box is not None or self.polygon):
            raise UnfitError(
                f"is {self.tract_share:g} with a box or a polygon",
                "tracts, or none for all",
                "tract_share",
            )
        return self

    @property
    def draws_tracts(self) -> bool:
        """Whether chance says where it is."""
        return self.tract_share < 1

    @property
    def names_streets(self) -> bool:
        """Whether it asks what the streets of a map are called."""
        return bool(self.streets or self.ways or self.road_classes)


class FeedSpec(Spec):
    """When planners are told of speeds."""

    delay_min: Minutes = Field(
        default=0.0,
        description="How old what they are told is, its last values staying until "
        "newer ones come; as long as the time to until_min: it has broken down [min].",
    )
    from_min: Minutes = Field(
        default=0.0, description="Late from then on, from time zero [min]."
    )
    until_min: Minutes | None = Field(
        default=None,
        description="Late until then, from time zero; absent: to the end [min].",
    )

    @model_validator(mode="after")
    def _ends(self) -> "FeedSpec":
        if self.until_min is not None and self.until_min <= self.from_min:
            raise UnfitError(
                f"is {self.until_min:g}",
                f"more than from_min, {self.from_min:g}",
                "until_min",
            )
        return self


class DetectorSpec(Spec):
    """Who notices that legs do not take what planners were told: a CUSUM."""

    threshold: NonNegativeFloat = Field(
        default=0.0,
        le=1e6,
        description="The sum at which it gives an alarm, of logarithms of the time "
        "driven over the time told; 0: there is no detector [1].",
    )
    slack: NonNegativeFloat = Field(
        default=0.2,
        le=10.0,
        description="What is taken off each logarithm before it is added: half of the "
        "error that is to be found [1].",
    )
    on_alarm: Literal["tell", "distrust", "distrust_all"] = Field(
        default="tell",
        description="Alarms are told alone; or planners also take legs that begin or "
        "end there to be as at free flow, or all legs.",
    )
    quiet_min: PositiveFloat = Field(
        default=15.0,
        le=_LONGEST_MIN,
        description="How long after the last alarm planners believe again what they "
        "are told [min].",
    )


class TrafficSpec(Spec):
    """How long legs take by when they begin."""

    model: Literal["free_flow"] | Foreign = Field(
        default=FREE_FLOW,
        description="At free flow speeds change by the other keys alone, if at all.",
    )
    options: PartOptions = None
    hours: SpeedTexts = Field(
        default=(),
        description="Speed factors by time of day, such as "
        '"mon-fri 07:00-09:30 0.6"; 1 at all others [1].',
    )
    file: Text | None = Field(
        default=None,
        description="CSV file of such hours with the columns from, until and factor, "
        "and perhaps days; `deliverai fit-speeds` writes one.",
    )
    clock: Annotated[Text, AfterValidator(checked_clock)] = Field(
        default="00:00",
        description='What clocks show at time zero, such as "17:30" or "fri 17:30", '
        "where orders have no times of a clock.",
    )
    closures: dict[str, ClosureSpec] = Field(
        default_factory=dict, description="Closures and slow-downs, each a table."
    )
    noise: NonNegativeFloat = Field(
        default=0.0,
        le=1.0,
        description="How much speeds vary by chance: standard deviation of the "
        "logarithm of their factor, whose median is 1 [1].",
    )
    noise_min: PositiveFloat = Field(
        default=15.0,
        le=_LONGEST_MIN,
        description="How long a drawn factor holds [min].",
    )
    noise_shared: Share = Field(
        default=0.5,
        description="Share of the variance that all tracts have in common; the rest "
        "is each tract's own [1].",
    )
    planned: Literal["now", "free_flow"] = Field(
        default="now",
        description="What planners take speeds to be: those of the moment when they "
        "plan, or those at free flow.",
    )
    feed: FeedSpec = FeedSpec()
    detector: DetectorSpec = DetectorSpec()
    spared: Texts = Field(
        default=(),
        description="Classes of vehicle that drive at free flow all the same, such as "
        "bicycles.",
    )

    @property
    def changes(self) -> bool:
        """Whether speeds change by the hour, by closures or by chance."""
        return bool(self.hours or self.closures) or (
            self.file is not None or self.noise > 0
        )

    @property
    def by_clock(self) -> bool:
        """Whether it matters what clocks show."""
        of_closures = any(each.hours for each in self.closures.values())
        return bool(self.hours) or self.file is not None or of_closures

    @property
    def deceives(self) -> bool:
        """Whether planners may be told of other speeds than there are."""
        return self.feed.delay_min > 0 or any(
            each.seen_by != "all" for each in self.closures.values()
        )

    @property
    def draws(self) -> bool:
        """Whether chance has a say."""
        return self.noise > 0 or any(
            each.draws_tracts for each in self.closures.values()
        )

    @model_validator(mode="after")
    def _one_model(self) -> "TrafficSpec":
        if self.hours and self.file is not None:
            raise UnfitError("is given with hours", "one of the two", "file")
        if self.changes and self.model != FREE_FLOW:
            raise ConflictError(
                "traffic.model",
                f'is "{self.model}" where hours, file, closures or noise are given',
                '"free_flow": a model of one\'s own says all that there is of traffic',
            )
        return self
