"""Orders, and all that happens to them: what their stories are told from."""

import numpy as np

from analysis.replay.known import Known
from analysis.replay.stretch import Rows
from simulation.record.kinds import Kind


def orders(known: Known) -> Rows:
    """Return the released orders."""
    released = known.run.orders
    return Rows(
        released.start_s,
        {
            "order": (np.arange(len(released)), "i4"),
            "producer": (released.producer, "i4"),
            "consumer": (released.consumer, "i4"),
            "start_s": (released.start_s, "f8"),
        },
    )


def touched(known: Known) -> Rows:
    """Return the events that concern each order, in order of the log.

    An event that concerns several orders has a row for each. Where two begin to
    share, each is the other's partner.
    """
    events = known.run.events
    decided = events.rows(Kind.DECIDED)
    order = np.concatenate((known.touched, events.order[decided]))
    row = np.concatenate((known.row, decided))
    in_turn = np.lexsort((order, row))
    order, row = order[in_turn], row[in_turn]
    partner = events.partner[row]
    asked = (partner == order) & (events.kind[row] == Kind.SHARING_ACCEPTED)
    partner[asked] = events.order[row[asked]]
    return Rows(
        events.time_s[row],
        {
            "order": (order, "i4"),
            "place": (events.place[row], "i4"),
            "to_place": (events.to_place[row], "i4"),
            "vehicle": (events.vehicle[row], "i4"),
            "partner": (partner, "i4"),
            "time_s": (events.time_s[row], "f8"),
            "pool": (events.pool[row], "i4"),
            "kind": (events.kind[row], "u1"),
        },
    )
