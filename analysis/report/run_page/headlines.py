"""The KPIs that findings speak of, of runs and of sweeps."""

HEADLINES = (
    "success_ratio",
    "delivery_time_mean_s",
    "delivery_time_p95_s",
    "distance_all_km",
    "vehicles_fleet",
    "cost_per_order",
)
