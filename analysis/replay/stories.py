"""Orders, and all that happens to them: what their stories are told from."""

import numpy as np

from analysis.replay.known import Known
from analysis.replay.packing import Group, packed
from analysis.replay.stretch import Stretch
from simulation.record.kinds import Kind


def orders(known: Known, stretch: Stretch) -> Group:
    """Return the orders released in a stretch of time."""
    released = known.run.orders
    number = np.flatnonzero(stretch.holds(released.start_s))
    return {
        "order": packed(number, "i4"),
        "producer": packed(released.producer[number], "i4"),
        "consumer": packed(released.consumer[number], "i4"),
        "start_s": packed(released.start_s[number], "f8"),
    }


def touched(known: Known, stretch: Stretch) -> Group:
    """Return the events that concern each order, in order of the log.

    An event that concerns several orders has a row for each. Where two begin to
    share, each is the other's partner.
    """
    events = known.run.events
    decided = events.rows(Kind.DECIDED)
    order = np.concatenate((known.touched, events.order[decided]))
    row = np.concatenate((known.row, decided))
    held = stretch.holds(events.time_s[row])
    order, row = order[held], row[held]
    in_turn = np.lexsort((order, row))
    order, row = order[in_turn], row[in_turn]
    partner = events.partner[row]
    asked = (partner == order) & (events.kind[row] == Kind.SHARING_ACCEPTED)
    partner[asked] = events.order[row[asked]]
    return {
        "order": packed(order, "i4"),
        "place": packed(events.place[row], "i4"),
        "to_place": packed(events.to_place[row], "i4"),
        "vehicle": packed(events.vehicle[row], "i4"),
        "partner": packed(partner, "i4"),
        "time_s": packed(events.time_s[row], "f8"),
        "value": packed(events.value[row], "f8"),
        "kind": packed(events.kind[row], "u1"),
    }
