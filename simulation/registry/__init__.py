"""Parts by name: the shipped ones, those of installed packages, and one's own.

A part is a class that the world asks something of. A scenario names it by a word: a
shipped one, one that an installed package gives in its entry points, or
``module:Class``. It is made by calling it with those values that its parameters name
(`Kind.gives`), and with its ``options``, checked by its inner model ``Options``.
"""

from simulation.registry.finding import (
    find,
    foreign_words,
    from_object,
    is_told,
    parts_in,
)
from simulation.registry.kinds import (
    DEMAND,
    DISPATCH,
    HANDLER,
    KINDS,
    ROUTING,
    SERVICE,
    TRAFFIC,
    Kind,
)
from simulation.registry.part import Part, failed
from simulation.registry.sources import Source

__all__ = [
    "DEMAND",
    "DISPATCH",
    "HANDLER",
    "KINDS",
    "ROUTING",
    "SERVICE",
    "TRAFFIC",
    "Kind",
    "Part",
    "Source",
    "failed",
    "find",
    "foreign_words",
    "from_object",
    "is_told",
    "parts_in",
]
