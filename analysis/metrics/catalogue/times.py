"""The time of a delivery, and what it went to."""

from analysis.metrics.catalogue.kpi import Kpi

_FROM_START = (
    "From start to door, or from when it can be picked up where `report.clock` is "
    "ready (clock_s), over delivered orders"
)

TIMES: tuple[Kpi, ...] = (
    Kpi(
        "delivery_time_mean_s",
        "Delivery time, mean",
        "s",
        f"{_FROM_START}.",
        "sum(end_s - clock_s) / m",
        "paper, 7.5 (2): TIME_avg",
        "lower",
    ),
    Kpi(
        "delivery_time_median_s",
        "Delivery time, median",
        "s",
        f"{_FROM_START}.",
        "quantile(end_s - clock_s, 0.5)",
        "own",
        "lower",
    ),
    Kpi(
        "delivery_time_p95_s",
        "Delivery time, 95th percentile",
        "s",
        f"{_FROM_START}; linear between two observations.",
        "quantile(end_s - clock_s, 0.95)",
        "own",
        "lower",
    ),
    Kpi(
        "ride_mean_s",
        "Riding",
        "s",
        "Aboard a moving vehicle.",
        "sum(ride_s) / m",
        "own",
        "lower",
    ),
    Kpi(
        "decision_wait_mean_s",
        "Waiting for a decision",
        "s",
        "Standing at a hotspot, sharing with nobody, no vehicle requested.",
        "sum(decision_wait_s) / m",
        "own",
        "lower",
    ),
    Kpi(
        "partner_wait_mean_s",
        "Waiting for a partner",
        "s",
        "Standing at a hotspot, sharing, no vehicle requested; where stops are "
        "planned, aboard a vehicle that waits there for others to be handed over.",
        "sum(partner_wait_s) / m",
        "own",
        "lower",
    ),
    Kpi(
        "vehicle_wait_mean_s",
        "Waiting for a vehicle",
        "s",
        "From the request for a vehicle to its departure, its empty way included.",
        "sum(vehicle_wait_s) / m",
        "own",
        "lower",
    ),
    Kpi(
        "bay_wait_mean_s",
        "Waiting for a bay",
        "s",
        "From arriving at a hotspot to the start of the handover, "
        "waiting for room included.",
        "sum(bay_wait_s) / m",
        "own",
        "lower",
    ),
    Kpi(
        "handover_mean_s",
        "Handing over",
        "s",
        "From the start to the end of handovers.",
        "sum(handover_s) / m",
        "own",
        "lower",
    ),
)
