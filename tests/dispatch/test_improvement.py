"""Related orders, found side by side, are those found one by one."""

from hypothesis import given

from simulation.dispatch.improvement import Improvement
from simulation.dispatch.plans import AskedLegs
from simulation.dispatch.tasks import Task
from tests.dispatch.plain import moments


@given(moments())
def test_related_orders_are_those_whose_places_lie_nearest(moment):
    trips = sorted({trip.order: trip for trip in moment.waiting}.items())
    tasks = [Task(trip, moment.towards, moment.options) for _, trip in trips]
    places = {at for it in tasks for at in (it.trip.origin, it.trip.target)}
    legs = AskedLegs(moment.towards, sorted(places))
    improvement = Improvement(None, tasks, legs)
    for at, task in enumerate(tasks):
        apart = [
            (
                task.to_origin[other.trip.origin][0]
                + task.to_target[other.trip.target][0],
                other.trip.order,
                number,
            )
            for number, other in enumerate(tasks)
            if other is not task
        ]
        related = improvement._related_to(at).tolist()
        assert related == [number for _, _, number in sorted(apart)]
