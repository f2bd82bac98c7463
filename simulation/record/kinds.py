"""Kinds of events and the fields each one carries.

This table is the one place where the shape of the log is said: the tape, the
event table, its hash, the Parquet file and the generated reference follow it.
"""

from dataclasses import dataclass
from enum import IntEnum


class Kind(IntEnum):
    """What happened; the number is the code on the tape."""

    RELEASED = 0
    VEHICLE_JOINED = 1
    DECIDED = 2
    VEHICLE_REQUESTED = 3
    DEPARTED = 4
    ARRIVED = 5
    DOCK_REQUESTED = 6
    HANDOVER_STARTED = 7
    HANDOVER_FINISHED = 8
    SHARING_ACCEPTED = 9
    SHARING_ENDED = 10
    DELIVERED = 11
    STILL_OPEN = 12
    VEHICLE_LEFT = 13

    @property
    def label(self) -> str:
        """Name of the kind in files, such as ``vehicle_joined``."""
        return self.name.lower()


@dataclass(frozen=True)
class KindSpec:
    """Fields of one kind, in the order they stand on the tape after the time."""

    fields: tuple[str, ...]
    meaning: str
    carries_orders: bool = False  # followed by a list of orders


KIND_SPECS: dict[Kind, KindSpec] = {
    Kind.RELEASED: KindSpec(
        ("order", "place"), "The food can be picked up at the producer."
    ),
    Kind.VEHICLE_JOINED: KindSpec(
        ("vehicle", "place", "value"),
        "A vehicle joins the fleet; value 0 core, 1 peripheral.",
    ),
    Kind.DECIDED: KindSpec(
        ("order", "place", "to_place", "partner"),
        "A delivery standing at a hotspot knows its next hop; partner if it shares.",
    ),
    Kind.VEHICLE_REQUESTED: KindSpec(
        ("order", "place", "value"),
        "The order needs a vehicle here; value 0 core, 1 peripheral.",
    ),
    Kind.DEPARTED: KindSpec(
        ("vehicle", "place", "to_place", "distance_m", "value"),
        "A leg begins with these orders aboard (none: empty driving); "
        "value: metres left out of the distance (deadheading ignored).",
        carries_orders=True,
    ),
    Kind.ARRIVED: KindSpec(("vehicle", "place"), "A leg ends."),
    Kind.DOCK_REQUESTED: KindSpec(
        ("vehicle", "place"), "A loaded vehicle asks for a bay.", carries_orders=True
    ),
    Kind.HANDOVER_STARTED: KindSpec(
        ("vehicle", "place"), "It has a bay and hands over.", carries_orders=True
    ),
    Kind.HANDOVER_FINISHED: KindSpec(
        ("vehicle", "place"),
        "All is handed over, the bay is free.",
        carries_orders=True,
    ),
    Kind.SHARING_ACCEPTED: KindSpec(
        ("order", "partner", "place", "value"),
        "The two share from now on; place: the common hop, value: the Q-sum.",
    ),
    Kind.SHARING_ENDED: KindSpec(
        ("order", "place"),
        "The order shares no more; place: where it stands or is bound for.",
    ),
    Kind.DELIVERED: KindSpec(("order", "vehicle", "place"), "At the consumer's door."),
    Kind.STILL_OPEN: KindSpec(
        ("order", "place", "vehicle"),
        "Not delivered at the horizon; where it lies, or in which vehicle.",
    ),
    Kind.VEHICLE_LEFT: KindSpec(
        ("vehicle", "place", "value"),
        "An idle vehicle leaves the fleet and never drives again (a fork with a "
        "smaller fleet); value 0 core, 1 peripheral.",
    ),
}

INTEGER_FIELDS = ("order", "partner", "vehicle", "place", "to_place")
FLOAT_FIELDS = ("distance_m", "value")
CORE, PERIPHERAL = 0, 1  # `value` of vehicle_joined and others
