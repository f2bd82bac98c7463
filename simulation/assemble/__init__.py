"""The only place where a scenario becomes parts; they receive plain values."""

from simulation.assemble.asked import unused_on
from simulation.assemble.inputs import input_checksums, input_files
from simulation.assemble.prepared import Prepared, prepare
from simulation.assemble.world import assemble, policies_of

__all__ = [
    "Prepared",
    "assemble",
    "input_checksums",
    "input_files",
    "policies_of",
    "prepare",
    "unused_on",
]
