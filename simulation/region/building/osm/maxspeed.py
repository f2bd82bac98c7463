"""How fast a tag lets one drive: the maximum speeds of OpenStreetMap in all forms.

After the pages Key:maxspeed, Key:source:maxspeed, Key:maxspeed:type,
Key:zone:maxspeed and Speed_limits of the OpenStreetMap wiki; words of countries as in
OSRM's car.lua and SUMO's NIImporter_OpenStreetMap, where these agree with the wiki.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from simulation.region.building.osm.access import Tags, conditions

LOWEST_LIMIT_KMH, HIGHEST_LIMIT_KMH = 1.0, 200.0  # what a sign can say
_KMH_PER_MPH = 1.609344
_KMH_PER_KNOT = 1.852
_WALK_KMH = 5.0  # Key:maxspeed has no number; SUMO's, and the usual one
_NONE = float("inf")

_NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z/]+)?")
_UNITS = dict.fromkeys(("km/h", "kmh", "kph", "kmph"), 1.0)
_UNITS |= dict.fromkeys(("mph", "mi/h", "mp/h"), _KMH_PER_MPH)
_UNITS |= dict.fromkeys(("knots", "knot", "kn", "kt", "kts"), _KMH_PER_KNOT)
_COUNTRY = re.compile(r"([a-z]{2}(?:-[a-z]{2,3})?):(.+)")
_ZONE = re.compile(r"(?:zone:?\s*)?(\d+(?:\.\d+)?)\s*(mph)?")
_IN_MILES = {"gb", "uk", "us"}

# Limits by law [km/h], by country and kind of street.
_LAW: dict[str, dict[str, float]] = {
    "at": {"urban": 50, "rural": 100, "trunk": 100, "motorway": 130},
    "au": {"urban": 50, "rural": 100},
    "be": {"urban": 50, "trunk": 120, "motorway": 120, "living_street": 20},
    "be-bru": {"urban": 30, "rural": 70, "motorway": 120, "living_street": 20},
    "be-vlg": {"urban": 50, "rural": 70, "motorway": 120, "living_street": 20},
    "be-wal": {"urban": 50, "rural": 90, "motorway": 120, "living_street": 20},
    "bg": {"urban": 50, "rural": 90, "motorway": 140, "living_street": 20},
    "by": {"urban": 60, "rural": 90, "motorway": 110, "living_street": 20},
    "ch": {"urban": 50, "rural": 80, "trunk": 100, "motorway": 120},
    "cz": {"urban": 50, "rural": 90, "trunk": 110, "motorway": 130},
    "de": {"urban": 50, "rural": 100, "motorway": _NONE, "bicycle_road": 30},
    "dk": {"urban": 50, "rural": 80, "motorway": 130},
    "ee": {"urban": 50, "rural": 90, "living_street": 20},
    "es": {"urban": 50, "rural": 90, "trunk": 90, "motorway": 120},
    "fi": {"urban": 50, "rural": 80, "motorway": 120, "living_street": 20},
    "fr": {"urban": 50, "rural": 80, "trunk": 110, "motorway": 130},
    "gr": {"urban": 50, "rural": 90, "trunk": 110, "motorway": 130},
    "hr": {"urban": 50, "rural": 90, "trunk": 110, "motorway": 130},
    "hu": {"urban": 50, "rural": 90, "trunk": 110, "motorway": 130},
    "it": {"urban": 50, "rural": 90, "trunk": 110, "motorway": 130},
    "jp": {"nsl": 60, "express": 100},
    "lt": {"urban": 50, "rural": 90, "living_street": 20},
    "lu": {"urban": 50, "rural": 90, "motorway": 130, "living_street": 20},
    "lv": {"urban": 50, "rural": 90, "living_street": 20},
    "nl": {"urban": 50, "rural": 80, "trunk": 100, "living_street": 15},
    "no": {"urban": 50, "rural": 80, "motorway": 110},
    "pl": {"urban": 50, "rural": 90, "motorway": 140, "living_street": 20},
    "pt": {"urban": 50, "rural": 90, "trunk": 100, "motorway": 120},
    "ro": {"urban": 50, "rural": 90, "trunk": 100, "motorway": 130},
    "rs": {"urban": 50, "rural": 80, "trunk": 100, "motorway": 130},
    "ru": {"urban": 60, "rural": 90, "motorway": 110, "living_street": 20},
    "se": {"urban": 50, "rural": 70, "motorway": 110},
    "si": {"urban": 50, "rural": 90, "trunk": 110, "motorway": 130},
    "sk": {"urban": 50, "rural": 90, "motorway": 130, "living_street": 20},
    "ua": {"urban": 50, "rural": 90, "motorway": 130, "living_street": 20},
    "za": {"urban": 60, "rural": 100, "motorway": 120},
    "gb": {
        "nsl_restricted": 30 * _KMH_PER_MPH,
        "nsl_single": 60 * _KMH_PER_MPH,
        "nsl_dual": 70 * _KMH_PER_MPH,
        "motorway": 70 * _KMH_PER_MPH,
    },
}
for _country in ("fr", "ch", "hu", "es", "pt", "ro", "cz"):
    _LAW[_country]["living_street"] = 20
for _country in ("at", "de", "se"):
    _LAW[_country]["living_street"] = _WALK_KMH
_LAW["uk"] = _LAW["gb"]
# Where the number is by law, the tag that says by which one.
_KINDS = ("zone:maxspeed", "source:maxspeed", "maxspeed:type")


class Limit(NamedTuple):
    """The speed that tags allow [km/h]; None: they do not say, or there is none."""

    kmh: float | None
    unread: tuple[str, ...] = ()


def limit(tags: Tags, keys: Sequence[str], direction: str) -> Limit:
    """Return the maximum speed of a way in one direction.

    The most special tag that is understood holds: of the class of vehicles and the
    direction, of the class, of the direction, of the way. Without any, the lowest of
    the lanes' (told, as lanes differ), then the law that another tag names. A list has
    its lowest part. ``none`` and ``DE:motorway`` set no limit; they are told too, since
    the class's speed is driven then.

    Parameters
    ----------
    keys
        Classes of vehicles as in ``maxspeed:goods``, the most special one first.
    direction
        ``"forward"`` or ``"backward"``.
    """
    unread: list[str] = []
    stems = [*(f"maxspeed:{key}" for key in keys), "maxspeed"]
    found: float | None = None
    for tag in [each for stem in stems for each in (f"{stem}:{direction}", stem)]:
        if tag in tags and found is None:
            found, whole = _lowest(tags[tag])
            if not whole or found == _NONE:
                unread.append(f"{tag}={tags[tag]}")
    for tag in (f"maxspeed:lanes:{direction}", "maxspeed:lanes"):
        if tag in tags:
            unread.append(f"{tag}={tags[tag]}")
            found = _lowest(tags[tag])[0] if found is None else found
    if found is None and not any(stem in tags for stem in stems):
        found, said = _by_law(tags)
        unread.extend(said)
    if tags.get("maxspeed:variable", "no") != "no":
        unread.append(f"maxspeed:variable={tags['maxspeed:variable']}")
    unread.extend(conditions(tags, stems))
    return Limit(None if found == _NONE else found, tuple(unread))


def _by_law(tags: Tags) -> tuple[float | None, list[str]]:
    """Return the limit that the kind of a limit implies, and what is not understood."""
    said = []
    for tag in _KINDS:
        value = tags.get(tag, "").strip()
        # The key of a source is free text ("sign", "survey"): only what has the form
        # of a law counts as a speed.
        lawful = tag == "zone:maxspeed" or _COUNTRY.fullmatch(value.lower())
        if not value or not lawful:
            continue
        found, _ = _lowest(value)
        if found is None or found == _NONE:
            said.append(f"{tag}={value}")
        if found is not None:
            return found, said
    return None, said


def _lowest(value: str) -> tuple[float | None, bool]:
    """Return the lowest limit of a list [km/h], and whether all of it is understood."""
    limits = [_one(part.strip().lower()) for part in re.split(r"[;|]", value)]
    known = [each for each in limits if each is not None]
    return (min(known) if known else None), len(known) == len(limits)


def _one(text: str) -> float | None:
    """Return one limit [km/h], infinite where there is none, None if not understood."""
    if text == "none":
        return _NONE
    if text == "walk":
        return _WALK_KMH
    if match := _NUMBER.fullmatch(text):
        factor = _UNITS.get(match[2]) if match[2] else 1.0
        return None if factor is None else _in_range(float(match[1]) * factor)
    country, word = "", text
    if match := _COUNTRY.fullmatch(text):
        country, word = match[1], match[2]
    if match := _ZONE.fullmatch(word):
        miles = match[2] or country in _IN_MILES
        return _in_range(float(match[1]) * (_KMH_PER_MPH if miles else 1.0))
    if country and word == "walk":
        return _WALK_KMH
    return _LAW.get(country, {}).get(word)


def _in_range(kmh: float) -> float | None:
    return kmh if LOWEST_LIMIT_KMH <= kmh <= HIGHEST_LIMIT_KMH else None
