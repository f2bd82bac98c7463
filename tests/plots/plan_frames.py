"""Small frames for the figures of plans, their rows in no order."""

from functools import partial

import numpy as np

from analysis.plots.basemap import Basemap
from analysis.plots.changes import plot_changes
from analysis.plots.distributions import plot_delivery_times, plot_loads, plot_parts
from analysis.plots.effects import plot_effects
from analysis.plots.flow_map import plot_flows
from analysis.plots.frontier import plot_frontier
from analysis.plots.over_time import plot_over_time
from tests.plots.rows import shuffled, with_interval

PLANS = ("direct", "shared", "<b>third</b>")
MEASURES = (("open_orders", "Open [orders]"), ("queue", "Waiting [vehicles]"))
PANELS = tuple(
    (key, metric, f"{metric} [km]") for key in ("capacity", "docks") for metric in "xy"
)
FRONTIER = {
    "measures": (("x", "x [s]"), ("y", "y [share]")),
    "scenarios": PLANS,
    "distance": "Distance [km]",
    "given": ("load = 5", "load = 30"),
}
SQUARE = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]])
BASEMAP = Basemap(
    name="<three> squares",
    tract_ids=("a", "b", "<c>"),
    outlines=tuple(SQUARE + np.array([at, 0.0]) for at in range(3)),
    lon=np.array([0.5, 1.5, 2.5]),
    lat=np.array([0.4, 0.5, 0.6]),
    exact=True,
    synthetic=True,
)


def over_time():
    rows = [
        (plan, measure, minute)
        for plan in PLANS
        for measure, _ in MEASURES
        for minute in range(4)
    ]
    return with_interval(shuffled(rows, "plan measure minute"))


def times():
    rows = [
        (plan, 2.0 * place + at, (place + 1) / 4)
        for at, plan in enumerate(PLANS)
        for place in range(4)
    ]
    return shuffled(rows, "plan minutes share")


def parts():
    rows = [
        (plan, part, 1.0 + at)
        for at, plan in enumerate(PLANS)
        for part in ("ride_s", "vehicle_wait_s", "handover_s")
    ]
    return shuffled(rows, "plan part minutes")


def loads():
    rows = [
        (plan, load, (1 + load + at) / 9)
        for at, plan in enumerate(PLANS)
        for load in range(3)
    ]
    return shuffled(rows, "plan load share")


def changes():
    rows = [
        (plan, metric, row, unit)
        for plan in PLANS[1:]
        for metric, row, unit in (
            ("Distance", 0, "%"),
            ("Time", 1, "%"),
            ("Success ratio", 0, "pp"),
        )
    ]
    return with_interval(shuffled(rows, "plan metric row unit"))


def effects():
    rows = [
        (key, metric, plan, rank, f"value {rank}")
        for key in ("capacity", "docks")
        for metric in "xy"
        for plan in PLANS
        for rank in range(3)
    ]
    return with_interval(shuffled(rows, "key metric scenario rank level"))


def frontier():
    rows = [
        (given, plan, f"size = {at}", metric, 90.0 + at, 89.0 + at, 91.5 + at, at == 1)
        for given in ("load = 5", "load = 30")
        for plan in PLANS
        for at in range(3)
        for metric in "xy"
    ]
    names = "given scenario point metric distance distance_low distance_high pareto"
    return with_interval(shuffled(rows, names))


def flows():
    ids = BASEMAP.tract_ids
    rows = [
        (plan, one, other, 3 + at, 10.0 * (at + 1) + ids.index(one) - ids.index(other))
        for at, plan in enumerate(PLANS)
        for one in ids
        for other in ids
    ]
    return shuffled(rows, "plan tract to_tract vehicles distance_km")


def waiting():
    rows = [
        (plan, tract, 1.0 + at)
        for at, plan in enumerate(PLANS)
        for tract in BASEMAP.tract_ids
    ]
    return shuffled(rows, "plan tract wait_min")


def draw_flows(frame):
    """Draw flows over the waiting."""
    return plot_flows(frame, waiting(), BASEMAP, PLANS)


def draw_parts(frame):
    """Draw the parts of the delivery time."""
    return plot_parts(frame, PLANS)


FIGURES = {
    "plans_over_time": (over_time, partial(plot_over_time, measures=MEASURES)),
    "delivery_times": (times, partial(plot_delivery_times, promise_min=(15.0,))),
    "loads": (loads, plot_loads),
    "changes": (changes, partial(plot_changes, units=("%", "pp"))),
}
FIGURES = {
    name: (frame, partial(draw, plans=PLANS)) for name, (frame, draw) in FIGURES.items()
} | {
    "effects": (effects, partial(plot_effects, panels=PANELS, scenarios=PLANS)),
    "frontier": (frontier, partial(plot_frontier, **FRONTIER)),
}
VALUES = {
    "plans_over_time": ("mean", "low", "high"),
    "delivery_times": ("share",),
    "loads": ("share",),
    "changes": ("mean", "low", "high"),
    "effects": ("mean", "low", "high"),
    "frontier": ("mean", "low", "high"),
}
