"""The two pools of vehicles."""

from typing import Annotated, Literal

from pydantic import Field

from simulation.specs import PositiveInt, Spec

Vehicles = Annotated[int, Field(ge=1, le=1_000_000)]
SpeedFactor = Annotated[float, Field(ge=0.001, le=1000)]


class CoreSpec(Spec):
    """Vehicles between hotspots."""

    capacity: PositiveInt = Field(default=2, description="Deliveries in one vehicle.")
    size: Vehicles | Literal["elastic"] = Field(
        default="elastic", description="Vehicles; elastic: as many as are needed."
    )
    speed_factor: SpeedFactor = Field(
        default=1.0, description="Multiplies the network's speeds [1]."
    )


class PeripheralSpec(Spec):
    """Vehicles between doors and hotspots."""

    capacity: PositiveInt = Field(
        default=1,
        description="Deliveries in one vehicle; used in stacked, 1 in relayed.",
    )
    size: Vehicles | Literal["elastic"] = Field(
        default="elastic", description="Vehicles; elastic: as many as are needed."
    )
    speed_factor: SpeedFactor = Field(
        default=1.0, description="Multiplies the network's speeds [1]."
    )
    deadheading: Literal["driven", "ignored"] = Field(
        default="driven",
        description="Whether empty ways to the next job count; they are always driven "
        "in direct and stacked.",
    )


class FleetSpec(Spec):
    """The two pools of vehicles."""

    core: CoreSpec = CoreSpec()
    peripheral: PeripheralSpec = PeripheralSpec()
