"""One run of a delivery network with path sharing.

The library's front door; each name is loaded when it is first used, so that
importing the package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulation.assemble import Prepared, prepare
    from simulation.forks import fork
    from simulation.model import DeliveryModel
    from simulation.record.run import Run
    from simulation.scenario import Scenario, load_scenario
    from simulation.simulation import simulate

__all__ = [
    "DeliveryModel",
    "Prepared",
    "Run",
    "Scenario",
    "fork",
    "load_scenario",
    "prepare",
    "simulate",
]

_HOMES = {
    "DeliveryModel": "simulation.model",
    "Run": "simulation.record.run",
    "Scenario": "simulation.scenario",
    "Prepared": "simulation.assemble",
    "fork": "simulation.forks",
    "load_scenario": "simulation.scenario",
    "prepare": "simulation.assemble",
    "simulate": "simulation.simulation",
}


def __getattr__(name: str) -> object:
    """Return a public name, loading its module."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value  # the function, not the module of the same name
    return value
