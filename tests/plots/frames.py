"""Small frames for every figure, their rows in no order, and what draws them."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.plots import (
    plot_by_load,
    plot_episodes,
    plot_futures,
    plot_gap,
    plot_load,
    plot_regimes,
    plot_tornado,
    plot_trade_off,
    plot_training,
    plot_utilisation_over_time,
)
from tests.plots import agreement_frames, plan_frames
from tests.plots.rows import shuffled, with_interval

POLICIES = ("baseline_1", "baseline_2", "deliverai_1", "deliverai_2")
LEVELS = (("distance_km", "Distance [km]"), ("hops_mean", "Legs per order [legs]"))
CHANGES = (("distance_km", "Distance [%]"), ("success_ratio", "Success ratio [pp]"))
WINDOW_MIN = (1.0, 2.0)

Draw = Callable[[pd.DataFrame], go.Figure]


def demand():
    rows = [
        (profile, load, minute, load + (profile == "gaussian") * (minute % 3 - 1))
        for profile in ("uniform", "gaussian")
        for load in (5, 30)
        for minute in range(6)
    ]
    return shuffled(rows, "profile load_per_min minute orders_per_min")


def by_load():
    rows = [
        ("uniform", load, policy, metric)
        for load in (5, 10, 30)
        for policy in POLICIES
        for metric, _ in LEVELS
    ]
    return with_interval(shuffled(rows, "profile load_per_min policy metric"))


def over_time():
    rows = [
        (load, policy, float(minute))
        for load in (5, 30)
        for policy in POLICIES
        for minute in range(4)
    ]
    frame = with_interval(shuffled(rows, "load_per_min policy minute"))
    return frame.assign(**{name: frame[name] / 100 for name in ("mean", "low", "high")})


def training():
    rows = [
        (policy, parameter, value, agent, episode)
        for policy, parameter, values in (
            ("deliverai_1", "T", (1.0, 10.0)),
            ("deliverai_2", "epsilon", (0.2, 0.8, 1.0)),
        )
        for value in values
        for agent in (5, 18)
        for episode in (1, 10, 100)
    ]
    frame = shuffled(rows, "policy parameter value agent episode")
    place = np.arange(len(frame)) + 1.0
    return frame.assign(error=1 / place, agreement=place / (len(frame) + 1))


def episodes():
    rows = [
        (metric, count, policy)
        for metric, _ in CHANGES
        for count in (100, 1000, 6000)
        for policy in POLICIES[2:]
    ]
    return with_interval(shuffled(rows, "metric episodes policy"))


def tornado():
    """Two metrics; distance moves by 20, 0.5, 4 and 8, so the sign turns twice."""
    distance = {  # as shipped -3
        ("Empty driving counts", "deadheading = driven"): (17.0, 16.0, 18.0),
        ("Patience of a minute", "max_wait_s = 60"): (-2.5, -2.9, -2.1),
        ("Partners on their way do not count", "count_inbound = false"): (
            1.0,
            -0.5,
            2.5,
        ),
        ("Range of 500 m", "interaction_range_m = 500"): (-11.0, -12.0, -10.0),
    }
    rows = [
        (reading, setting, "distance_km", "baseline_1", -3.0, *change)
        for (reading, setting), change in distance.items()
    ] + [
        (reading, setting, "success_ratio", "baseline_1", -40.0, -39.0, -41.0, -37.0)
        for reading, setting in distance
    ]
    return shuffled(rows, "reading setting metric against base value low high")


def gap():
    rows = [
        (deliveries, instance, question, 50.0, 40.0 + instance, 36.0, 35.0)
        for deliveries in (20, 10)
        for instance in (0, 1, 2)
        for question in ("as_greedy", "promise")
    ]
    return shuffled(
        rows,
        "deliveries instance question unshared_km greedy_km pairing_km bound_km",
    )


def futures():
    rows = [
        (measure, future, rank, minute, 10.0 + minute * (rank + 1))
        for measure in ("Open orders [orders]", "Active vehicles [vehicles]")
        for rank, future in enumerate(("As recorded", "Changed"))
        for minute in range(6)
    ]
    return shuffled(rows, "measure future rank minute count")


def trade_off():
    rows = [
        (size, f"{size} vehicles", verdict, metric)
        for size, verdict in ((10, "misses"), (20, "cannot tell"), (30, "meets"))
        for metric, _ in LEVELS
    ]
    return with_interval(shuffled(rows, "vehicles fleet verdict metric"))


SERVICES = ("direct driving", "stacking", "meeting at hotspots")


def regimes():
    """Stacking wins below, meeting above, nobody on the left."""
    rows = [
        (
            order,
            f"Handover {order} s",
            panel,
            x,
            y,
            "" if x == 0 else SERVICES[1 if y < 2 else 2],
            "|".join(SERVICES[1:]) if x == 0 else "",
            (x + order) % 3,
            f"at {x} and {y}",
        )
        for order in range(2)
        for panel in ("Town", "Vale")
        for x in range(4)
        for y in range(4)
    ]
    return shuffled(rows, "order slice panel x y winner tied strength text")


FIGURES: dict[str, tuple[Callable[[], pd.DataFrame], Draw]] = {
    "load": (demand, plot_load),
    "by_load": (by_load, partial(plot_by_load, metrics=LEVELS)),
    "over_time": (
        over_time,
        partial(plot_utilisation_over_time, window_min=WINDOW_MIN),
    ),
    "training": (training, plot_training),
    "episodes": (episodes, partial(plot_episodes, metrics=CHANGES)),
    "tornado": (tornado, partial(plot_tornado, metrics=CHANGES)),
    "gap": (gap, plot_gap),
    "trade_off": (
        trade_off,
        partial(
            plot_trade_off, metrics=LEVELS, limits={"distance_km": [12.0]}, answer=30
        ),
    ),
    "futures": (futures, partial(plot_futures, at_min=2.5)),
    "regimes": (
        regimes,
        partial(
            plot_regimes,
            services=SERVICES,
            x_label="Load [orders/min]",
            y_label="Door [s]",
        ),
    ),
} | {**plan_frames.FIGURES, **agreement_frames.FIGURES}

# What a frame may lack a value of, without the row losing its place.
VALUES = {
    "load": ("orders_per_min",),
    "by_load": ("mean", "low", "high"),
    "over_time": ("mean", "low", "high"),
    "training": ("error", "agreement"),
    "episodes": ("mean", "low", "high"),
    "tornado": ("value", "low", "high"),
    "trade_off": ("mean", "low", "high"),
    "gap": ("greedy_km", "pairing_km", "bound_km"),
    "futures": ("count",),
} | {**plan_frames.VALUES, **agreement_frames.VALUES}


def traces(figure, **wanted):
    """Return the traces with these properties, such as ``name="greedy"``."""
    return [
        trace
        for trace in figure.data
        if all(getattr(trace, key, None) == value for key, value in wanted.items())
    ]


def points(trace):
    """Return a trace's points, gaps left out."""
    pairs = np.column_stack(
        (np.asarray(trace.x, dtype=float), np.asarray(trace.y, dtype=float))
    )
    return [tuple(pair) for pair in pairs[~np.isnan(pairs).any(axis=1)].tolist()]


def texts(figure):
    return [annotation.text for annotation in figure.layout.annotations]
