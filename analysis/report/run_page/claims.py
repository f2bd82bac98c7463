"""One plan against another: each headline as a sentence, with its evidence."""

from collections.abc import Sequence

from analysis.metrics.catalogue import KPI_OF
from analysis.metrics.display import headed
from analysis.report.blocks import Finding
from analysis.report.markup import literal
from analysis.report.run_page.changes import Change, Outcome, overall
from analysis.report.run_page.contents import Contents
from analysis.report.run_page.plans import Plan
from analysis.report.run_page.wording import (
    amount_words,
    change_words,
    in_words,
    level_words,
)
from analysis.words import raised
from simulation.scenario.service import FROM_DOOR_TO_DOOR

DISTANCE = "distance_all_km"
# What a fall, a rise, and an uncertain change of a headline mean; plan and amount.
_CLAIMS = {
    "success_ratio": (
        "With {plan}, {amount} fewer orders arrive on time",
        "With {plan}, {amount} more orders arrive on time",
    ),
    "delivery_time_mean_s": (
        "With {plan}, an order takes {amount} less time on average",
        "With {plan}, an order takes {amount} more time on average",
    ),
    "delivery_time_p95_s": (
        "With {plan}, the time within which 95 of 100 orders arrive is {amount} "
        "shorter",
        "With {plan}, the time within which 95 of 100 orders arrive is {amount} longer",
    ),
    DISTANCE: (
        "With {plan}, vehicles drive {amount} less",
        "With {plan}, vehicles drive {amount} more",
    ),
    "vehicles_fleet": (
        "With {plan}, {amount} fewer vehicles take part",
        "With {plan}, {amount} more vehicles take part",
    ),
    "cost_per_order": (
        "With {plan}, an order costs {amount} less",
        "With {plan}, an order costs {amount} more",
    ),
    "co2_g_per_order": (
        "With {plan}, an order's CO2 is {amount} less",
        "With {plan}, an order's CO2 is {amount} more",
    ),
}

_OF_TIME = {
    "success_ratio",
    "delivery_time_mean_s",
    "delivery_time_p95_s",
    "vehicles_fleet",
}  # what driving the ignored empty ways would move, besides distances


def of_two(shown: Contents) -> list[Finding]:
    """Return a finding for each headline, one plan against the other."""
    plan, first = shown.plans[1], shown.plans[0]
    return [
        Finding(
            overall([change.outcome]),
            _claim(name, plan, change, first),
            evidence=_evidence(name, plan, first, change),
        )
        for name, change in known(shown.changes[0], shown.headlines)
    ]


def known(changes: dict[str, Change], names: Sequence[str]) -> list[tuple[str, Change]]:
    """Return the changes of which something is known, by KPI, in order."""
    return [
        (name, changes[name])
        for name in names
        if changes[name].outcome is not Outcome.NONE
    ]


def _claim(name: str, plan: Plan, change: Change, first: Plan) -> str:
    """Return one headline as a sentence."""
    label, base = literal(plan.label), literal(first.label)
    what = in_words(change.kpi)
    if change.value is None or change.outcome is Outcome.EQUAL:
        return f"{raised(what)}: no difference between {label} and {base}"
    if change.outcome is Outcome.CANNOT_TELL:
        return (
            f"{raised(what)}: the difference between {label} and {base} "
            "is within what chance does"
        )
    fall, rise = _CLAIMS[name]
    if change.value.mean == 0.0:
        return f"{raised(what)}: the same with {label} as with {base}, in this one run"
    words = rise if change.value.mean > 0 else fall
    once = " in this one run" if change.outcome is Outcome.ONE_RUN else ""
    said = words.format(plan=label, amount=amount_words(change))
    return f"{said} than with {base}{once}"


def _evidence(name: str, plan: Plan, first: Plan, change: Change) -> str:
    kpi = change.kpi
    levels = (
        f"{level_words(kpi, plan.values(name))} against "
        f"{level_words(kpi, first.values(name))}"
    )
    said = f"{headed(kpi)}: {levels}; change {_how_sure(change)}."
    if name == DISTANCE:
        return said + _in_the_papers_accounting(plan, first)
    said += _elastic(plan, first) if name == "vehicles_fleet" else ""
    return said + (_took_no_time(plan, first) if name in _OF_TIME else "")


def _elastic(plan: Plan, first: Plan) -> str:
    """Return that a count of vehicles without a limit is no purchase."""
    if not any(
        _grows(each, pool)
        for each in (plan, first)
        for pool in ("peripheral", "core")
        if pool == "peripheral"
        or each.settings.get("service.mode") not in FROM_DOOR_TO_DOOR
    ):
        return ""
    return (
        " Elastic fleets grow whenever no idle vehicle is at hand, so this is not how "
        "many an operator must own: `deliverai size` finds that."
    )


def _grows(plan: Plan, pool: str) -> bool:
    """Return whether vehicles of a pool join as they are needed."""
    keys = plan.settings
    by_shifts = keys.get(f"fleet.{pool}.shifts") or keys.get(f"fleet.{pool}.shift_file")
    return keys.get(f"fleet.{pool}.size") == "elastic" and not by_shifts


def _took_no_time(plan: Plan, first: Plan) -> str:
    """Return whose times and vehicles leave ignored empty ways out; may be nothing."""
    those = [literal(each.label) for each in (plan, first) if each.ignored_km]
    if not those:
        return ""
    return f" Empty ways that are ignored took no time here ({'; '.join(those)})."


def _in_the_papers_accounting(plan: Plan, first: Plan) -> str:
    """Return the distances without ignored ways; nothing where they are the same."""
    if not any(each.ignored_km for each in (plan, first)):
        return ""
    kpi = KPI_OF["distance_km"]
    this, base = (level_words(kpi, each.values(kpi.name)) for each in (plan, first))
    return (
        f" In the paper's accounting, which leaves ignored empty ways out: {this} "
        f"against {base}."
    )


def _how_sure(change: Change) -> str:
    """Return a change, its interval, and what that rests on."""
    words = change_words(change)
    if change.value is None or change.outcome is Outcome.ONE_RUN:
        return words
    how = f"over {change.value.count} pairs of runs on the same orders"
    if not change.paired:
        how = "the plans met different orders, compared as independent"
    return f"{words} (95 % interval, {how})"
