"""Producers that call their orders back, in every kind of service: by hand.

The world of `test_operation`: 80 s from shopA to homeB, 140 s to homeC, 80 s between.
"""

import re

import numpy as np
import pytest

from analysis.metrics import kpis
from analysis.tables import deliveries
from simulation.errors import InputError
from simulation.forks import fork
from simulation.record.kinds import Kind
from simulation.scenario import load_scenario
from simulation.simulation import simulate
from tests.world.test_operation import LINE, ONE, PLANNED, told
from tests.worlds import play

RELAYED = {"service.mode": "relayed"}
THROUGH = PLANNED | {"service.mode": "through"}
SHOP_A = {"recall.tracts": [LINE.region.tracts.ids[0]]}


def recall(at_s, until_s, **keys):
    """Return the keys of a recall of shopA, between two times."""
    times = {"at_min": at_s / 60, "until_min": until_s / 60}
    return {"interventions": [{"what": "Unsafe", "set": SHOP_A, **times}]} | keys


BACK_ONE = ["30 recalled d1 at shopA", "30 cancelled d2 at shopA"]
BACK_BOTH = ["30 recalled d1 at shopA", "30 recalled d2 at shopA"]
LATER = "100 cancelled d3 at shopA"


@pytest.mark.parametrize(
    ("keys", "ends"),
    [
        (ONE, [*BACK_ONE, LATER, "170 returned d1 at shopA"]),
        (
            PLANNED,
            [*BACK_BOTH, LATER, *(f"170 returned d{each} at shopA" for each in (1, 2))],
        ),
        (
            THROUGH,
            [*BACK_BOTH, LATER, *(f"170 returned d{each} at shopA" for each in (1, 2))],
        ),
        # From B at 70 s, 60 s to A and 10 s to the door; from C at 130 s twice as far.
        (
            RELAYED,
            [
                *(*BACK_BOTH, LATER),
                *("140 returned d1 at shopA", "260 returned d2 at shopA"),
            ],
        ),
    ],
)
def test_what_a_producer_calls_back_is_cancelled_or_returned(keys, ends):
    """d1 and d2 are aboard or wait, d3 comes while it holds, d4 when it is over."""
    orders = [(0, "A", "B"), (0, "A", "C"), (100, "A", "B"), (300, "A", "B")]
    story = play(LINE, orders, keys | recall(30, 200))
    assert [line.split()[2] for line in story.of("called_back")] == ["d1", "d2", "d3"]
    assert story.of("recalled", "cancelled", "returned") == ends
    assert [line.split()[:3] for line in story.of("delivered")] == [
        ["380", "delivered", "d4"]
    ]
    found = kpis(story.run)
    returned = sum("returned" in line for line in ends)
    assert found["orders_called_back"] == 3
    assert (found["orders_returned"], found["orders_cancelled"]) == (
        returned,
        3 - returned,
    )
    assert found["success_ratio"] == 1  # of d4: the others are neither
    assert deliveries(story.run)["delivered"].tolist() == [False, False, False, True]


@pytest.mark.parametrize("keys", [ONE, PLANNED, THROUGH, RELAYED])
@pytest.mark.parametrize("retry_from", ["hotspot", "door"])
@pytest.mark.parametrize("returns_to", ["hotspot", "producer"])
def test_one_at_a_door_where_nobody_is_goes_back_and_is_not_tried_again(
    keys, retry_from, returns_to
):
    """Its vehicle waits at homeB, where nobody is until 100 s, as it is called back."""
    keys = (
        keys
        | recall(120, 600)
        | {
            "attempts.absent_share": 1.0,
            "attempts.wait_s": 60.0,
            "attempts.retry_from": retry_from,
            "attempts.returns_to": returns_to,
        }
    )
    keys["interventions"] += [
        {"what": "In", "at_min": 100 / 60, "set": {"attempts.absent_share": 0.0}}
    ]
    story = play(LINE, [(0, "A", "B")], keys)
    assert len(story.of("called_back")) == 1
    assert [line.split()[1] for line in story.of("delivered", "returned")] == [
        "returned"
    ]
    assert story.lines[-1].endswith("d1 at shopA")
    assert len(story.of("attempt_failed")) == 1


