"""Active vehicles: driving with at least one delivery aboard (paper, 3.1).

Where doors take time, a vehicle that stands at one to pick up or hand out is active.
"""

from dataclasses import dataclass

import numpy as np

from analysis.tables.deliveries import DeliveryColumns
from analysis.tables.doors import door_columns
from analysis.tables.legs import LegColumns, leg_columns, pools_of_vehicles
from simulation.record.kinds import CORE, Kind
from simulation.record.run import Run
from simulation.units import SECONDS_PER_MINUTE, Bools, Floats, Ints


@dataclass(frozen=True)
class Steps:
    """A step function: ``values[i]`` from ``times_s[i]`` until the next time."""

    times_s: Floats  # (n,) rising; the last step lasts for ever
    values: Floats  # (n,)

    def at(self, times_s: Floats) -> Floats:
        """Return the values at `times_s`; 0 before the first step."""
        step = np.searchsorted(self.times_s, times_s, side="right")
        return np.append(0.0, self.values)[step]

    def until(self, times_s: Floats) -> Floats:
        """Return the integral from the beginning up to `times_s` [s]."""
        if not self.times_s.size:
            return np.zeros_like(times_s)
        areas = np.append(0.0, np.cumsum(self.values[:-1] * np.diff(self.times_s)))
        step = np.searchsorted(self.times_s, times_s, side="right") - 1
        last = np.maximum(step, 0)
        since_s = np.maximum(times_s - self.times_s[last], 0.0)
        area: Floats = areas[last] + np.where(step >= 0, self.values[last], 0) * since_s
        return area


def present(from_s: Floats, until_s: Floats) -> Steps:
    """Return how many of n things are there, as a step function of time [s].

    Parameters
    ----------
    from_s, until_s : (n,) arrays
        When each comes and when it is gone [s]; NaN for what stays.
    """
    gone_s = until_s[~np.isnan(until_s)]
    times = np.concatenate((from_s, gone_s))
    change = np.repeat([1.0, -1.0], [from_s.size, gone_s.size])
    at, step = np.unique(times, return_inverse=True)
    return Steps(at, np.cumsum(np.bincount(step, change, minlength=at.size)))


def active_legs(legs: LegColumns) -> Bools:
    """Return which legs, (n,), make their vehicle active.

    They carry a delivery and take time: from departure until just before
    arrival, so that arriving and leaving at one instant is one active vehicle.
    """
    under_way = np.isnan(legs.arrive_s)
    return (legs.load > 0) & (under_way | (legs.arrive_s > legs.depart_s))


@dataclass(frozen=True)
class ActiveSpells:
    """When vehicles are active: columns over loaded legs, then stays at doors."""

    from_s: Floats  # (n,)
    until_s: Floats  # (n,) NaN if it goes on at the horizon
    tract: Ints  # (n,) where the leg starts, or of the door
    core: Bools  # (n,) of a core vehicle


def active_spells(run: Run, legs: LegColumns | None = None) -> ActiveSpells:
    """Return when vehicles are active; `legs` are those of `run`, if at hand."""
    legs = leg_columns(run) if legs is None else legs
    driving, doors = active_legs(legs), door_columns(run)
    stands = ~(doors.finished_s == doors.started_s)
    core = pools_of_vehicles(run)[doors.vehicle[stands]] == CORE
    tract = run.places.tract[doors.place[stands]]
    return ActiveSpells(
        from_s=np.concatenate((legs.depart_s[driving], doors.started_s[stands])),
        until_s=np.concatenate((legs.arrive_s[driving], doors.finished_s[stands])),
        tract=np.concatenate((legs.tract[driving], tract)),
        core=np.concatenate((legs.core[driving], core)),
    )


def vehicles_active(active: ActiveSpells) -> int:
    """Return the sum over tracts of the most active vehicles at once.

    A leg counts for the tract where it starts (paper, 7.5; model, 7), a stay at a
    door for the tract of the door.
    """
    return _most_at_once(active, active.tract)


def core_vehicles_active(active: ActiveSpells) -> int:
    """Return the same sum over core vehicles alone (paper, Figures 8 and 9)."""
    core = active.core
    spells = (active.from_s[core], active.until_s[core], active.tract[core], core[core])
    return vehicles_active(ActiveSpells(*spells))


def vehicles_peak(active: ActiveSpells) -> int:
    """Return the most active vehicles at once anywhere."""
    return _most_at_once(active, np.zeros(active.from_s.size, dtype=np.int64))


