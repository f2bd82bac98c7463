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


def slots(command: Decorated) -> Decorated:
    """Add ``--every``, the length of a slot of time."""
    return click.option(
        "--every",
        type=click.FloatRange(1, 100_000),
        default=60.0,
        show_default=True,
        metavar="MIN",
        help="Length of the slots of time in the table of hours [min].",
    )(command)


def page(command: Decorated) -> Decorated:
    """Add ``--page``, the file of a page about what was found."""
    return click.option(
        "--page",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Write one self-contained HTML page, with figures and a map.",
    )(command)


def tables(command: Decorated) -> Decorated:
    """Add ``--csv``, the folder of exported tables."""
    return click.option(
        "--csv",
        type=click.Path(path_type=Path),
        metavar="FOLDER",
        help="Write all tables as CSV into this new folder.",
    )(command)
