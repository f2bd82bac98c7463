"""Where the kilometres go, and what a vehicle must cost for sharing to pay."""

from math import isfinite

from results import level, markdown
from study_runs import (
    DIRECT,
    HOTSPOTS,
    LOAD,
    REGIONS,
    SHARING,
    Frames,
    sides,
    values_of,
    where_it_pays,
)

from analysis.statistics import crossings, differences, interval
from analysis.sweeps.break_even import value_text

PEAK_LOAD = 30
KILOMETRE, VEHICLE_HOUR = 0.5, 18.0  # prices, as in docs/how-to/replicate.md
_MOST_KM = 1000.0  # that an hour of a vehicle may be worth


def kilometres(frames: Frames) -> list[str]:
    """Return where the kilometres go at 30 orders a minute, and what would do."""
    rows = [
        [
            "region",
            "direct [km]",
            "first and last miles [km]",
            "of these empty [km]",
            "between hotspots, nobody shares [km]",
            "shared [km]",
            "saved [%]",
            "to break even [%]",
        ]
    ]
    for region in REGIONS:
        frame = frames[region]
        frame = frame[frame[LOAD] == PEAK_LOAD]
        by = {
            name: frame[frame["scenario"] == name].sort_values("replication")
            for name in (DIRECT, HOTSPOTS, SHARING)
        }
        alone, shared = (by[name]["core_km"].to_numpy() for name in (HOTSPOTS, SHARING))
        left = (
            by[DIRECT]["distance_all_km"].to_numpy()
            - by[SHARING]["peripheral_all_km"].to_numpy()
        )
        cells = (
            (by[DIRECT]["distance_all_km"], 0),
            (by[SHARING]["peripheral_all_km"], 0),
            (by[SHARING]["deadhead_all_km"], 0),
            (by[HOTSPOTS]["core_km"], 0),
            (by[SHARING]["core_km"], 0),
            (100 * (alone - shared) / alone, 1),
            (100 * (alone - left) / alone, 1),
        )
        rows.append([region, *(level(interval(list(v)), d) for v, d in cells)])
    return markdown(rows, left=0)


def worth_of_a_vehicle_hour(frames: Frames) -> list[str]:
    """Return from how many kilometres on a vehicle-hour saved outweighs those driven.

    Where extra kilometres less hours saved, at so many kilometres an hour, change sign.
    """
    rows = [["region", "orders/min", *("more [km]", "more vehicle-hours")]]
    rows[0] += ["an hour must be worth [km]", "95 % interval"]
    for region in REGIONS:
        for load in values_of(frames[region], LOAD):
            own = frames[region][frames[region][LOAD] == load]
            kilometres, hours = (
                differences(*sides(own, kpi))
                for kpi in ("distance_all_km", "vehicle_hours")
            )
            turns = crossings(
                [0.0, _MOST_KM],
                [
                    [km, km + _MOST_KM * each]
                    for km, each in zip(kilometres, hours, strict=True)
                ],
            )
            worth = ["no price will do", ""]
            if turns:
                (turn,) = turns
                above = f"to {turn.high:,.1f}" if isfinite(turn.high) else "or more"
                worth = [f"{turn.at:,.1f}", f"{turn.low:,.1f} {above}"]
            cells = (level(interval(each), 0) for each in (kilometres, hours))
            rows.append([region, value_text(load), *cells, *worth])
    return markdown(rows, left=0)


def where_it_pays_in_money(frames: Frames) -> list[str]:
    """Return the break-even in cost per order along the load, at example prices.

    As with `costs.*`, which change no run.
    """
    priced = {
        region: frame.assign(
            cost_per_order=(
                KILOMETRE * frame["distance_all_km"]
                + VEHICLE_HOUR * frame["vehicle_hours"]
            )
            / frame["delivered"]
        )
        for region, frame in frames.items()
    }
    return where_it_pays(priced, [LOAD], LOAD, "cost_per_order")
