"""What a region is built from: the keys of a region's TOML file."""

from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from simulation.errors import RegionError
from simulation.region.building.delimited import IdError, id_texts
from simulation.region.building.router_spec import (
    HIGHEST_KMH,
    LOWEST_KMH,
    Factor,
    RouterSpec,
    Speed,
    check_factor,
)
from simulation.specs import (
    ConflictError,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    Spec,
    Text,
    nearest,
    quoted,
    read_toml,
    validated,
)

KILOMETRES_PER_H_PER_MPS = 3.6
OSM_SUFFIXES = (".osm.pbf", ".osm", ".osm.gz", ".osm.bz2", ".pbf")

_GIVEN = {True: "both are given", False: "neither is given"}


class GridSpec(Spec):
    """Equal rectangles over the streets' extent, where there are no tracts."""

    rows: PositiveInt
    columns: PositiveInt


class TractsSpec(Spec):
    """Tracts from a vector file, or a grid."""

    file: Text | None = None  # any format geopandas reads
    layer: Text | None = None  # of a file with several
    id: Text | None = None  # column that names a tract
    only: list[Text] | None = None  # ids of the tracts to take; absent: all
    grid: GridSpec | None = None
    without_consumers: Literal["refuse", "leave_out", "keep"] = "refuse"
    far_from_street: Literal["refuse", "leave_out"] = "refuse"  # their hotspots

    @field_validator("only", mode="before")
    @classmethod
    def _numbers_are_ids(cls, only: object) -> object:
        """Take the numbers 501 and 5.01 as the ids "501" and "5.01"."""

        def as_text(each: object) -> object:
            number = isinstance(each, (int, float)) and not isinstance(each, bool)
            return id_texts([each])[0] if number or isinstance(each, str) else each

        try:
            return [as_text(each) for each in only] if isinstance(only, list) else only
        except IdError as error:
            raise ConflictError(
                "tracts.only", f"has an id that {error.said}", "texts"
            ) from error

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.file is None) == (self.grid is None):
            raise ConflictError(
                "tracts.file",
                f"and grid: {_GIVEN[self.file is not None]}",
                "one of them",
            )
        if self.file is not None and self.id is None:
            raise ConflictError(
                "tracts.id", "is missing", "the column that names a tract"
            )
        if self.grid is not None and (self.id or self.only or self.layer):
            raise ConflictError(
                "tracts.grid", "needs no file", "neither id, layer nor only"
            )
        return self


class PointsSpec(Spec):
    """Producers or consumers, from a table (CSV, CSV.gz, Parquet) or an OSM file."""

    file: Text
    lon: Text = "lon"  # column [degrees, WGS 84]
    lat: Text = "lat"
    scale: PositiveFloat = 1.0  # degrees of a 1 in these columns: 1e-6 of 60170000
    x: Text | None = None  # column [m], instead of lon
    y: Text | None = None
    category: Text = "category"  # column
    label: Text | None = None  # category of all rows, instead of a column
    id: Text | None = None  # column; absent: the number of the row, from 1
    categories: list[Text] | None = None  # those to take; absent: all
    tags: dict[Text, list[Text]] | None = None  # OSM: key = values, "*" for any
    duplicates: Literal["refuse", "leave_out"] = "refuse"  # rows with an id again

    @property
    def is_osm(self) -> bool:
        """Whether the file holds OpenStreetMap data."""
        return self.file.lower().endswith(OSM_SUFFIXES)

    @model_validator(mode="after")
    def _tags_for_osm(self) -> Self:
        if self.is_osm != bool(self.tags):
            raise ConflictError(
                "tags",
                f"and file {quoted(self.file)} do not go together",
                "tags for an OpenStreetMap file and for no other",
            )
        if (self.x is None) != (self.y is None) or (self.is_osm and self.x):
            raise ConflictError("x", "and y do not go together", "both, of a table")
        others = {self.id, None if self.label else self.category}
        if self.lon == self.lat or {self.lon, self.lat} & others:
            raise ConflictError(
                "lon", f"is {quoted(self.lon)}", "a column of its own, like lat"
            )
        return self


