"""Changes that changed nothing, and why: a key not in use, a limit never met."""

from collections.abc import Iterable

from simulation.record.run import Run
from simulation.scenario import without_effect

_NEVER_MET = "nothing in this run depends on its value"


def fork_without_effect(recorded: Run, forked: Run) -> list[str]:
    """Return why a fork changes nothing, or which of its keys do not; else nothing."""
    changes = (forked.forked_from or {}).get("changes", {})
    same = forked.log_hash == recorded.log_hash
    told = _told(forked, changes, same=same)
    if same and changes:
        told.insert(0, "No effect: both futures have one log, to the last row.")
    return told


def same_run(first: Run, second: Run, keys: Iterable[str]) -> list[str]:
    """Return that two runs are one although `keys` of their scenarios differ, and why.

    Nothing where their logs differ.
    """
    if first.log_hash != second.log_hash:
        return []
    return [
        "Both runs have one log, to the last row: they are the same run.",
        *_told(second, keys, same=True),
    ]


def _told(run: Run, keys: Iterable[str], *, same: bool) -> list[str]:
    keys = list(keys)
    reasons = without_effect(run.scenario, keys)
    if same:
        reasons = {key: reasons.get(key, _NEVER_MET) for key in keys}
    return [f"{key} has no effect: {why}." for key, why in reasons.items()]
