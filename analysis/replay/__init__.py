"""Films of runs: what happens in a stretch of time, as columns to draw from.

A film is made from a region and a log, recorded or still growing, and holds all that
the page and the animated map show: ``docs/reference/film.md`` says what its columns
mean. ``film_of`` gives that of a recorded run, ``Film`` grows with a run under way,
``positions_at`` says where the vehicles are.
"""

from analysis.replay.film import Film, film_of
from analysis.replay.positions import positions_at

__all__ = ["Film", "film_of", "positions_at"]
