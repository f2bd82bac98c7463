"""What every specification shares: strictness, TOML, and the sentences of errors.

A specification is a frozen, closed model of what a user may write. Whatever is
wrong with a file becomes one sentence: file, dotted key, what was given, what is
expected, and the nearest known key for a typo.
"""

from simulation.specs.spec import (
    ConflictError,
    NonNegativeFloat,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    PositiveSeconds,
    Seconds,
    Share,
    Spec,
    Text,
    UnfitError,
)
from simulation.specs.validation import (
    DEEPEST,
    known_keys,
    read_toml,
    toml_tables,
    validated,
)
from simulation.specs.wording import expectation, nearest, quoted, reason

__all__ = [
    "DEEPEST",
    "ConflictError",
    "NonNegativeFloat",
    "NonNegativeInt",
    "PositiveFloat",
    "PositiveInt",
    "PositiveSeconds",
    "Seconds",
    "Share",
    "Spec",
    "Text",
    "UnfitError",
    "expectation",
    "known_keys",
    "nearest",
    "quoted",
    "read_toml",
    "reason",
    "toml_tables",
    "validated",
]
