"""What the tags of a node, and of a turn restriction, mean to one class of vehicles.

After the pages Key:barrier, Tag:highway=traffic_signals, Tag:crossing=traffic_signals
and Relation:restriction of the OpenStreetMap wiki, and OSRM's car.lua and bicycle.lua.
"""

from typing import Literal, NamedTuple

from simulation.region.building.osm.access import (
    Tags,
    conditions,
    too_large,
    unread_limits,
    verdict,
)
from simulation.region.building.osm.profiles import Profile
from simulation.region.street_graph import Use

# car.lua, barrier_whitelist: what a motor vehicle passes where no access tag speaks.
_PASSED_BY_MOTORS = {"no", "entrance", "border_control", "toll_booth", "sally_port"}
_PASSED_BY_MOTORS |= {"cattle_grid", "gate", "lift_gate", "height_restrictor", "arch"}
# What a bicycle does not pass: bicycle.lua has the first three; the others, by their
# wiki pages, let at most people on foot through, or nobody.
_CLOSED_TO_BICYCLES = {"yes", "wall", "fence", "hedge", "ditch", "retaining_wall"}
_CLOSED_TO_BICYCLES |= {"city_wall", "guard_rail", "handrail", "stile", "horse_stile"}
_CLOSED_TO_BICYCLES |= {"kissing_gate", "turnstile", "full-height_turnstile", "debris"}
# Values that the wiki describes; any other is told.
_KNOWN = _PASSED_BY_MOTORS | _CLOSED_TO_BICYCLES
_KNOWN |= {"bollard", "block", "chain", "rope", "log", "jersey_barrier", "kerb"}
_KNOWN |= {"cycle_barrier", "motorcycle_barrier", "bus_trap", "sump_buster", "spikes"}
_KNOWN |= {"swing_gate", "sliding_gate", "sliding_beam", "hampshire_gate", "planter"}
_KNOWN |= {"bump_gate", "wicket_gate", "wedge", "tyres", "cable_barrier", "bar"}
_LOW_KERBS = ("lowered", "flush", "no", "rolled")
# An access tag on a node that is something else speaks of that: a crossing's of those
# who cross (bicycle.lua), a sign's of the way it stands at.
_OTHER_THINGS = {"highway", "railway", "amenity", "entrance", "door", "traffic_sign"}
_OTHER_THINGS |= {"public_transport", "building", "shop", "leisure", "tourism"}
# Signals that are dark, or not red, in ordinary traffic (Key:traffic_signals).
_NOT_RED = ("emergency", "blinker", "blink_mode")
_TURNS = {"no_left_turn", "no_right_turn", "no_straight_on", "no_u_turn", "no_entry"}
_TURNS |= {"no_exit", "only_left_turn", "only_right_turn", "only_straight_on"}
_TURNS |= {"only_u_turn"}
_HOURS = ("day_on", "day_off", "hour_on", "hour_off")


class TurnRule(NamedTuple):
    """Whether a relation forbids a turn, or all others; None: neither."""

    kind: Literal["no", "only"] | None
    unread: tuple[str, ...] = ()


def closes(tags: Tags, profile: Profile) -> bool:
    """Return whether nobody of a class passes a node of a street.

    An access tag decides; without one, what kind of barrier it is. A gate that is
    locked is closed, one that is not is open, as in OSRM. A lift gate is open too,
    though the wiki would have it private: engines drive it, and it is told.
    """
    barrier = tags.get("barrier")
    said = verdict(tags, profile.access_keys).use
    if barrier is None:
        return said == Use.CLOSED and _OTHER_THINGS.isdisjoint(tags)
    if tags.get("locked") == "yes" or too_large(
        tags, profile.height_m, profile.width_m, profile.mass_t
    ):
        return True
    return _is_barred(tags, barrier, profile) if said is None else said == Use.CLOSED


def unread_on_node(tags: Tags, profile: Profile) -> tuple[str, ...]:
    """Return the tags of a node that are not understood or not acted on."""
    barrier = tags.get("barrier")
    said = verdict(tags, profile.access_keys)
    told = list(said.unread)
    if barrier is not None:
        told += conditions(tags, profile.access_keys)
        if profile.height_m:
            told += unread_limits(tags)
        untold = said.use is None and tags.get("locked") != "yes"
        unclear = barrier == "lift_gate" and profile.motor
        if untold and (unclear or barrier not in _KNOWN):
            told.append(f"barrier={barrier}")
    return tuple(dict.fromkeys(told))


def is_signal(tags: Tags) -> bool:
    """Return whether a node is a traffic light that stops vehicles.

    Only ``highway=traffic_signals``, as in OSRM: the lights of a crossing
    (``crossing=traffic_signals``, ``crossing:signals=yes``) stand beside those of the
    junction, by the wiki on a node of their own, and would be waited for twice.
    """
    return (
        tags.get("highway") == "traffic_signals"
        and tags.get("traffic_signals") not in _NOT_RED
    )


def turn_rule(tags: Tags, profile: Profile) -> TurnRule:
    """Return what a relation forbids a class of vehicles.

    A restriction of a class (``restriction:bicycle``, or the older
    ``type=restriction:bicycle``) comes before the one of all. One that holds at some
    hours only forbids nothing here, and is told.
    """
    kind, _, named = tags.get("type", "").partition(":")
    own = profile.access_keys[:-1]
    if kind != "restriction" or (named and named not in own):
        return TurnRule(None)
    excepted = {each.strip() for each in tags.get("except", "").split(";")}
    if not excepted.isdisjoint(own):
        return TurnRule(None)
    keys = [*(f"restriction:{key}" for key in own), "restriction"]
    told = conditions(tags, keys)
    key = next((key for key in keys if key in tags), None)
    if key is None or tags[key] == "none":
        return TurnRule(None, told)
    value = tags[key].strip()
    told = (*(f"{hour}={tags[hour]}" for hour in _HOURS if hour in tags), *told)
    if value not in _TURNS:
        return TurnRule(None, (f"{key}={value}", *told))
    if any(hour in tags for hour in _HOURS):
        return TurnRule(None, told)
    return TurnRule("no" if value.startswith("no") else "only", told)


def _is_barred(tags: Tags, barrier: str, profile: Profile) -> bool:
    """Return whether a barrier of this kind stops a class where no tag says."""
    if not profile.motor:
        return barrier in _CLOSED_TO_BICYCLES
    if barrier == "kerb":
        return tags.get("kerb") not in _LOW_KERBS and tags.get("highway") != "crossing"
    if barrier == "bollard" and tags.get("bollard") == "rising":
        return False  # sinks for those it is meant for, as in car.lua
    return barrier not in _PASSED_BY_MOTORS
