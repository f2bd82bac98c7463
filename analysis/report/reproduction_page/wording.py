"""Names of policies, and rows of frames by what they are about."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from analysis.words import POLICY_NAMES

if TYPE_CHECKING:
    from pandas import DataFrame

Records = dict[tuple[Any, ...], dict[Any, Any]]


def known(value: object) -> float | None:
    """Return a frame's number, None where it is missing."""
    if value is None:
        return None
    number = float(value)  # type: ignore[arg-type]
    return None if math.isnan(number) else number


def named(policy: str) -> str:
    """Return what a policy is called."""
    return POLICY_NAMES.get(policy, policy)


def records(frame: "DataFrame", keys: Sequence[str]) -> Records:
    """Return the rows of a frame by the values of some columns."""
    return {tuple(row[key] for key in keys): row for row in frame.to_dict("records")}
