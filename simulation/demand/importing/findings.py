"""What an import noticed: how many rows, which, and what became of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from typing_extensions import override

_SHOWN = 5  # rows that are said one by one
_OF_ONE = {  # verbs of a single row
    "are": "is",
    "end": "ends",
    "have": "has",
    "lie": "lies",
    "overlap": "overlaps",
    "repeat": "repeats",
    "start": "starts",
}
_KEPT = 1000  # rows that a document lists


def rows_in_words(rows: Sequence[int]) -> str:
    """Return ``row 3``, ``rows 3, 5 and 8``, or the first five and how many more."""
    shown = [f"{row:,}" for row in rows[:_SHOWN]]
    if len(rows) == 1:
        return f"row {shown[0]}"
    more = len(rows) - len(shown)
    if more > 0:
        return f"rows {', '.join(shown)} and {more:,} more"
    return f"rows {', '.join(shown[:-1])} and {shown[-1]}"


@dataclass(frozen=True)
class Finding:
    """Something about some rows, or about the whole file."""

    said: str  # "lie outside the region", after the rows
    rows: tuple[int, ...] = ()
    dropped: bool = False

    @override
    def __str__(self) -> str:
        if not self.rows:
            return self.said
        end = "; dropped" if self.dropped else ""
        which = rows_in_words(self.rows)
        if len(self.rows) == 1:
            verb, _, rest = self.said.partition(" ")
            return f"{which} {_OF_ONE.get(verb, verb)} {rest}{end}"
        if len(self.rows) > _SHOWN:
            which = which.removeprefix("rows ")
            return f"{len(self.rows):,} rows {self.said} ({which}){end}"
        return f"{which} {self.said}{end}"

    def as_json(self) -> dict[str, Any]:
        """Return it for a document, with the first thousand rows."""
        return {
            "said": str(self),
            "dropped": self.dropped,
            "count": len(self.rows),
            "rows": list(self.rows[:_KEPT]),
        }


@dataclass
class Findings:
    """Everything noticed, in the order of the reading."""

    every: list[Finding] = field(default_factory=list)

    def tell(self, said: str) -> None:
        """Add something about the whole file."""
        self.every.append(Finding(said))

    def rows(self, said: str, rows: Iterable[int], *, dropped: bool = False) -> None:
        """Add something about some rows; nothing where there are none."""
        found = tuple(int(each) for each in rows)
        if found:
            self.every.append(Finding(said, found, dropped))

    @property
    def dropped(self) -> int:
        """How many rows were dropped."""
        return sum(len(each.rows) for each in self.every if each.dropped)
