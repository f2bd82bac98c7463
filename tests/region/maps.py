"""Small maps written by hand, and the regions that are built from them."""

from simulation.region import build_region

SPEC = """
name = "tiny"
seed = 1
[tracts.grid]
rows = 1
columns = 1
[[producers]]
file = "{file}"
tags = {{ amenity = ["restaurant"] }}
[[consumers]]
file = "{file}"
tags = {{ building = ["*"] }}
[streets]
file = "{file}"
use_maxspeed = true
{streets}
[streets.speed_kmh]
residential = 50
pedestrian = 10
"""
SHORT_M, LONG_M = 1657.9, 2494.2
SHOP, HOUSE = {"amenity": "restaurant"}, {"building": "yes"}
RING = {
    1: (-87.69, 41.8, SHOP),
    2: (-87.695, 41.8064952, {}),
    3: (-87.705, 41.8064952, {}),
    4: (-87.71, 41.8, HOUSE),
    5: (-87.705, 41.7935048, {}),
    6: (-87.695, 41.7935048, {}),
    7: (-87.7, 41.8, {}),
}
AROUND = (10, [1, 2, 3, 4, 5, 6, 1], {"highway": "residential"})


def osm(nodes, ways, relations=()):
    """Return a map: nodes by id (lon, lat, tags), ways (id, nodes, tags)."""

    def tags(own):
        return "".join(f'<tag k="{key}" v="{value}"/>' for key, value in own.items())

    lines = [
        f'<node id="{n}" version="1" lon="{lon}" lat="{lat}">{tags(own)}</node>'
        for n, (lon, lat, own) in nodes.items()
    ]
    for number, refs, own in ways:
        steps = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        lines.append(f'<way id="{number}" version="1">{steps}{tags(own)}</way>')
    for number, (members, own) in enumerate(relations, 1):
        parts = "".join(
            f'<member type="{kind}" ref="{ref}" role="{role}"/>'
            for kind, ref, role in members
        )
        lines.append(
            f'<relation id="{number}" version="1">{parts}{tags(own)}</relation>'
        )
    return '<?xml version="1.0"?><osm version="0.6">' + "".join(lines) + "</osm>"


def built(folder, text, streets="", file="s.osm", compress=None):
    content = text.encode()
    (folder / file).write_bytes(compress(content) if compress else content)
    (folder / "spec.toml").write_text(SPEC.format(file=file, streets=streets))
    return build_region(folder / "spec.toml", None, folder / "region")


def leg(region, producer=0, consumer=0):
    """Return time [s] and distance [m] from a producer's door to a consumer's."""
    time_s, distance_m = region.router.legs(
        region.producers[[producer]], region.consumers[[consumer]]
    )
    return float(time_s[0]), float(distance_m[0])


def short_cut(own, node=None, ways=()):
    """Return a ring with a short cut across it that has the given tags."""
    nodes = RING | {7: (-87.7, 41.8, node or {})}
    return osm(nodes, [AROUND, (20, [1, 7, 4], own), *ways])
