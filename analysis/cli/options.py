"""Options that subcommands have in common."""

from collections.abc import Callable
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
