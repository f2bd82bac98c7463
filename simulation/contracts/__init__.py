"""What every part owes, as functions that a test of one's own part calls.

Each takes what makes the part, once for every case, and raises `AssertionError` with
what is owed and was not given. Cases are drawn from named streams, the same every time.
"""

from simulation.contracts.deliveries import check_handler, check_service
from simulation.contracts.roads import check_demand, check_dispatch, check_traffic
from simulation.contracts.routing import check_routing

__all__ = [
    "check_demand",
    "check_dispatch",
    "check_handler",
    "check_routing",
    "check_service",
    "check_traffic",
]
