"""Kinds of events and the fields each one carries.

This is the one place where a kind is said: the tape, the event table, its hash, the
Parquet file and the generated reference follow it. To add one, declare it here with
the next code and record it with :meth:`EventLog.add`.
"""

from enum import IntEnum
from typing import Self

LOG_FORMAT = 2  # of the rows and their hash; 1 had one column `value` for three things
INTEGER_FIELDS = (
    *("order", "partner", "vehicle", "place", "to_place", "pool"),
    "intervention",
)
FLOAT_FIELDS = ("distance_m", "ignored_m", "q_sum", "lost_s")
CORE, PERIPHERAL = 0, 1  # pools of vehicles


class Kind(IntEnum):
    """What happened; the number is the code on the tape.

    Attributes
    ----------
    meaning
        A sentence for the reference.
    fields
        In the order in which they stand on the tape, after the time.
    carries_orders
        Whether a list of orders follows.
    """

    meaning: str
    fields: tuple[str, ...]
    carries_orders: bool

    def __new__(
        cls, code: int, fields: str = "", meaning: str = "", also: str = ""
    ) -> Self:
        """Return the kind of a code; `fields` are names with spaces between them.

        `also`: ``"orders"`` if a list of orders follows.
        """
        kind = int.__new__(cls, code)
        kind._value_ = code
        kind.fields = tuple(fields.split())
        kind.meaning = meaning
        kind.carries_orders = also == "orders"
        return kind

    RELEASED = (
        0,
        "order place",
        "The order is placed; it can be picked up at once, unless it says when.",
    )
    VEHICLE_JOINED = 1, "vehicle place pool", "A vehicle joins the fleet."
    DECIDED = (
        2,
        "order place to_place partner",
        "A delivery that lies at a hotspot knows its next hop; partner if it shares.",
    )
    VEHICLE_REQUESTED = 3, "order place pool", "The order needs a vehicle here."
    DEPARTED = (
        4,
        "vehicle place to_place distance_m ignored_m",
        "A leg begins with these orders aboard (none: empty driving); "
        "ignored_m: metres left out of the distance (deadheading ignored).",
        "orders",
    )
    ARRIVED = 5, "vehicle place", "A leg ends."
    DOCK_REQUESTED = 6, "vehicle place", "A loaded vehicle asks for a bay.", "orders"
    HANDOVER_STARTED = 7, "vehicle place", "It has a bay and hands over.", "orders"
    HANDOVER_FINISHED = (
        8,
        "vehicle place",
        "All is handed over, the bay is free.",
        "orders",
    )
    SHARING_ACCEPTED = (
        9,
        "order partner place q_sum",
        "The two share from now on; place: the common hop, with the sum of their "
        "Q-values there.",
    )
    SHARING_ENDED = (
        10,
        "order place",
        "The order shares no more; place: where it lies or is bound for.",
    )
    DELIVERED = 11, "order vehicle place", "At the consumer's door."
    STILL_OPEN = (
        12,
        "order place vehicle",
        "Not delivered at the horizon; where it lies, or in which vehicle.",
    )
    VEHICLE_LEFT = (
        13,
        "vehicle place pool",
        "An idle vehicle leaves the fleet and never drives again (its shift is over, "
        "or a fork has a smaller fleet).",
    )
    PLANNED = (
        14,
        "vehicle",
        "A vehicle has other stops before it than it had, where stops are planned. "
        "Orders: in turn, who boards or alights; twice: to be picked up, and delivered "
        "or handed over; once: is aboard.",
        "orders",
    )
    DOOR_STARTED = (
        15,
        "vehicle place",
        "A vehicle stands at a door for these orders: it parks, waits for what is not "
        "ready, and serves.",
        "orders",
    )
    DOOR_FINISHED = (
        16,
        "vehicle place",
        "All of them are aboard, or handed out.",
        "orders",
    )
    CANCELLED = (
        17,
        "order place",
        "Its consumer cancels an order that no vehicle has picked up, or its producer "
        "calls it back (`called_back`); place: where it lies.",
    )
    BREAK_STARTED = 18, "vehicle place", "A vehicle's break begins, in its shift."
    BREAK_ENDED = 19, "vehicle place", "It can be called again."
    REFUSED = 20, "vehicle place", "It refuses a trip that begins at this place."

    MEETING_PLANNED = (
        21,
        "vehicle place distance_m",
        "A vehicle is to hand these orders over at a hotspot to others that go on with "
        "them (through); distance_m: what that saves as planned, time priced in.",
        "orders",
    )
    REBALANCED = (
        22,
        "vehicle place",
        "An idle vehicle sets off to a hotspot where more orders are expected than "
        "vehicles are (place); so it drives until it is there or planned for.",
    )
    MODE_CHOSEN = (
        23,
        "order place distance_m",
        "How the order goes (choice); place: its first hotspot if it is relayed, else "
        "its door; distance_m: what relaying it is expected to cost more, time priced "
        "in, below 0 if it is relayed; null where it can go one way only.",
    )
    INTERVENTION_STARTED = (
        24,
        "intervention",
        "Keys change, before anything of the instant happens; intervention: its number "
        "in the manifest's list, from 0.",
    )
    INTERVENTION_ENDED = (
        25,
        "intervention",
        "Its keys go back to what holds without it, before anything of the instant.",
    )
    SLOWED = (
        26,
        "vehicle place to_place distance_m lost_s",
        "The leg that begins takes so much longer (lost_s; below 0: shorter) than at "
        "free flow, and leads so many metres further (distance_m), by hours, closures "
        "or chance of traffic. Before `diverted`: what of that is not driven, below 0.",
    )
    BROKE_DOWN = (
        27,
        "vehicle place to_place distance_m",
        "A vehicle breaks down on a leg, with these orders aboard; distance_m: what is "
        "left of the leg, not driven yet. Whoever needs a vehicle at its place "
        "afterwards is to be rescued: the way there and on leads past it.",
        "orders",
    )
    REPAIRED = (
        28,
        "vehicle place to_place distance_m",
        "It drives the rest of the leg, with these orders aboard.",
        "orders",
    )
    RECALLED = (
        29,
        "order place",
        "Its consumer cancels an order that a vehicle has picked up, or its producer "
        "calls it back (`called_back`): it goes back to its producer, this place.",
    )
    ATTEMPT_FAILED = (
        30,
        "order vehicle place",
        "Nobody is there to take the order at its consumer's door.",
    )
    RETURNED = (
        31,
        "order vehicle place",
        "The order is back at its producer, or left at a hotspot for good.",
    )
    NO_SHOW = 32, "place pool", "A shift begins to which nobody comes at all."
    DRIVER_LATE = (
        33,
        "place pool",
        "A shift begins, and its driver is not there yet: the vehicle joins later.",
    )
    LEFT_EARLY = (
        34,
        "vehicle place",
        "A driver's shift is over before it was planned to be; it takes no more trips "
        "and leaves when it has made its stops.",
    )
    STOP_LEFT = (
        35,
        "vehicle place to_place lost_s",
        "A vehicle of a line leaves a stop for the next one, so much later than its "
        "timetable says (lost_s; 0: on time).",
    )
    ROOM_AWAITED = (
        36,
        "vehicle place",
        "It has a bay, and there is no room for these orders in the hotspot: it waits "
        "until enough of what lies there is loaded.",
        "orders",
    )
    STORAGE_BLOCKED = (
        37,
        "vehicle place",
        "A storage deadlock: the run ends, nothing more can happen, and the vehicle "
        "waits still for room for these orders.",
        "orders",
    )
    DIVERTED = (
        38,
        "vehicle place to_place distance_m",
        "A vehicle turns off the leg to to_place at a waypoint on it (place), with "
        "these orders aboard; distance_m: what is left of the leg, not driven.",
        "orders",
    )
    TIMES_LEARNT = (
        39,
        "lost_s",
        "Decisions go by other times between hotspots from now on (routing.times); "
        "lost_s: how much longer a hop takes than at free flow, on average. Orders: "
        "those under way who decide or may be asked, if agents solve anew.",
        "orders",
    )
    HOTSPOT_SHUNNED = (
        40,
        "place",
        "By the times learnt at this instant agents keep away from a hotspot that is "
        "out of service. Of those times all such hotspots are named.",
    )
    FEED_ALARM = (
        41,
        "place lost_s",
        "The detector finds that legs from and to a tract do not take what planners "
        "are told; place: its hotspot; lost_s: how much longer the last one took than "
        "told as it began (below 0: shorter).",
    )
    FEED_BELIEVED = (
        42,
        "place",
        "Planners believe again what they are told of a tract after an alarm, at the "
        "first plan or end of a leg from then on; place: its hotspot.",
    )
    CALLED_BACK = (
        43,
        "order place",
        "Its producer, this place, calls an order back (recall): `cancelled` or "
        "`recalled` follows, unless it is at its consumer's door or is returned "
        "already.",
    )

    @property
    def label(self) -> str:
        """Name of the kind in files, such as ``vehicle_joined``."""
        return self.name.lower()
