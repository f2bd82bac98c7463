"""Random tags against the wiki's hierarchy of access, written down a second time.

The plain version is from the pages Key:access and Key:oneway alone: for each class the
chain of its means of transport, and what each value of the table of values says to
somebody who delivers. It goes from the most general key to the most special one and
lets each overwrite what was said before, as the wiki tells it.
"""

from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.region.building.osm import PROFILES, Use, way_rule

CHAIN = {  # Key:access, "Transport mode restrictions", from the top down
    "van": "access vehicle motor_vehicle double_tracked_motor_vehicle motorcar goods",
    "scooter": "access vehicle motor_vehicle single_tracked_motor_vehicle moped",
    "bicycle": "access vehicle bicycle",
}
SAYS = {  # Key:access, "List of possible values"
    "yes": 2,
    "permissive": 2,
    "designated": 2,
    "destination": 1,
    "delivery": 1,
    "customers": 1,
    "no": 0,
    "private": 0,
    "permit": 0,
    "agricultural": 0,
    "forestry": 0,
    "psv": 0,
    "hgv": 0,
    "use_sidepath": 0,
    "dismount": 0,
}
ALL_KEYS = sorted({key for chain in CHAIN.values() for key in chain.split()})
OTHERS = ["hgv", "psv", "foot", "motorcycle", "horse", "name", "surface"]
ONE_WAY = {"yes": (1, 0), "-1": (0, 1), "no": (1, 1), "reversible": (0, 0)}
# Which key an opening tag must at least be, on streets that are closed by default.
BY_DEFAULT = {
    "residential": {},
    "footway": dict.fromkeys(CHAIN, "vehicle"),
    "track": {"van": "vehicle", "scooter": "vehicle"},
    "motorway_link": {"scooter": "moped", "bicycle": "bicycle"},
}

one_value = st.sampled_from([*SAYS, "", "gibberish"])
values = st.one_of(one_value, st.lists(one_value, min_size=2, max_size=3).map(";".join))
access_keys = st.builds(
    str.__add__,
    st.sampled_from(ALL_KEYS + OTHERS),
    st.sampled_from(["", "", ":forward", ":backward"]),
)
oneway_keys = st.sampled_from(["oneway", *(f"oneway:{key}" for key in ALL_KEYS)])
ways = st.builds(
    lambda street, access, oneway: {"highway": street, **access, **oneway},
    st.sampled_from(list(BY_DEFAULT)),
    st.dictionaries(access_keys, values, max_size=6),
    st.dictionaries(oneway_keys, st.sampled_from(list(ONE_WAY)), max_size=2),
)


def plain_value(text):
    said = [SAYS[word] for word in text.split(";") if word in SAYS]
    return max(said, default=None)


def plain_access(tags, chain, side):
    """Return what the tags say in one direction, the key, and whether of it alone."""
    use, by, alone = None, None, False
    for key in chain:
        for tag in (key, f"{key}:{side}"):
            said = plain_value(tags.get(tag, ""))
            if said is not None:
                use, by, alone = said, key, tag != key
    return use, by, alone


def plain_oneway(tags, chain):
    allowed = (1, 1)
    for key in ("oneway", *(f"oneway:{each}" for each in chain if each != "access")):
        allowed = ONE_WAY.get(tags.get(key), allowed)
    return allowed


def plain_uses(tags, name):
    chain = CHAIN[name].split()
    needed = BY_DEFAULT[tags["highway"]].get(name)
    allowed = plain_oneway(tags, chain)
    uses = []
    for side, free in zip(("forward", "backward"), allowed, strict=True):
        use, by, alone = plain_access(tags, chain, side)
        special_enough = needed is None or (
            by is not None and chain.index(by) >= chain.index(needed)
        )
        if use is None:
            use = 2
        if not special_enough or not (free or (alone and any(allowed))):
            use = 0
        uses.append(use)
    return uses


@settings(max_examples=8 * settings.default.max_examples)
@given(ways, st.sampled_from(list(CHAIN)))
def test_random_tags_mean_what_the_wikis_hierarchy_says(tags, name):
    rule = way_rule(tags, PROFILES[name])
    assert [rule.forward, rule.backward] == plain_uses(tags, name)


@given(ways, st.sampled_from(list(CHAIN)), st.sampled_from(list(SAYS)))
def test_a_key_of_the_class_itself_overrules_all_others(tags, name, value):
    own = CHAIN[name].split()[-1]
    said = {
        key: each
        for key, each in tags.items()
        if not key.startswith(("oneway", f"{own}:"))
    }
    rule = way_rule({**said, own: value}, PROFILES[name])
    assert rule.forward == rule.backward == SAYS[value]


@given(ways, st.sampled_from(list(CHAIN)), values)
def test_keys_of_other_vehicles_change_nothing(tags, name, value):
    rule = way_rule(tags, PROFILES[name])
    others = set(ALL_KEYS + OTHERS) - set(CHAIN[name].split())
    for key in others:
        for tag in (key, f"{key}:forward", f"oneway:{key}"):
            assert way_rule({**tags, tag: value}, PROFILES[name]) == rule


@given(ways, st.sampled_from(list(CHAIN)))
def test_a_way_turned_round_is_the_same_way_turned_round(tags, name):
    turned = {}
    for key, value in tags.items():
        stem, _, side = key.rpartition(":")
        if side in {"forward", "backward"}:
            turned[f"{stem}:{'backward' if side == 'forward' else 'forward'}"] = value
        elif key.startswith("oneway"):
            turned[key] = {"yes": "-1", "-1": "yes"}.get(value, value)
        else:
            turned[key] = value
    rule = way_rule(tags, PROFILES[name])
    back = way_rule(turned, PROFILES[name])
    assert (rule.forward, rule.backward) == (back.backward, back.forward)
    assert rule.stops == back.stops


@given(ways, st.sampled_from(list(CHAIN)))
def test_a_word_that_is_not_understood_is_told_and_changes_nothing(tags, name):
    understood = {key: value for key, value in tags.items() if value != "gibberish"}
    rule = way_rule(tags, PROFILES[name])
    same = way_rule(understood, PROFILES[name])
    assert (rule.forward, rule.backward) == (same.forward, same.backward)
    assert set(same.unread) <= set(rule.unread)


def test_more_is_freer():
    assert Use.CLOSED < Use.DESTINATION < Use.OPEN
