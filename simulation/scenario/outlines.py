"""Boxes, polygons and lists of names, as all specs of places have them."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from simulation.specs import Text, UnfitError

_LEAST_CORNERS = 3


def as_tuples(value: object) -> object:
    """Return lists, as TOML has them, as the tuples that a frozen model holds."""
    return tuple(map(as_tuples, value)) if isinstance(value, list) else value


def _checked_box(box: tuple[float, float, float, float]) -> tuple[float, ...]:
    west, south, east, north = box
    if not (west < east and south < north):
        raise UnfitError(
            f"is {list(box)}", "west, south, east, north, each before its opposite"
        )
    return box


def _checked_corners(
    corners: tuple[tuple[float, float], ...],
) -> tuple[tuple[float, float], ...]:
    if corners and len(corners) < _LEAST_CORNERS:
        raise UnfitError(f"has {len(corners)} corners", "3 or more, each lon and lat")
    return corners


Texts = Annotated[tuple[Text, ...], BeforeValidator(as_tuples)]
Degrees = Annotated[float, Field(ge=-180, le=180)]
Box = Annotated[
    tuple[Degrees, Degrees, Degrees, Degrees],
    BeforeValidator(as_tuples),
    AfterValidator(_checked_box),
]
Corners = Annotated[
    tuple[tuple[Degrees, Degrees], ...],
    BeforeValidator(as_tuples),
    AfterValidator(_checked_corners),
]
