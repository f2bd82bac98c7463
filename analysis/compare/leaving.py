"""Who leaves in a fork with a smaller fleet, in words."""

from analysis.words import counted
from simulation.record.kinds import CORE, Kind
from simulation.record.run import Run
from simulation.units import SECONDS_PER_MINUTE, Bools, Floats, Ints

_POOLS = ("core", "peripheral")  # the latter in all their classes


def leaving(run: Run) -> list[str]:
    """Return a sentence for each pool that has become smaller since a run's fork.

    It says how many vehicles leave and when; of one that a horizon cuts off, how many
    were never idle and so are still there.
    """
    link = run.forked_from or {}
    events = run.events
    left = events.rows(Kind.VEHICLE_LEFT)
    sentences = []
    fleet = run.scenario.fleet
    sized = {
        key
        for each in run.interventions
        for key in (*each.get("set", ()), *each.get("scale", ()))
    }
    for name in _POOLS:
        if f"fleet.{name}.size" in sized:
            continue  # who leaves may do so by an intervention, as in the other future
        if (fleet.core if name == "core" else fleet.peripheral).by_shifts:
            continue  # who leaves has worked a shift, as in the other future
        of_pool = left[_of_pool(run, name, left)]
        after_s = events.time_s[of_pool] - link.get("at_s", 0.0)
        departures = _departures(after_s[after_s >= 0], name)
        busy = _surplus(run, name, of_pool.size)
        if busy:
            departures.append(
                f"{counted(busy, f'more {name} vehicle')} would leave, but "
                f"{'are' if busy > 1 else 'is'} at work to the end"
            )
        sentences += [f"{each}." for each in departures]
    return sentences


def _departures(after_s: Floats, name: str) -> list[str]:
    """Return when vehicles leave, counted from the moment [s]."""
    count, at_once = after_s.size, int((after_s == 0).sum())
    if not count:
        return []
    last = f"{after_s.max() / SECONDS_PER_MINUTE:,.1f} min after the moment"
    if at_once == count:
        when = "at once"
    elif count == 1:
        when = last
    else:
        first = f"{at_once:,} at once, " if at_once else ""
        when = f"{first}the last {last}"
    leave = "leaves" if count == 1 else "leave"
    return [f"{counted(count, f'{name} vehicle')} {leave}, {when}"]


def _of_pool(run: Run, name: str, rows: Ints) -> Bools:
    """Return which rows are of vehicles of a pool, (n,)."""
    core: Bools = run.events.pool[rows] == CORE
    return core if name == "core" else ~core


def _surplus(run: Run, name: str, left: int) -> int:
    """Return how many vehicles of a pool are there at the end beyond its size."""
    fleet = run.scenario.fleet
    pool = fleet.core if name == "core" else fleet.peripheral
    size = pool.size
    if size == "elastic":
        return 0
    joined = _of_pool(run, name, run.events.rows(Kind.VEHICLE_JOINED))
    return max(0, int(joined.sum()) - left - int(size))
