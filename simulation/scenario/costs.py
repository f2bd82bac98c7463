"""What things cost, in the money the user counts in, and what they emit."""

from typing import Annotated

from pydantic import Field

from simulation.specs import Spec, Text

Price = Annotated[float, Field(ge=0, le=1e9)]


class CostsSpec(Spec):
    """Prices and emissions; they change no run, only what is said of it."""

    currency: Text | None = Field(
        default=None,
        description='What prices are in, such as "EUR"; absent: shown as money.',
    )
    core_km: Price = Field(
        default=0.0, description="Of a kilometre of a core vehicle [money/km]."
    )
    peripheral_km: Price = Field(
        default=0.0, description="Of a kilometre of a peripheral vehicle [money/km]."
    )
    vehicle: Price = Field(
        default=0.0,
        description="Of a vehicle that is in the fleet at any time, whatever it does "
        "[money].",
    )
    vehicle_hour: Price = Field(
        default=0.0,
        description="Of an hour of a vehicle in the fleet, between the first release "
        "and the last delivery [money/h].",
    )
    pay_per_order: Price = Field(
        default=0.0,
        description="What the driver of a peripheral vehicle is paid for an order "
        "carried; at least what pay_per_hour comes to [money].",
    )
    pay_per_hour: Price = Field(
        default=0.0,
        description="What the driver of a peripheral vehicle is guaranteed for an hour "
        "in the fleet; instead of vehicle_hour, not beside it [money/h].",
    )
    handover: Price = Field(
        default=0.0, description="Of handing over one delivery [money]."
    )
    late_minute: Price = Field(
        default=0.0,
        description="Of a minute by which a delivery is late: after its own due time, "
        "or beyond promise_s where orders have none [money/min].",
    )
    core_g_co2_per_km: Price = Field(
        default=0.0,
        description="CO2 of a kilometre of a core vehicle [g/km]; 0: not shown.",
    )
    peripheral_g_co2_per_km: Price = Field(
        default=0.0,
        description="CO2 of a kilometre of a peripheral vehicle [g/km]; 0: not shown.",
    )

    @property
    def priced(self) -> bool:
        """Whether anything has a price."""
        return any(getattr(self, name) for name in PRICES)


# The keys that are prices; the others say what they are in, and what is emitted.
PRICES = tuple(
    name
    for name in CostsSpec.model_fields
    if name != "currency" and not name.endswith("_g_co2_per_km")
)
