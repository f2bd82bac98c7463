"""Options that subcommands have in common."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def changes(command: Decorated) -> Decorated:
    """Add ``--seed`` and ``--set``, which change a scenario."""
    command = click.option(
        "--set",
        "overrides",
        multiple=True,
        metavar="KEY=VALUE",
        help="Override a key of the scenario, such as demand.load_per_min=10.",
    )(command)
    return click.option(
        "--seed", metavar="N", help="Override the seed: a whole number."
    )(command)


def all_overrides(seed: str | None, overrides: tuple[str, ...]) -> list[str]:
    """Return the overrides, ``--seed`` last as it is the more explicit one."""
    return [*overrides, *([] if seed is None else [f"seed={seed}"])]


def check_new(folder: Path) -> None:
    """Refuse a folder that exists or could not be made.

    Raises
    ------
    RunError
        Before anything is run for it.
    """
    import os

    from simulation.errors import RunError

    try:
        if os.path.lexists(folder):
            raise RunError(f"{folder}: exists already, expected a new folder's name.")
        above = next(parent for parent in folder.absolute().parents if parent.exists())
    except (OSError, ValueError) as cause:
        raise RunError(
            f"{folder}: cannot be a folder ({cause}), expected a new folder's name."
        ) from cause
    if not above.is_dir():
        raise RunError(f"{folder}: {above} is a file, expected a folder.")
    if not os.access(above, os.W_OK | os.X_OK):
        raise RunError(f"{folder}: {above} is not writable, expected a writable place.")
