"""What every service owes."""

from simulation.contracts.drawn import check_runs, part_from, small_scenario
from simulation.registry import SERVICE


def check_service(make: object) -> None:
    """Check a service in small runs, with few vehicles and with bays too.

    Every order is delivered, once, and the same scenario has the same log.

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