def _most_at_once(active: ActiveSpells, group: Ints) -> int:
    """Return the sum over groups of the most spells at once."""
    groups = np.tile(group, 2)
    if not groups.size:
        return 0
    ends = np.nan_to_num(active.until_s, nan=np.inf)
    times = np.concatenate((active.from_s, ends))
    change = np.repeat([1, -1], ends.size)
    order = np.lexsort((change, times, groups))  # at one instant, ends come first
    active_now = np.cumsum(change[order])  # each group returns to zero
    heads = np.flatnonzero(np.diff(groups[order], prepend=-1))
    return int(np.maximum.reduceat(active_now, heads).sum())


def active_over_time(run: Run) -> Steps:
    """Return the number of active vehicles as a step function of time [s].

    A vehicle under way at the horizon stays active: later is not known.
    """
    active = active_spells(run)
    return present(active.from_s, active.until_s)


def fleet_over_time(run: Run) -> Steps:
    """Return how many vehicles are there as a step function of time [s]."""
    return present(*in_the_fleet(run))


def utilisation_over_time(run: Run, step_s: float) -> Steps:
    """Return active vehicles over `vehicles_active` every `step_s` [s].

    The paper's UR_t (7.5), sampled at 0, `step_s`, 2 `step_s` and so on until the
    end of the run; no steps where no vehicle was ever active.
    """
    vehicles = vehicles_active(active_spells(run))
    if not vehicles:
        return Steps(np.zeros(0), np.zeros(0))
    samples = int(run.end_s // step_s) + 1
    times_s: Floats = np.arange(samples, dtype=np.float64) * step_s
    return Steps(times_s, active_over_time(run).at(times_s) / vehicles)


def service_period(run: Run, table: DeliveryColumns) -> tuple[float, float] | None:
    """Return the first release and the last delivery [s]; None without orders.

    With orders that are still open it lasts until the end of the run. What lies
    before or after it is nobody's idle time: time zero and the horizon are what a
    file or a scenario happens to begin and end with.
    """
    if not len(table):
        return None
    ends = table.end_s[table.delivered] if table.delivered.any() else table.end_s
    ends_s = run.end_s if table.open.any() else float(ends.max())
    return float(table.start_s.min()), ends_s


def first_minute(run: Run) -> int:
    """Return the minute of the first release, with which what is told over time begins.

    0 without orders. Times go on to count from the run's zero.
    """
    starts_s = run.orders.start_s
    return int(starts_s.min() // SECONDS_PER_MINUTE) if starts_s.size else 0


def within(
    period: tuple[float, float] | None, from_s: Floats, until_s: Floats
) -> Floats:
    """Return how long each of n spells [s] lies in a period, (n,); NaN: no end."""
    opens, closes = period or (0.0, 0.0)
    ends = np.minimum(np.nan_to_num(until_s, nan=np.inf), closes)
    inside: Floats = np.maximum(ends - np.maximum(from_s, opens), 0.0)
    return inside


def window(run: Run, table: DeliveryColumns) -> tuple[float, float] | None:
    """Return from when to when [s] means over ``report.window_min`` are taken.

    It begins at the first release where that is later, and ends at the scenario's
    horizon where that is earlier, for nothing is known of later. None if nothing of it
    is left, or all orders are delivered before it. A run that has delivered all its
    orders before the window ends has no active vehicle from then on.
    """
    period = service_period(run, table)
    if period is None:
        return None
    opens, closes = (
        float(minute * SECONDS_PER_MINUTE) for minute in run.scenario.report.window_min
    )
    if run.scenario.horizon_s is not None:
        closes = min(closes, run.scenario.horizon_s)
    opens = max(opens, period[0])
    if closes <= opens or period[1] <= opens:
        return None
    return opens, closes


def in_the_fleet(run: Run) -> tuple[Floats, Floats]:
    """Return when vehicles join the fleet and leave it [s], (n,) each; NaN: never."""
    events = run.events
    joined, left = events.rows(Kind.VEHICLE_JOINED), events.rows(Kind.VEHICLE_LEFT)
    number = events.vehicle[joined]
    until_s = np.full(int(number.max(initial=-1)) + 1, np.nan)
    until_s[events.vehicle[left]] = events.time_s[left]
    return events.time_s[joined], until_s[number]


def by_shifts(run: Run) -> bool:
    """Whether vehicles of a run work shifts: each of them is a vehicle in the log."""
    fleet = run.scenario.fleet
    return fleet.core.by_shifts or fleet.peripheral.by_shifts
