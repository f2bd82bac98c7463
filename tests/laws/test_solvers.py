"""Plans by solvers keep the laws of stacked service, in whole worlds."""

import pytest
from hypothesis import given, settings

from tests.laws.test_stacking import rides_of
from tests.strategies import cases

FEW = settings(max_examples=max(5, settings.default.max_examples // 5))


@pytest.mark.parametrize("planner", ["vroom", "pyvrp"])
def test_an_order_rides_in_one_vehicle_from_shop_to_door_and_none_is_lost(planner):
    pytest.importorskip(planner, reason=f"{planner} is of the extra solvers")

    @FEW
    @given(cases(service__mode="stacked", dispatch__planner=planner))
    def holds(case):
        run = case.but(horizon_s=None).run()
        rows, rides = rides_of(run)
        delivered = [row.order for row in rows if row.kind == "delivered"]
        assert sorted(delivered) == list(range(len(run.orders)))
        for order, legs in enumerate(rides):
            assert len({departed.vehicle for departed, _ in legs}) == 1
            assert legs[0][0].place == run.orders.producer[order]
            assert legs[-1][1].place == run.orders.consumer[order]
        seats = case.scenario.fleet.peripheral.capacity
        departures = [row for row in rows if row.kind == "departed"]
        assert all(len(row.orders) <= seats for row in departures)

    holds()
