"""What OpenStreetMap's tags mean to a delivery vehicle.

Functions of plain mappings of tags: no file is read here. What the tags mean is taken
from the pages of the OpenStreetMap wiki, and defaults from OSRM's profiles; each module
names its pages.
"""

from simulation.region.building.osm.junctions import (
    TurnRule,
    closes,
    is_signal,
    turn_rule,
    unread_on_node,
)
from simulation.region.building.osm.profiles import PROFILES, Profile
from simulation.region.building.osm.ways import WayRule, way_rule
from simulation.region.street_graph import Use

__all__ = [
    "PROFILES",
    "Profile",
    "TurnRule",
    "Use",
    "WayRule",
    "closes",
    "is_signal",
    "turn_rule",
    "unread_on_node",
    "way_rule",
]
