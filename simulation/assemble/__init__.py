"""The only place where a scenario becomes parts; they receive plain values."""

from simulation.assemble.amending import amend
from simulation.assemble.prepared import Prepared, input_checksums, prepare
from simulation.assemble.world import Assembly, assemble

__all__ = ["Assembly", "Prepared", "amend", "assemble", "input_checksums", "prepare"]
