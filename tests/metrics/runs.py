"""Small runs written by hand: a log in, a `Run` around it."""

import numpy as np

from simulation.record.kinds import Kind
from simulation.record.log import EventLog
from simulation.record.run import ReleasedOrders, Run
from simulation.region.region import CONSUMER, HOTSPOT, PRODUCER, Places
from simulation.scenario import scenario_from_dict

# Three hotspots 0 to 2; producers 3 and 4 in tract 0; consumers 5 and 6 in tract 2.
H0, H1, H2, P3, P4, C5, C6 = range(7)
PLACES = Places(
    kind=np.array([HOTSPOT] * 3 + [PRODUCER] * 2 + [CONSUMER] * 2, dtype=np.uint8),
    tract=np.array([0, 1, 2, 0, 0, 2, 2]),
    lon=np.linspace(-87.7, -87.6, 7),
    lat=np.linspace(41.8, 41.9, 7),
    category=np.array([""] * 3 + ["restaurant", "café", "house", "office"]),
    source_id=np.array(["", "", "", "node/1", "node/2", "way/3", "way/4"]),
)
TRACT_IDS = ("17031839100", "17031081403", "17031081500")


def run_of(log, consumers=(), end_s=None, details=None, **scenario):
    """Return the run of `log`, whose n-th order goes to ``consumers[n]``.

    `details`: further columns of orders, such as ``{"ready_s": [0.0, 5.0]}``.
    """
    columns = {name: np.array(each) for name, each in (details or {}).items()}
    events = log.table()
    released = events.rows(Kind.RELEASED)
    released = released[np.argsort(events.order[released])]
    last_s = float(events.time_s[-1]) if len(events) else 0.0
    return Run(
        scenario=scenario_from_dict({"seed": 7} | scenario, "by hand"),
        replication=0,
        region_checksum="0" * 64,
        versions={"numpy": "2"},
        wall_s=0.5,
        cpu_s=0.25,
        end_s=last_s if end_s is None else end_s,
        events=events,
        orders=ReleasedOrders(
            start_s=events.time_s[released],
            producer=events.place[released].astype(np.int64),
            consumer=np.array(consumers, dtype=np.int64),
            **columns,
        ),
        places=PLACES,
        tract_ids=TRACT_IDS,
    )


def leg(log, vehicle, way, times, metres, orders=()):
    """Record a whole leg; for logs in which nothing happens meanwhile."""
    log.departed(times[0], vehicle, *way, metres, orders)
    log.arrived(times[1], vehicle, way[1])


def door(log, started_s, finished_s, vehicle, place, orders):
    """Record a stay at a door; for logs in which nothing happens meanwhile."""
    door_row(log, Kind.DOOR_STARTED, started_s, vehicle, place, orders)
    door_row(log, Kind.DOOR_FINISHED, finished_s, vehicle, place, orders)


def door_row(log, kind, time_s, vehicle, place, orders):
    """Record the beginning or the end of a stay at a door."""
    log.add(kind, time_s, vehicle, place, orders=list(orders))


def shared_run():
    """Return two orders that meet at hotspot 0, with one bay and 4 s handovers.

    Order 0 waits for order 1, both for a vehicle from hotspot 2. At hotspot 1 they
    part, wait for the next decision, and meet again before the bay of hotspot 2.
    """
    log = EventLog()
    _meet_at_hotspot_0(log)
    _part_at_hotspot_1(log)
    return run_of(log, [C5, C6], promise_s=100, report={"window_min": [1, 3]})


def _meet_at_hotspot_0(log):
    log.vehicle_joined(0.0, 2, H2, 0)
    log.vehicle_joined(0.0, 6, H2, 0)  # never used
    log.released(0.0, 0, P3)
    log.vehicle_requested(0.0, 0, P3, 1)
    log.vehicle_joined(0.0, 0, P3, 1)
    log.departed(0.0, 0, P3, H0, 100.0, [0])
    log.released(6.0, 1, P4)
    log.vehicle_requested(6.0, 1, P4, 1)
    log.vehicle_joined(6.0, 1, P4, 1)
    log.departed(6.0, 1, P4, H0, 200.0, [1])
    log.arrived(10.0, 0, H0)
    log.dock_requested(10.0, 0, H0, [0])
    log.handover_started(10.0, 0, H0, [0])
    log.arrived(12.0, 1, H0)
    log.dock_requested(12.0, 1, H0, [1])
    log.handover_finished(14.0, 0, H0, [0])
    log.handover_started(14.0, 1, H0, [1])
    log.sharing_accepted(14.0, 0, 1, H1, 1.5)
    log.handover_finished(18.0, 1, H0, [1])
    log.decided(18.0, 0, H0, H1, 1)
    log.decided(18.0, 1, H0, H1, 0)
    log.vehicle_requested(18.0, 0, H0, 0)
    log.vehicle_requested(18.0, 1, H0, 0)
    leg(log, 2, (H2, H0), (18.0, 25.0), 300.0)
    leg(log, 2, (H0, H1), (25.0, 45.0), 1000.0, [0, 1])
    log.dock_requested(45.0, 2, H1, [0, 1])
    log.handover_started(45.0, 2, H1, [0, 1])
    log.handover_finished(53.0, 2, H1, [0, 1])


def _part_at_hotspot_1(log):
    log.sharing_ended(53.0, 0, H1)
    log.sharing_ended(53.0, 1, H1)
    for order in (0, 1):
        log.decided(60.0, order, H1, H2)
        log.vehicle_requested(60.0, order, H1, 0)
    log.departed(60.0, 2, H1, H2, 500.0, [0])
    log.vehicle_joined(60.0, 3, H1, 0)
    log.departed(60.0, 3, H1, H2, 500.0, [1])
    log.arrived(70.0, 2, H2)
    log.dock_requested(70.0, 2, H2, [0])
    log.handover_started(70.0, 2, H2, [0])
    log.arrived(70.0, 3, H2)
    log.dock_requested(70.0, 3, H2, [1])
    log.handover_finished(74.0, 2, H2, [0])
    log.handover_started(74.0, 3, H2, [1])
    log.vehicle_requested(74.0, 0, H2, 1)
    log.vehicle_joined(74.0, 4, H2, 1)
    log.departed(74.0, 4, H2, C5, 80.0, [0])
    log.handover_finished(78.0, 3, H2, [1])
    log.vehicle_requested(78.0, 1, H2, 1)
    log.vehicle_joined(78.0, 5, H2, 1)
    log.departed(78.0, 5, H2, C6, 90.0, [1])
    log.arrived(82.0, 4, C5)
    log.delivered(82.0, 0, 4, C5)
    log.arrived(120.0, 5, C6)
    log.delivered(120.0, 1, 5, C6)
