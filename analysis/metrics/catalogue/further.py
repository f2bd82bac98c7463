"""What later versions added."""

from analysis.metrics.catalogue.kpi import Kpi

FURTHER: tuple[Kpi, ...] = (
    Kpi(
        "meetings_without_shared_leg_share",
        "Meetings without a shared leg, share",
        "share",
        "The same as a share of all meetings.",
        "meetings_without_shared_leg / meetings",
        "own",
        "lower",
    ),
    Kpi(
        "km_per_order",
        "Distance per order",
        "km",
        "Distance, ignored ways included, over delivered orders.",
        "distance_all_km / m",
        "own",
        "lower",
    ),
    Kpi(
        "core_load_mean",
        "Load, core vehicles",
        "orders",
        "Deliveries aboard a core vehicle, mean over all metres driven, empty "
        "ones included.",
        "sum(distance_m * load, core) / sum(distance_m, core)",
        "own",
        "higher",
    ),
    Kpi(
        "shared_peripheral_share",
        "Peripheral distance shared",
        "share",
        "Metres that peripheral vehicles drive with two deliveries or more aboard, "
        "over all metres they drive, empty ones included: 0 but in stacked service.",
        "sum(distance_m, peripheral, load >= 2) / sum(distance_m, peripheral)",
        "own",
        "higher",
    ),
    Kpi(
        "vehicle_idle_mean_s",
        "Idle time per vehicle",
        "s",
        "From joining the fleet to leaving it, neither driving nor at a dock, within "
        "the service period as of `vehicle_hours`; null without orders.",
        "sum over vehicles of (left_s - joined_s - driving_s - docked_s, all within "
        "the period) / vehicles_fleet",
        "own",
        "lower",
    ),
    Kpi(
        "core_vehicles_active",
        "Core vehicles active, by tract",
        "",
        "The sum of `vehicles_active` over core vehicles alone.",
        "sum over tracts of max over t of active(tract, t, core)",
        "paper, Figures 8 and 9 (C)",
        "neither",
    ),
    Kpi(
        "undecided",
        "Neither on time nor late yet",
        "",
        "Orders still open when the run was cut off by `horizon_s`, for no longer "
        "than `promise_s`: they may yet be on time.",
        "count(open, end_s - start_s <= promise_s)",
        "own",
        "neither",
    ),
)
