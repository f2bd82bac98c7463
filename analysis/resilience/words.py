"""What plans on bad days came to, in sentences and as a document."""

from collections.abc import Iterator
from math import inf
from typing import Any

from analysis.experiments.summary import plain_interval
from analysis.metrics.display import headed, mean_and_reach, number
from analysis.metrics.resilience import ABOARD
from analysis.numbers import NOTHING, plain, with_reach
from analysis.resilience.study import Answer
from analysis.resilience.work import GOOD
from analysis.statistics import Interval, Verdict, interval, verdict
from analysis.words import counted

GOOD_DAY = "the good day"
HURT = (  # of what a day does to a plan: name, head of its column, digits
    ("worst", "worst window", 3),
    ("recovery_min", "recovers [min]", 0),
    ("later", "later [orders]", 0),
    ("late_by_it", "late by it [orders]", 0),
    ("later_mean_s", "later by [s]", 0),
)


def day_name(day: str) -> str:
    """Return a day's name as people read it."""
    return day.replace("_", " ") if day != GOOD else GOOD_DAY


def on_day(day: str) -> str:
    """Return when that is, in a sentence."""
    return f"on {GOOD_DAY}" if day == GOOD else f"with {day_name(day)}"


def level(answer: Answer, found: Interval | None) -> str:
    """Return a mean of the metric with its interval."""
    if found is None:
        return NOTHING
    mean, reach = mean_and_reach(answer.question.kpi, found)
    return f"{mean} {reach}".strip()


def recommendation(answer: Answer) -> str:
    """Return the plan to take, and the numbers on which that rests, in a sentence."""
    plan, question = answer.recommended, answer.question
    label = question.kpi.label
    worst = answer.worst_day(plan)
    value = level(answer, answer.mean(plan, worst))
    regret, _ = answer.most_regret(plan)
    if len(answer.names) == 1:
        return (
            f"{plan} has its worst day {on_day(worst)}: {label} {value}, on the "
            f"good day {level(answer, answer.mean(plan, GOOD))}."
        )
    behind = (
        "on no day is another plan better"
        if regret == 0
        else "on no day is the best plan better by more than "
        f"{number(question.kpi, regret)}"
    )
    return (
        f"Take {plan}: {behind}, and on its worst day ({day_name(worst)}) its {label} "
        f"is {value}."
    )


def comparisons(answer: Answer) -> Iterator[str]:
    """Yield what each other plan loses at most against the recommended one."""
    kpi, recommended = answer.question.kpi, answer.recommended
    for plan in answer.names:
        if plan == recommended:
            continue
        _, day = answer.most_regret(plan)
        ahead = answer.ahead(plan)
        shown = verdict(ahead, "higher")
        if ahead is None:
            yield f"{plan}: no comparison, a run has no {kpi.label}."
            continue
        gap, reach = mean_and_reach(kpi, ahead)
        says = {
            Verdict.BETTER: "shown",
            Verdict.WORSE: f"so {plan} is better there",
        }.get(shown or Verdict.CANNOT_TELL, "not shown: chance alone may do that")
        yield (
            f"{plan} is worse than {recommended} by {gap} {reach} {on_day(day)}, "
            f"its day of largest regret ({says})."
        )


def notes(answer: Answer) -> Iterator[str]:
    """Yield what is to be known of how days met plans."""
    idle: dict[tuple[str, str], list[str]] = {}  # by service and key: which days
    for plan in answer.question.plans:
        for day, keys in plan.unused.items():
            for key in keys:
                of = idle.setdefault((plan.scenario.service.mode, key), [])
                of += [] if day_name(day) in of else [day_name(day)]
    for (mode, key), of in idle.items():
        yield (
            f"{mode} service makes no use of {key}, which is left out there "
            f"({', '.join(of)})."
        )
    for day in (each for each in answer.days if each != GOOD):
        same = [
            plan
            for plan in answer.names
            if answer.of(plan, day, "log_hash") == answer.of(plan, GOOD, "log_hash")
        ]
        if same:
            yield (
                f"{day_name(day)} changes nothing for {', '.join(same)}: all is as on "
                "the good day. What begins after the last delivery does not happen."
            )
    counts = {len(rows) for rows in answer.rows.values()}
    if counts == {1}:
        yield "One replication: nothing is known of chance."


def less_words(answer: Answer, plan: str, day: str) -> str:
    """Return by how much a plan is worse than on the good day."""
    return level(answer, answer.less_good(plan, day))


def hurt_row(answer: Answer, plan: str, day: str) -> dict[str, Interval | None]:
    """Return what a day does to a plan, by name: means with intervals."""
    return {
        "less": answer.less_good(plan, day),
        **{name: interval(answer.of(plan, day, name)) for name, *_ in HURT},
        "open": answer.mean(plan, day, "open"),
    }


def mean_words(found: Interval | None, digits: int) -> str:
    """Return a mean with half of its interval, if that is known."""
    if found is None:
        return NOTHING
    mean = plain(found.mean, digits)
    return with_reach(mean, found.reach, digits) if 0 < found.reach < inf else mean


def open_words(answer: Answer, plan: str, day: str) -> str:
    """Return where orders are that are open at the end, over all replications."""
    total: dict[str, int] = {}
    for each in answer.of(plan, day, "open_at_end"):
        for where, count in each.items():
            total[where] = total.get(where, 0) + count
    places = sorted(total, key=lambda where: (where == ABOARD, where))
    return ", ".join(f"{counted(total[each], 'order')} {each}" for each in places)


def added(answer: Answer, plan: str, day: str) -> dict[str, Interval | None]:
    """Return by what part orders take longer than on the good day [s], by part."""
    rows = answer.of(plan, day, "added_s")
    return {
        name: interval([row[name] for row in rows])
        for name in (rows[0] if rows else {})
    }


def document(answer: Answer) -> dict[str, Any]:
    """Return the answer, ready for JSON."""
    question = answer.question
    return {
        "metric": question.metric,
        "replications": question.replications,
        "window_min": question.window_min,
        "tolerance": question.tolerance,
        "recommended": answer.recommended,
        "recommendation": recommendation(answer),
        "comparisons": list(comparisons(answer)),
        "notes": list(notes(answer)),
        "plans": [
            {
                "plan": plan,
                "worst_day": answer.worst_day(plan),
                "largest_regret": answer.most_regret(plan)[0],
                "of_day": answer.most_regret(plan)[1],
                "days": [_day(answer, plan, day) for day in answer.days],
            }
            for plan in answer.names
        ],
    }


def _day(answer: Answer, plan: str, day: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "day": day or None,
        "mean": plain_interval(answer.mean(plan, day)),
        "regret": answer.regret(plan, day),
        "values": answer.kpi(plan, day),
        "log_hashes": answer.of(plan, day, "log_hash"),
        "worst_window": answer.of(plan, day, "worst"),
        "open_at_end": answer.of(plan, day, "open_at_end"),
    }
    if day == GOOD:
        return found
    rows = {
        name: plain_interval(each) for name, each in hurt_row(answer, plan, day).items()
    }
    parts = {
        name: plain_interval(each) for name, each in added(answer, plan, day).items()
    }
    return found | {"hurt": rows, "added_s": parts}


def metric_words(answer: Answer) -> str:
    """Return the metric with its unit, and which way is better."""
    kpi = answer.question.kpi
    return f"{headed(kpi)}, {kpi.better} is better"
