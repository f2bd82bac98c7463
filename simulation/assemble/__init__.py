"""The only place where a scenario becomes parts; they receive plain values."""

from simulation.assemble.in_flight import changed_policies
from simulation.assemble.prepared import Prepared, input_checksums, prepare
from simulation.assemble.world import assemble

__all__ = [
    "Prepared",
    "assemble",
    "changed_policies",
    "input_checksums",
    "prepare",
]
