"""Distance to the optimum: what sharing could save at most, on small instances.

``measure_gap`` compares a greedy run with the clairvoyant best pairing, which can
be driven, and with a lower bound on every plan.
"""

from analysis.optimum.bound import CoreBound, core_bound
from analysis.optimum.gap import Gap, measure_gap
from analysis.optimum.instance import DUES, CoreInstance, Due, core_instance
from analysis.optimum.pairing import Pair, Pairing, Trip, best_pairing

__all__ = [
    "DUES",
    "CoreBound",
    "CoreInstance",
    "Due",
    "Gap",
    "Pair",
    "Pairing",
    "Trip",
    "best_pairing",
    "core_bound",
    "core_instance",
    "measure_gap",
]
