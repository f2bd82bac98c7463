"""Orders, and kilometres driven for them."""

from analysis.metrics.catalogue.kpi import Kpi

PAPERS_ACCOUNTING = (
    "The paper's accounting: empty ways that the scenario ignores are left out, so it "
    "is no measure between a plan that ignores them and one that drives them."
)

ORDERS_AND_DISTANCES: tuple[Kpi, ...] = (
    Kpi(
        "orders",
        "Orders",
        "",
        "Orders released before the horizon.",
        "n",
        "own",
        "neither",
    ),
    Kpi(
        "delivered",
        "Delivered",
        "",
        "Orders at the consumer's door.",
        "m",
        "own",
        "higher",
    ),
    Kpi(
        "open",
        "Still open",
        "",
        "Orders released and neither delivered nor cancelled when the run ended.",
        "n - m - orders_cancelled",
        "own",
        "lower",
    ),
    Kpi(
        "distance_all_km",
        "Distance",
        "km",
        "All ways of all vehicles, empty ones included, also those that the scenario "
        "ignores: the same measure of any two plans. A leg under way at the horizon "
        "counts in full.",
        "sum(distance_m + ignored_m) / 1000",
        "own; Choice: empty driving",
        "lower",
    ),
    Kpi(
        "core_km",
        "Distance, core vehicles",
        "km",
        "The legs of core vehicles.",
        "sum(distance_m, core) / 1000",
        "own",
        "neither",
    ),
    Kpi(
        "peripheral_all_km",
        "Distance, peripheral vehicles",
        "km",
        "The ways of peripheral vehicles, ignored ones included.",
        "sum(distance_m + ignored_m, peripheral) / 1000",
        "own",
        "neither",
    ),
    Kpi(
        "deadhead_all_km",
        "Deadheading",
        "km",
        "The ways with nothing aboard, ignored ones included.",
        "sum(distance_m + ignored_m, load = 0) / 1000",
        "own; Choice: empty driving",
        "lower",
    ),
    Kpi(
        "rebalanced_km",
        "Deadheading to rebalance",
        "km",
        "Of these, the legs of idle vehicles to hotspots where orders are expected.",
        "sum(distance_m, rebalancing) / 1000",
        "own",
        "neither",
    ),
    Kpi(
        "diversions",
        "Legs that vehicles turned off",
        "count",
        "Vehicles under way that turned off at a waypoint, to be somewhere else first.",
        "count of diverted",
        "own",
        "neither",
    ),
    Kpi(
        "distance_km",
        "Distance, paper's accounting",
        "km",
        f"All driven legs of all vehicles. {PAPERS_ACCOUNTING}",
        "sum(distance_m) / 1000",
        "paper, 7.5 (1): DIST_tot",
        "neither",
    ),
    Kpi(
        "peripheral_km",
        "Peripheral, paper's accounting",
        "km",
        f"The driven legs of peripheral vehicles. {PAPERS_ACCOUNTING}",
        "sum(distance_m, peripheral) / 1000",
        "own",
        "neither",
    ),
    Kpi(
        "deadhead_km",
        "Deadheading, paper's accounting",
        "km",
        f"The driven legs with nothing aboard. {PAPERS_ACCOUNTING}",
        "sum(distance_m, load = 0) / 1000",
        "own; Choice: empty driving",
        "neither",
    ),
    Kpi(
        "ignored_km",
        "Deadheading ignored",
        "km",
        "Empty ways that the paper's accounting leaves out and that take no time, "
        "where the scenario ignores the deadheading of peripheral vehicles.",
        "sum(ignored_m) / 1000",
        "own; Choice: empty driving",
        "neither",
    ),
)
