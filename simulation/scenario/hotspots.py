"""Hotspots: their bays, their storage, and how long a handover takes."""

from typing import Literal

from pydantic import Field

from simulation.specs import NonNegativeInt, PositiveInt, Seconds, Spec, Text

# Keys of all hotspots, and the tables that say the same of single ones.
AT_HOTSPOTS = {
    "hotspots.docks": "hotspots.docks_at",
    "hotspots.storage": "hotspots.storage_at",
}


class HotspotsSpec(Spec):
    """Where vehicles meet."""

    docks: PositiveInt | Literal["unlimited"] = Field(
        default="unlimited", description="Bays of a hotspot."
    )
    docks_at: dict[Text, NonNegativeInt | Literal["unlimited"]] = Field(
        default={},
        description="Bays of single hotspots by the ids of their tracts, in place of "
        "docks; with 0 a hotspot is out of service, and who comes there waits.",
    )
    storage: PositiveInt | Literal["unlimited"] = Field(
        default="unlimited",
        description="Orders that may lie in a hotspot at once; a load that finds no "
        "room waits in its bay.",
    )
    storage_at: dict[Text, NonNegativeInt | Literal["unlimited"]] = Field(
        default={},
        description="The same of single hotspots by the ids of their tracts, in place "
        "of storage; with 0 nothing more may come to lie there.",
    )
    handover_s: Seconds = Field(
        default=0.0, description="Unloading and later loading, per delivery aboard [s]."
    )

    @property
    def limits_storage(self) -> bool:
        """Whether a hotspot may be full."""
        limits = (self.storage, *self.storage_at.values())
        return any(each != "unlimited" for each in limits)
