"""The figures of `explanation/studies.md`, drawn by `studies.py`."""

import re
from collections.abc import Iterable

import pandas as pd
import plotly.graph_objects as go
from results import EXPLANATION
from study_runs import (
    BEAT,
    HOTSPOTS,
    REGIONS,
    SHARING,
    VEHICLES,
    Frames,
    change,
    of_as_many,
    values_of,
)

from analysis.plots.effects import plot_effects
from analysis.plots.style import INK
from analysis.statistics import Interval
from analysis.sweeps.break_even import value_text

FIGURES = EXPLANATION / "studies"
WIDTH_PX = 1000
_OPAQUE = re.compile(rb" ?(?:fill-|stroke-)?opacity: 1;")
_FINE = re.compile(rb"(\d\.\d\d)\d+")
DRAWN = {
    "distance_all_km": "Distance, change [%]",
    "delivery_time_mean_s": "Delivery time, change [%]",
    "vehicles_fleet": "Vehicles owned, change [%]",
}


def drawn(name: str, figure: go.Figure) -> None:
    """Write a figure as SVG, with a line at zero."""
    figure.add_hline(y=0, line={"color": INK, "width": 1}, row="all", col="all")
    FIGURES.mkdir(exist_ok=True)
    image = figure.to_image(format="svg", width=WIDTH_PX, height=figure.layout.height)
    # A hundredth of a pixel is enough, and what is opaque need not be said to be.
    short = _OPAQUE.sub(b"", _FINE.sub(rb"\1", image))
    (FIGURES / f"{name}.svg").write_bytes(short)


def points(
    rows: Iterable[tuple[str, str, object, Interval | None]], key: str
) -> pd.DataFrame:
    """Return rows (metric, line, value, change) as `plot_effects` takes them."""
    listed = list(rows)
    ranks: dict[str, int] = {}
    for _, _, value, _ in listed:
        ranks.setdefault(value_text(value), len(ranks))
    return pd.DataFrame(
        [
            {
                "key": key,
                "metric": metric,
                "scenario": line,
                "rank": ranks[value_text(value)],
                "level": value_text(value),
                "mean": found.mean,
                "low": found.low,
                "high": found.high,
            }
            for metric, line, value, found in listed
            if found is not None
        ]
    )


def figure_along(frames: Frames, key: str) -> go.Figure:
    """Return changes over a key: sharing in both regions, and hotspots alone."""
    names = {SHARING: "sharing", HOTSPOTS: "hotspots only"}
    run = [name for name in names if name in set(frames[REGIONS[0]]["scenario"])]
    rows = [
        (
            kpi,
            f"{region}, {names[name]}",
            value,
            change(frames[region][frames[region][key] == value], kpi, of=name),
        )
        for kpi in DRAWN
        for name in run
        for region in REGIONS
        for value in values_of(frames[region], key)
    ]
    lines = [f"{region}, {names[name]}" for name in run for region in REGIONS]
    panels = [(key, kpi, label) for kpi, label in DRAWN.items()]
    return plot_effects(points(rows, key), panels, lines)


def figure_by_beat(frames: Frames, key: str, heading: str) -> go.Figure:
    """Return distance and time over the beat, a line for each value of another key."""
    word, _, unit = heading.replace("]", "").partition(" [")
    panels, rows, lines = [], [], []
    for region in REGIONS:
        for kpi in ("distance_all_km", "delivery_time_mean_s"):
            metric = f"{region} {kpi}"
            panels.append((BEAT, metric, f"{region}: {DRAWN[kpi].lower()}"))
            for value in values_of(frames[region], key):
                number = str(value).replace(".", "").isdigit()
                name = f"{word} {value_text(value)} {unit if number else ''}".strip()
                lines.append(name)
                own = frames[region][frames[region][key] == value]
                rows += [
                    (metric, name, beat, change(own[own[BEAT] == beat], kpi))
                    for beat in values_of(own, BEAT)
                ]
    return plot_effects(points(rows, BEAT), panels, list(dict.fromkeys(lines)))


def figure_of_fleets(frames: Frames) -> go.Figure:
    """Return changes over the number of vehicles, equal for both policies."""
    shown = {kpi: DRAWN[kpi] for kpi in ("distance_all_km", "delivery_time_mean_s")}
    rows = []
    for kpi in shown:
        for region in REGIONS:
            frame = of_as_many(frames[region])
            rows += [
                (kpi, region, count, change(frame[frame[VEHICLES] == count], kpi))
                for count in sorted(frame[VEHICLES].unique())
            ]
    panels = [(VEHICLES, kpi, label) for kpi, label in shown.items()]
    return plot_effects(points(rows, VEHICLES), panels, REGIONS)