@pytest.mark.parametrize(
    ("keys", "called_s"),
    [(ONE, 395), (PLANNED, 395), (THROUGH, 395), (RELAYED, 385)]
    + [(keys, 500) for keys in (ONE, PLANNED, THROUGH, RELAYED)],
)
def test_one_that_is_to_be_tried_again_goes_back_from_its_hotspot(keys, called_s):
    """From homeB at 390 s, relayed at 380 s, it rides to hotspot B for 10 s."""
    keys = keys | recall(called_s, 600) | {"attempts.absent_share": 1.0}
    story = play(LINE, [(0, "A", "B")], keys)
    assert len(story.of("recalled")) == 1
    assert [line.split()[1] for line in story.of("delivered", "returned")] == [
        "returned"
    ]
    assert story.lines[-1].endswith("d1 at shopA")
    assert len(story.of("attempt_failed")) == 1


@pytest.mark.parametrize("keys", [ONE, PLANNED])
def test_at_the_door_it_is_too_late_and_orders_of_others_are_delivered(keys):
    """Handing out at homeB lasts from 90 to 150 s; d2 is of shopC."""
    orders = [(0, "A", "B"), (100, "C", "B")]
    keys = keys | recall(120, 600, **{"consumers.door_s": 60})
    story = play(LINE, orders, keys)
    assert story.of("called_back", "recalled", "cancelled") == [
        "120 called_back d1 at shopA"
    ]
    assert [line.split()[2] for line in story.of("delivered")] == ["d1", "d2"]


def test_a_recall_does_not_ask_what_becomes_of_cancelled_orders():
    """Its consumer cancels d1 in vain at 20 s; at 30 s its producer has it back."""
    story = play(LINE, [(0, "A", "B")], ONE | recall(30, 200), cancelled_s=[20.0])
    assert told(story)[5:] == [
        "30 called_back d1 at shopA",
        "30 recalled d1 at shopA",
        "90 arrived p1 at homeB",
        "90 departed p1 homeB->shopA [d1]",
        "170 arrived p1 at shopA",
        "170 returned d1 at shopA",
    ]


@pytest.mark.parametrize("cancelled_s", [20.0, 40.0])
def test_an_order_goes_back_once(cancelled_s):
    """Whoever is first, its consumer or its producer."""
    keys = RELAYED | {"cancellations.after_pickup": "return"} | recall(30, 200)
    story = play(LINE, [(0, "A", "C")], keys, cancelled_s=[cancelled_s])
    assert len(story.of("recalled")) == len(story.of("returned")) == 1
    assert bool(story.of("called_back")) == (cancelled_s > 30)


@pytest.mark.parametrize("mode", ["direct", "stacked", "through", "relayed"])
def test_a_fork_calls_back_as_an_intervention_does(mode):
    """Its log is that of the intervention without the row that one begins."""
    keys = {"service.mode": mode, "demand.load_per_min": 4, "demand.duration_min": 10}
    keys |= {"fleet.peripheral.size": 9}
    box = {"recall.box": [-87.67, 41.0, -87.0, 42.0]}
    plain = simulated(keys)
    unsafe = {"what": "Unsafe", "at_min": 6, "set": box}
    told_before = simulated(keys | {"interventions": [unsafe]})
    forked = fork(plain, 360.0, box)
    assert kpis(forked)["orders_called_back"] > 0
    rows = told_before.events.kind != Kind.INTERVENTION_STARTED
    assert np.array_equal(told_before.events.kind[rows], forked.events.kind)
    assert np.array_equal(told_before.events.time_s[rows], forked.events.time_s)
    assert np.array_equal(told_before.events.order[rows], forked.events.order)


def simulated(keys):
    """Return a run of the embedded region."""
    return simulate(load_scenario("paper/deliverai_2", keys))


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"recall.tracts": ["nowhere"]}, "recall.tracts: there is no 'nowhere'"),
        (
            {"recall.box": [100, 50, 101, 51]},
            "recall: there are no producers, expected",
        ),
        ({"recall.box": [1, 0, 0, 1]}, "west, south, east, north"),
    ],
)
def test_recalls_that_cannot_be_are_refused_before_the_run(keys, said):
    """From the start, and in an intervention."""
    unsafe = {"what": "Unsafe", "at_min": 1e6, "set": keys}
    for each in (keys, {"interventions": [unsafe]}):
        with pytest.raises(InputError, match=re.escape(said)):
            play(LINE, [(0, "A", "B")], RELAYED | each)


def test_a_service_that_knows_of_no_way_back_refuses_recalls():
    """In one sentence, also in an intervention."""
    own = {"service.mode": "tests.contracts.services:Own"}
    for each in (SHOP_A, recall(30, 200)):
        with pytest.raises(InputError, match="recall asks for what goes wrong where"):
            load_scenario("paper/deliverai_2", own | each)
