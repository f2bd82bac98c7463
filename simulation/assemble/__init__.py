"""The only place where a scenario becomes parts; they receive plain values."""

from simulation.assemble.asked import unused_on
from simulation.assemble.inputs import input_checksums, input_files
from simulation.assemble.made_from import made_from_of
from simulation.assemble.prepared import Prepared, prepare
from simulation.assemble.world import assemble, policies_of

__all__ = [
    "Prepared",
    "assemble",
    "input_checksums",
    "input_files",
    "made_from_of",
    "policies_of",
    "prepare",
    "unused_on",
]
