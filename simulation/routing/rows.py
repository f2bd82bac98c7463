"""Which rows are formed in one pass: those for which it pays, where numba is."""

from functools import cache
from types import ModuleType

from simulation.routing.compiling import is_here

_WORTH = 200  # hotspots: for shorter rows loading numba does not pay


@cache
def quick_rows(hotspots: int) -> ModuleType | None:
    """Return what forms rows of so many values in one pass, if it is here and pays."""
    if hotspots <= _WORTH or not is_here():
        return None
    from simulation.routing import quick_rows  # noqa: PLC0415 - needs numba

    return quick_rows
