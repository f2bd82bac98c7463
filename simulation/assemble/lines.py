"""The trunk lines of a scenario: their stops found, their timetables derived."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise

import numpy as np

from simulation.assemble.places import known_ids
from simulation.assemble.prepared import Prepared
from simulation.scenario.lines import LineSpec
from simulation.scenario.models import Scenario
from simulation.units import SECONDS_PER_MINUTE, Floats, on_time_grid
from simulation.world.fleet import Fleet
from simulation.world.groups.rides import Lines
from simulation.world.lines import Line, Timetable
from simulation.world.vehicle import Surroundings


def lines_of(
    scenario: Scenario,
    prepared: Prepared,
    around: Surroundings,
    core: Fleet,
    numbers: Iterator[int],
    seats: Sequence[int] | None,
) -> Lines | None:
    """Return the lines of a scenario; ``None`` if it has none.

    Raises
    ------
    ScenarioError
        If a stop is no hotspot of the region.
    """
    if not scenario.lines:
        return None
    overlay = prepared.overlay.at_speed(scenario.fleet.core.speed_factor)
    dwell_s = float(on_time_grid(scenario.hotspots.handover_s))
    ids = prepared.region.tracts.ids
    make = []
    for number, spec in enumerate(scenario.lines, start=1):
        names = known_ids(spec.stops, ids, f"lines[{number}].stops")
        stops = [ids.index(name) for name in names]
        timetable = timetable_of(spec, stops, overlay.travel_time_s, dwell_s)
        make.append(partial(Line, around, core, numbers, timetable, seats))
    return Lines(_fastest(overlay.travel_time_s).tolist(), make)


def timetable_of(
    spec: LineSpec, stops: Sequence[int], travel_time_s: Floats, dwell_s: float
) -> Timetable:
    """Return the timetable of a line whose legs take as long as at free flow.

    Parameters
    ----------
    spec, stops
        The line, and the hotspots that its stops are.
    travel_time_s : (H, H) array
        From hotspot to hotspot, as its vehicles drive [s].
    dwell_s
        How long it stands at a stop: one handover [s].
    """
    way = [*stops, *stops[-2::-1]] if spec.back else list(stops)
    arrives, departs = [0.0], [0.0]
    for origin, target in pairwise(way):
        arrives.append(departs[-1] + float(travel_time_s[origin, target]))
        departs.append(arrives[-1] + dwell_s)
    starts_min = spec.first_min + spec.every_min * np.arange(spec.departures)
    return Timetable(
        stops=tuple(way),
        starts_s=tuple(on_time_grid(starts_min * SECONDS_PER_MINUTE).tolist()),
        arrives_s=tuple(arrives),
        departs_s=tuple(departs),
        capacity=spec.capacity,
        wait_s=spec.wait_s,
    )


def _fastest(travel_time_s: Floats) -> Floats:
    """Return the shortest times over any hotspots (H, H), as Floyd and Warshall do."""
    fastest = travel_time_s.copy()
    for over in range(len(fastest)):
        fastest = np.minimum(fastest, fastest[:, over, None] + fastest[over])
    return fastest
