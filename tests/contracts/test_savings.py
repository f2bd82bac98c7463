"""What groups save and what is left, against a plain account.

It follows the sentences of `simulation.sharing.savings` one by one, without arrays.
"""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.contracts.drawn import HOTSPOTS, NOW_S, drawn_instant, drawn_network
from simulation.sharing import remaining, savings
from simulation.sharing.candidate import Candidate, common_hops
from simulation.sharing.savings import Savings
from simulation.sharing.singles import singles_of

PRICE = 3.0
CASES = range(60)


def fastest(network):
    """Return metres + price x seconds of the fastest way, by source and target."""
    seconds = network["travel_time_s"].tolist()
    metres = network["distance_m"].tolist()
    found = [
        [(s, m) for s, m in zip(a, b, strict=True)]
        for a, b in zip(seconds, metres, strict=True)
    ]
    for by in range(HOTSPOTS):
        for one in range(HOTSPOTS):
            for other in range(HOTSPOTS):
                s = found[one][by][0] + found[by][other][0]
                m = found[one][by][1] + found[by][other][1]
                found[one][other] = min(found[one][other], (s, m))
    return [[m + PRICE * s for s, m in row] for row in found]


def plain_saving(network, members, hop):
    """Return what members save at a hop, and may lose there."""
    metres, seconds = network["distance_m"], network["travel_time_s"]
    alone = fastest(network)
    singles = singles_of(members)
    end = {each.order: each.destinations.bit_length() - 1 for each in singles}
    saved = sum(alone[each.hotspot][end[each.order]] for each in singles)
    arrives = {}
    for place in {each.hotspot for each in singles}:
        those = [each for each in singles if each.hotspot == place]
        leaves = max(max(each.ready_s, NOW_S) for each in those)
        saved -= metres[place, hop]
        for each in those:
            arrives[each.order] = leaves + seconds[place, hop]
            saved -= PRICE * (arrives[each.order] - max(each.ready_s, NOW_S))
    on = [each.order for each in singles if end[each.order] != hop]
    for order in on:
        saved -= PRICE * (max(arrives.values()) - arrives[order])
    apart = sum(alone[hop][end[order]] for order in on)
    together = [
        metres[hop, other]
        + PRICE * len(on) * seconds[hop, other]
        + sum(alone[other][end[order]] for order in on)
        for other in range(HOTSPOTS)
    ]
    return saved - min(apart, *together)


@pytest.mark.parametrize("case", CASES)
def test_a_group_saves_what_a_plain_account_says(case):
    network = drawn_network(case, HOTSPOTS)
    weighed = Savings(**network, value_of_time_m_per_s=PRICE)
    instant = drawn_instant(case, 4)
    for size in (2, 3):
        for members in combinations(instant.candidates, size):
            for at_destination in (True, False):
                hops = common_hops(members, meet_at_destination=at_destination)
                plain = {hop: plain_saving(network, members, hop) for hop, _ in hops}
                found = weighed.best(members, NOW_S, at_destination=at_destination)
                most = max([0.0, *plain.values()])
                assert max(0.0, found[0]) == pytest.approx(most, abs=0.002)
                if most > 0.002:
                    assert plain[found[1]] == pytest.approx(most, abs=0.002)


@pytest.mark.parametrize("few", [0, 8])
@pytest.mark.parametrize("case", CASES)
def test_one_hop_or_few_or_all_of_them_are_weighed_alike(case, few, monkeypatch):
    """Few hotspots are weighed once at all hops, many at those that all take."""
    monkeypatch.setattr(savings, "_FEW", few)
    network = drawn_network(case, HOTSPOTS)
    kept = Savings(**network, value_of_time_m_per_s=PRICE)
    monkeypatch.setattr(remaining, "_KEPT", 0)
    asked = Savings(**network, value_of_time_m_per_s=PRICE)
    candidates = drawn_instant(case, 4).candidates
    for members in [*combinations(candidates, 2), *combinations(candidates, 3)]:
        for at_destination in (True, False):
            how = {"now_s": NOW_S, "at_destination": at_destination}
            found = asked.best(members, **how)
            assert found == kept.best(members, **how)
            hops = common_hops(members, meet_at_destination=at_destination)
            each = {hop: kept.at_hop(members, hop, NOW_S) for hop, _ in hops}
            assert max(0.0, found[0]) == max([0.0, *each.values()])
            assert each.items() <= asked.at_common_hops(members, NOW_S).items()


