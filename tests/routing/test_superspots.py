"""Values over superspots against Dijkstra's way, their limits, and what they take."""

import tracemalloc
from itertools import pairwise, product

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import PolicyError
from simulation.routing.clusters import clusters_of
from simulation.routing.exact import ExactPolicy
from simulation.routing.offers import OfferBook
from simulation.routing.reach import pairs_astray
from simulation.routing.superspots import SuperspotPolicy

SCALINGS = ["max", "off_diagonal"]


@st.composite
def networks(draw):
    """Draw times between up to 8 hotspots, mostly such that ways round are shorter."""
    size = draw(st.integers(1, 8))
    cells = st.integers(0, 12) if draw(st.booleans()) else st.integers(30, 60)
    time_s = np.array(
        draw(st.lists(cells, min_size=size * size, max_size=size * size)), dtype=float
    ).reshape(size, size)
    np.fill_diagonal(time_s, 0.0)
    return time_s


discounts = st.sampled_from([0.5, 0.9, 0.99, 1.0])


def scaled(time_s, scaling):
    """Return penalties of hops by section 5, before ways are taken into account."""
    others = [t for (i, j), t in np.ndenumerate(time_s) if i != j]
    low = min(others, default=0.0) if scaling == "off_diagonal" else 0.0
    spread = max(others, default=0.0) - low
    return (time_s - low) / spread if spread > 0 else np.zeros_like(time_s)


def plain_way(clusters, here, destination):
    """Return the hotspots of a way, by what is said of them."""
    of, at = clusters.of, clusters.superspots
    if of[here] == of[destination]:
        return [here, destination]
    way = [here, int(at[of[here]]), int(at[of[destination]]), destination]
    return [each for each, after in pairwise([*way, None]) if each != after]


def penalties_of(time_s, scaling, clusters, discount):
    """Return penalties of hops: of the longest way, over whose end it is worth 0."""
    penalty = scaled(time_s, scaling)
    longest = 1.0
    for here, destination in product(range(len(time_s)), repeat=2):
        way = plain_way(clusters, here, destination)
        hops = [penalty[hop] for hop in pairwise(way)][::-1]
        longest = max(longest, sum(p / discount**n for n, p in enumerate(hops)))
    return penalty / longest


def hops_of(clusters, here, destination):
    """Return the next hops that there are."""
    of, at = clusters.of.tolist(), clusters.superspots.tolist()
    if of[here] == of[destination]:
        hops = [each for each, cluster in enumerate(of) if cluster == of[here]]
    else:
        hops = at if here in at else [at[of[here]]]
    return [each for each in hops if each != here]


def values_by_dijkstra(penalty, clusters, destination, discount):
    """Return the value of each hotspot: a node for each hotspot and number of hops."""
    hotspots = len(penalty)
    graph = nx.DiGraph()
    for here, n in product(range(hotspots), range(hotspots + 1)):
        if here == destination:
            graph.add_edge("end", (here, n), weight=1 - discount ** max(0, n - 1))
            continue
        for hop in hops_of(clusters, here, destination):
            weight = discount**n * penalty[here, hop]
            graph.add_edge((hop, n + 1), (here, n), weight=weight)
    lost = nx.single_source_dijkstra_path_length(graph, "end")
    values = [1 - lost[here, 0] for here in range(hotspots)]
    values[destination] = 0.0
    return values


@given(networks(), discounts, st.sampled_from(SCALINGS), st.data())
def test_values_are_those_of_the_best_way_over_the_two_levels(
    time_s, discount, scaling, data
):
    hotspots = len(time_s)
    count = data.draw(st.integers(1, hotspots))
    policy = SuperspotPolicy(time_s, count, discount, scaling)
    clusters = policy.clusters
    penalty = penalties_of(time_s, scaling, clusters, discount)
    for destination in range(hotspots):
        value = values_by_dijkstra(penalty, clusters, destination, discount)
        for here in range(hotspots):
            assert policy.value(destination, here) == pytest.approx(
                value[here], abs=1e-9
            )
            assert value[here] >= -1e-12
            if here == destination:
                continue
            hops, row = policy.some(destination, here)
            expected = hops_of(clusters, here, destination)
            assert hops.tolist() == sorted([*expected, here])
            whole = policy.values(destination, here)
            for hop in range(hotspots):
                if hop in expected:
                    arrives = hop == destination
                    worth = 1.0 if arrives else discount * value[hop]
                    worth -= penalty[here, hop]
                    assert (
                        whole[hop] == row[hops == hop] == pytest.approx(worth, abs=1e-9)
                    )
                elif hop == here:
                    staying = discount * value[here] - 1.0
                    assert whole[hop] == pytest.approx(staying, abs=1e-9)
                else:
                    last_resort = hop == destination
                    assert whole[hop] == (-2.0 if last_resort else -3.0)


