"""Vehicles, and the legs they drive."""

from typing import Any

import numpy as np

from analysis.replay.known import Known
from analysis.replay.packing import Group, packed
from analysis.replay.stretch import Stretch
from analysis.replay.ways import WayBook
from simulation.record.kinds import Kind
from simulation.region import Router
from simulation.units import Bools, Floats, Ints


def vehicles(known: Known, stretch: Stretch) -> Group:
    """Return the vehicles that join in a stretch of time."""
    events = known.run.events
    rows = events.rows(Kind.VEHICLE_JOINED)
    rows = rows[stretch.holds(events.time_s[rows])]
    return {
        "vehicle": packed(events.vehicle[rows], "i4"),
        "pool": packed(events.value[rows], "u1"),
        "place": packed(events.place[rows], "i4"),
        "time_s": packed(events.time_s[rows], "f8"),
    }


def legs_and_ways(known: Known, stretch: Stretch, book: WayBook) -> dict[str, Any]:
    """Return the legs that begin in a stretch of time, and their ways.

    Those ways only that no earlier stretch had; the book keeps their numbers.
    """
    legs = known.legs
    chosen = stretch.holds(legs.depart_s)
    place, to_place = legs.place[chosen], legs.to_place[chosen]
    cut = cut_off(known)
    cut = cut[chosen[cut]]
    way, lines = book.numbers(place, to_place, takes_time(known)[chosen])
    return {
        "legs": {
            "vehicle": packed(legs.vehicle[chosen], "i4"),
            "place": packed(place, "i4"),
            "to_place": packed(to_place, "i4"),
            "way": packed(way, "i4"),
            "depart_s": packed(legs.depart_s[chosen], "f8"),
            "arrive_s": packed(legs.arrive_s[chosen], "f8"),
            "distance_m": packed(legs.distance_m[chosen], "f4"),
            "starts": packed(np.cumsum(np.append(0, legs.load[chosen])), "i4"),
            "orders": packed(legs.order[chosen[legs.leg]], "i4"),
        },
        "ways": lines,
        "cut_off": {
            "leg": packed(cut, "i4"),
            "due_s": packed(due_s(known, cut, book.router), "f8"),
        },
    }


def takes_time(known: Known) -> Bools:
    """Return which legs are seen at all, (n,): an ignored way takes no time."""
    moved: Bools = known.legs.arrive_s != known.legs.depart_s
    return moved


def cut_off(known: Known) -> Ints:
    """Return the legs that the horizon cut off, by number, (k,)."""
    return np.flatnonzero(np.isnan(known.legs.arrive_s))


def due_s(known: Known, legs: Ints, router: Router) -> Floats:
    """Return when some legs (k,) that the horizon cut off would end [s].

    By the region's router and the pool's speed, and not before the run ends.
    """
    every, fleet = known.legs, known.run.scenario["fleet"]
    factor = np.where(
        every.core[legs],
        fleet["core"]["speed_factor"],
        fleet["peripheral"]["speed_factor"],
    )
    time_s, _ = router.legs(every.place[legs], every.to_place[legs])
    due: Floats = np.maximum(every.depart_s[legs] + time_s / factor, known.run.end_s)
    return due
