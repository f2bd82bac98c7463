"""What happens in a run beside its orders: interventions, shocks, closures, feeds."""

from typing import NamedTuple

from simulation.record.run import Run
from simulation.registry import DEMAND
from simulation.units import SECONDS_PER_MINUTE


class Span(NamedTuple):
    """What happens for a while; ``until_min`` None: to the end."""

    what: str
    from_min: float
    until_min: float | None


def disturbances(run: Run) -> tuple[Span, ...]:
    """Return what happens in a run that has begun before its end, in order of time."""
    spans = [
        Span(
            each["what"],
            each["at_s"] / SECONDS_PER_MINUTE,
            None if each["until_s"] is None else each["until_s"] / SECONDS_PER_MINUTE,
        )
        for each in (*run.interventions, *run.shocks)
    ]
    spans += [
        Span(name, each.from_min, each.until_min)
        for name, each in run.scenario.traffic.closures.items()
        if not each.hours
    ]
    feed = run.scenario.traffic.feed
    if feed.delay_min:
        spans.append(Span("late feed", feed.from_min, feed.until_min))
    end_min = run.end_s / SECONDS_PER_MINUTE
    begun = [each for each in spans if each.from_min < end_min]
    return tuple(sorted(begun, key=lambda each: each.from_min))


def never_begun(run: Run) -> tuple[str, ...]:
    """Return what was to happen in a run and begins when it is over already."""
    end_s = run.end_s
    demand = run.scenario.demand
    last_s = end_s
    if demand.profile in set(DEMAND.shipped) - {"trace"}:  # others have times of theirs
        last_s = min(end_s, demand.duration_min * SECONDS_PER_MINUTE)
    begins: dict[str, list[bool]] = {}
    for each in run.interventions:
        begins.setdefault(f'intervention "{each["what"]}"', []).append(
            each["at_s"] < end_s
        )
    for each in run.shocks:
        begins.setdefault(f'shock "{each["what"]}"', []).append(each["at_s"] < last_s)
    for name, closure in run.scenario.traffic.closures.items():
        begun = closure.from_min * SECONDS_PER_MINUTE < end_s
        begins.setdefault(f"traffic.closures.{name}", []).append(begun)
    feed = run.scenario.traffic.feed
    if feed.delay_min:
        begins["traffic.feed"] = [feed.from_min * SECONDS_PER_MINUTE < end_s]
    return tuple(name for name, begun in begins.items() if not any(begun))
