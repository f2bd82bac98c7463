"""Which keys of what goes wrong change nothing, under which scenarios, and why."""

from collections.abc import Callable

from simulation.scenario.models import Scenario

Rule = tuple[Callable[[Scenario], bool], tuple[str, ...], str]  # if, keys, why


_BREAKDOWNS = ("fleet.core.breakdowns_per_h", "fleet.peripheral.breakdowns_per_h")


def _comes(asked: Scenario, *keys: str) -> bool:
    """Return whether an intervention may set one of some keys."""
    told = (key in each.set for each in asked.interventions for key in keys)
    return asked.intervention_file is not None or any(told)


def _breaks_down(asked: Scenario) -> bool:
    return asked.breaks_down or _comes(asked, *_BREAKDOWNS)


def _fails_at_doors(asked: Scenario) -> bool:
    return asked.attempts.fail or _comes(asked, "attempts.absent_share")


def draws_failures(asked: Scenario) -> bool:
    """Return whether it is drawn what goes wrong."""
    shifts = asked.fleet.core.by_shifts or asked.fleet.peripheral.by_shifts
    return (
        _breaks_down(asked)
        or _fails_at_doors(asked)
        or asked.cancellations.share > 0
        or (shifts and asked.drivers.fail)
    )


def _no_shifts(asked: Scenario) -> bool:
    fleet = asked.fleet
    return not (fleet.peripheral.by_shifts or fleet.core.by_shifts)


FAILURES: tuple[Rule, ...] = (
    (
        lambda asked: not _breaks_down(asked),
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
        lambda asked: not _fails_at_doors(asked),
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
