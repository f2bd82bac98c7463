"""Who carries each order, and how each one ends, out of a run's log alone."""

from collections import defaultdict
from itertools import chain

from simulation.record.kinds import Kind
from tests.laws.replay import rows_of


def rides_of(run):
    """Return per order the legs that carry it, as (departed, arrived)."""
    leg, rides = {}, defaultdict(list)
    for row in rows_of(run.events):
        if row.kind == "departed":
            leg[row.vehicle] = row
        elif row.kind == "arrived":
            for order in leg[row.vehicle].orders:
                rides[order].append((leg[row.vehicle], row))
    return rides


def check_ends(run):
    """Each order ends once: delivered, cancelled, or open when the run ends."""
    ends = (Kind.DELIVERED, Kind.CANCELLED, Kind.STILL_OPEN)
    orders = [run.events.order[run.events.rows(kind)].tolist() for kind in ends]
    assert sorted(chain(*orders)) == list(range(len(run.orders)))