@given(networks(), discounts, st.sampled_from(SCALINGS), st.booleans())
def test_superspots_alone_and_one_cluster_are_the_flat_network(
    time_s, discount, scaling, alone
):
    hotspots = len(time_s)
    flat = ExactPolicy(time_s, discount, scaling)
    policy = SuperspotPolicy(time_s, hotspots if alone else 1, discount, scaling)
    for destination, here in product(range(hotspots), repeat=2):
        if here != destination:
            row = policy.values(destination, here)
            assert np.array_equal(row, flat.values(destination, here))


@given(networks(), st.data())
def test_clusters_are_around_their_superspots_and_no_exchange_is_better(time_s, data):
    hotspots = len(time_s)
    count = data.draw(st.integers(1, hotspots))
    without = data.draw(st.sets(st.integers(0, hotspots - 1)))
    clusters = clusters_of(time_s, count, without)
    at = clusters.superspots.tolist()
    may = set(range(hotspots)) - without or set(range(hotspots))
    assert set(at) <= may
    assert len(at) == min(count, len(may))
    assert clusters.of[at].tolist() == list(range(len(at)))
    both_s = time_s + time_s.T
    assert both_s[np.arange(hotspots), np.array(at)[clusters.of]].tolist() == (
        both_s[:, at].min(axis=1).tolist()
    )
    cost = both_s[:, at].min(axis=1).sum()
    for closed, opened in product(at, may - set(at)):
        others = [opened if each == closed else each for each in at]
        assert both_s[:, others].min(axis=1).sum() >= cost
    assert np.concatenate(clusters.members).size == hotspots


def euclidean(hotspots, seed):
    points = np.random.default_rng(seed).uniform(0, 1000, (2, hotspots))
    return np.hypot(*(points[:, :, None] - points[:, None]))


@pytest.mark.parametrize("count", [1, 4, 12, 40])
def test_the_best_hops_are_the_plain_way_where_no_way_round_is_shorter(count):
    policy = SuperspotPolicy(euclidean(40, 3), count)
    for here, destination in product(range(40), repeat=2):
        way, at = [here], here
        while at != destination:
            at = int(policy.values(destination, at).argmax())
            way.append(at)
        assert way == (
            plain_way(policy.clusters, here, destination)
            if here != destination
            else [here]
        )
    assert not pairs_astray(policy).size


@pytest.mark.parametrize("most", [1, 3, 17, 60])
def test_no_more_is_preferred_than_there_are_hops(most):
    """Sets of 17 and more are arrays; values are scaled over the hops there are."""
    time_s = euclidean(60, 5)
    policy = SuperspotPolicy(time_s, 20)
    book = OfferBook(policy, most)
    for here, destination in product(range(60), repeat=2):
        if here == destination:
            continue
        expected = hops_of(policy.clusters, here, destination)
        offer = book.form(destination, here)
        row = policy.values(destination, here)
        ranked = sorted(expected, key=lambda hop: (-row[hop], hop))[:most]
        assert [hop for hop, _ in offer.hops] == ranked
        assert offer.mask == sum(1 << hop for hop in ranked)
        low, high = row[[*expected, here]].min(), row[[*expected, here]].max()
        assert [q for _, q in offer.hops] == pytest.approx(
            [(row[hop] - low) / (high - low) for hop in ranked], abs=2**-40
        )


def test_more_superspots_than_hotspots_are_refused():
    with pytest.raises(PolicyError, match=r"routing.superspots is 6, expected 1 to 5"):
        SuperspotPolicy(euclidean(5, 1), 6)


def test_without_a_number_there_are_as_many_clusters_as_hotspots_in_each():
    assert SuperspotPolicy(euclidean(50, 1)).clusters.superspots.size == 7


def test_other_times_change_values_and_leave_superspots_unless_they_are_shunned():
    before_s, after_s = euclidean(30, 1), euclidean(30, 2)
    policy = SuperspotPolicy(before_s, 5, 0.9, "off_diagonal")
    at = policy.clusters.superspots.tolist()
    other = policy.at(after_s, frozenset())
    assert other.clusters is policy.clusters
    same = SuperspotPolicy(
        after_s, 5, 0.9, "off_diagonal", clusters=clusters_of(before_s, 5)
    )
    assert np.array_equal(other.values(7, 3), same.values(7, 3))
    ordinary = next(each for each in range(30) if each not in at)
    assert policy.at(after_s, {ordinary}).clusters is policy.clusters
    moved = policy.at(after_s, {at[0]}).clusters
    assert moved.superspots.size == 5
    assert at[0] not in moved.superspots


def test_nothing_that_is_kept_is_as_large_as_times_between_all_hotspots():
    hotspots, count = 600, 25
    time_s = euclidean(hotspots, 9)
    clusters = clusters_of(time_s, count)
    tracemalloc.start()
    policy = SuperspotPolicy(time_s, clusters=clusters)
    for destination in range(hotspots):
        for here in (0, 1):
            policy.value(destination, here)
            policy.value(destination, destination)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    within = sum(each.size**2 for each in clusters.members)
    assert within < 4 * hotspots**2 / count
    assert kept < 8 * (hotspots * count + within) + 400 * hotspots  # objects, two each
    assert kept < time_s.nbytes / 4
