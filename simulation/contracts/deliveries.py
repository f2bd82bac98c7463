"""What every service owes a delivery, and every handler those who may share."""

from simulation.contracts.drawn import (
    HOTSPOTS,
    NOW_S,
    check_runs,
    checks,
    drawn_instant,
    drawn_network,
    owed,
    part_from,
    small_scenario,
)
from simulation.registry import HANDLER, SERVICE
from simulation.sharing.checked import CheckedHandler
from simulation.streams import Streams

_CAPACITIES = (2, 3, 4, 1)


def check_handler(make: object, cases: int = 200) -> None:
    """Check a request handler, on drawn instants and in small runs.

    Groups are disjoint and fit into a vehicle, each has a decider, members on the
    board and a hop that all of them take; a handler that never lets anybody share
    answers nothing; it changes nothing, and the same question has the same answer.

    Parameters
    ----------
    make
        The class, or a function that makes one; what it names it is given, as of
        `simulation.registry.HANDLER`.
    cases
        Number of instants.

    Raises
    ------
    AssertionError
        In one sentence.
    """
    part = part_from(HANDLER, make)
    for case in range(cases):
        capacity = _CAPACITIES[case % len(_CAPACITIES)]
        values = {
            "capacity": capacity,
            "streams": Streams(0, case),
            **drawn_network(case, HOTSPOTS),
        }
        instant = drawn_instant(case, capacity)
        seen, asked = instant.seen(), instant.asked()
        with checks(part):
            handler, other = part.make(values), part.make(values)
            checked = CheckedHandler(handler, part, capacity)
            matches = checked.match(instant.deciders, instant.board, NOW_S)
            answers = [list(other.match(instant.deciders, instant.board, NOW_S))]
        said = f"{part.word}, instant {case} at capacity {capacity}"
        owed(
            handler.shares or not matches,
            f"{said}: shares is False and {len(matches)} groups share.",
        )
        owed(instant.seen() == seen, f"{said}: candidates changed, expected as before.")
        owed(
            instant.asked() == asked, f"{said}: the board changed, expected as before."
        )
        owed(answers == [matches], f"{said}: another one answers otherwise.")
    check_runs(
        part, small_scenario(), small_scenario(fleet__core__capacity=4, promise_s=600)
    )


def check_service(make: object) -> None:
    """Check a service in small runs, with few vehicles and with bays too.

    Every order is delivered, once, by a vehicle, and its journey ends with that; the
    same scenario has the same log. Vehicles are of the pools that it names.

    Parameters
    ----------
    make
        The class, or a function that makes one; what it names it is given, as of
        `simulation.registry.SERVICE`.

    Raises
    ------
    AssertionError
        In one sentence.
    """
    few = {"fleet__core__size": 12, "fleet__peripheral__size": 8}
    check_runs(
        part_from(SERVICE, make),
        small_scenario(),
        small_scenario(**few, hotspots__docks=1, hotspots__handover_s=20),
        small_scenario(demand__arrivals="on_minute", requests__decision_interval_s=30),
    )