@pytest.mark.parametrize("few", [0, 8])
@given(st.integers(0, 10_000))
def test_of_hops_that_save_the_same_all_take_one(few, case):
    """Whole hundreds of metres and seconds: several hops save the same."""
    rng = np.random.default_rng(case)
    metres, seconds = 100.0 * rng.integers(1, 6, (2, 9, 9))
    for each in (metres, seconds):
        np.fill_diagonal(each, 0.0)
    kept = Savings(metres, seconds, PRICE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(remaining, "_KEPT", 0)
        patch.setattr(savings, "_FEW", few)
        asked = Savings(metres, seconds, PRICE)
        for _ in range(40):
            pair = []
            for order in range(2):
                here, end = rng.choice(3 + 6 * order, 2, replace=False).tolist()
                hops = rng.choice(9, rng.integers(4, 9), replace=False).tolist()
                offered = tuple((hop, 1.0) for hop in hops if hop != here)
                ready_s = NOW_S + float(rng.choice([-50.0, 0.0, 100.0]))
                barred = int(rng.choice([0, 0, 0b10110]))
                pair.append(
                    Candidate((order,), here, 1 << end, offered, barred, ready_s)
                )
            for at_destination in (True, False):
                how = {"now_s": NOW_S, "at_destination": at_destination}
                assert asked.best(pair, **how) == kept.best(pair, **how)


@given(st.integers(0, 10_000))
def test_what_is_left_is_that_of_whole_arrays_to_the_last_bit(case):
    """More hotspots than rows at once; now and then several have one destination."""
    rng = np.random.default_rng(case)
    network = drawn_network(case, 70)
    metres, seconds = network["distance_m"], network["travel_time_s"]
    alone_m = rng.uniform(0.0, 5000.0, metres.shape)

    def together(ends):
        apart_m = alone_m[:, list(ends)].sum(axis=1)
        hop_m = metres + len(ends) * PRICE * seconds
        return np.minimum(apart_m, (hop_m + apart_m).min(axis=1))

    ends = tuple(sorted(rng.integers(0, 12, rng.integers(1, 10)).tolist()))
    left_m = together(ends)
    for end in set(ends):
        left_m[end] = together([each for each in ends if each != end])[end]
    left_m = np.round(left_m, 3)
    hops = np.sort(rng.choice(70, rng.integers(1, 71), replace=False))
    found = remaining.Remaining(metres, seconds, PRICE, alone_m)
    assert found.at_hops(ends, hops).tolist() == left_m[hops].tolist()
    assert [found.at_hop(ends, hop) for hop in hops.tolist()] == left_m[hops].tolist()


@given(st.integers(0, 10_000))
def test_without_a_price_of_time_two_of_one_way_save_all_its_metres(case):
    """Both wait for nothing and go from one hotspot to one destination."""
    network = drawn_network(case, HOTSPOTS)
    weighed = Savings(**network, value_of_time_m_per_s=0.0)
    alone = weighed.alone_m
    for here, there in ((0, 1), (2, 5)):
        hops = ((there, 1.0),)
        pair = [Candidate((n,), here, 1 << there, hops) for n in range(2)]
        found = weighed.best(pair, NOW_S, at_destination=False)
        one_ride_m = network["distance_m"][here, there]
        most_m = max(0.0, 2 * alone[here, there] - one_ride_m)
        assert found[0] == pytest.approx(most_m, abs=0.001)
