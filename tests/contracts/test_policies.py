"""What every shipped routing policy owes besides its contract."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.routing.exact import ExactPolicy
from simulation.routing.preferred import normalised
from simulation.routing.q_learning.explorers import Boltzmann, EpsilonGreedy
from simulation.routing.q_learning.training import TrainingPlan, train
from simulation.routing.reach import check_leads_everywhere
from simulation.streams import Streams
from tests.routing.hops import best_first


def learnt(explorer):
    def policy(time_s):
        rng = Streams(11, replication=None).get("training")
        return train(time_s, explorer, TrainingPlan(episodes=400), rng).policy

    return policy


POLICIES = {
    "exact": ExactPolicy,
    "q_boltzmann": learnt(Boltzmann()),
    "q_epsilon": learnt(EpsilonGreedy()),
}


@st.composite
def metrics(draw):
    """Draw travel times [s] between 2 to 5 points on a street grid, with detours."""
    hotspots = draw(st.integers(2, 5))
    point = st.tuples(st.integers(0, 40), st.integers(0, 40))
    points = draw(st.lists(point, min_size=hotspots, max_size=hotspots, unique=True))
    place = np.array(points) * 100.0
    distance = np.abs(place[:, None] - place).sum(axis=-1)
    detour = draw(st.integers(0, 2**32 - 1).map(np.random.default_rng))
    time_s = distance / 6.7 * detour.uniform(1.0, 1.3, distance.shape)
    return np.rint(time_s * 1024) / 1024


@pytest.fixture(scope="module", params=POLICIES, ids=str)
def make(request):
    return POLICIES[request.param]


contract = settings(max_examples=settings.default.max_examples // 4)


@given(metrics())
@contract
def test_the_best_hops_reach_every_destination_without_a_second_visit(make, time_s):
    policy = make(time_s)
    check_leads_everywhere(policy)
    for destination in range(policy.hotspots):
        for start in range(policy.hotspots):
            path = [start]
            while path[-1] != destination:
                here = path[-1]
                path.append(best_first(policy.values(destination, here), here)[0])
                assert len(set(path)) == len(path)


@given(metrics())
@contract
def test_the_destination_is_valued_above_staying(make, time_s):
    policy = make(time_s)
    for destination in range(policy.hotspots):
        for here in set(range(policy.hotspots)) - {destination}:
            values = policy.values(destination, here)
            assert values[destination] > values[here]
            assert normalised(values).max() == 1.0
