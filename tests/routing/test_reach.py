"""Tables that do not lead to every destination are refused by name."""

import numpy as np
import pytest

from simulation.errors import PolicyError
from simulation.routing.q_learning.tabular import TabularPolicy
from simulation.routing.reach import check_leads_everywhere, pairs_astray


def straight(hotspots):
    """Return a table whose best hop is the destination itself."""
    table = np.zeros((hotspots,) * 3)
    for destination in range(hotspots):
        table[destination, :, destination] = 1.0
    return table


def test_going_straight_leads_everywhere():
    check_leads_everywhere(TabularPolicy(straight(5)))


def test_a_loop_is_refused_naming_the_pairs():
    table = straight(4)
    table[3, 0, 1] = table[3, 1, 0] = 2.0  # 0 and 1 send each other what is for 3
    with pytest.raises(PolicyError, match=r"circles from 0 to 3, from 1 to 3 \(hot"):
        check_leads_everywhere(TabularPolicy(table))


def test_a_hotspot_that_leads_into_a_loop_is_astray_too():
    table = straight(5)
    table[4, 0, 1] = table[4, 1, 0] = 2.0
    table[4, 2, 0] = 2.0  # into the loop; 3 goes straight
    assert pairs_astray(TabularPolicy(table)).tolist() == [[0, 4], [1, 4], [2, 4]]


def test_an_untrained_table_names_the_first_pairs_and_counts_the_rest():
    with pytest.raises(PolicyError, match=r"from 0 to 2, from 0 to 3, .* and \d+ more"):
        check_leads_everywhere(TabularPolicy(np.zeros((4, 4, 4))))


def test_a_detour_over_every_hotspot_is_no_loop():
    hotspots = 9
    table = straight(hotspots)
    for here in range(hotspots - 1):
        table[hotspots - 1, here, here + 1] = 2.0
    assert not pairs_astray(TabularPolicy(table)).size


def test_a_policy_that_answers_row_by_row_is_checked_alike():
    class Rows:
        """The protocol and nothing more."""

        hotspots = 3

        def values(self, destination, here):
            del destination
            return np.eye(3)[(here + 1) % 2]

    assert pairs_astray(Rows()).tolist() == [[0, 2], [1, 2]]


@pytest.mark.parametrize("shape", [(2, 2), (2, 2, 3), (0,)])
def test_a_table_of_another_shape_is_refused(shape):
    with pytest.raises(
        PolicyError, match="expected \\(hotspots, hotspots, hotspots\\)"
    ):
        TabularPolicy(np.zeros(shape))


def test_a_value_that_is_no_number_is_refused_by_its_place():
    table = straight(3)
    table[1, 2, 0] = np.nan
    with pytest.raises(PolicyError, match="from hotspot 2 to 0 on the way to 1 at nan"):
        TabularPolicy(table)
