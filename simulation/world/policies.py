"""All rules that the world asks, as one value; adopting another changes the rules."""

from collections.abc import Mapping
from dataclasses import dataclass

from simulation.world.fleet_rules import FleetRules
from simulation.world.groups.rules import SharingRules
from simulation.world.hotspot import Docking


@dataclass(frozen=True)
class Policies:
    """What holds until the world adopts others.

    Attributes
    ----------
    docking
        Bays, and how long a handover takes.
    fleets
        The rules of each fleet, by pool.
    sharing
        Who goes where next, and with whom; ``None`` where nobody is relayed.
    recalled
        Places of producers that call their orders back.
    """

    docking: Docking
    fleets: Mapping[int, FleetRules]
    sharing: SharingRules | None = None
    recalled: frozenset[int] = frozenset()
