"""Functions that numba compiles where it is installed: the extra ``fast``."""

from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import TypeVar, cast

_Function = TypeVar("_Function", bound=Callable[..., object])

_WORTH = 200  # hotspots: for shorter rows loading numba does not pay


def is_here() -> bool:
    """Return whether numba is installed, and not told to compile nothing."""
    try:
        import numba  # noqa: PLC0415 - slow to import, and an extra
    except ImportError:
        return False
    return not numba.config.DISABLE_JIT


@cache
def quick_rows(hotspots: int) -> ModuleType | None:
    """Return what forms rows of so many values in one pass, if it is here and pays."""
    if hotspots <= _WORTH or not is_here():
        return None
    from simulation.routing import quick_rows  # noqa: PLC0415 - needs numba

    return quick_rows


def compiled(function: _Function) -> _Function:
    """Return a function that is compiled when it is first called, and kept on disk."""
    import numba  # noqa: PLC0415

    try:
        made = numba.njit(cache=True)(function)
    except RuntimeError:  # nowhere to keep what is compiled
        made = numba.njit(function)
    return cast("_Function", made)


def part(function: _Function) -> _Function:
    """Return what becomes part of whoever calls it, compiled."""
    import numba  # noqa: PLC0415

    return cast("_Function", numba.njit(forceinline=True)(function))
