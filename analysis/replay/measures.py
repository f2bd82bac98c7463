"""What tracts are shaded by, over time."""

from dataclasses import dataclass

import numpy as np

from analysis.metrics.activity import active_spells
from analysis.replay.columns import Group, Stretch, packed
from analysis.replay.snapshot import Snapshot
from simulation.record.kinds import Kind
from simulation.units import Floats, Ints

EVERY_S = 60.0
TRAILING_S = 600.0


@dataclass(frozen=True)
class Spells:
    """Times spent in tracts."""

    tract: Ints  # (n,)
    from_s: Floats  # (n,)
    until_s: Floats  # (n,) infinite for what does not end

    def spent_s(self, time_s: Floats, tracts: int) -> Floats:
        """Return the time spent in each tract until some times, (samples, H)."""
        came, since_s = _counted(time_s, self.tract, self.from_s, tracts)
        left, until_s = _counted(time_s, self.tract, self.until_s, tracts)
        spent: Floats = (came - left) * time_s[:, None] - (since_s - until_s)
        return spent

    def lately_s(self, time_s: Floats, tracts: int) -> Floats:
        """Return the time spent in the `TRAILING_S` before some times, (samples, H)."""
        before_s = np.maximum(time_s - TRAILING_S, 0.0)
        return self.spent_s(time_s, tracts) - self.spent_s(before_s, tracts)


def described(bays: int | None) -> list[dict[str, str]]:
    """Return key, label and unit of each measure."""
    of_what = "bays" if bays is not None else "vehicles"
    return [
        {"key": "demand", "label": "Orders released, last 10 min", "unit": "orders"},
        {"key": "waiting", "label": "Deliveries waiting", "unit": "deliveries"},
        {
            "key": "utilisation",
            "label": f"Utilisation of {of_what}, last 10 min",
            "unit": "share",
        },
    ]


class Measures:
    """The measures of a run as far as it is known.

    Parameters
    ----------
    snapshot
        The run so far.
    bays
        The bays of a hotspot, where they are limited.
    """

    def __init__(self, snapshot: Snapshot, bays: int | None) -> None:
        run = snapshot.run
        self._tracts = len(run.tract_ids)
        self._start_s = run.orders.start_s
        self._released_in = run.places.tract[run.orders.producer]
        self._dwells = snapshot.dwells
        self._bays = bays
        self._used = _carrying(snapshot) if bays is None else _bays_in_use(snapshot)
        self._there = _vehicles_of_tracts(snapshot)

    def sampled(self, stretch: Stretch) -> Group:
        """Return the measures sampled in a stretch of time, samples times tracts."""
        time_s = stretch.samples(EVERY_S)
        return {
            "time_s": packed(time_s, "f8"),
            "demand": packed(self._demand(time_s), "f4"),
            "waiting": packed(self._waiting(time_s), "f4"),
            "utilisation": packed(self._utilisation(time_s), "f4"),
        }

    def _demand(self, time_s: Floats) -> Floats:
        """Return the orders released lately, by tract of the producer."""
        of_orders = (self._released_in, self._start_s, self._tracts)
        until_now, _ = _counted(time_s, *of_orders)
        until_then, _ = _counted(time_s - TRAILING_S, *of_orders)
        return until_now - until_then

    def _waiting(self, time_s: Floats) -> Floats:
        """Return the deliveries that stand at each hotspot."""
        steps = self._dwells
        change = steps.change.astype(np.float64)
        waiting, _ = _counted(time_s, steps.place, steps.time_s, self._tracts, change)
        return waiting

    def _utilisation(self, time_s: Floats) -> Floats:
        """Return the share in use lately, of bays or of vehicles; 1 at most.

        Of a run forked under fewer bays more may have been in use before.
        """
        used_s = self._used.lately_s(time_s, self._tracts)
        if self._bays is None:
            return _share(used_s, self._there.lately_s(time_s, self._tracts))
        passed_s = np.minimum(time_s, TRAILING_S)[:, None]
        return _share(used_s, np.broadcast_to(self._bays * passed_s, used_s.shape))


def _bays_in_use(snapshot: Snapshot) -> Spells:
    """Return when bays are in use at the hotspots."""
    docks = snapshot.docks
    started = ~np.isnan(docks.started_s)
    return Spells(
        docks.place[started],
        docks.started_s[started],
        np.nan_to_num(docks.finished_s[started], nan=np.inf),
    )


def _carrying(snapshot: Snapshot) -> Spells:
    """Return when vehicles are active, in the tract where the leg began or the door is.

    They carry something, or serve at a door.
    """
    active = active_spells(snapshot.run, snapshot.legs)
    until_s = np.nan_to_num(active.until_s, nan=np.inf)
    return Spells(active.tract, active.from_s, until_s)


def _vehicles_of_tracts(snapshot: Snapshot) -> Spells:
    """Return of which tracts the vehicles are: from one arrival to the next.

    And from the last one for good, or until they leave the fleet.
    """
    events, tract_of = snapshot.run.events, snapshot.run.places.tract
    rows = np.flatnonzero(
        np.isin(events.kind, (Kind.VEHICLE_JOINED, Kind.ARRIVED, Kind.VEHICLE_LEFT))
    )
    rows = rows[np.argsort(events.vehicle[rows], kind="stable")]
    until_s = np.full(rows.size, np.inf)
    same = events.vehicle[rows[1:]] == events.vehicle[rows[:-1]]
    until_s[:-1][same] = events.time_s[rows[1:]][same]
    stays = events.kind[rows] != Kind.VEHICLE_LEFT
    rows, until_s = rows[stays], until_s[stays]
    return Spells(tract_of[events.place[rows]], events.time_s[rows], until_s)


def _counted(
    time_s: Floats,
    tract: Ints,
    at_s: Floats,
    tracts: int,
    weight: Floats | None = None,
) -> tuple[Floats, Floats]:
    """Return how many of n things came up to each time, and the sum of when.

    Parameters
    ----------
    time_s : (samples,) array
        Rising.
    tract, at_s : (n,) arrays
        Where and when each comes.
    tracts
        How many there are.
    weight : (n,) array
        What each counts for, 1 if absent.
    """
    first = np.searchsorted(time_s, at_s, side="left")  # sample that has seen it
    seen = first < time_s.size
    cell = first[seen] * tracts + tract[seen]
    weights = np.ones(at_s.size) if weight is None else weight

    def until(values: Floats) -> Floats:
        summed = np.bincount(cell, values[seen], minlength=time_s.size * tracts)
        so_far: Floats = summed.reshape(time_s.size, tracts).cumsum(axis=0)
        return so_far

    return until(weights), until(np.where(seen, at_s, 0.0))


def _share(part: Floats, whole: Floats) -> Floats:
    """Return part over whole, at most 1, NaN where there is no whole."""
    some = whole > 0
    share = np.minimum(part / np.where(some, whole, 1), 1)
    return np.where(some, share, np.nan)
