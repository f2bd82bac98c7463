"""What two scenarios have apart, key by key."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

ABSENT = "-"


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
