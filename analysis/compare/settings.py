"""What two scenarios have apart, key by key, and which of it changed nothing."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulation.record.run import Run
from simulation.scenario import without_effect

ABSENT = "-"
_NEVER_MET = "nothing in this run depends on its value"


@dataclass(frozen=True)
class Setting:
    """One key of the scenario that the runs do not share."""

    key: str
    first: Any  # None where it is absent
    second: Any

    @property
    def words(self) -> tuple[str, str]:
        """Both values as a table shows them."""
        first, second = (
            ABSENT if each is None else str(each) for each in (self.first, self.second)
        )
        if Path(first).is_absolute() and Path(second).is_absolute():
            shared = os.path.commonpath((first, second))
            first, second = (os.path.relpath(each, shared) for each in (first, second))
        return first, second


def differing(
    first: Mapping[str, Any], second: Mapping[str, Any]
) -> tuple[Setting, ...]:
    """Return the keys of two nested scenarios whose values differ, by name."""
    here, there = dict(_flat(first)), dict(_flat(second))
    return tuple(
        Setting(key, here.get(key), there.get(key))
        for key in sorted({*here, *there})
        if here.get(key) != there.get(key)
    )


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def fork_without_effect(recorded: Run, forked: Run) -> list[str]:
    """Return why a fork changes nothing, or which of its keys do not; else nothing."""
    changes = (forked.forked_from or {}).get("changes", {})
    same = forked.log_hash == recorded.log_hash
    sentences = _reasons(forked, changes, same=same)
    if same and changes:
        sentences.insert(0, "No effect: both futures have one log, to the last row.")
    return sentences


def same_run(first: Run, second: Run, keys: Iterable[str]) -> list[str]:
    """Return that two runs are one although `keys` of their scenarios differ, and why.

    Nothing where their logs differ.
    """
    if first.log_hash != second.log_hash:
        return []
    return [
        "Both runs have one log, to the last row: they are the same run.",
        *_reasons(second, keys, same=True),
    ]


def _reasons(run: Run, keys: Iterable[str], *, same: bool) -> list[str]:
    keys = list(keys)
    reasons = without_effect(run.scenario, keys)
    if same:
        reasons = {key: reasons.get(key, _NEVER_MET) for key in keys}
    return [f"{key} has no effect: {why}." for key, why in reasons.items()]
