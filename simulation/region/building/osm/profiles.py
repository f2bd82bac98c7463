"""The classes of vehicles that streets can be read for: van, scooter, bicycle.

Speeds are those of the profiles of OSRM (Project-OSRM/osrm-backend, profiles/car.lua
and profiles/bicycle.lua, version 5), so that times can be compared with that engine's.
What a class of street is closed to when no tag says so follows the wiki's page
OSM_tags_for_routing/Access_restrictions and those profiles.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

# car.lua: speeds.highway; "ferry": route_speeds; the others: default_speed, for what
# is driven only where a tag opens it.
_CAR_KMH = {
    "motorway": 90.0,
    "motorway_link": 45.0,
    "trunk": 85.0,
    "trunk_link": 40.0,
    "primary": 65.0,
    "primary_link": 30.0,
    "secondary": 55.0,
    "secondary_link": 25.0,
    "tertiary": 40.0,
    "tertiary_link": 20.0,
    "unclassified": 25.0,
    "residential": 25.0,
    "living_street": 10.0,
    "service": 15.0,
    "road": 10.0,
    "track": 10.0,
    "pedestrian": 10.0,
    "footway": 10.0,
    "path": 10.0,
    "cycleway": 10.0,
    "bridleway": 10.0,
    "busway": 10.0,
    "ferry": 5.0,
}
# bicycle.lua: bicycle_speeds, default_speed (15) and route_speeds.
_BICYCLE_KMH = dict.fromkeys(_CAR_KMH, 15.0) | {
    "track": 12.0,
    "path": 13.0,
    "ferry": 5.0,
}
_SCOOTER_TOP_KMH = 45.0
# OSRM has no profile of a moped. In traffic it drives as cars do, up to its own
# speed; on paths, where a tag lets it in, as a bicycle does.
_PATHS = ("track", "footway", "path", "cycleway", "bridleway", "pedestrian")
_SCOOTER_KMH = {
    street: min(speed, _SCOOTER_TOP_KMH) for street, speed in _CAR_KMH.items()
} | {street: _BICYCLE_KMH[street] for street in _PATHS}

# On these no motor vehicle drives unless a key of vehicles says so: "access=yes" on a
# footway means the people on foot. A track is a field's or a forest's.
_NOT_FOR_MOTORS = dict.fromkeys((*_PATHS, "busway"), "vehicle")


@dataclass(frozen=True)
class Profile:
    """One class of vehicles.

    Attributes
    ----------
    name
        ``"van"``, ``"scooter"`` or ``"bicycle"``.
    access_keys
        Keys of access that concern it, the most special one first.
    speed_kmh
        Free-flow speed by class of street, and of a ferry [km/h].
    top_kmh
        It never drives faster [km/h].
    closed
        Classes of street closed to it, each with the most general key that opens it.
    motorroad_key
        The most general key that opens a ``motorroad=yes``; None: all are open.
    signs_of_foot
        Tags that say a ferry is for others, where no key speaks of this class.
    slowed_only
        Whether a stated maximum speed can only slow it down.
    height_m, width_m, mass_t
        Size [m] and permitted mass [t]; 0: no limit concerns it.
    """

    name: str
    access_keys: tuple[str, ...]
    speed_kmh: Mapping[str, float]
    top_kmh: float
    closed: Mapping[str, str]
    motorroad_key: str | None
    signs_of_foot: tuple[str, ...]
    slowed_only: bool
    height_m: float = 0.0
    width_m: float = 0.0
    mass_t: float = 0.0

    @property
    def motor(self) -> bool:
        """Whether rules for motor vehicles hold for it."""
        return "motor_vehicle" in self.access_keys


_VAN = Profile(
    name="van",
    # Key:access sets goods (vans up to 3.5 t) beside motorcar. Mappers tag motorcar
    # and mean vans too, so goods counts as a special case of it; hgv never does.
    access_keys=(
        "goods",
        "motorcar",
        "double_tracked_motor_vehicle",
        "motor_vehicle",
        "vehicle",
        "access",
    ),
    speed_kmh=MappingProxyType(_CAR_KMH),
    top_kmh=130.0,  # the highest limit of most motorways; vans have none of their own
    closed=MappingProxyType(_NOT_FOR_MOTORS),
    motorroad_key=None,
    signs_of_foot=("foot", "bicycle"),  # as in GraphHopper's CarAccessParser
    slowed_only=False,
    height_m=2.5,  # car.lua: "2.5m is the height of van", and its width and weight
    width_m=1.9,
    mass_t=3.5,
)
_SCOOTER = Profile(
    name="scooter",
    # A moped in the wiki's sense: motorcycle=* does not concern it.
    access_keys=(
        "moped",
        "single_tracked_motor_vehicle",
        "motor_vehicle",
        "vehicle",
        "access",
    ),
    speed_kmh=MappingProxyType(_SCOOTER_KMH),
    top_kmh=_SCOOTER_TOP_KMH,  # Regulation (EU) 168/2013: category L1e
    closed=MappingProxyType(
        _NOT_FOR_MOTORS | {"motorway": "moped", "motorway_link": "moped"}
    ),
    motorroad_key="moped",
    signs_of_foot=("foot", "bicycle"),
    slowed_only=False,
)
_BICYCLE = Profile(
    name="bicycle",
    access_keys=("bicycle", "vehicle", "access"),
    speed_kmh=MappingProxyType(_BICYCLE_KMH),
    top_kmh=25.0,  # where the motor of a pedelec stops (the same regulation, Art. 2)
    # Ridden, not pushed: a footway is open where a tag says so.
    closed=MappingProxyType(
        dict.fromkeys(("footway", "pedestrian", "bridleway", "busway"), "vehicle")
        | {"motorway": "bicycle", "motorway_link": "bicycle"}
    ),
    motorroad_key="bicycle",
    signs_of_foot=("foot",),  # as in GraphHopper's BikeCommonAccessParser
    slowed_only=True,
)
PROFILES: Mapping[str, Profile] = MappingProxyType(
    {profile.name: profile for profile in (_VAN, _SCOOTER, _BICYCLE)}
)
