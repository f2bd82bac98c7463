"""Playbacks of runs: what happens in a stretch of time, as columns to draw from.

A playback is made from a region and a log, recorded or still growing, and holds all
that the page and the animated map show: ``docs/reference/playback.md`` says what its
columns mean. ``playback_of`` gives that of a recorded run, ``Playback`` grows with a
run under way, ``positions_at`` says where the vehicles are.
"""

from analysis.replay.playback import SLICE_S, Playback, playback_of
from analysis.replay.positions import positions_at

__all__ = ["SLICE_S", "Playback", "playback_of", "positions_at"]
