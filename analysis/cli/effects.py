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
    from simulation.scenario import read_overrides
    from simulation.scenario.values import leaves

    notes = in_none(scenarios, [key for key, _ in leaves(read_overrides(overrides))])
    for key, why in notes.items():
        note(key, why)


def note(key: str, why: str) -> None:
    """Say that a key has no effect."""
    click.echo(f"Note: {key} has no effect: {why}.", err=True)


def note_traces(notes: Iterable[str]) -> None:
    """Say how traces were read where that may be otherwise than meant, each once."""
    for each in dict.fromkeys(notes):
        click.echo(f"Note: {each}", err=True)


def in_none(scenarios: Sequence["Scenario"], keys: Iterable[str]) -> dict[str, str]:
    """Return the keys that change nothing in any of the scenarios, with the reason.

    That of the first, where they have several: one that works somewhere is no slip.
    """
    from simulation.scenario import without_effect

    found = without_effect(scenarios[0], keys)
    for scenario in scenarios[1:]:
        still = without_effect(scenario, found)
        found = {key: why for key, why in found.items() if key in still}
    return found
