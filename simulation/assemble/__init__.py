"""The only place where a scenario becomes parts; they receive plain values."""

from simulation.assemble.prepared import Prepared, input_checksums, prepare
from simulation.assemble.world import assemble, policies_of

__all__ = [
    "Prepared",
    "assemble",
    "input_checksums",
    "policies_of",
    "prepare",
]
