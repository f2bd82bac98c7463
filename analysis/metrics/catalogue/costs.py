"""What is paid for, and what it costs at the scenario's prices."""

from analysis.metrics.catalogue.kpi import Kpi

MONEY = "money"  # the unit of `costs.*`, whichever the user counts in

COSTS: tuple[Kpi, ...] = (
    Kpi(
        "vehicle_hours",
        "Vehicle-hours",
        "h",
        "From joining the fleet to leaving it, over all vehicles, within the service "
        "period: from the first release to the last delivery (with open orders, to "
        "the end of the run).",
        "sum over vehicles of (left_s - joined_s, both within the period) / 3600",
        "own",
        "lower",
    ),
    Kpi(
        "handovers",
        "Deliveries handed over",
        "",
        "Deliveries that arrive at a hotspot aboard a vehicle, each one of a load, "
        "to be handed over there.",
        "sum over arrivals at hotspots of the load",
        "own",
        "lower",
    ),
    Kpi(
        "late_min",
        "Minutes late",
        "min",
        "From start to door beyond what was promised, over all orders but cancelled "
        "ones; of an open order up to the end of the run. Promised is an order's own "
        "due time; where orders have none, `promise_s` (tau) after their start.",
        "sum(max(0, end_s - start_s - tau)) / 60",
        "own",
        "lower",
    ),
    Kpi(
        "cost_core_km",
        "Cost, core distance",
        MONEY,
        "The metres of core vehicles, at `costs.core_km`.",
        "costs.core_km * core_km",
        "own",
        "neither",
    ),
    Kpi(
        "cost_peripheral_km",
        "Cost, peripheral distance",
        MONEY,
        "The metres of peripheral vehicles, at `costs.peripheral_km`; those of "
        "ignored ways are paid for too.",
        "costs.peripheral_km * peripheral_all_km",
        "own",
        "neither",
    ),
    Kpi(
        "cost_vehicles",
        "Cost, vehicles",
        MONEY,
        "The vehicles that were ever in the fleet, each shift one, at `costs.vehicle`.",
        "costs.vehicle * count of vehicles joined",
        "own",
        "neither",
    ),
    Kpi(
        "cost_vehicle_hours",
        "Cost, vehicle-hours",
        MONEY,
        "The hours of the fleet, at `costs.vehicle_hour`.",
        "costs.vehicle_hour * vehicle_hours",
        "own",
        "neither",
    ),
    Kpi(
        "cost_pay",
        "Cost, drivers' pay",
        MONEY,
        "What the drivers of peripheral vehicles are paid: each the larger of "
        "`costs.pay_per_order` for every order carried (in relayed service a first or "
        "last mile) and `costs.pay_per_hour` for the time in the fleet, within the "
        "service period as of `vehicle_hours`.",
        "sum over peripheral vehicles of max(costs.pay_per_order * orders, "
        "costs.pay_per_hour * hours)",
        "own",
        "neither",
    ),
    Kpi(
        "cost_handovers",
        "Cost, handovers",
        MONEY,
        "The deliveries handed over, at `costs.handover`.",
        "costs.handover * handovers",
        "own",
        "neither",
    ),
    Kpi(
        "cost_late",
        "Cost, lateness",
        MONEY,
        "The minutes beyond the promise, at `costs.late_minute`.",
        "costs.late_minute * late_min",
        "own",
        "neither",
    ),
    Kpi(
        "cost_total",
        "Cost",
        MONEY,
        "The sum of the parts; null, as they are, where all prices of `costs.*` are 0: "
        "nothing was asked.",
        "sum of the parts",
        "own",
        "lower",
    ),
    Kpi(
        "cost_per_order",
        "Cost per order",
        MONEY,
        "Cost over delivered orders; null where all prices of `costs.*` are 0.",
        "cost_total / m",
        "own",
        "lower",
    ),
    Kpi(
        "co2_g_per_order",
        "CO2 per order",
        "g",
        "What all ways of all vehicles emit, ignored ones included, at "
        "`costs.core_g_co2_per_km` and `costs.peripheral_g_co2_per_km`, over delivered "
        "orders; null where both are 0.",
        "sum over vehicles of (g_co2_per_km * distance_all_km) / m",
        "own",
        "lower",
    ),
)
