"""What is said of one metric."""

from dataclasses import dataclass
from typing import Literal

Better = Literal["lower", "higher", "neither"]


@dataclass(frozen=True)
class Kpi:
    """One number about a run."""

    name: str
    label: str
    unit: str  # "" for counts; shares are 0 to 1
    definition: str
    formula: str
    source: str
    better: Better  # neither: a part of a whole, or what was asked rather than found
