"""What holds of a scenario, as the rules about keys without effect ask."""

from typing import get_args

from simulation.registry import DISPATCH, HANDLER
from simulation.scenario.models import Scenario
from simulation.scenario.routing import Learnt, Solved

SOLVED, _LEARNT = get_args(Solved), get_args(Learnt)


def is_direct(asked: Scenario) -> bool:
    """Return whether one vehicle takes one order all the way."""
    return asked.service.mode == "direct"


def is_planned(asked: Scenario) -> bool:
    """Return whether stops are planned."""
    return asked.plans_stops


def is_stacked(asked: Scenario) -> bool:
    """Return whether one vehicle takes several orders all the way."""
    return asked.service.mode == "stacked"


def meets(asked: Scenario) -> bool:
    """Return whether vehicles meet at hotspots."""
    return asked.service.meets


def is_through(asked: Scenario) -> bool:
    """Return whether all orders go from door to door, in vehicles that meet."""
    return meets(asked) and not asked.service.relays


def is_traced(asked: Scenario) -> bool:
    """Return whether the orders are those of a file."""
    return asked.demand.profile == "trace"


def learns(asked: Scenario) -> bool:
    """Return whether agents are trained for the run."""
    routing = asked.routing
    return asked.service.relays and routing.table is None and routing.policy in _LEARNT


def tries(asked: Scenario) -> bool:
    """Return whether plans of stops are improved by trial."""
    return is_planned(asked) and asked.dispatch.rounds > 0


def shares_nothing(asked: Scenario) -> bool:
    """Return whether the handler lets nobody share."""
    return asked.requests.handler == "refuse"


def has_one_seat(asked: Scenario) -> bool:
    """Return whether nobody shares since core vehicles take one delivery."""
    shipped = asked.requests.handler in HANDLER.shipped
    return shipped and asked.fleet.core.capacity == 1


def waits_for_nobody(asked: Scenario) -> bool:
    """Return whether no trip ever waits for a vehicle, under a shipped rule."""
    fleet, shipped = asked.fleet, asked.dispatch.rule in DISPATCH.shipped
    grows = fleet.peripheral.grows or asked.makes_rounds  # plans ask no rule
    grows = grows and (is_direct(asked) or fleet.core.grows)
    return shipped and grows


def draws_at_doors(asked: Scenario) -> bool:
    """Return whether times at doors, or refusals, are drawn."""
    fleet = asked.fleet
    pools = (
        (fleet.core, fleet.peripheral) if asked.service.relays else (fleet.peripheral,)
    )
    doors = (asked.producers, asked.consumers)
    return any(each.distribution is not None for each in doors) or any(
        pool.refusals > 0 for pool in pools
    )
