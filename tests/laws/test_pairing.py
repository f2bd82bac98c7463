"""Who pairs with whom, worked out anew at every instant from the log (capacity 2).

At the first decision of an instant the replay knows who stands undecided and who
is carried to where. All pairs, the paper's order, greedily: what comes out must be
what was accepted. Ways that take no time would make several rounds of an instant,
and are left out here.
"""

from itertools import combinations

from hypothesis import given, settings

from tests.laws.agents import HopLaw
from tests.laws.replay import Replay
from tests.strategies import cases, regions

fixed = {
    "trained": False,
    "service__mode": "relayed",
    "routing__policy": "exact",
    "requests__handler": "greedy",
    "fleet__core__capacity": 2,
    "fleet__core__speed_factor": 1.0,
    "fleet__peripheral__speed_factor": 1.0,
}
pairing = cases(region=regions(positive=True, most=8), **fixed)
# Where one of the two ways between hotspots is in range, and the other is not.
one_way = cases(
    region=regions(positive=True, most=8),
    **fixed,
    requests__interaction_range_m=450.0,
    requests__count_inbound=True,
    requests__lookahead_s="unbounded",
    routing__preferred_share=1.0,
    demand__load_per_min=20.0,
)


def expected_pairs(case, law, log, now_s):
    """Return {(lower, higher, hop)} by Algorithm 3, lines 17 to 26."""
    requests, distance_m = case.scenario.requests, case.region.distance_m
    deciders = [order for order in log.orders.values() if order.undecided]
    peers = [*deciders]
    if requests.count_inbound:
        peers += [
            order
            for order in log.orders.values()
            if order.vehicle is not None
            and order.party is None
            and order.bound_for < log.hotspots
            and order.bound_for != order.destination
            and ends_by(log, order, now_s, requests.lookahead_s)
        ]
    queue = []
    for one, other in combinations(peers, 2):
        a, b = one.hotspot, other.hotspot
        near = min(distance_m[a, b], distance_m[b, a]) <= requests.interaction_range_m
        if near and (one.undecided or other.undecided):
            best = law.common([one, other])
            if best is not None:
                lower, higher = sorted((one.number, other.number))
                queue.append((-best[0], lower, higher, best[1]))
    taken, accepted = set(), set()
    for _, lower, higher, hop in sorted(queue):
        if not {lower, higher} & taken:
            taken |= {lower, higher}
            accepted.add((lower, higher, hop))
    return accepted


def ends_by(log, order, now_s, lookahead_s):
    """Return whether the order's leg ends soon enough; docking is not counted."""
    if lookahead_s == "unbounded":
        return True
    leg = log.vehicles[order.vehicle].leg
    if leg is None:
        return True
    time_s, _ = log.legs([leg.place], [leg.to_place])
    return leg.time_s + float(time_s[0]) <= now_s + lookahead_s


@settings(max_examples=3 * settings.default.max_examples)
@given(pairing | one_way)
def test_the_pairs_of_an_instant_are_the_best_of_all_who_may_pair(case):
    law, log = HopLaw(case), Replay(case.run())
    log.legs = case.region.router.legs
    beat_s = case.scenario.requests.decision_interval_s
    expected, accepted = {}, {}
    for row in log:
        now_s = row.time_s
        paired = row.kind == "sharing_accepted"
        alone = row.kind == "decided" and row.partner is None
        impatient = alone and lost_patience(case, log, row)
        if now_s not in expected and (paired or (alone and not impatient)):
            expected[now_s] = expected_pairs(case, law, log, now_s)
            assert not beat_s or now_s % beat_s == 0
        if paired:
            pair = (row.order, row.partner, row.place)
            accepted.setdefault(now_s, set()).add(pair)
    assert {now_s: pairs for now_s, pairs in expected.items() if pairs} == accepted


def lost_patience(case, log, row):
    """Return whether a delivery may decide alone because its wait has ended.

    Its sharing ended now, and it has stood for a while (unless it never waits).
    Somebody whose partner left it standing looks the same; who decides after it
    shows that there was a round of requests.
    """
    patience_s = case.scenario.requests.max_wait_s
    if patience_s == "unbounded":
        return False
    order = log.orders[row.order]
    waited = order.since_s < row.time_s or patience_s == 0
    return order.free_s == row.time_s and waited
