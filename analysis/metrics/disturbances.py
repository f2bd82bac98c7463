"""What happens in a run beside its orders: interventions and demand shocks."""

from typing import NamedTuple

from simulation.record.run import Run
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
        if each["at_s"] < run.end_s
    ]
    return tuple(sorted(spans, key=lambda each: each.from_min))
