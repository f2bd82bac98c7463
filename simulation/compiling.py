"""Functions that numba compiles where it is installed: the extra ``fast``."""

from collections.abc import Callable
from typing import TypeVar, cast

_Function = TypeVar("_Function", bound=Callable[..., object])


def is_here() -> bool:
    """Return whether numba is installed, and not told to compile nothing."""
    try:
        import numba  # noqa: PLC0415 - slow to import, and an extra
    except ImportError:
        return False
    return not getattr(numba.config, "DISABLE_JIT", False)


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
