"""Notes on what was changed without effect, and on how traces were read, on stderr."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from simulation.scenario import Scenario


def note_without_effect(
    scenarios: Sequence["Scenario"], overrides: Sequence[str]
) -> None:
    """Say which keys of ``--set`` and ``--seed`` change nothing in any scenario."""
    from simulation.scenario import read_overrides, without_effect_in_any
    from simulation.scenario.values import leaves

    keys = [key for key, _ in leaves(read_overrides(overrides))]
    for key, why in without_effect_in_any(scenarios, keys).items():
        note(key, why)


def note(key: str, why: str) -> None:
    """Say that a key has no effect."""
    click.echo(f"Note: {key} has no effect: {why}.", err=True)


def note_traces(notes: Iterable[str]) -> None:
    """Say how traces were read where that may be otherwise than meant, each once."""
    for each in dict.fromkeys(notes):
        click.echo(f"Note: {each}", err=True)
