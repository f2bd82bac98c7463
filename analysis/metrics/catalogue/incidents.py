"""What went wrong on the way and at doors."""

from analysis.metrics.catalogue.kpi import Kpi

INCIDENTS: tuple[Kpi, ...] = (
    Kpi(
        "breakdowns",
        "Breakdowns",
        "",
        "How often a vehicle broke down on the way.",
        "count of broke_down",
        "own",
        "lower",
    ),
    Kpi(
        "downtime_share",
        "Time broken down",
        "share",
        "Time that vehicles stood broken down, until they were repaired, over the time "
        "that they belonged to the fleet, both within the service period as of "
        "`vehicle_hours`; null without vehicles or orders.",
        "sum(repaired - broke_down) / sum(left_s - joined_s, within the period)",
        "machine repair model: 1 - availability, of vehicles that always drive",
        "lower",
    ),
    Kpi(
        "orders_rescued",
        "Rescued at the roadside",
        "orders",
        "How often an order that was aboard a vehicle that broke down went on in "
        "another one.",
        "count of legs that begin in another vehicle after broke_down",
        "own",
        "neither",
    ),
    Kpi(
        "orders_returned",
        "Returned",
        "",
        "Orders that were picked up and not delivered: back at their producer or left "
        "at a hotspot for good. Those that nobody took are late, as of "
        "`success_ratio`; those that were cancelled on the way, by their consumers or "
        "in a recall of their producers, are neither on time nor late.",
        "count(returned)",
        "own",
        "lower",
    ),
    Kpi(
        "orders_recalled",
        "Cancelled on the way",
        "",
        "Orders that were cancelled after the pickup, by their consumers or in a "
        "recall of their producers, and that went back, those still on their way among "
        "them.",
        "count(recalled)",
        "own",
        "neither",
    ),
    Kpi(
        "orders_called_back",
        "Called back by producers",
        "",
        "Orders that their producers called back (`recall`): cancelled before the "
        "pickup, returned after it, or delivered, those that were at the door.",
        "count(called_back)",
        "own",
        "neither",
    ),
    Kpi(
        "room_wait_h",
        "Waiting for room",
        "h",
        "Time that vehicles stood in their bays with loads for which a hotspot had no "
        "room, those that do when the run ends included; of each order aboard it is "
        "part of waiting for a bay.",
        "sum(handover_started - room_awaited)",
        "own",
        "lower",
    ),
    Kpi(
        "orders_blocked",
        "Orders blocked by full hotspots",
        "",
        "Orders aboard vehicles that wait for room when nothing more can happen: a "
        "storage deadlock. They end open.",
        "count of orders listed by storage_blocked",
        "own",
        "lower",
    ),
    Kpi(
        "attempts_failed",
        "Attempts in vain",
        "",
        "How often nobody was there to take an order at its consumer's door.",
        "count of attempt_failed",
        "own",
        "lower",
    ),
    Kpi(
        "shifts_missed",
        "Shifts missed",
        "",
        "Shifts that were planned and that nobody came to.",
        "count of no_show",
        "own",
        "lower",
    ),
    Kpi(
        "shifts_late",
        "Shifts begun late",
        "",
        "Shifts that were not begun when they were planned to; vehicle_joined says "
        "when they were.",
        "count of driver_late",
        "own",
        "lower",
    ),
    Kpi(
        "shifts_cut",
        "Shifts ended early",
        "",
        "Shifts that were over before they were planned to be.",
        "count of left_early",
        "own",
        "lower",
    ),
    Kpi(
        "feed_alarms",
        "Alarms of the detector",
        "",
        "How often legs from and to a tract did not take what planners were told "
        "(`traffic.detector`).",
        "count of feed_alarm",
        "Page 1954: cumulative sums",
        "neither",
    ),
    Kpi(
        "first_alarm_min",
        "First alarm",
        "min",
        "When the detector gave its first alarm, from time zero; null without one.",
        "min(time of feed_alarm) / 60",
        "own",
        "neither",
    ),
)
