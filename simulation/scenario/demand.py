"""How many orders, when, from where and to where, as users ask."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from simulation.scenario.interventions import Factor, PlacesSpec, ShockSpec
from simulation.scenario.outlines import as_tuples
from simulation.scenario.parts import Foreign, PartOptions
from simulation.scenario.routing import PositiveShare
from simulation.specs import (
    ConflictError,
    PositiveFloat,
    PositiveInt,
    Spec,
    Text,
    UnfitError,
)

_TWO_PEAKS = ("gaussian", "gaussian_table_4", "gaussian_printed")


def _some(hours: tuple[float, ...]) -> tuple[float, ...]:
    if hours and not any(hours):
        raise UnfitError("is 0 in all hours", "more than 0 in one hour or more")
    return hours


Hours = Annotated[tuple[Factor, ...], BeforeValidator(as_tuples), AfterValidator(_some)]


class UseSpec(Spec):
    """Places of a kind, and how often one of them is meant in each hour."""

    what: Text = Field(
        default="Places of a kind",
        description="What places they are, in a few words, for people.",
    )
    hours: Annotated[Hours, Field(min_length=1)] = Field(
        description="How often such a place is drawn in each hour since time zero, "
        "over a place of which nothing is said [1]; begins anew after the last. Where "
        "a place is of several kinds, their product.",
    )
    side: Literal["producers", "consumers"] = Field(
        default="consumers",
        description="Whose places `where` names: those that send or that receive.",
    )
    where: PlacesSpec = Field(
        default=PlacesSpec(),
        description="Which places, a table: tracts, places, box, polygon.",
    )


class DemandSpec(Spec):
    """How many orders, when, from where."""

    profile: (
        Literal[
            "uniform",
            "gaussian",
            "gaussian_table_4",
            "gaussian_printed",
            "poisson",
            "trace",
        ]
        | Foreign
    ) = Field(
        default="uniform",
        description="Orders over time: constant (Eq. 10), two peaks, the same rounded "
        "down in every minute as counted in Table 4, two peaks as printed (Eq. 11, "
        "rounded down too), a Poisson process, or a file.",
    )
    load_per_min: PositiveFloat = Field(
        default=30.0,
        description="Orders a minute; the height of a peak in gaussian, the mean of "
        "all hours where those are given [1/min].",
    )
    duration_min: PositiveInt = Field(
        default=60, description="How long orders come in [min]; a trace has its own."
    )
    arrivals: Literal["spread", "on_minute"] = Field(
        default="spread",
        description="Orders of a minute start anywhere in it, or all at the full one.",
    )
    hours: Hours = Field(
        default=(),
        description="Orders in each hour since time zero, in proportion to each other, "
        "for uniform and poisson; after the last they begin anew: 24 are a day; "
        "absent: all alike.",
    )
    uses: Annotated[tuple[UseSpec, ...], BeforeValidator(as_tuples)] = Field(
        default=(),
        description="From where and to where more or fewer of the orders of an hour "
        "go, such as by land use, each a table: what, hours, side, where.",
    )
    trace_file: Text | None = Field(
        default=None,
        description="CSV or Parquet file of orders, for the profile trace.",
    )
    replicate: Literal["days", "thin"] | None = Field(
        default=None,
        description="What replications of a trace are: days, drawn anew from those of "
        "the file; thin, every order with a probability; absent: all alike.",
    )
    keep_share: PositiveShare = Field(
        default=0.9,
        description="With thin: the probability with which an order stays [1].",
    )
    shocks: Annotated[tuple[ShockSpec, ...], BeforeValidator(as_tuples)] = Field(
        default=(),
        description="More or fewer orders for a while, each a table: what, from_min, "
        "until_min, factor, side, where.",
    )
    options: PartOptions = None

    @property
    def repeats(self) -> bool:
        """Whether replications have other orders: not those of a trace as it is."""
        return self.profile != "trace" or self.replicate is not None

    @model_validator(mode="after")
    def _peaks_are_not_of_hours_too(self) -> "DemandSpec":
        if self.hours and self.profile in _TWO_PEAKS:
            raise ConflictError(
                "demand.hours",
                f'is given with the two peaks of "{self.profile}"',
                'demand.profile = "uniform" or "poisson"',
            )
        return self

    @model_validator(mode="after")
    def _trace_is_given_where_it_is_read(self) -> "DemandSpec":
        if self.profile == "trace" and self.trace_file is None:
            raise ConflictError(
                "demand.profile",
                'is "trace"',
                "a CSV or Parquet file in demand.trace_file too",
            )
        if self.trace_file is not None and "profile" not in self.model_fields_set:
            raise ConflictError(
                "demand.trace_file",
                "is given without a demand.profile",
                'demand.profile = "trace"',
            )
        return self
