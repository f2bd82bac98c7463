"""Which of what goes wrong a service knows what to do about."""

from typing import Protocol, get_args

from simulation.scenario.breakdowns import BreakdownsSpec, named_of
from simulation.scenario.failures import AttemptsSpec, CancellationsSpec
from simulation.scenario.fleet import FleetSpec
from simulation.scenario.interventions import RecallSpec
from simulation.scenario.service import Mode
from simulation.specs import ConflictError

_KNOW = get_args(Mode)  # what to do about it


class _Asked(Protocol):
    """What is looked at of a scenario."""

    @property
    def fleet(self) -> FleetSpec: ...
    @property
    def breakdowns(self) -> BreakdownsSpec: ...
    @property
    def cancellations(self) -> CancellationsSpec: ...
    @property
    def attempts(self) -> AttemptsSpec: ...
    @property
    def recall(self) -> RecallSpec: ...


def may_break_down(fleet: FleetSpec, spec: BreakdownsSpec) -> bool:
    """Return whether any vehicle may break down."""
    rates = [fleet.core.breakdowns_per_h, fleet.peripheral.breakdowns_per_h]
    rates += [each.breakdowns_per_h for each in fleet.classes.values()]
    return bool(spec.named) or max(rates) > 0


def check_failures(asked: _Asked, mode: str) -> None:
    """Refuse breakdowns of no class, and failures that a service cannot handle.

    Parameters
    ----------
    asked
        The scenario.
    mode
        Its service.

    Raises
    ------
    ConflictError
        Naming the key.
    """
    known = ("core", "peripheral", *asked.fleet.classes)
    for each in named_of(asked.breakdowns.named):
        if each.of_class not in known:
            raise ConflictError(
                "breakdowns.named",
                f"names the class {each.of_class!r}",
                f"a class of vehicle ({', '.join(known)})",
            )
    keys = {
        "cancellations.after_pickup": asked.cancellations.after_pickup == "return",
        "attempts": asked.attempts.fail,
        "recall": not asked.recall.everywhere,
        "breakdowns": may_break_down(asked.fleet, asked.breakdowns),
    }
    fails = [key for key, used in keys.items() if used]
    if not fails or mode in _KNOW:
        return
    raise ConflictError(
        fails[0],
        f"asks for what goes wrong where service.mode is {mode!r}",
        f"one of {', '.join(_KNOW)}",
    )
