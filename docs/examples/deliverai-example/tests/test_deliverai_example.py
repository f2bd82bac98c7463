"""The parts keep what every part of their kind owes."""

from functools import partial

import pytest
from deliverai_example import FirstComes, LongestIdle, RushHour

from simulation.contracts import check_dispatch, check_handler, check_traffic


@pytest.mark.parametrize("least_q_sum", [0.0, 0.7])
def test_the_handler_keeps_its_contract(least_q_sum):
    options = FirstComes.Options(least_q_sum=least_q_sum)
    check_handler(partial(FirstComes, options=options))


def test_the_dispatch_rule_keeps_its_contract():
    check_dispatch(LongestIdle)


@pytest.mark.parametrize("slower", [1.0, 2.0, 5.5])
def test_nobody_overtakes_in_the_rush(slower):
    check_traffic(partial(RushHour, options=RushHour.Options(slower=slower)))


def test_a_leg_through_the_rush_is_slower_within_it_only():
    """30 s before it, 15 s of the way in its 30 s, and 15 s after it."""
    rush = RushHour(RushHour.Options(from_s=40, until_s=70))
    assert rush.duration_s(60, 10, 0, 1) == 75
