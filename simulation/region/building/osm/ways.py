"""What the tags of a way mean to one class of vehicles."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from simulation.region.building.osm.access import (
    Tags,
    Verdict,
    conditions,
    too_large,
    unread_limits,
    verdict,
)
from simulation.region.building.osm.maxspeed import limit
from simulation.region.building.osm.oneway import directions
from simulation.region.building.osm.profiles import Profile
from simulation.region.street_graph import Use

FERRY = "ferry"
_DIRECTIONS = ("forward", "backward")
# Where construction=* says that a street is open while it is worked on (car.lua).
_OPEN_WORKS = ("no", "minor", "widening")
# Nobody lives on these, and whoever drives there may not stop.
_NO_STOPS = ("motorway", "motorway_link", "trunk_link", "busway", FERRY)
_UNDERGROUND = ("underground", "indoor", "overhead")
# Duration: "mm", "hh:mm", "hh:mm:ss" (Key:duration), or ISO 8601.
_CLOCK = re.compile(r"(?:(?:(\d+):)?(\d+)|(\d+):(\d+):(\d+))")
_ISO = re.compile(
    r"P(?:(\d+)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)
_LONGEST_S = 36 * 3_600.0  # a ferry of days is no leg of a delivery
_SECONDS = (86_400.0, 3_600.0, 60.0, 1.0)
# Tags that say more than is acted on. A bicycle road lets cars in by a sign of its
# own, which mappers give as vehicle=* or motor_vehicle=*.
_TOLD_TO_MOTORS = ("bicycle_road=yes", "hov=designated")


@dataclass(frozen=True)
class WayRule:
    """What a way is to a class of vehicles.

    Attributes
    ----------
    forward, backward
        Use along and against the order of its nodes.
    speed_kmh
        Free-flow speed, forward and backward [km/h].
    duration_s
        What the whole way takes, where a tag says so (ferries), else None [s].
    stops
        Whether a place may be reached from it.
    unread
        Tags that concern the vehicle and are not understood or not acted on, as
        ``key=value``.
    """

    forward: Use
    backward: Use
    speed_kmh: tuple[float, float]
    duration_s: float | None
    stops: bool
    unread: tuple[str, ...]


def way_rule(
    tags: Tags,
    profile: Profile,
    speed_kmh: Mapping[str, float] | None = None,
    *,
    use_maxspeed: bool = True,
    maxspeed_share: float = 1.0,
) -> WayRule | None:
    """Return what a way is to a class of vehicles; None if it is no street to it.

    Streets are ways of a class with a speed that are neither areas nor only planned
    or being built. A street that is closed has a rule that says so. Ways of
    ``service=driveway``, ``parking_aisle``, ``alley`` and ``drive-through`` are open
    as their class is: they are public where no tag says other, and slow enough not to
    be short cuts. ``service=emergency_access`` is closed to motor vehicles.

    Parameters
    ----------
    tags
        Of the way.
    profile
        The class of vehicles.
    speed_kmh
        Speeds by class of street instead of the profile's [km/h].
    use_maxspeed
        Whether a tagged maximum speed is driven (by a bicycle: only where it is lower
        than the speed of the class). Nobody exceeds the top speed of the profile.
    maxspeed_share
        How much of a tagged maximum speed is driven.
    """
    street = FERRY if tags.get("route") == FERRY else tags.get("highway", "")
    of_class = (profile.speed_kmh if speed_kmh is None else speed_kmh).get(street)
    if of_class is None or _is_no_street(tags):
        return None
    verdicts = [verdict(tags, profile.access_keys, way) for way in _DIRECTIONS]
    uses, unread = _uses(tags, profile, street, verdicts)
    speeds = []
    for direction in _DIRECTIONS:
        kmh = of_class
        if use_maxspeed and street != FERRY:
            allowed, told = limit(tags, profile.access_keys[:-1], direction)
            unread += told
            if allowed is not None:
                allowed *= maxspeed_share
                kmh = min(of_class, allowed) if profile.slowed_only else allowed
        speeds.append(min(kmh, profile.top_kmh))
    duration_s = None
    if street == FERRY and "duration" in tags:
        duration_s = _duration_s(tags["duration"])
        if duration_s is None:
            unread.append(f"duration={tags['duration']}")
    return WayRule(
        uses[0],
        uses[1],
        (speeds[0], speeds[1]),
        duration_s,
        any(uses) and _stops(tags, street),
        tuple(dict.fromkeys(unread)),
    )


def _is_no_street(tags: Tags) -> bool:
    return (
        tags.get("area") == "yes"
        or tags.get("construction", "no") not in _OPEN_WORKS
        or tags.get("proposed", "no") != "no"
    )


def _uses(
    tags: Tags, profile: Profile, street: str, verdicts: list[Verdict]
) -> tuple[list[Use], list[str]]:
    """Return the use in each direction, and the tags of access not acted on."""
    free = directions(tags, profile)
    unread = [told for each in verdicts for told in each.unread]
    unread += [*conditions(tags, profile.access_keys), *free.unread]
    if profile.motor:
        unread += [
            tag
            for tag in _TOLD_TO_MOTORS
            if tags.get(tag.partition("=")[0]) == tag.partition("=")[2]
        ]
    if profile.height_m:
        unread += unread_limits(tags)
    if _is_impassable(tags, profile):
        return [Use.CLOSED, Use.CLOSED], unread
    needed = _needed_key(tags, profile, street)
    uses = []
    for each, allowed in zip(verdicts, (free.forward, free.backward), strict=True):
        # "motor_vehicle:backward=yes" lets vans in against a one-way: by Key:oneway
        # that is vehicle:backward=no, and the more special key decides.
        against = not allowed and not (
            each.directed and (free.forward or free.backward)
        )
        uses.append(Use.CLOSED if against else _use(each, profile, needed))
    return uses, unread


def _use(said: Verdict, profile: Profile, needed: str | None) -> Use:
    """Return the use that a verdict gives, where it must come from a special key."""
    if said.use is None:
        return Use.OPEN if needed is None else Use.CLOSED
    order = profile.access_keys.index
    if needed is not None and order(said.key) > order(needed):
        return Use.CLOSED
    return said.use


def _needed_key(tags: Tags, profile: Profile, street: str) -> str | None:
    """Return the most general key that opens a street; None: open without any."""
    needed = [profile.closed.get(street)]
    if tags.get("motorroad") == "yes":
        needed.append(profile.motorroad_key)
    if tags.get("service") == "emergency_access" and profile.motor:
        needed.append("vehicle")
    if street == FERRY and any(sign in tags for sign in profile.signs_of_foot):
        needed.append("access")
    keys = [key for key in needed if key is not None]
    return min(keys, key=profile.access_keys.index, default=None)


def _is_impassable(tags: Tags, profile: Profile) -> bool:
    return (
        tags.get("impassable") == "yes"
        or tags.get("status") == "impassable"
        or tags.get("smoothness") == "impassable"
        or too_large(tags, profile.height_m, profile.width_m, profile.mass_t)
    )


def _stops(tags: Tags, street: str) -> bool:
    """Return whether a place's door can be on a way: at the ground, under the sky."""
    return not (
        street in _NO_STOPS
        or tags.get("motorroad") == "yes"
        or any(tags.get(key, "no") != "no" for key in ("tunnel", "bridge", "covered"))
        or tags.get("indoor", "no") != "no"
        or tags.get("location") in _UNDERGROUND
        or any(_is_below_ground(tags.get(key, "")) for key in ("layer", "level"))
    )


def _is_below_ground(levels: str) -> bool:
    return any(level.strip().startswith("-") for level in levels.split(";"))


def _duration_s(value: str) -> float | None:
    """Return a duration [s], None if it is not understood, takes no time or days."""
    text = value.strip().upper()
    if match := _CLOCK.fullmatch(text):
        short_h, short_min, hours, minutes, seconds = (
            float(x or 0) for x in match.groups()
        )
        total = (short_h + hours) * 3600 + (short_min + minutes) * 60 + seconds
    elif match := _ISO.fullmatch(text):
        parts = (float(part or 0) for part in match.groups())
        total = sum(part * each for part, each in zip(parts, _SECONDS, strict=True))
    else:
        return None
    return total if 0.0 < total < _LONGEST_S else None
