"""Plans by solvers keep the laws of stacked service, in whole worlds."""

import pytest
from hypothesis import given, settings

from simulation import load_scenario, simulate
from simulation.record.kinds import Kind
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


@pytest.mark.parametrize("planner", ["vroom", "pyvrp"])
@pytest.mark.parametrize(
    "keys",
    [
        {"traffic.noise": 0.5},
        {"attempts.absent_share": 0.3, "attempts.retry_s": 60.0},
        {
            "attempts.absent_share": 0.3,
            "cancellations.share": 0.2,
            "cancellations.after_pickup": "return",
            "fleet.peripheral.breakdowns_per_h": 10.0,
        },
    ],
    ids=["traffic", "doors", "all"],
)
def test_what_goes_wrong_and_traffic_are_planned_for_too(planner, keys):
    """A plan that was made may take longer, or an order of it be alone out of reach."""
    pytest.importorskip(planner, reason=f"{planner} is of the extra solvers")
    small = {"demand.duration_min": 3, "fleet.peripheral.size": 25}
    small |= {"demand.load_per_min": 12, "dispatch.planner": planner}
    run = simulate(load_scenario("baselines/stacked", small | keys))
    delivered = int(run.events.rows(Kind.DELIVERED).sum())
    assert delivered >= len(run.orders) // 3
