"""Decisions after times have changed are those of agents that were built with them.

The other run knows nothing: at the instants at which speeds change it is given agents,
and a handler, made of the times that a vehicle takes which sets out under these speeds.
"""

from dataclasses import replace

import numpy as np
import pytest

from simulation import load_scenario, prepare
from simulation.assemble import assemble
from simulation.record.kinds import CORE, Kind
from simulation.routing import offers
from simulation.routing.exact import ExactPolicy
from simulation.routing.offers import OfferBook
from simulation.routing.preferred import preferred_set_size
from simulation.sharing.saved_distance import SavedDistanceHandler

BOX = [-87.70, 41.85, -87.64, 41.90]
FROM_S, UNTIL_S = 480.0, 960.0
KEYS = {"demand.load_per_min": 12, "demand.duration_min": 25}
SLOW = {"speed_factor": 0.2, "from_min": FROM_S / 60, "until_min": UNTIL_S / 60}
NAMES = {"greedy": "paper/hotspots_only", "saved_distance": "sharing/saved_distance"}


def asked(handler, times, **closure):
    keys = {f"traffic.closures.strip.{key}": each for key, each in closure.items()}
    keys |= {"traffic.closures.strip.box": BOX, "routing.times": times}
    return load_scenario(NAMES[handler], {**KEYS, **keys, "requests.handler": handler})


def rows_of(log):
    """Return the rows of a log, without what was learnt when."""
    table = log.table()
    kept = ~np.isin(table.kind, [Kind.TIMES_LEARNT, Kind.HOTSPOT_SHUNNED])
    columns = (table.kind, table.time_s, table.order, table.place, table.to_place)
    return np.column_stack([each[kept] for each in columns]), table


def driven(handler):
    """Return times [s] and metres between hotspots where it is slow all the time."""
    always = asked(handler, "free_flow", speed_factor=0.2, until_min=1e5)
    prepared = prepare(always)
    world = assemble(always, prepared, prepared.orders(always, 0))
    leg, hotspots = world.fleets[CORE].travel.leg, range(prepared.overlay.hotspots)
    legs = np.array([[leg(here, to, 0.0) for to in hotspots] for here in hotspots])
    return legs[..., 0], legs[..., 1]


@pytest.mark.parametrize("most_as_tuples", [16, 0])  # sets formed at once, or later
@pytest.mark.parametrize("handler", NAMES)
def test_decisions_are_those_of_agents_built_with_the_times(
    handler, most_as_tuples, monkeypatch
):
    monkeypatch.setattr(offers, "MOST_AS_TUPLES", most_as_tuples)
    knowing, unknowing = (asked(handler, each, **SLOW) for each in ("now", "free_flow"))
    prepared = prepare(knowing)
    orders = prepared.orders(knowing, 0)
    one, other, never = (
        assemble(each, prepared, orders) for each in (knowing, unknowing, unknowing)
    )
    one.run()
    never.run()
    free = other.policies
    time_s, distance_m = driven(handler)
    policy = ExactPolicy(time_s, knowing.routing.discount, knowing.routing.time_scaling)
    share = knowing.routing.preferred_share
    size = preferred_set_size(share, len(time_s))
    built = replace(free.sharing, book=OfferBook(policy, size))
    if handler == "saved_distance":
        price = knowing.requests.value_of_time_m_per_s
        seats = knowing.fleet.core.capacity
        weighs = SavedDistanceHandler(seats, distance_m, time_s, price)
        built = replace(built, handler=weighs)
    for at_s, sharing in ((FROM_S, built), (UNTIL_S, free.sharing)):
        other.advance(at_s)
        other.adopt(replace(free, sharing=sharing))
    other.run()
    ours, table = rows_of(one.log)
    assert np.array_equal(ours, rows_of(other.log)[0])
    # And it does make a difference.
    assert not np.array_equal(ours, rows_of(never.log)[0])
    learnt = table.rows(Kind.TIMES_LEARNT)
    assert len(learnt) == 2
    assert table.lost_s[learnt][0] > 0 == table.lost_s[learnt][1]
