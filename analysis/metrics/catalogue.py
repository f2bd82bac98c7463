"""What each KPI means: the one place where it is said.

The command's tables take their labels and units from here, the reference page
``docs/reference/metrics.md`` is generated from here, and :func:`kpis` returns
exactly these names in this order.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kpi:
    """One number about a run."""

    name: str
    label: str
    unit: str  # "" for counts; shares are 0 to 1
    definition: str
    formula: str
    source: str


KPIS: tuple[Kpi, ...] = (
    Kpi(
        "orders",
        "Orders",
        "",
        "Orders released before the horizon.",
        "n",
        "own",
    ),
    Kpi(
        "delivered",
        "Delivered",
        "",
        "Orders at the consumer's door.",
        "m",
        "own",
    ),
    Kpi(
        "open",
        "Still open",
        "",
        "Orders released and not delivered when the run ended.",
        "n - m",
        "own",
    ),
    Kpi(
        "distance_km",
        "Distance",
        "km",
        "All driven legs of all vehicles, empty ones included; a leg under way at "
        "the horizon counts in full.",
        "sum(distance_m) / 1000",
        "paper, 7.5 (1): DIST_tot",
    ),
    Kpi(
        "core_km",
        "Distance, core vehicles",
        "km",
        "The legs of core vehicles.",
        "sum(distance_m, core) / 1000",
        "own",
    ),
    Kpi(
        "peripheral_km",
        "Distance, peripheral vehicles",
        "km",
        "The legs of peripheral vehicles.",
        "sum(distance_m, peripheral) / 1000",
        "own",
    ),
    Kpi(
        "deadhead_km",
        "Deadheading",
        "km",
        "The legs with nothing aboard.",
        "sum(distance_m, load = 0) / 1000",
        "own; Choice: empty driving",
    ),
    Kpi(
        "ignored_km",
        "Deadheading ignored",
        "km",
        "Empty ways left out of every other figure, where the scenario ignores "
        "the deadheading of peripheral vehicles.",
        "sum(value of departed) / 1000",
        "own; Choice: empty driving",
    ),
    Kpi(
        "delivery_time_mean_s",
        "Delivery time, mean",
        "s",
        "From start to door, over delivered orders.",
        "sum(end_s - start_s) / m",
        "paper, 7.5 (2): TIME_avg",
    ),
    Kpi(
        "delivery_time_median_s",
        "Delivery time, median",
        "s",
        "From start to door, over delivered orders.",
        "quantile(end_s - start_s, 0.5)",
        "own",
    ),
    Kpi(
        "delivery_time_p95_s",
        "Delivery time, 95th percentile",
        "s",
        "From start to door, over delivered orders; linear between two observations.",
        "quantile(end_s - start_s, 0.95)",
        "own",
    ),
    Kpi(
        "ride_mean_s",
        "Riding",
        "s",
        "Aboard a moving vehicle.",
        "sum(ride_s) / m",
        "own",
    ),
    Kpi(
        "decision_wait_mean_s",
        "Waiting for a decision",
        "s",
        "Standing at a hotspot, sharing with nobody, no vehicle requested.",
        "sum(decision_wait_s) / m",
        "own",
    ),
    Kpi(
        "partner_wait_mean_s",
        "Waiting for a partner",
        "s",
        "Standing at a hotspot, sharing, no vehicle requested.",
        "sum(partner_wait_s) / m",
        "own",
    ),
    Kpi(
        "vehicle_wait_mean_s",
        "Waiting for a vehicle",
        "s",
        "From the request for a vehicle to its departure, its empty way included.",
        "sum(vehicle_wait_s) / m",
        "own",
    ),
    Kpi(
        "bay_wait_mean_s",
        "Waiting for a bay",
        "s",
        "From arriving at a hotspot to the start of the handover.",
        "sum(bay_wait_s) / m",
        "own",
    ),
    Kpi(
        "handover_mean_s",
        "Handing over",
        "s",
        "From the start to the end of handovers.",
        "sum(handover_s) / m",
        "own",
    ),
    Kpi(
        "vehicles_active",
        "Vehicles active, by tract",
        "",
        "Sum over tracts of the most vehicles active at once. Active: driving "
        "with at least one delivery aboard, from departure until just before "
        "arrival. A leg counts for the tract where it starts, a leg of no "
        "duration not at all.",
        "sum over tracts of max over t of active(tract, t)",
        "paper, 7.5 (3): VEH_tot; Choice: vehicles needed",
    ),
    Kpi(
        "vehicles_fleet",
        "Vehicles, fleet",
        "",
        "Distinct vehicles that existed: what an operator must own.",
        "count of vehicles joined",
        "own",
    ),
    Kpi(
        "vehicles_peak",
        "Vehicles active, at most",
        "",
        "The most vehicles active at once anywhere.",
        "max over t of active(t)",
        "own",
    ),
    Kpi(
        "hops_mean",
        "Legs per order",
        "legs",
        "Legs an order is aboard, first and last mile included; over delivered orders.",
        "sum(hops) / m",
        "paper, 7.5 (4): HOPS_avg; Choice: first leg counts",
    ),
    Kpi(
        "utilisation_mean",
        "Utilisation, vehicles active",
        "share",
        "Share of `vehicles_active` that is active, mean over the window "
        "`report.window_min`, which ends at the horizon where that is earlier.",
        "integral of active(t) over the window / (its length * vehicles_active)",
        "paper, 7.5 (5): UR_avg",
    ),
    Kpi(
        "utilisation_fleet_mean",
        "Utilisation, fleet",
        "share",
        "Share of `vehicles_fleet` that is active, mean over the same window.",
        "integral of active(t) over the window / (its length * vehicles_fleet)",
        "own",
    ),
    Kpi(
        "success_ratio",
        "Success ratio",
        "share",
        "Orders delivered within `promise_s` (tau) of their start, over all "
        "orders; open ones count as failed.",
        "count(end_s - start_s <= promise_s) / n",
        "paper, 7.5 (6): SUCC_ratio",
    ),
    Kpi(
        "shared_core_share",
        "Core distance shared",
        "share",
        "Metres that core vehicles drive with two deliveries or more aboard, over "
        "all metres they drive, empty ones included.",
        "sum(distance_m, core, load >= 2) / sum(distance_m, core)",
        "own",
    ),
    Kpi(
        "meetings",
        "Meetings",
        "",
        "Accepted requests to share.",
        "count of sharing_accepted",
        "paper, Algorithm 3",
    ),
    Kpi(
        "meetings_without_shared_leg",
        "Meetings without a shared leg",
        "",
        "Meetings whose two deliveries were never aboard one vehicle before the "
        "first of them shared no more.",
        "count of meetings without a common leg",
        "own",
    ),
    Kpi(
        "meetings_without_shared_leg_share",
        "Meetings without a shared leg, share",
        "share",
        "The same as a share of all meetings.",
        "meetings_without_shared_leg / meetings",
        "own",
    ),
    Kpi(
        "km_per_order",
        "Distance per order",
        "km",
        "Distance over delivered orders.",
        "distance_km / m",
        "own",
    ),
    Kpi(
        "core_load_mean",
        "Load, core vehicles",
        "orders",
        "Deliveries aboard a core vehicle, mean over all metres driven, empty "
        "ones included.",
        "sum(distance_m * load, core) / sum(distance_m, core)",
        "own",
    ),
    Kpi(
        "vehicle_idle_mean_s",
        "Idle time per vehicle",
        "s",
        "From joining the fleet to the end of the run, neither driving nor at a dock.",
        "sum over vehicles of (end_s - joined_s - driving_s - docked_s) / "
        "vehicles_fleet",
        "own",
    ),
    Kpi(
        "core_vehicles_active",
        "Core vehicles active, by tract",
        "",
        "The sum of `vehicles_active` over core vehicles alone.",
        "sum over tracts of max over t of active(tract, t, core)",
        "paper, Figures 8 and 9 (C)",
    ),
)
