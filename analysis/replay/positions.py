"""Where every vehicle is at a moment, worked out one by one from a run."""

import numpy as np

from analysis.replay.lines import simplified
from analysis.replay.moves import cut_off, due_s, shares_driven
from analysis.replay.plane import plane_of, with_places_of
from analysis.replay.snapshot import snapshot_of
from simulation.record.kinds import Kind
from simulation.record.run import Run
from simulation.region import Region
from simulation.units import Floats

Position = tuple[float, float]  # metres east, metres north


def positions_at(run: Run, region: Region, time_s: float) -> dict[int, Position]:
    """Return where each vehicle of the fleet is, by number, in a playback's metres.

    A driving vehicle is on the way of its leg, at even speed. This is what the
    player has to show; it is worked out from the run itself, not from the playback.

    Parameters
    ----------
    run, region
        A run, and the region it was made on.
    time_s
        When [s], at most the end of the run.
    """
    region = with_places_of(run, region)
    plane = plane_of(region)
    east, north = plane.x(region.places.lon), plane.y(region.places.lat)
    snapshot = snapshot_of(run)
    legs, events = snapshot.legs, run.events
    ends_s = legs.arrive_s.copy()
    cut = cut_off(snapshot)
    ends_s[cut] = due_s(snapshot, cut, region.router)
    from_share, to_share = shares_driven(snapshot)
    there: dict[int, Position] = {}
    for row in events.rows(Kind.VEHICLE_JOINED).tolist():
        if events.time_s[row] <= time_s:
            place = int(events.place[row])
            there[int(events.vehicle[row])] = float(east[place]), float(north[place])
    for leg in np.flatnonzero(legs.depart_s <= time_s).tolist():
        vehicle, to_place = int(legs.vehicle[leg]), int(legs.to_place[leg])
        if ends_s[leg] <= time_s and to_share[leg] == 1:
            there[vehicle] = float(east[to_place]), float(north[to_place])
            continue
        ways = region.router.ways(
            legs.place[leg : leg + 1], legs.to_place[leg : leg + 1]
        )
        x, y, _ = simplified(plane.x(ways.lon), plane.y(ways.lat), ways.starts)
        if not x.size:
            ends = [int(legs.place[leg]), to_place]
            x, y = east[ends], north[ends]
        lasts_s = ends_s[leg] - legs.depart_s[leg]
        share = min((time_s - legs.depart_s[leg]) / lasts_s, 1.0) if lasts_s else 1.0
        share = from_share[leg] + share * (to_share[leg] - from_share[leg])
        there[vehicle] = _along(x, y, float(share))
    for row in events.rows(Kind.VEHICLE_LEFT).tolist():
        if events.time_s[row] <= time_s:
            del there[int(events.vehicle[row])]
    return there


def _along(x: Floats, y: Floats, share: float) -> Position:
    """Return the point after a share of the length of a line."""
    so_far_m = np.append(0.0, np.cumsum(np.hypot(np.diff(x), np.diff(y))))
    at_m = share * so_far_m[-1]
    return float(np.interp(at_m, so_far_m, x)), float(np.interp(at_m, so_far_m, y))
