"""Where parts that are not shipped come from."""

import hashlib
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module, invalidate_caches
from importlib.metadata import (
    PackageNotFoundError,
    entry_points,
    packages_distributions,
    version,
)
from pathlib import Path
from types import ModuleType


@dataclass(frozen=True)
class Source:
    """Where a part that is not shipped comes from."""

    module: str
    distribution: str | None  # None where it is not installed
    version: str | None
    sha256: str | None  # of the module's file; None where there is none


@cache
def installed(group: str) -> dict[str, str]:
    """Return the words of installed packages and where each is."""
    return {each.name: each.value for each in entry_points(group=group)}


def imported(module: str) -> ModuleType:
    """Return a module; the working folder is looked in too, after all other places."""
    folder = os.getcwd()  # noqa: PTH109 - as `sys.path` has it
    if folder not in sys.path:  # a console script has its own folder there only
        sys.path.append(folder)
    invalidate_caches()  # a file written a moment ago counts
    return import_module(module)


@lru_cache(maxsize=1)
def _packages(_path: tuple[str, ...]) -> Mapping[str, list[str]]:
    """Return the distributions of each top module, which takes reading all on a path.

    Parameters
    ----------
    _path
        ``sys.path`` as it is now.
    """
    return packages_distributions()


@cache
def source_of(named: str) -> Source:
    """Return where a part comes from, as it is when it is first looked for."""
    module_name = named.partition(":")[0]
    file = getattr(sys.modules.get(module_name), "__file__", None)
    content = None
    if file is not None and Path(file).is_file():
        content = hashlib.sha256(Path(file).read_bytes()).hexdigest()
    packages = _packages(tuple(sys.path))
    distribution = next(iter(packages.get(module_name.partition(".")[0], ())), None)
    released = None
    if distribution is not None:
        try:
            released = version(distribution)
        except PackageNotFoundError:
            distribution = None
    return Source(module_name, distribution, released, content)
