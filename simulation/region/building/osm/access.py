"""Who may use a way or pass a node: the hierarchy of OpenStreetMap's access tags.

After the pages Key:access, Conditional_restrictions and Key:maxheight of the
OpenStreetMap wiki.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from simulation.region.street_graph import Use

Tags = Mapping[str, str]

# A delivery vehicle always has business where it stops: it delivers, it fetches as
# a customer does, and it is bound there. It may not drive through.
_DESTINATION = {"destination", "delivery", "customers", "customer"}
# "official" is an older word for "designated"; "discouraged" is allowed by law.
_OPEN = {"yes", "permissive", "designated", "official", "public", "discouraged"}
_OPEN |= {"allowed", "true", "1"}
# For nobody, or for a group that a delivery vehicle is not of.
_CLOSED = {"no", "private", "permit", "residents", "resident", "restricted", "false"}
_CLOSED |= {"0", "agricultural", "forestry", "emergency", "emergency_vehicle"}
_CLOSED |= {"military", "employees", "employee", "staff", "members", "license"}
_CLOSED |= {"use_sidepath", "dismount", "separate"}
# A class of vehicles as a value opens to that class alone.
_VEHICLES = {"psv", "bus", "tourist_bus", "coach", "school_bus", "minibus", "taxi"}
_VEHICLES |= {"share_taxi", "hov", "carpool", "car_sharing", "hgv", "goods", "foot"}
_VEHICLES |= {"motorcar", "motorcycle", "moped", "mofa", "motor_vehicle", "vehicle"}
_VEHICLES |= {"bicycle", "horse", "atv", "tractor", "delivery_vehicle", "tram"}
_TOLD = {"discouraged"}  # acted on as yes, which a planner may want to know
_SIDES = ("", ":forward", ":backward")

_NUMBER = r"(\d+(?:\.\d+)?)"
_METRES = re.compile(rf"{_NUMBER}\s*(?:m|metres?|meters?)?")
_FEET = re.compile(rf"{_NUMBER}\s*(?:'|ft|feet)(?:\s*{_NUMBER}\s*(?:\"|''|in))?")
_TONNES = re.compile(rf"{_NUMBER}\s*(t|kg|lbs?|st)?")
_METRES_PER_FOOT = 0.3048
_TONNES_PER = {None: 1.0, "t": 1.0, "kg": 1e-3, "lb": 4.5359237e-4, "st": 0.90718474}
_NO_LIMIT = {"none", "default", "no", "unsigned", "no_sign", "no_indications"}
_NO_LIMIT |= {"below_default", "unlimited"}


class Verdict(NamedTuple):
    """What the tags say of one class of vehicles in one direction."""

    use: Use | None  # None: nothing
    key: str = ""  # the key that decided, without its direction
    directed: bool = False  # whether the key was of this direction alone
    unread: tuple[str, ...] = ()  # what was passed over, not being understood


def verdict(tags: Tags, keys: Sequence[str], direction: str = "") -> Verdict:
    """Return what the access tags say to a class of vehicles.

    The most special key decides, and of one key the one for the direction: so
    ``access=no`` with ``motor_vehicle=yes`` is open to a van. A list (``a;b``) is as
    open as its freest part. A word that the wiki does not know says nothing, as in
    OSRM, Valhalla and GraphHopper: the next key is asked, and the word is told.

    Parameters
    ----------
    tags
        Of a way or a node.
    keys
        Of the class, the most special one first.
    direction
        ``"forward"``, ``"backward"`` or, on a node, none.
    """
    unread: list[str] = []
    for key in keys:
        for tag in (f"{key}:{direction}", key):
            if tag not in tags:
                continue
            use, told = _read(tags[tag], keys)
            if told:
                unread.append(f"{tag}={tags[tag]}")
            if use is not None:
                return Verdict(use, key, tag != key, tuple(unread))
    return Verdict(None, unread=tuple(unread))


def conditions(tags: Tags, keys: Sequence[str]) -> tuple[str, ...]:
    """Return the conditional tags of some keys, which nobody here evaluates."""
    if not any(tag.endswith(":conditional") for tag in tags):
        return ()
    asked = [f"{key}{side}:conditional" for key in keys for side in _SIDES]
    return tuple(f"{tag}={tags[tag]}" for tag in asked if tag in tags)


def too_large(tags: Tags, height_m: float, width_m: float, mass_t: float) -> bool:
    """Return whether a limit of size or weight keeps a vehicle out.

    Parameters
    ----------
    height_m, width_m
        Of the vehicle [m].
    mass_t
        Its permitted mass, loaded [t].
    """
    own = {"maxheight": height_m, "maxwidth": width_m, "maxweight": mass_t}
    for tag in ("maxheight", "maxheight:physical", "maxwidth", "maxwidth:physical"):
        limit = _metres(tags.get(tag, ""))
        if limit is not None and limit < own[tag.removesuffix(":physical")]:
            return True
    limit = _tonnes(tags.get("maxweight", ""))
    return limit is not None and limit < mass_t


def unread_limits(tags: Tags) -> tuple[str, ...]:
    """Return the limits of size and weight that are not understood."""
    told = []
    for tag in ("maxheight", "maxheight:physical", "maxwidth", "maxwidth:physical"):
        value = tags.get(tag)
        if value is not None and value not in _NO_LIMIT and _metres(value) is None:
            told.append(f"{tag}={value}")
    weight = tags.get("maxweight")
    if weight is not None and weight not in _NO_LIMIT and _tonnes(weight) is None:
        told.append(f"maxweight={weight}")
    return tuple(told)


def _read(value: str, keys: Sequence[str]) -> tuple[Use | None, bool]:
    """Return what a value allows (None: nothing known), and whether to tell it."""
    words = [word.strip().lower() for word in value.split(";")]
    uses = [_word(word, keys) for word in words]
    known = [use for use in uses if use is not None]
    told = len(known) < len(uses) or not _TOLD.isdisjoint(words)
    return (max(known) if known else None), told


def _word(word: str, keys: Sequence[str]) -> Use | None:
    if word in _OPEN or (word in keys and word != "access"):
        return Use.OPEN
    if word in _DESTINATION:
        return Use.DESTINATION
    return Use.CLOSED if word in _CLOSED | _VEHICLES else None


def _metres(value: str) -> float | None:
    text = value.strip().lower()
    if match := _METRES.fullmatch(text):
        return float(match[1])
    if match := _FEET.fullmatch(text):
        return (float(match[1]) + float(match[2] or 0) / 12) * _METRES_PER_FOOT
    return None


def _tonnes(value: str) -> float | None:
    match = _TONNES.fullmatch(value.strip().lower())
    if match is None:
        return None
    unit = "lb" if match[2] == "lbs" else match[2]
    return float(match[1]) * _TONNES_PER[unit]
