"""The Python that a run is made in: its versions, and its garbage collector."""

import gc
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version

_PACKAGES = ("deliverai", "mesa", "numpy", "pyarrow", "scipy", "simpy")


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages a run depends on."""
    return dict(_versions())


@cache
def _versions() -> tuple[tuple[str, str], ...]:
    """Return them once for the process: each is read from files."""
    packages = ((package, version(package)) for package in _PACKAGES)
    return (("python", platform.python_version()), *packages)


@contextmanager
def settled_heap() -> Iterator[None]:
    """Keep the garbage collector out of the event loop.

    It would walk every vehicle and all objects of imported libraries again and again,
    at high loads for half of the time: the loop leaves no circles (a test counts them).
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
