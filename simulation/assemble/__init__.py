"""The only place where a scenario becomes parts; they receive plain values."""

from simulation.assemble.setting import Setting, prepare
from simulation.assemble.world import assemble

__all__ = ["Setting", "assemble", "prepare"]
