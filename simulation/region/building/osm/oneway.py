"""Which way along a street: one-ways by class of vehicle.

After the pages Key:oneway, Tag:oneway=reversible, Tag:oneway=alternating,
Key:oneway:bicycle and Key:cycleway:right:oneway of the OpenStreetMap wiki.
"""

from typing import NamedTuple

from simulation.region.building.osm.access import Tags, conditions
from simulation.region.building.osm.profiles import Profile

_BOTH, _ALONG, _AGAINST, _NEITHER = (
    (True, True),
    (True, False),
    (False, True),
    (False, False),
)
_VALUES = {
    **dict.fromkeys(("yes", "true", "1"), _ALONG),
    **dict.fromkeys(("-1", "reverse"), _AGAINST),
    **dict.fromkeys(("no", "false", "0"), _BOTH),
    # Its hours are not known here: whoever meets it the wrong way takes another road.
    "reversible": _NEITHER,
    # Passable both ways after a wait, says the wiki, that nothing here counts.
    "alternating": _BOTH,
}
_TOLD = ("reversible", "alternating")
# Key:oneway: these imply it. Not motorway_link: ramps are tagged.
_ONE_WAY_JUNCTIONS = ("roundabout", "circular")
_ONE_WAY_STREETS = ("motorway",)
_LANES = ("lane", "track", "share_busway", "shared_lane", "yes")


class Directions(NamedTuple):
    """Whether a way is driven along and against the order of its nodes."""

    forward: bool
    backward: bool
    unread: tuple[str, ...] = ()


def directions(tags: Tags, profile: Profile) -> Directions:
    """Return the directions that one-way tags leave to a class of vehicles.

    The most special key that is understood decides (``oneway:moped`` before
    ``oneway``). On a one-way a bicycle also goes where a cycleway of its own runs
    against it, unless ``oneway:bicycle`` speaks.
    """
    general = "oneway"
    keys = [*(f"oneway:{key}" for key in profile.access_keys[:-1]), general]
    unread: list[str] = []
    allowed: tuple[bool, bool] | None = None
    decided = ""
    for key in keys:
        value = tags.get(key)
        if value is None or allowed is not None:
            continue
        word = value.strip().lower()
        allowed, decided = _VALUES.get(word), key
        if allowed is None or word in _TOLD:
            unread.append(f"{key}={value}")
    if allowed is None:
        implied = (
            tags.get("junction") in _ONE_WAY_JUNCTIONS
            or tags.get("highway") in _ONE_WAY_STREETS
        )
        allowed, decided = (_ALONG if implied else _BOTH), general
    if not profile.motor and decided == general and allowed in (_ALONG, _AGAINST):
        along, against = _cycleways(tags, against=allowed == _ALONG)
        allowed = (allowed[0] or along, allowed[1] or against)
    return Directions(*allowed, (*unread, *conditions(tags, keys)))


def _cycleways(tags: Tags, *, against: bool) -> tuple[bool, bool]:
    """Return whether cycleways of a one-way open it (along, against) its nodes.

    Parameters
    ----------
    against
        Whether riding against the one-way is riding against the order of the nodes.
    """
    opened = [False, False]
    for side in ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both"):
        value = tags.get(side, "")
        if value.startswith("opposite"):
            opened[against] = True
        elif value in _LANES:
            flow = _VALUES.get(tags.get(f"{side}:oneway", ""), _NEITHER)
            opened = [old or new for old, new in zip(opened, flow, strict=True)]
    return opened[0], opened[1]
