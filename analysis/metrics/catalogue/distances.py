"""Orders, and kilometres driven for them."""

from analysis.metrics.catalogue.kpi import Kpi

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
        "Orders released and not delivered when the run ended.",
        "n - m",
        "own",
        "lower",
    ),
    Kpi(
        "distance_all_km",
        "Distance, empty ways included",
        "km",
        "All ways of all vehicles, empty ones included, also those that the scenario "
        "ignores: the same measure of any two plans. A leg under way at the horizon "
        "counts in full.",
        "sum(distance_m + ignored_m) / 1000",
        "own; Choice: empty driving",
        "lower",
    ),
    Kpi(
        "distance_km",
        "Distance",
        "km",
        "All driven legs of all vehicles, empty ones included; a leg under way at "
        "the horizon counts in full.",
        "sum(distance_m) / 1000",
        "paper, 7.5 (1): DIST_tot",
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
        "peripheral_km",
        "Distance, peripheral vehicles",
        "km",
        "The legs of peripheral vehicles.",
        "sum(distance_m, peripheral) / 1000",
        "own",
        "neither",
    ),
    Kpi(
        "deadhead_km",
        "Deadheading",
        "km",
        "The legs with nothing aboard.",
        "sum(distance_m, load = 0) / 1000",
        "own; Choice: empty driving",
        "lower",
    ),
    Kpi(
        "ignored_km",
        "Deadheading ignored",
        "km",
        "Empty ways left out of every other figure, where the scenario ignores "
        "the deadheading of peripheral vehicles.",
        "sum(value of departed) / 1000",
        "own; Choice: empty driving",
        "neither",
    ),
)
