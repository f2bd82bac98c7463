"""What can go wrong, by the part that notices it.

Every message is one sentence a user can act on: where, what was given, what is
expected. The command turns an :class:`InputError` into exit code 2, and a
:class:`SimulationError` into exit code 1.
"""


class DeliverAIError(Exception):
    """Root of all errors raised on purpose."""


class InputError(DeliverAIError):
    """Something the user gave cannot be used as it is."""


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


class UncheckedWarning(UserWarning):
    """What was read is of an earlier version, and whether it is whole is not known."""
