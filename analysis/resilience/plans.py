"""Plans: scenarios as they are, and the first one under other keys."""

from collections.abc import Sequence

from analysis.experiments.side_by_side import check_alike, check_random
from analysis.resilience.days import Day
from analysis.resilience.study import Plan
from analysis.words import unlike
from simulation.errors import InputError
from simulation.scenario import Scenario, load_scenario, read_overrides


def plans_of(
    scenarios: Sequence[str],
    variants: Sequence[str],
    days: Sequence[Day],
    changed: Sequence[str],
    later_min: float,
) -> list[Plan]:
    """Return the plans of scenarios, and of variants of the first one, on all days.

    Parameters
    ----------
    scenarios
        Files or shipped names.
    variants
        Texts such as ``More vans: fleet.peripheral.size=90; fleet.core.size=20``.
    days
        Laid over each of them.
    changed
        Keys that are other in all of them, as texts ``KEY=VALUE``.
    later_min
        By how much later everything of the days happens [min].

    Raises
    ------
    InputError
        If one cannot be, or they do not share their orders.
    """
    loaded = [load_scenario(each, changed) for each in scenarios]
    names = unlike(each.name for each in loaded)
    for text in variants:
        label, colon, keys = text.partition(":")
        pairs = [each.strip() for each in keys.split(";") if each.strip()]
        if not colon or not label.strip() or not pairs:
            raise InputError(
                f"--plan {text}",
                "no name and keys",
                '"NAME: KEY=VALUE; KEY=VALUE", such as "More vans: '
                'fleet.peripheral.size=90"',
            )
        read_overrides(pairs)
        loaded.append(load_scenario(scenarios[0], [*changed, *pairs]))
        names.append(label.strip())
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InputError("--plan", f"{twice} is the name of two plans", "other names")
    check_alike(loaded)
    check_random(loaded, names)
    return [
        _plan(name, scenario, days, later_min)
        for name, scenario in zip(names, loaded, strict=True)
    ]


def _plan(name: str, scenario: Scenario, days: Sequence[Day], later_min: float) -> Plan:
    over = {day.name: day.over(scenario, later_min) for day in days}
    return Plan(
        name,
        scenario,
        {day: on for day, (on, _) in over.items()},
        {day: unused for day, (_, unused) in over.items() if unused},
    )
