"""Keys that name a part: a shipped word, an installed one, or a class of one's own."""

import json
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

from pydantic import AfterValidator, Field, JsonValue
from typing_extensions import override

from simulation.registry import find, foreign_words
from simulation.specs import ConflictError
from simulation.specs.wording import Worded

# Only its form is checked here: a run can be looked at where its part is not at hand.
Foreign = Annotated[str, Field(pattern=r"^[^\s:]+(:[^\s:]+)?$"), Worded("module:Class")]


class Options(dict[str, JsonValue]):
    """Values for a part of one's own, checked by its own model."""

    @override
    def __hash__(self) -> int:  # type: ignore[override]
        """Return that of its content: specifications are frozen, and so is this."""
        return hash(json.dumps(self, sort_keys=True))


def _plain(values: dict[str, Any]) -> Options:
    try:
        json.dumps(values, allow_nan=False)
    except ValueError as cause:
        raise ConflictError("options", "holds inf or nan", "plain numbers") from cause
    return Options(values)


PartOptions = Annotated[
    Annotated[dict[str, JsonValue], AfterValidator(_plain)] | None,
    Field(description="Values for a part of one's own, by its model `Options`."),
]


def check_parts(tables: dict[str, Any], where: Callable[[str], str]) -> None:
    """Refuse words for which there is no part, and options that it does not take.

    Parameters
    ----------
    tables
        Of a scenario, nested as in TOML.
    where
        From a dotted key to what to name in the error.

    Raises
    ------
    ScenarioError
        In one sentence.
    """
    for kind, word, table in foreign_words(tables):
        part = find(kind, word, table.get("options"), where(kind.key))
        part.checked_options(partial(_option, where, kind.options_key))


def _option(where: Callable[[str], str], table: str, key: str) -> str:
    """Return what to name for an option, or for the whole table of them."""
    return where(f"{table}.{key}" if key else table)
