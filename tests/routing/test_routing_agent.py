"""What an agent answers, from a policy written down by hand."""

import mesa
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import SimulationError
from simulation.routing import offers
from simulation.routing.agent import RoutingAgent
from simulation.routing.exact import ExactPolicy
from simulation.routing.offers import OfferBook


class Written:
    """Values as written, counting how often it is asked."""

    def __init__(self, rows):
        self.rows = np.array(rows)
        self.asked = 0

    @property
    def hotspots(self):
        """Return the number of rows."""
        return len(self.rows)

    def values(self, destination, here):
        """Return one row."""
        assert destination == 4
        self.asked += 1
        return self.rows[here].copy()


ROWS = [
    [-0.5, 0.25, 0.5, 0.25, 0.0],
    [0.1, 0.9, 0.2, 0.3, 0.4],
    [0.3, 0.3, 0.3, 0.3, 0.3],
    [0.0, 0.0, 0.0, 0.0, 1.0],
    [0.0, 0.0, 0.0, 0.0, 0.0],
]


@pytest.fixture
def policy():
    return Written(ROWS)


@pytest.fixture
def agent(policy):
    return RoutingAgent(mesa.Model(), 4, OfferBook(policy, 2))


def visited(*hotspots):
    return sum(1 << hotspot for hotspot in hotspots)


def test_preferred_hops_are_the_best_with_ties_to_the_lower_index(agent):
    assert agent.preferred(0) == (2, 1)  # 1 and 3 tie
    assert agent.preferred(2) == (0, 1)  # all tie; 2 itself is left out


def test_staying_is_never_preferred_however_good_it_is_valued(agent):
    assert agent.preferred(1) == (4, 3)


def test_offers_carry_values_scaled_over_all_actions_staying_too(agent):
    assert agent.offers(0) == ((2, 1.0), (1, 0.75))
    offers = dict(agent.offers(1))
    assert offers[4] == pytest.approx(0.3 / 0.8, abs=2.0**-40)


def test_a_flat_row_offers_hops_worth_nothing(agent):
    assert agent.offers(2) == ((0, 0.0), (1, 0.0))


def test_an_answer_is_formed_once(agent, policy):
    first = [(agent.offers(here), agent.preferred(here)) for here in range(4)]
    asked = policy.asked
    assert [(agent.offers(here), agent.preferred(here)) for here in range(4)] == first
    assert policy.asked == asked


def test_the_best_hop_is_the_first_preferred_one_if_it_is_new(agent):
    assert agent.best(0, visited(0)) == 2
    assert agent.best(0, visited(0, 2)) == 1


def test_beyond_the_preferred_set_the_whole_row_is_searched(agent):
    assert agent.best(0, visited(0, 2, 1)) == 3
    assert agent.best(0, visited(0, 2, 1, 3)) == 4
    assert agent.best(0, visited(0, 2, 1, 3)) == 4  # and again, from what is kept


def test_the_best_hop_is_never_the_current_hotspot_even_if_it_is_not_in_the_mask(agent):
    assert agent.best(1, 0) == 4


def test_with_every_hotspot_visited_there_is_no_hop(agent):
    with pytest.raises(SimulationError, match="hotspot 4 has no next hop from 0"):
        agent.best(0, visited(0, 1, 2, 3, 4))


@pytest.mark.parametrize("size", [4, 5, 100])
def test_a_preferred_set_is_cut_to_the_hops_there_are(policy, size):
    agent = RoutingAgent(mesa.Model(), 4, OfferBook(policy, size))
    assert agent.preferred(0) == (2, 1, 3, 4)
    assert agent.best(0, visited(0, 2, 1)) == 3


@pytest.mark.parametrize("size", [1, 2, 3, 4, 9])
@given(
    row=st.lists(st.sampled_from([-1.0, 0.0, 0.3, 0.5, 0.9]), min_size=5, max_size=5),
    here=st.integers(0, 4),
    gone=st.sets(st.integers(0, 3)),
)
def test_sets_as_arrays_are_those_as_tuples(size, row, here, gone):
    policy = Written([row] * 5)
    tuples = RoutingAgent(mesa.Model(), 4, OfferBook(policy, size))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(offers, "MOST_AS_TUPLES", 0)
        arrays = RoutingAgent(mesa.Model(), 4, OfferBook(policy, size))
        assert isinstance(arrays.offer(here), offers.WideOffer)
    assert arrays.offers(here) == tuples.offers(here)
    assert arrays.offer(here).mask == tuples.offer(here).mask
    if here != 4 or len(gone) < 4:
        been = visited(*gone)
        assert arrays.best(here, been) == tuples.best(here, been)


def test_no_more_sets_are_kept_than_fit(policy, monkeypatch):
    monkeypatch.setattr(offers, "MOST_AS_TUPLES", 0)
    monkeypatch.setattr(offers, "_MOST_KEPT", 2)
    book = OfferBook(policy, 2)
    agent = RoutingAgent(mesa.Model(), 4, book)
    first = [agent.offers(here) for here in range(4)]
    assert len(book.offers(4)) == 2
    assert [agent.offers(here) for here in range(4)] == first


def test_masks_work_beyond_sixty_four_hotspots():
    rng = np.random.default_rng(1)
    points = rng.random((100, 2)) * 9_000
    policy = ExactPolicy(np.hypot(*(points[:, None] - points).T))
    agent = RoutingAgent(mesa.Model(), 99, OfferBook(policy, 10))
    everything_but = visited(*(i for i in range(100) if i != 99))
    assert agent.best(70, everything_but) == 99


def test_agents_belong_to_their_model_and_know_their_destination():
    policy = ExactPolicy(np.array([[0.0, 60.0], [60.0, 0.0]]))
    model = mesa.Model()
    book = OfferBook(policy, 1)
    agents = [RoutingAgent(model, destination, book) for destination in range(2)]
    assert set(model.agents) == set(agents)
    assert [agent.destination for agent in agents] == [0, 1]
    assert agents[1].preferred(0) == (1,)
