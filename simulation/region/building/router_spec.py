"""The table of a region's TOML file that says how far it is without streets."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simulation.specs import ConflictError, Spec, Text

LOWEST_KMH, HIGHEST_KMH = 0.1, 1000.0
Speed = Annotated[float, Field(ge=LOWEST_KMH, le=HIGHEST_KMH)]
Factor = Annotated[float, Field(ge=0.001, le=1)]
Circuity = Annotated[float, Field(ge=1, le=10)]


def check_factor(table: str, factor: float, source: str | None) -> None:
    """Refuse a factor of speed that does not say where it is from.

    What holds of one city's evening does not of another's.
    """
    if factor != 1 and source is None:
        raise ConflictError(
            f"{table}.evening_factor",
            f"is {factor:g} and says not where it is from",
            f"{table}.evening_factor_source, or no factor (free flow)",
        )


class RouterSpec(Spec):
    """Distances without streets."""

    kind: Literal["rectilinear", "great_circle", "plane", "matrix"]
    speed_kmh: Speed | None = None  # of all but matrix
    evening_factor: Factor = 1.0
    evening_factor_source: Text | None = None
    # Ballou, Rahardja and Sakai (2002): road over straight distance, United States.
    circuity: Circuity = 1.2
    metric: Literal["euclidean", "manhattan"] = "euclidean"  # of plane
    round_up_s: Annotated[float, Field(ge=0, le=3600)] = 0.0  # of plane; 0: not rounded
    times: Text | None = None  # of matrix: a square table [s]
    distances: Text | None = None  # of matrix: a square table [m]

    @model_validator(mode="after")
    def _own_keys(self) -> Self:
        """Refuse keys of another kind, which would change nothing."""
        check_factor("router", self.evening_factor, self.evening_factor_source)
        own = {
            "speed_kmh": {"rectilinear", "great_circle", "plane"},
            "evening_factor": {"rectilinear", "great_circle", "plane"},
            "circuity": {"great_circle", "rectilinear"},
            "metric": {"plane"},
            "round_up_s": {"plane"},
            "times": {"matrix"},
            "distances": {"matrix"},
        }
        for key, kinds in own.items():
            if key in self.model_fields_set and self.kind not in kinds:
                raise ConflictError(
                    f"router.{key}", f"is given with kind = {self.kind}", "it without"
                )
        needed = ["times", "distances"] if self.kind == "matrix" else ["speed_kmh"]
        for key in needed:
            if getattr(self, key) is None:
                raise ConflictError(
                    f"router.{key}", "is missing", f"it with kind = {self.kind}"
                )
        return self