class StreetsSpec(Spec):
    """Streets from an OpenStreetMap file, as one class of vehicles drives them."""

    file: Text
    vehicle: Literal["van", "scooter", "bicycle"] = "van"
    speed_kmh: Annotated[dict[Text, Speed], Field(min_length=1)] | None = None
    use_maxspeed: bool = False  # the way's own maxspeed where it is tagged
    maxspeed_share: Factor = 1.0  # driven speed over the tagged one
    evening_factor: Factor = 1.0  # driven speed over the free one, at dinner time
    evening_factor_source: Text | None = None
    turn_cost_s: Annotated[float, Field(ge=0, le=60)] = 0.0  # of the sharpest turn
    signal_cost_s: Annotated[float, Field(ge=0, le=120)] = 0.0  # at each signal
    drives_on: Literal["right", "left"] = "right"
    access_speed_kmh: Speed = 15.0  # between a place and its street
    max_access_m: PositiveFloat = 200.0

    @model_validator(mode="after")
    def _factor_with_source(self) -> Self:
        check_factor("streets", self.evening_factor, self.evening_factor_source)
        return self

    @field_validator("speed_kmh", mode="before")
    @classmethod
    def _each_speed(cls, speeds: object) -> object:
        """Name the class of street whose speed is wrong."""
        for street, speed in speeds.items() if isinstance(speeds, dict) else ():
            number = isinstance(speed, (int, float)) and not isinstance(speed, bool)
            if not (number and LOWEST_KMH <= speed <= HIGHEST_KMH):
                raise ConflictError(
                    f"streets.speed_kmh.{street}",
                    f"is {quoted(speed)}",
                    f"a number from {LOWEST_KMH:g} to {HIGHEST_KMH:g}",
                )
        return speeds


class SampleSpec(Spec):
    """How many points to draw; absent: all."""

    producers: PositiveInt | None = None
    consumers: PositiveInt | None = None


class SourceSpec(Spec):
    """Where a file comes from."""

    file: Text
    origin: Text
    licence: Text


class RegionSpec(Spec):
    """A region to be built."""

    name: Text
    seed: NonNegativeInt = 0
    tracts: TractsSpec
    producers: Annotated[list[PointsSpec], Field(min_length=1)]
    consumers: Annotated[list[PointsSpec], Field(min_length=1)]
    streets: StreetsSpec | None = None
    router: RouterSpec | None = None
    outliers: Literal["refuse", "leave_out", "keep"] = "refuse"  # far from all others
    sample: SampleSpec = SampleSpec()
    sources: list[SourceSpec] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one_router(self) -> Self:
        if (self.streets is None) == (self.router is None):
            raise ConflictError(
                "streets",
                f"and router: {_GIVEN[self.streets is not None]}",
                "one of them",
            )
        return self

    @model_validator(mode="after")
    def _plane(self) -> Self:
        """Refuse places in metres where something else is in degrees."""
        planes = {each.x is not None for each in (*self.producers, *self.consumers)}
        kind = None if self.router is None else self.router.kind
        if planes == {False} and kind != "plane":
            return self
        if planes != {True}:
            raise ConflictError(
                "producers.x" if kind == "plane" else "consumers.x",
                "is not in every table of places",
                "x and y [m] in all of them, or in none (lon and lat)",
            )
        if kind not in {"plane", "matrix"} or self.tracts.grid is None:
            raise ConflictError(
                "producers.x",
                "is in metres of a plane",
                'router.kind = "plane" or "matrix", and tracts.grid',
            )
        return self


def read_spec(path: Path) -> RegionSpec:
    """Return the checked specification of a TOML file.

    Raises
    ------
    RegionError
        If the file is no TOML, or a key is unknown, missing or wrong.
    """
    tables = read_toml(path, RegionError)
    # One by one first: the sentence then names the key inside the table.
    lists: dict[str, type[Spec]] = {
        "producers": PointsSpec,
        "consumers": PointsSpec,
        "sources": SourceSpec,
    }
    for name, model in lists.items():
        given = tables.get(name)
        for number, table in enumerate(given if isinstance(given, list) else [], 1):
            if isinstance(table, dict):
                validated(model, table, f"{path}: {name} table {number}", RegionError)
    return validated(RegionSpec, tables, str(path), RegionError)


def find_spec(name_or_path: str | Path) -> Path:
    """Return the file of a specification, by path or by its shipped name.

    Raises
    ------
    RegionError
        If there is neither; the nearest shipped name is offered.
    """
    if name_or_path == "":
        raise RegionError('The specification is "", expected a region\'s TOML file.')
    path = Path(name_or_path)
    if path.exists():
        return path
    library = Path(str(files("scenarios")))
    shipped = library / f"{name_or_path}.toml"
    known = {
        each.relative_to(library).with_suffix("").as_posix(): each
        for each in sorted((library / "regions").glob("*.toml"))
    }
    if shipped in known.values():
        return shipped
    near = nearest(str(name_or_path), list(known))
    hint = f"did you mean {near}?" if near else f"shipped are {', '.join(known)}"
    raise RegionError(
        name_or_path,
        "no such file or shipped region",
        "a region's TOML file",
        hint=hint,
    )
