"""Run the 33 meal-delivery instances of Rome in every service, and print the page.

From the root of the project, with the archive (or its folder) where you keep it:

    python docs/scripts/rome_instances.py rome_instances.tar.gz \\
        > docs/explanation/results-rome.md

Each instance is imported as `deliverai import` does, with the most couriers it has. The
services are those of the page's text. Means over the instances have 95 % intervals,
and the changes against `direct` are paired. `--only I1,I7` takes some instances alone.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.metrics import kpis
from analysis.statistics.intervals import Interval, interval
from simulation import load_scenario, simulate
from simulation.demand.datasets.instance import SCENARIO, write_instance
from simulation.demand.datasets.rome import read_rome, rome_files, rome_names

SERVICES: dict[str, dict[str, object]] = {
    "direct": {"service.mode": "direct"},
    "nearest trip": {"service.mode": "direct", "dispatch.rule": "nearest_trip"},
    "stacked": {"service.mode": "stacked", "fleet.peripheral.capacity": 4},
    "rolling": {
        "service.mode": "stacked",
        "fleet.peripheral.capacity": 4,
        "dispatch.planner": "rolling",
    },
    "relayed": {"service.mode": "relayed", "routing.policy": "exact"},
}
MEASURES = {  # KPI: heading, factor
    "orders": ("orders", 1.0),
    "delivered": ("delivered", 1.0),
    "vehicles_fleet": ("vehicles", 1.0),
    "distance_all_km": ("km", 1.0),
    "delivery_time_mean_s": ("mean time [min]", 1 / 60),
    "success_ratio": ("on time [%]", 100.0),
    "cpu_s": ("CPU [s]", 1.0),
}
COUNTS = ("orders", "delivered", "vehicles_fleet")
SUMMED = tuple(MEASURES)[2:]
PAGE = """# The instances of Rome

Made by `python docs/scripts/rome_instances.py ARCHIVE` from the 33 instances of Cosmi,
Oriolo, Piccialli and Ventura (how they are read:
[data sets](../how-to/read-data-sets.md)). All of them, in every service:

- **direct**: the oldest order takes the nearest free courier of the instance, who
  carries it all the way.
- **nearest trip**: the same, but whoever is free takes the order that is nearest
  (`dispatch.rule = "nearest_trip"`).
- **stacked**: the same couriers, up to four orders aboard, stops planned.
- **rolling**: the same couriers, assigned over a rolling horizon as in the literature
  on meal delivery; each order has a restaurant of its own, so that none are bundled.
- **relayed**: over the hotspots of a grid of about 30 equal cells around all places,
  each at the mean of its cell's consumers. The couriers drive between doors and
  hotspots; vehicles between hotspots, which deliveries may share, come on top, as many
  as are needed: their number is not like for like.

An order is on time if the courier leaves the door by its requested delivery time, and
its time counts from its creation. Kilometres follow from a speed of 18 km/h, for the
instances have minutes alone.

The city is three kilometres wide, and stops take two to five minutes with the door. At
the peak all couriers are busy: the oldest order then takes whoever is free next,
however far away, and most of the way of `direct` is empty. Hotspots cost more than they
save where ways are so short and an order takes three vehicles. CPU seconds are those of
the event loop, on a machine that did other things besides: an order of magnitude."""

Row = dict[str, float]


def measured(archive: Path, name: str) -> dict[str, Row]:
    """Return the measures of an instance by service."""
    found: dict[str, Row] = {}
    with TemporaryDirectory() as folder:
        out = Path(folder) / name
        write_instance(out, read_rome(archive, name))
        for service, keys in SERVICES.items():
            run = simulate(load_scenario(out / SCENARIO, keys))
            values = {**kpis(run), "cpu_s": run.cpu_s}
            found[service] = {each: float(values[each] or 0) for each in MEASURES}
    return found


def lines(rows: dict[str, dict[str, Row]]) -> Iterator[str]:
    """Yield the table of all instances, and that of their means."""
    headings = [heading for heading, _ in MEASURES.values()]
    yield f"{PAGE}\n\n## Over all {len(rows)} instances\n"
    shown = [MEASURES[kpi][0] for kpi in SUMMED]
    yield f"| service | {' | '.join(shown)} |"
    yield "|---|" + "--:|" * len(shown)
    for service in SERVICES:
        yield f"| {service} | {' | '.join(means(rows, service))} |"
    for service in list(SERVICES)[1:]:
        yield f"| {service} - direct | {' | '.join(changes(rows, service))} |"
    yield "\n## Each instance\n"
    yield f"| instance | service | {' | '.join(headings)} |"
    yield "|---|---|" + "--:|" * len(headings)
    for name, services in rows.items():
        for service, row in services.items():
            cells = [
                f"{row[kpi] * factor:,.{0 if kpi in COUNTS else 2}f}"
                for kpi, (_, factor) in MEASURES.items()
            ]
            yield f"| {name} | {service} | {' | '.join(cells)} |"


def means(rows: dict[str, dict[str, Row]], service: str) -> list[str]:
    """Return the mean of each measure over the instances."""
    return [
        said([each[service][kpi] * MEASURES[kpi][1] for each in rows.values()])
        for kpi in SUMMED
    ]


def changes(rows: dict[str, dict[str, Row]], service: str) -> list[str]:
    """Return the mean of each measure's difference to direct service."""
    return [
        said(
            [
                (each[service][kpi] - each["direct"][kpi]) * MEASURES[kpi][1]
                for each in rows.values()
            ]
        )
        for kpi in SUMMED
    ]


def said(values: Sequence[float]) -> str:
    """Return a mean with its reach."""
    found: Interval | None = interval(values)
    assert found is not None  # no value is None
    return f"{found.mean:,.2f} ± {found.reach:.2f}"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--only", default="", help="some instances, such as I1,I7")
    given = parser.parse_args()
    names = (
        given.only.split(",") if given.only else rome_names(rome_files(given.archive))
    )
    rows = {name: measured(given.archive, name) for name in names}
    print("\n".join(lines(rows)))


if __name__ == "__main__":
    main()
