"""Scenarios, runs and regions found in a folder, the nearest first."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from simulation.errors import InputError
from simulation.record.run import EVENTS, MANIFEST
from simulation.region.files import is_region
from simulation.scenario import load_scenario

_MOST_SEEN = 5_000  # files and folders; a page does not wait for a whole disk
_MOST_IN_ONE = 1_000  # of them in one folder
_DEEPEST = 3  # folders below that are looked into


def plans_below(folder: Path) -> Iterator[Path]:
    """Yield the scenario files and run folders in a folder and below it."""
    for path in _seen(folder):
        if _is_run(path) or (path.suffix == ".toml" and _is_scenario(path)):
            yield path


def regions_below(folder: Path) -> Iterator[Path]:
    """Yield the folders of prepared regions in a folder and below it."""
    return (path for path in _seen(folder) if is_region(path))


def _seen(folder: Path) -> Iterator[Path]:
    return islice(_below(folder, _DEEPEST), _MOST_SEEN)


def _below(folder: Path, deepest: int) -> Iterator[Path]:
    """Yield what is in a folder, the nearest first; runs and regions stay closed."""
    level = [folder]
    for _ in range(deepest + 1):
        inside = [path for each in level for path in _inside(each)]
        yield from inside
        level = [
            path
            for path in inside
            if path.is_dir() and not (_is_run(path) or is_region(path))
        ]


def _inside(folder: Path) -> list[Path]:
    """Return what is in a folder, but for what is hidden or elsewhere."""
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        return []
    visible = (
        path
        for path in paths
        if not path.name.startswith(".") and not path.is_symlink()
    )
    return list(islice(visible, _MOST_IN_ONE))


def _is_run(path: Path) -> bool:
    return (path / MANIFEST).is_file() and (path / EVENTS).is_file()


def _is_scenario(path: Path) -> bool:
    """Return whether a TOML file reads as a scenario, not as something else."""
    try:
        load_scenario(path)
    except (InputError, OSError):
        return False
    return True
