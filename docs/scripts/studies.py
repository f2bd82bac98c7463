"""Write the tables and figures of `explanation/studies.md`.

From the root of the project, with the city's files in DATA:

    deliverai region build regions/chicago_loop_west --data DATA --out CHICAGO
    for s in capacity handover docks patience interaction_range finite_fleet load \\
        together; do
      deliverai sweep $s --out EMBEDDED_STUDIES/$s
      deliverai sweep $s --set region=CHICAGO --out CHICAGO_STUDIES/$s
    done
    python docs/scripts/studies.py --embedded EMBEDDED_STUDIES --chicago CHICAGO_STUDIES

All numbers come from the `runs.parquet` of these folders. The figures
(study_figures.py) need the extra `images` and a Chromium.
"""

import argparse
from pathlib import Path

import pandas as pd
from results import EXPLANATION, level, markdown, signed, write_into
from study_costs import kilometres, where_it_pays_in_money, worth_of_a_vehicle_hour
from study_figures import drawn, figure_along, figure_by_beat, figure_of_fleets
from study_runs import (
    BEAT,
    CAPACITY,
    CORE,
    DIRECT,
    LOAD,
    PATIENCE,
    PERIPHERAL,
    REGIONS,
    SHARING,
    VEHICLES,
    Frames,
    change,
    of_as_many,
    read,
    values_of,
    where_it_pays,
)

from analysis.statistics import interval
from analysis.sweeps.break_even import value_text

PAGE = EXPLANATION / "studies.md"
CHANGED = {  # KPI: heading, with its unit
    "distance_all_km": "distance [%]",
    "delivery_time_mean_s": "time [%]",
    "vehicles_fleet": "vehicles [%]",
    "success_ratio": "on time [pp]",
}
ALONG = {  # study: its key, the heading of its column
    "capacity": (CAPACITY, "capacity"),
    "handover": ("hotspots.handover_s", "handover [s]"),
    "docks": ("hotspots.docks", "bays"),
    "interaction_range": ("requests.interaction_range_m", "range [m]"),
    "load": (LOAD, "orders/min"),
}
AGAINST_BEAT = {
    "patience": (PATIENCE, "patience [s]"),
    "together": (CAPACITY, "capacity"),
}
BY_BEAT = ("distance_all_km", "delivery_time_mean_s")


# Tables ------------------------------------------------------------------------


def changes_along(frames: Frames, key: str, heading: str) -> list[str]:
    """Return what sharing changes at every value of a key, in both regions."""
    heads = [f"{region}: {name}" for region in REGIONS for name in CHANGED.values()]
    rows = [[heading, *heads]]
    for value in values_of(frames[REGIONS[0]], key):
        cells = [value_text(value)]
        for region in REGIONS:
            own = frames[region][frames[region][key] == value]
            cells += [signed(change(own, kpi)) for kpi in CHANGED]
        rows.append(cells)
    return markdown(rows, left=0)


def by_beat(frame: pd.DataFrame, kpi: str, key: str, heading: str) -> list[str]:
    """Return what sharing changes, a key down and the beat across."""
    beats = values_of(frame, BEAT)
    rows = [[heading, *(f"beat {value_text(beat)} s" for beat in beats)]]
    for value in values_of(frame, key):
        own = frame[frame[key] == value]
        cells = [signed(change(own[own[BEAT] == beat], kpi)) for beat in beats]
        rows.append([value_text(value), *cells])
    return markdown(rows, left=0)


# Finite fleets -----------------------------------------------------------------


def scarce_to_ample(frames: Frames) -> list[str]:
    """Return both policies with as many vehicles, scarce to ample, in both regions."""
    rows = [
        [
            "region",
            "vehicles",
            "direct: distance [km]",
            "sharing: distance [km]",
            "direct: time [s]",
            "sharing: time [s]",
            "direct: on time",
            "sharing: on time",
            "distance [%]",
            "time [%]",
        ]
    ]
    for region in REGIONS:
        frame = of_as_many(frames[region])
        for count in sorted(frame[VEHICLES].unique()):
            own = frame[frame[VEHICLES] == count]
            cells = [region, f"{count:,.0f}"]
            for kpi, digits in (
                ("distance_all_km", 0),
                ("delivery_time_mean_s", 0),
                ("success_ratio", 3),
            ):
                for name in (DIRECT, SHARING):
                    values = own[own["scenario"] == name][kpi].tolist()
                    cells.append(level(interval(values), digits))
            cells += [
                signed(change(own, kpi))
                for kpi in ("distance_all_km", "delivery_time_mean_s")
            ]
            rows.append(cells)
    return markdown(rows, left=0)


def which_pool_binds(frames: Frames) -> list[str]:
    """Return the mean delivery time with both pools limited, and with either alone."""
    rows = [
        [
            "region",
            "core",
            "peripheral",
            "both limited [s]",
            "core alone [s]",
            "peripheral alone [s]",
        ]
    ]
    for region in REGIONS:
        own = frames[region][frames[region]["scenario"] == SHARING]
        both = own[(own[CORE] != "elastic") & (own[PERIPHERAL] != "elastic")]
        for core, peripheral in both[[CORE, PERIPHERAL]].drop_duplicates().to_numpy():
            cells = [
                own[(own[CORE] == each) & (own[PERIPHERAL] == other)]
                for each, other in (
                    (core, peripheral),
                    (core, "elastic"),
                    ("elastic", peripheral),
                )
            ]
            times = [
                level(interval(cell["delivery_time_mean_s"].tolist()), 0)
                for cell in cells
            ]
            rows.append([region, value_text(core), value_text(peripheral), *times])
    return markdown(rows, left=0)


def main() -> None:
    """Write all tables and figures."""
    parser = argparse.ArgumentParser(description="Write tables and figures of studies.")
    parser.add_argument("--embedded", type=Path, required=True, help="its sweeps")
    parser.add_argument("--chicago", type=Path, required=True, help="its sweeps")
    given = parser.parse_args()
    folders = dict(zip(REGIONS, (given.embedded, given.chicago), strict=True))
    for study, (key, heading) in ALONG.items():
        frames = read(folders, study)
        write_into(PAGE, study, changes_along(frames, key, heading))
        write_into(PAGE, f"{study} pays", where_it_pays(frames, [key], key))
        drawn(study, figure_along(frames, key))
    frames = read(folders, "load")
    write_into(PAGE, "kilometres", kilometres(frames))
    write_into(PAGE, "vehicle-hours", worth_of_a_vehicle_hour(frames))
    write_into(PAGE, "money pays", where_it_pays_in_money(frames))
    for study, (key, heading) in AGAINST_BEAT.items():
        frames = read(folders, study)
        for region in REGIONS:
            for kpi in BY_BEAT:
                lines = by_beat(frames[region], kpi, key, heading)
                write_into(PAGE, f"{study} {region} {kpi}", lines)
        write_into(PAGE, f"{study} pays", where_it_pays(frames, [key, BEAT], BEAT))
        drawn(study, figure_by_beat(frames, key, heading))
    frames = read(folders, "finite_fleet")
    write_into(PAGE, "finite_fleet", scarce_to_ample(frames))
    write_into(PAGE, "finite_fleet binds", which_pool_binds(frames))
    alike = {region: of_as_many(frame) for region, frame in frames.items()}
    write_into(PAGE, "finite_fleet pays", where_it_pays(alike, [VEHICLES], VEHICLES))
    drawn("finite_fleet", figure_of_fleets(frames))


if __name__ == "__main__":
    main()
