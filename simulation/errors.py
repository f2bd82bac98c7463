"""What can go wrong, by the part that notices it.

Every message is one sentence a user can act on: where, what was given, what is
expected. An :class:`InputError` keeps the three apart and makes the sentence of them.
The command turns an :class:`InputError` into exit code 2, and a
:class:`SimulationError` into exit code 1.
"""

from typing import overload


class DeliverAIError(Exception):
    """Root of all errors raised on purpose."""


class InputError(DeliverAIError):
    """Something the user gave cannot be used as it is.

    Parameters
    ----------
    where
        The file, table, key or option to look at.
    given
        What is the matter there: "seed is -1", "is a folder", "unknown key sed".
    expected
        What would do instead, empty if nothing else can be said.
    hint
        What may have been meant: "did you mean seed?".

    A sentence alone, in place of all of them, stands as it is, and the four are empty.
    """

    @overload
    def __init__(self, sentence: str, /) -> None: ...
    @overload
    def __init__(
        self, where: object, given: str, expected: str = "", *, hint: str = ""
    ) -> None: ...
    def __init__(
        self, where: object, given: str = "", expected: str = "", *, hint: str = ""
    ) -> None:
        self.where = str(where) if given else ""
        self.given = given
        self.expected = expected
        self.hint = hint
        said = f"{where}: {clause(given, expected, hint)}." if given else str(where)
        super().__init__(said)  # a sentence too, where it is sent to another process


def clause(given: str, expected: str = "", hint: str = "") -> str:
    """Return what was given, what is expected and what may be meant, as one clause."""
    wanted = f", expected {expected}" if expected else ""
    return f"{given}{wanted}" + (f" ({hint})" if hint else "")


class ScenarioError(InputError):
    """A scenario file, key or value."""


class RegionError(InputError):
    """A region's folder, its specification or the data it is built from."""


class NetworkError(InputError):
    """Travel times or distances that no vehicle could drive."""


class DemandError(InputError):
    """A demand profile or a trace of orders."""


class PolicyError(InputError):
    """A routing table that cannot route."""


class RunError(InputError):
    """A run folder that cannot be read, or written where it was asked for."""


class SimulationError(DeliverAIError):
    """A run that broke off: the world reached a state it must never reach."""


class CostlyWarning(UserWarning):
    """What is about to begin takes much memory, and what would do without it."""


class UncheckedWarning(UserWarning):
    """What was read is of an earlier version, and whether it is whole is not known."""
