"""What changes in the course of a day: keys of a scenario, and how much is ordered."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Protocol

from pydantic import AfterValidator, Field, JsonValue, model_validator

from simulation.scenario.hotspots import AT_HOTSPOTS
from simulation.scenario.outlines import Box, Corners, Texts
from simulation.scenario.parts import Options
from simulation.scenario.values import Values, leaves, with_values
from simulation.specs import Spec, Text, UnfitError
from simulation.specs.wording import one_of, quoted

_LONGEST_MIN = 1e7  # 19 years
Minutes = Annotated[float, Field(ge=0, le=_LONGEST_MIN)]
SomeMinutes = Annotated[float, Field(gt=0, le=_LONGEST_MIN)]
PerHour = Annotated[float, Field(gt=0, le=3600)]
Factor = Annotated[float, Field(ge=0, le=100)]


def _flat(values: dict[str, Any]) -> Options:
    return Options(leaves(values))


Changes = Annotated[dict[str, JsonValue], AfterValidator(_flat)]  # by dotted key


class PlacesSpec(Spec):
    """Which places: any that one of these names."""

    tracts: Texts = Field(default=(), description="Ids of tracts.")
    places: Texts = Field(
        default=(), description="Ids of producers, consumers or hotspots, as is meant."
    )
    box: Box | None = Field(
        default=None, description="West, south, east, north [degrees]."
    )
    polygon: Corners = Field(
        default=(), description="Corners, each longitude, latitude [degrees]."
    )

    @property
    def everywhere(self) -> bool:
        """Whether nothing is named."""
        return self == type(self)()


class RecallSpec(PlacesSpec):
    """Producers that call their orders back: any that one of these names."""

    tracts: Texts = Field(
        default=(), description="Ids of tracts, whose producers call their orders back."
    )
    places: Texts = Field(
        default=(), description="Ids of producers that call their orders back."
    )


class InterventionSpec(Spec):
    """Keys that change under way, from a time to a time, or now and then."""

    what: Text = Field(description="What happens, in a few words, for people.")
    at_min: Minutes = Field(
        default=0.0,
        description="From when on, since time zero [min]; of random ones, from when "
        "they may begin.",
    )
    until_min: SomeMinutes | None = Field(
        default=None,
        description="Until when [min]; absent: to the end of the run. Of random ones, "
        "until when they may begin.",
    )
    per_h: PerHour | None = Field(
        default=None,
        description="How often it happens by chance, as a Poisson process [1/h]; "
        "absent: once, at at_min.",
    )
    lasts_min: SomeMinutes | None = Field(
        default=None,
        description="How long each one lasts that happens by chance [min].",
    )
    set: Changes = Field(
        default={},
        description="Keys that may change in flight, and the values they have then.",
    )
    scale: Changes = Field(
        default={},
        description="Keys that hold a number, and by how much it is multiplied [1]; "
        "whole numbers are rounded.",
    )
    where: PlacesSpec = Field(
        default=PlacesSpec(),
        description="Which hotspots have the hotspots.docks and hotspots.storage of "
        "its set, a table: tracts, places, box, polygon; absent: all.",
    )

    def at_hotspots(self, tract_ids: Sequence[str]) -> "InterventionSpec":
        """Return it with what it sets of hotspots at those of some tracts only."""
        single = {
            f"{table}.{each}": self.set[key]
            for key, table in AT_HOTSPOTS.items()
            if key in self.set
            for each in tract_ids
        }
        others = {key: each for key, each in self.set.items() if key not in AT_HOTSPOTS}
        changes = {"set": Options(others | single), "where": PlacesSpec()}
        return self.model_copy(update=changes)

    @model_validator(mode="after")
    def _places_are_of_hotspots(self) -> "InterventionSpec":
        if not self.where.everywhere and AT_HOTSPOTS.keys().isdisjoint(self.set):
            given = "is given, and none of its keys has a place"
            placed = one_of([f"set.{key}" for key in AT_HOTSPOTS])
            raise UnfitError(given, f"{placed} beside it", "where")
        return self

    @model_validator(mode="after")
    def _is_said_well(self) -> "InterventionSpec":
        if not self.set and not self.scale:
            raise UnfitError("changes nothing", "keys in its set or scale")
        for key, factor in self.scale.items():
            if key in self.set:
                raise UnfitError(f"is given beside set.{key}", "one", f"scale.{key}")
            number = isinstance(factor, int | float) and not isinstance(factor, bool)
            if not number or not 0 < float(str(factor)) <= 1000:  # noqa: PLR2004
                given = f"is {quoted(factor)}"
                raise UnfitError(given, "a number above 0, up to 1000", f"scale.{key}")
        if self.until_min is not None and self.until_min <= self.at_min:
            raise UnfitError(
                f"is {self.until_min:g}",
                f"a time after its at_min, {self.at_min:g}",
                "until_min",
            )
        if (self.per_h is None) != (self.lasts_min is None):
            lacks, there = ("lasts_min", "per_h")
            if self.per_h is None:
                lacks, there = there, lacks
            raise UnfitError("is missing", f"it beside {there}", lacks)
        return self


class ShockSpec(Spec):
    """More or fewer orders for a while."""

    what: Text = Field(
        default="Demand changes",
        description="What happens, in a few words, for people.",
    )
    from_min: Minutes = Field(
        default=0.0, description="From when on, since time zero [min]."
    )
    until_min: SomeMinutes | None = Field(
        default=None, description="Until when [min]; absent: to the end."
    )
    factor: Factor = Field(
        description="Orders that are placed then, over those that would be [1]: 0 "
        "for none, 3 for three times as many."
    )
    side: Literal["producers", "consumers"] = Field(
        default="producers",
        description="Whose places `where` names: those that send or that receive.",
    )
    where: PlacesSpec = Field(
        default=PlacesSpec(),
        description="Which places, a table: tracts, places, box, polygon; absent: all.",
    )

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "ShockSpec":
        if self.until_min is not None and self.until_min <= self.from_min:
            raise UnfitError(
                f"is {self.until_min:g}",
                f"a time after its from_min, {self.from_min:g}",
                "until_min",
            )
        return self


class Changing(Protocol):
    """What lies over the keys of a scenario."""

    @property
    def set(self) -> Mapping[str, Any]:
        """Values by dotted key."""
        ...

    @property
    def scale(self) -> Mapping[str, Any]:
        """Factors by dotted key."""
        ...


def values_under(tables: Mapping[str, Any], layers: Sequence[Changing]) -> Values:
    """Return the values of the keys that layers change, the last one on top.

    Parameters
    ----------
    tables
        A scenario, nested as in TOML, all defaults filled in.
    layers
        In order; each multiplies what those before it come to.

    Raises
    ------
    UnfitError
        If a key that is to be multiplied has no number.
    """
    known = dict(leaves(tables))
    changed: Values = {}
    for layer in layers:
        changed.update(layer.set)
        for key, factor in layer.scale.items():
            value = changed.get(key, known.get(key))
            if isinstance(value, bool) or not isinstance(value, int | float):
                expected = "a number there, or a value in its set"
                raise UnfitError(
                    f"scales {key}, which is {quoted(value)}", expected, f"scale.{key}"
                )
            times = value * factor
            changed[key] = round(times) if isinstance(value, int) else times
    return changed


def tables_under(
    tables: Mapping[str, Any], layers: Sequence[Changing]
) -> dict[str, Any]:
    """Return a scenario's tables as they are under layers, which say nothing later."""
    alone = {"interventions": None, "intervention_file": None}
    return with_values(tables, values_under(tables, layers) | alone)
