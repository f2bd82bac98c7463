"""Which keys of what goes wrong change nothing, under which scenarios, and why."""

from collections.abc import Callable

from simulation.scenario.models import Scenario

Rule = tuple[Callable[[Scenario], bool], tuple[str, ...], str]  # if, keys, why


def draws_failures(asked: Scenario) -> bool:
    """Return whether it is drawn what goes wrong."""
    shifts = asked.fleet.core.by_shifts or asked.fleet.peripheral.by_shifts
    return (
        asked.breaks_down
        or asked.attempts.fail
        or asked.cancellations.share > 0
        or (shifts and asked.drivers.fail)
    )


def _no_shifts(asked: Scenario) -> bool:
    fleet = asked.fleet
    return not (fleet.peripheral.by_shifts or fleet.core.by_shifts)


FAILURES: tuple[Rule, ...] = (
    (
        lambda asked: not asked.breaks_down,
        (
            *(f"breakdowns.repair_{key}" for key in ("s", "distribution")),
            *("breakdowns.crews", "breakdowns.rescue_after_s"),
        ),
        "no vehicle breaks down: fleet.*.breakdowns_per_h are 0 and none is named",
    ),
    (
        lambda asked: asked.breakdowns.repair_distribution is not None,
        ("breakdowns.repair_s",),
        "breakdowns.repair_distribution is given",
    ),
    (_no_shifts, ("drivers.",), "no fleet has shifts"),
    (
        lambda asked: not asked.drivers.late_share,
        ("drivers.late_distribution",),
        "drivers.late_share is 0",
    ),
    (
        lambda asked: not asked.drivers.early_share,
        ("drivers.early_distribution",),
        "drivers.early_share is 0",
    ),
    (
        lambda asked: not asked.cancellations.share,
        ("cancellations.after_distribution",),
        "cancellations.share is 0",
    ),
    (
        lambda asked: not asked.cancellations.share and asked.demand.profile != "trace",
        ("cancellations.after_pickup",),
        "cancellations.share is 0, and no trace says what is cancelled",
    ),
    (
        lambda asked: not asked.attempts.fail,
        tuple(
            f"attempts.{key}"
            for key in ("most", "wait_s", "retry_s", "retry_from", "returns_to")
        ),
        "attempts.absent_share is 0: somebody is in at every door",
    ),
    (
        lambda asked: asked.attempts.most == 1,
        ("attempts.retry_s", "attempts.retry_from"),
        "attempts.most is 1: no order is tried again",
    ),
)
