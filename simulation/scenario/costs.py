"""What things cost, in the money the user counts in."""

from typing import Annotated

from pydantic import Field

from simulation.specs import Spec

Price = Annotated[float, Field(ge=0, le=1e9)]


class CostsSpec(Spec):
    """Prices; they change no run, only what is said of it."""

    core_km: Price = Field(
        default=0.0, description="Of a kilometre of a core vehicle [money/km]."
    )
    peripheral_km: Price = Field(
        default=0.0, description="Of a kilometre of a peripheral vehicle [money/km]."
    )
    vehicle_hour: Price = Field(
        default=0.0,
        description="Of an hour of a vehicle in the fleet, between the first release "
        "and the last delivery [money/h].",
    )
    handover: Price = Field(
        default=0.0, description="Of handing over one delivery [money]."
    )
    late_minute: Price = Field(
        default=0.0,
        description="Of a minute by which a delivery is late, beyond promise_s "
        "[money/min].",
    )
