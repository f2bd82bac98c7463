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
        "over all metres they drive, empty ones included: 0 where each takes one.",
        "sum(distance_m, peripheral, load >= 2) / sum(distance_m, peripheral)",
        "own",
        "higher",
    ),
    Kpi(
        "traffic_lost_h",
        "Lost in traffic",
        "h",
        "Time that vehicles' legs take longer than at free flow, by hours, closures or "
        "chance; below 0 where they are faster. A leg under way at the horizon counts "
        "in full, and so does one that is empty.",
        "sum(lost_s of slowed) / 3600",
        "own",
        "lower",
    ),
    Kpi(
        "detour_km",
        "Detours",
        "km",
        "Metres that legs are longer than at free flow, since the quickest way is "
        "another one then.",
        "sum(distance_m of slowed) / 1000",
        "own",
        "lower",
    ),
    Kpi(
        "times_learnt",
        "Times learnt",
        "",
        "How often decisions between hotspots came to go by other times than before "
        "(`routing.times`), mostly since agents solved anew.",
        "count of times_learnt",
        "own",
        "neither",
    ),
    Kpi(
        "transfers_per_order",
        "Handed over, per order",
        "",
        "Deliveries handed over at hotspots, to go on in another vehicle, over "
        "delivered orders.",
        "handovers / m",
        "own",
        "neither",
    ),
    *(
        Kpi(
            f"{mode}_share",
            f"Orders {words}",
            "share",
            f"{meaning}, over delivered orders; null where not every order has a mode "
            "of its own.",
            f"{mode}(orders) / m",
            "own",
            "neither",
        )
        for mode, words, meaning in (
            ("relayed", "relayed", "Orders that go over hotspots by core vehicles"),
            (
                "through",
                "handed over",
                "Orders that change their vehicle at a hotspot, but are not relayed",
            ),
            (
                "stacked",
                "stacked",
                "Orders in one vehicle all the way, some of it with others",
            ),
        )
    ),
    Kpi(
        "vehicle_idle_mean_s",
        "Idle time per vehicle",
        "s",
        "From joining the fleet to leaving it, neither driving nor at a dock or a "
        "door, within the service period as of `vehicle_hours`; null without orders. "
        "Each shift is a vehicle.",
        "sum over vehicles of (left_s - joined_s - driving_s - docked_s - door_s, all "
        "within the period) / count of vehicles joined",
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
        "Orders still open when the run was cut off by `horizon_s`, and not past what "
        "was promised (tau, as of `success_ratio`): they may yet be on time.",
        "count(open, end_s - start_s <= tau)",
        "own",
        "neither",
    ),
    Kpi(
        "orders_cancelled",
        "Cancelled",
        "",
        "Orders cancelled before a vehicle had picked them up: neither delivered nor "
        "open, neither on time nor late.",
        "count(cancelled)",
        "own",
        "neither",
    ),
    Kpi(
        "food_wait_mean_s",
        "Waiting for food",
        "s",
        "A vehicle stands at the producer's door, and not all that it picks up there "
        "is ready; for every order aboard.",
        "sum(food_wait_s) / m",
        "own",
        "lower",
    ),
    Kpi(
        "door_mean_s",
        "At doors",
        "s",
        "A vehicle stands at a door to pick up what is ready or to hand out, for every "
        "order aboard.",
        "sum(door_s) / m",
        "own",
        "lower",
    ),
    *(
        Kpi(
            f"{name}_{which}_s",
            f"{label}, {words}",
            "s",
            f"{meaning} Null where no ready times are given.",
            formula,
            "meal delivery routing problem (Reyes and others, 2018)",
            "lower",
        )
        for name, label, meaning, span in (
            (
                "click_to_door",
                "Click to door",
                "From placing to the door, over delivered orders.",
                "end_s - start_s",
            ),
            (
                "ready_to_door",
                "Ready to door",
                "From when it can be picked up to the door, over delivered orders.",
                "end_s - ready_s",
            ),
            (
                "ready_to_pickup",
                "Ready to pickup",
                "From when it can be picked up until it leaves its producer aboard a "
                "vehicle, over all orders that do.",
                "picked_up_s - ready_s",
            ),
        )
        for which, words, formula in (
            ("mean", "mean", f"mean({span})"),
            ("p95", "95th percentile", f"quantile({span}, 0.95)"),
        )
    ),
)
